// SPDX-License-Identifier: Apache-2.0
#include "format/front_matter.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena a = {0};
    struct front_matter f;

    front_matter_read(&a, (struct view){(const char *)bytes, len}, &f);
    arena_free(&a);
    return 0;
}
