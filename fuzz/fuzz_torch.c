// SPDX-License-Identifier: Apache-2.0
#include "format/torch.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("torch"));
    struct tensors t;

    (void)!torch_read(&a, &f, &t);
    arena_free(&a);
    return 0;
}
