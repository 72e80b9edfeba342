// SPDX-License-Identifier: Apache-2.0
#include "format/pickle.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept;
    static struct pickle_names *names; // read once: only looked at afterwards
    struct arena a = {0};
    struct view bytes = arena_copy(&a, (struct view){(const char *)at, len});
    struct notes n = {.arena = &a};

    if (!names && pickle_names_open(&kept, &names))
        abort();
    struct pickle_reader p = pickle_reader_with(&a, &n, names);
    pickle_read_all(&p, bytes);
    arena_free(&a);
    return 0;
}
