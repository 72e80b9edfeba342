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
    struct spans found;
};

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

static bool stands_at(const struct finder *f, size_t at,
                      const struct print_variant *v)
{
    unsigned char is[SHA256_SIZE];
    size_t len = v->to - v->from;

    if (!same_words(f, at, v->from, len))
        return false;
    // Words were compared by a hash that could be forged.
    normal_digest(f->text, at, at + len, is);
    return memcmp(is, v->sha256, SHA256_SIZE) == 0;
}

// Of each known text the longest variant that stands at `at`.
static void try_starts(struct finder *f, size_t at)
{
    uint64_t shingle = print_shingle_hash(f->word + at);
    uint32_t taken = UINT32_MAX; // where that began which was taken last
    uint32_t from, to;

    print_starts(f->prints, shingle, &from, &to);
    for (uint32_t i = from; i < to; i++) {
        const struct print_variant *v = &f->prints->start[i].variant;

        if (f->prints->start[i].shingle != shingle || v->from == taken ||
            !stands_at(f, at, v))
            continue;
        *LIST_ADD(f->arena, f->found.item, f->found.count) =
            (struct span){at, at + v->to - v->from, *v};
        taken = v->from;
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
    for (size_t at = 0; at + SHINGLE <= n->token_count; at++) {
        if (word[at + SHINGLE - 1] == PRINT_NO_WORD)
            at += SHINGLE - 1; // nor does any start before it hold it
        else
            try_starts(&f, at);
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
        if (!all[i].shared)
            continue;
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
