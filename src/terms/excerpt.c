// SPDX-License-Identifier: Apache-2.0
#include "terms/excerpt.h"

enum {
    HEAD = NORMAL_MAX / 2,
    TAIL = NORMAL_MAX / 4,
    WINDOW = NORMAL_MAX / 64, // bytes of a place between them
    WINDOWS = 16,
};

struct window {
    uint64_t from;
    size_t named; // how often it says "licence"
};

// How often `v` names a license, in either spelling and any case.
static size_t names(struct view v)
{
    size_t count = 0;

    for (size_t i = 0; i + 5 < v.len; i++)
        if ((v.at[i] == 'l' || v.at[i] == 'L') &&
            view_eq_nocase((struct view){v.at + i, 5}, VIEW("licen")) &&
            (ascii_lower(v.at[i + 5]) == 's' ||
             ascii_lower(v.at[i + 5]) == 'c'))
            count++;
    return count;
}

// The windows that name licenses most, of equals the first ones.
static void keep(struct window *best, size_t *count, struct window w)
{
    size_t at = *count;

    if (!w.named || (at == WINDOWS && best[at - 1].named >= w.named))
        return;
    if (at == WINDOWS)
        at--;
    else
        ++*count;
    for (; at && best[at - 1].named < w.named; at--)
        best[at] = best[at - 1];
    best[at] = w;
}

static int by_place(const void *a, const void *b)
{
    const struct window *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

// Adds bytes [from, to), to the last part if that ends there.
static void add_part(struct arena *a, struct excerpts *parts, uint64_t from,
                     uint64_t to)
{
    if (parts->count && parts->item[parts->count - 1].to == from)
        parts->item[parts->count - 1].to = to;
    else
        *LIST_ADD(a, parts->item, parts->count) = (struct excerpt){from, to};
}

static void choose(struct arena *a, struct view bytes, struct excerpts *parts)
{
    struct window best[WINDOWS];
    size_t count = 0;
    uint64_t tail = bytes.len - TAIL;

    for (uint64_t at = HEAD; at + WINDOW <= tail; at += WINDOW)
        keep(best, &count,
             (struct window){
                 at, names((struct view){bytes.at + at, (size_t)WINDOW})});
    if (count)
        qsort(best, count, sizeof *best, by_place);
    add_part(a, parts, 0, HEAD);
    for (size_t i = 0; i < count; i++)
        add_part(a, parts, best[i].from, best[i].from + WINDOW);
    add_part(a, parts, tail, bytes.len);
}

// A part begins and ends between two lines, if it has any, and at least between
// two characters.
static void trim(struct view bytes, struct excerpt *p)
{
    uint64_t from = p->from, to = p->to;

    while (from && from < p->to && bytes.at[from - 1] != '\n')
        from++;
    while (to < bytes.len && to > from && bytes.at[to - 1] != '\n')
        to--;
    if (from < to)
        *p = (struct excerpt){from, to};
    while (p->from < p->to && ((unsigned char)bytes.at[p->from] & 0xc0) == 0x80)
        p->from++;
    while (p->to > p->from && p->to < bytes.len &&
           ((unsigned char)bytes.at[p->to] & 0xc0) == 0x80)
        p->to--;
}

static enum encoding encoding_of(const struct arena *a, struct view bytes)
{
    struct arena own = arena_beside(a);
    enum encoding encoding;
    uint32_t *map, shift;

    text_of_bytes(&own, bytes, &encoding, &map, &shift);
    arena_free(&own);
    return encoding;
}

void excerpt_read(struct arena *a, const struct license_words *w,
                  struct view bytes, struct normal *out, struct excerpts *parts)
{
    *parts = (struct excerpts){0};
    if (bytes.len <= NORMAL_MAX) {
        normal_read(a, w, bytes, out);
        add_part(a, parts, 0, bytes.len);
        return;
    }
    if (encoding_of(a, view_head(bytes, HEAD)) != ENCODING_UTF8) {
        normal_read(a, w, view_head(bytes, HEAD), out);
        out->cut = true;
        add_part(a, parts, 0, HEAD);
        return;
    }
    choose(a, bytes, parts);
    *out = (struct normal){.cut = true};
    for (size_t i = 0; i < parts->count; i++) {
        const struct excerpt *p = &parts->item[i];

        trim(bytes, &parts->item[i]);
        out->token_room += normal_most_words(
            (struct view){bytes.at + p->from, (size_t)(p->to - p->from)});
    }
    out->token = ARENA_NEW(a, struct token, out->token_room);
    for (size_t i = 0; i < parts->count; i++) {
        const struct excerpt *p = &parts->item[i];

        normal_read_part(a, w, bytes, (size_t)p->from, (size_t)p->to, out);
    }
    out->encoding = ENCODING_UTF8;
}
