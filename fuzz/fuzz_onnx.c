// SPDX-License-Identifier: Apache-2.0
#include "format/onnx.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("onnx"));
    struct tensors t;

    (void)!onnx_read(&a, &f, &t);
    arena_free(&a);
    return 0;
}
