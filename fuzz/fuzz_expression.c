// SPDX-License-Identifier: Apache-2.0
#include "terms/expression.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct licenses *l;
    struct view text = {(const char *)at, len};

    if (!licenses_read(&a, VIEW("id: MIT\nclass: osi\n"), VIEW(""), &l)) {
        expression_class(&a, l, text);
        expression_join(&a, l, text, VIEW("MIT OR X"));
    }
    arena_free(&a);
    return 0;
}
