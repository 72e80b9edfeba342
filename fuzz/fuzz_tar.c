// SPDX-License-Identifier: Apache-2.0
#include "format/tar.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("tar"));
    struct notes n = {.arena = &a};
    struct tar_walk w = {.arena = &a, .file = &f, .notes = &n};

    while (tar_next(&w))
        if (w.offset > len || w.size > len - w.offset)
            abort(); // a member outside of the archive
    tar_close(&w);
    arena_free(&a);
    return 0;
}
