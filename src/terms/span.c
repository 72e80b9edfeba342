// SPDX-License-Identifier: Apache-2.0
#include "terms/span.h"

#include <stdlib.h>

uint32_t *span_words(struct arena *a, const struct license_prints *p,
                     const struct normal *n)
{
    uint32_t *word = ARENA_NEW(a, uint32_t, n->token_count + 1);

    for (size_t i = 0; i < n->token_count; i++)
        word[i] = print_word(p, n->token[i].hash);
    return word;
}

// ---- Word for word ----------------------------------------------------------

struct finder {
    struct arena *arena;
    const struct license_prints *prints;
    const struct normal *text;
    const uint32_t *word;
    struct print_variant *start; // by first token, longest first
    size_t start_count;
    struct spans found;
};

static int by_start(const void *a, const void *b)
{
    const struct print_variant *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to > y->to ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void sort_starts(struct finder *f)
{
    uint32_t count = f->prints->variants;

    f->start = ARENA_NEW(f->arena, struct print_variant, count);
    for (uint32_t i = 0; i < count; i++)
        f->start[i] = print_variant(f->prints, i);
    f->start_count = count;
    qsort(f->start, count, sizeof *f->start, by_start);
}

// The first variant that begins at token `from`, or start_count.
static size_t first_start(const struct finder *f, uint32_t from)
{
    size_t low = 0, high = f->start_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (f->start[middle].from < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low < f->start_count && f->start[low].from == from ? low
                                                              : f->start_count;
}

static bool same_words(const struct finder *f, size_t at, size_t from,
                       size_t len)
{
    if (len > f->text->token_count - at)
        return false;
    for (size_t i = 0; i < len; i++)
        if (f->word[at + i] != print_token(f->prints, (uint32_t)(from + i)))
            return false;
    return true;
}

// The longest variant that begins at token `from` and stands at `at`.
static void try_start(struct finder *f, size_t at, uint32_t from)
{
    unsigned char is[SHA256_SIZE];

    for (size_t i = first_start(f, from);
         i < f->start_count && f->start[i].from == from; i++) {
        struct print_variant v = f->start[i];
        size_t len = v.to - v.from;

        if (len < SHINGLE || !same_words(f, at, from, len))
            continue;
        // Words were compared by a hash that could be forged.
        normal_digest(f->text, at, at + len, is);
        if (memcmp(is, v.sha256, SHA256_SIZE) != 0)
            continue;
        *LIST_ADD(f->arena, f->found.item, f->found.count) =
            (struct span){at, at + len, v};
        return;
    }
}

static int by_length(const void *a, const void *b)
{
    const struct span *x = a, *y = b;
    size_t long_x = x->to - x->from, long_y = y->to - y->from;

    if (long_x != long_y)
        return long_x > long_y ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->variant.license > y->variant.license) -
           (x->variant.license < y->variant.license);
}

static int by_place(const void *a, const void *b)
{
    const struct span *x = a, *y = b;

    return (x->from > y->from) - (x->from < y->from);
}

// Keeps the longest of those that overlap.
static void drop_overlaps(struct finder *f)
{
    struct spans *s = &f->found;
    bool *taken = ARENA_NEW(f->arena, bool, f->text->token_count + 1);
    size_t kept = 0;

    qsort(s->item, s->count, sizeof *s->item, by_length);
    for (size_t i = 0; i < s->count; i++) {
        struct span one = s->item[i];

        // A longer one covers one of the ends, as it is not inside this one.
        if (taken[one.from] || taken[one.to - 1])
            continue;
        memset(taken + one.from, 1, one.to - one.from);
        s->item[kept++] = one;
    }
    s->count = kept;
    qsort(s->item, s->count, sizeof *s->item, by_place);
}

void spans_find(struct arena *a, const struct license_prints *p,
                const struct normal *n, const uint32_t *word, struct spans *out)
{
    struct finder f = {.arena = a, .prints = p, .text = n, .word = word};

    *out = (struct spans){0};
    sort_starts(&f);
    for (size_t at = 0; at + SHINGLE <= n->token_count; at++) {
        struct print_walk w = print_walk_of(p, word + at);

        while (print_next(p, &w))
            try_start(&f, at, w.token);
    }
    if (f.found.count)
        drop_overlaps(&f);
    *out = f.found;
}

// ---- Likeness ---------------------------------------------------------------

struct likeness span_nearest(struct arena *a, const struct license_prints *p,
                             const struct normal *n, const uint32_t *word)
{
    bool *seen = ARENA_NEW(a, bool, p->tokens + 1);
    struct likeness *all = ARENA_NEW(a, struct likeness, p->licenses + 1);
    struct likeness best = {0};
    double best_both = 0;

    for (size_t at = 0; at + SHINGLE <= n->token_count; at++) {
        struct print_walk w = print_walk_of(p, word + at);

        while (print_next(p, &w)) {
            struct likeness *one = &all[print_license_at(p, w.token)];

            if (seen[w.token])
                continue;
            seen[w.token] = true;
            if (!one->shared++)
                one->from = at;
            one->to = at + SHINGLE;
        }
    }
    for (uint32_t i = 0; i < p->licenses; i++) {
        struct print_license l = print_license(p, i);
        size_t size =
            l.to - l.from >= SHINGLE ? l.to - l.from - SHINGLE + 1 : 1;
        size_t whole = n->token_count + size;
        // Of siblings the one that leaves least over on both sides.
        double both = 2.0 * (double)all[i].shared / (double)whole;

        all[i].license = i;
        all[i].contained = (double)all[i].shared / (double)size;
        if (both > best_both) {
            best_both = both;
            best = all[i];
        }
    }
    return best;
}
