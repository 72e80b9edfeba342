// SPDX-License-Identifier: Apache-2.0
#include "release/git_index.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view *path;
    size_t count;

    git_index_links(&a, (struct view){(const char *)bytes, size}, &path,
                    &count);
    arena_free(&a);
    return 0;
}
