// SPDX-License-Identifier: Apache-2.0
#include "format/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("zip"));
    struct notes n = {.arena = &a};
    struct content c;

    if (!content_open(&a, &n, &c))
        (void)!content_scan(&c, &f);
    arena_free(&a);
    return 0;
}
