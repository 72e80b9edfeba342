// SPDX-License-Identifier: Apache-2.0
#include "terms/terms.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct licenses *l;
    struct license_file f;

    if (!licenses_open(&a, &l))
        terms_of_text(&a, l, VIEW("LICENSE"),
                      (struct view){(const char *)at, len}, &f);
    arena_free(&a);
    return 0;
}
