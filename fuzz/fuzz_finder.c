// SPDX-License-Identifier: Apache-2.0
#include "terms/finder.h"
#include "terms/outline.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static struct arena kept;
    static struct license_words words;
    static struct finders *f; // opened once: only read afterwards
    struct view bytes = {(const char *)at, len};
    struct arena a = {0};
    struct clauses found = {0};
    struct outline o;
    struct outline_span span;
    struct normal n;

    if (!f &&
        (license_words_open(&kept, &words) || finders_open(&kept, &words, &f)))
        abort();
    normal_read(&a, &words, bytes, &n);
    finders_run(&a, f, bytes, &n, 0, n.token_count, &found);
    outline_read(&a, bytes, 0, len, &o);
    for (size_t i = 0; i < found.count; i++)
        outline_find(&o, outline_name(&o, found.item[i].from), &span);
    outline_find(&o, view_head(bytes, 40), &span);
    arena_free(&a);
    return 0;
}
