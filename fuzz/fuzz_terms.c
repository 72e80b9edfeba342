// SPDX-License-Identifier: Apache-2.0
#include "terms/terms.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept;
    static struct licenses *l; // opened once: only read afterwards
    struct arena a = {0};
    struct license_file f;

    if (!l && licenses_open(&kept, &l))
        abort();
    terms_of_text(&a, l, VIEW("LICENSE"), (struct view){(const char *)at, len},
                  &f);
    arena_free(&a);
    return 0;
}
