// SPDX-License-Identifier: Apache-2.0
#include "release/manifest.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view text = {(const char *)bytes, size};
    struct manifest m;
    struct error *e = manifest_read(&a, text, VIEW("seed.yaml"), &m);

    if (!e && !manifest_is(text))
        abort();
    arena_free(&a);
    return 0;
}
