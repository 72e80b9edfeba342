// SPDX-License-Identifier: Apache-2.0
#include "parts/phrase.h"

struct view phrase_fold(struct arena *a, struct view v)
{
    char *to = arena_alloc(a, v.len + 1);

    for (size_t i = 0; i < v.len; i++) {
        char c = ascii_lower(v.at[i]);
        to[i] = c == '-' || c == '_' || c == '\t' ? ' ' : c;
    }
    return (struct view){to, v.len};
}

bool phrase_is_word(char c)
{
    return ascii_alnum(c) || (unsigned char)c >= 0x80;
}

void phrase_add(struct arena *a, struct phrases *p, struct view text)
{
    struct phrase one = {.anywhere = view_starts(text, VIEW("*")),
                         .whole = view_ends(text, VIEW("$")),
                         .exact = view_starts(text, VIEW("="))};

    text = view_from(text, one.anywhere || one.exact ? 1 : 0);
    text.len -= one.whole && text.len ? 1 : 0;
    if (!text.len)
        return;
    one.anywhere = one.anywhere || !ascii_alpha(text.at[0]);
    one.anywhere = one.anywhere && !ascii_digit(text.at[0]);
    one.text = phrase_fold(a, text);
    *LIST_ADD(a, p->item, p->count) = one;
}

struct phrases phrases_of(struct arena *a, const struct record *r,
                          struct view key)
{
    struct phrases p = {0};
    struct view value;
    size_t at = 0;

    while (record_next(r, key, &at, &value))
        phrase_add(a, &p, value);
    return p;
}

struct phrases phrases_named(struct arena *a, struct view file,
                             struct view name)
{
    struct records all;
    const struct record *r = NULL;

    if (!knowledge_read(a, file, &all))
        r = records_find(&all, VIEW("name"), name);
    return r ? phrases_of(a, r, VIEW("phrase")) : (struct phrases){0};
}

size_t phrase_next(const struct phrase *p, struct view folded, size_t from)
{
    if (p->exact) {
        struct view v = view_trim(folded);
        bool is = from == 0 && view_eq(v, p->text);

        return is ? (size_t)(v.at - folded.at) : SIZE_MAX;
    }
    while (from < folded.len) {
        size_t hit = view_find(view_from(folded, from), p->text);
        if (hit == SIZE_MAX)
            return SIZE_MAX;
        hit += from;
        size_t end = hit + p->text.len;
        if ((p->anywhere || hit == 0 || !phrase_is_word(folded.at[hit - 1])) &&
            (!p->whole || end == folded.len || !phrase_is_word(folded.at[end])))
            return hit;
        from = hit + 1;
    }
    return SIZE_MAX;
}

bool phrases_find(const struct phrases *p, struct view folded, size_t *at,
                  size_t *len)
{
    for (size_t i = 0; i < p->count; i++) {
        size_t hit = phrase_next(&p->item[i], folded, 0);

        if (hit == SIZE_MAX)
            continue;
        if (at)
            *at = hit;
        if (len)
            *len = p->item[i].text.len;
        return true;
    }
    return false;
}
