// SPDX-License-Identifier: Apache-2.0
// A needs file.
#include "verdict/need.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct need_words words;
    struct needs needs;
    struct view file = {(const char *)bytes, size};

    need_words_read(&words);
    if (!needs_read(&a, &words, file, VIEW("needs.yaml"), &needs) &&
        !needs.wish_count)
        abort();
    arena_free(&a);
    return 0;
}
