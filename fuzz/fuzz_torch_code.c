// SPDX-License-Identifier: Apache-2.0
// Programs of TorchScript: all that is told stands in them.
#include "format/torch_code.h"

#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct view code = arena_copy(&a, (struct view){(const char *)at, len});
    struct torch_words words;

    if (!torch_words_read(&a, &words)) {
        torch_code_check(&words, code, &n);
        torch_bytecode_check(&words, code, &n);
    }
    for (size_t i = 0; i < n.note_count; i++)
        if (n.note[i].offset >= len)
            abort();
    arena_free(&a);
    return 0;
}
