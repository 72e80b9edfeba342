// SPDX-License-Identifier: Apache-2.0
#include "format/hdf5.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("h5"));
    struct notes n = {.arena = &a};
    struct hdf5 h;

    (void)!hdf5_read(&a, &f, &n, &h);
    arena_free(&a);
    return 0;
}
