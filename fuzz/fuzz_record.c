// SPDX-License-Identifier: Apache-2.0
#include "release/record.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct model_record r;
    struct error *e = record_read(&a, (struct view){(const char *)bytes, size},
                                  VIEW("seed.yml"), &r);

    if (!e && !r.name.len)
        abort();
    arena_free(&a);
    return 0;
}
