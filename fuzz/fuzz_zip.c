// SPDX-License-Identifier: Apache-2.0
#include "format/content.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept;
    static struct pickle_names *names; // read once: only looked at afterwards
    struct arena a = {0};
    struct file f = file_of(
        arena_copy(&a, (struct view){(const char *)at, len}), VIEW("zip"));
    struct notes n = {.arena = &a};

    if (!names && pickle_names_open(&kept, &names))
        abort();
    struct content c = content_with(&a, &n, names);
    (void)!content_scan(&c, &f);
    arena_free(&a);
    return 0;
}
