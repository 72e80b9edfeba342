// SPDX-License-Identifier: Apache-2.0
#include "terms/match.h"

#include "terms/expression.h"
#include "terms/limits.h"

#include <stdlib.h>

enum { LEAST_TERMS = 6 }; // different words of terms that make a text terms

struct view match_word(enum match_result r)
{
    static const struct view word[] = {
        // clang-format off
        [MATCH_EXACT] = VIEW_INIT("exact"),
        [MATCH_EXACT_WITH_HEADER] = VIEW_INIT("exact-with-header"),
        [MATCH_EXACT_WITH_OPTIONAL_OMITTED] =
            VIEW_INIT("exact-with-optional-omitted"),
        [MATCH_ADDED_TEXT] = VIEW_INIT("added-text"),
        [MATCH_MODIFIED] = VIEW_INIT("modified"),
        [MATCH_HEADER] = VIEW_INIT("header"),
        [MATCH_REFERENCE] = VIEW_INIT("reference"),
        [MATCH_TAG] = VIEW_INIT("tag"),
        [MATCH_SNIPPET] = VIEW_INIT("snippet"),
        [MATCH_UNKNOWN] = VIEW_INIT("unknown"),
        [MATCH_OTHER_TEXT] = VIEW_INIT("other-text"),
        // clang-format on
    };

    return word[r];
}

struct view license_or_later(struct arena *a, const struct license_range *r)
{
    static const struct view only = VIEW_INIT("-only");

    if (r->result > MATCH_ADDED_TEXT || !view_ends(r->id, only))
        return (struct view){0};
    return arena_print(a, VIEW_FMT "-or-later",
                       VIEW_ARG(view_head(r->id, r->id.len - only.len)));
}

void match_flag(struct match *m, struct view flag)
{
    for (size_t i = 0; i < m->out->flag_count; i++)
        if (view_eq(m->out->flag[i], flag))
            return;
    *LIST_ADD(m->arena, m->out->flag, m->out->flag_count) = flag;
}

void match_reference(struct match *m, struct view id)
{
    for (size_t i = 0; i < m->out->refers_to_count; i++)
        if (view_eq(m->out->refers_to[i], id))
            return;
    *LIST_ADD(m->arena, m->out->refers_to, m->out->refers_to_count) = id;
}

void match_grant(struct match *m, struct view expression)
{
    const struct license_info *info = license_find(m->licenses, expression);

    // A use policy takes; it gives nothing.
    if (info && view_starts(info->category, VIEW("policy"))) {
        match_reference(m, expression);
        return;
    }
    m->out->expression =
        expression_join(m->arena, m->licenses, m->out->expression, expression);
}

struct license_range *match_range(struct match *m, size_t from, size_t to,
                                  enum match_result result, struct view id)
{
    struct license_range *r =
        LIST_ADD(m->arena, m->out->range, m->out->range_count);

    *r = (struct license_range){.from = from,
                                .to = to,
                                .line = line_index_at(&m->lines, from),
                                .result = result,
                                .id = id,
                                .info = license_find(m->licenses, id)};
    return r;
}

struct view match_modified_id(struct match *m, struct view nearest, size_t from,
                              size_t to)
{
    unsigned char hash[SHA256_SIZE];
    struct view plain = nearest;

    if (view_starts(plain, VIEW("LicenseRef-")))
        plain = view_from(plain, 11);
    normal_digest(&m->text, from, to, hash);
    struct view hex = hex_of(m->arena, hash, 4);
    return arena_print(m->arena, "LicenseRef-modified-" VIEW_FMT "-" VIEW_FMT,
                       VIEW_ARG(plain), VIEW_ARG(hex));
}

size_t match_remark(const struct match *m, struct view id, size_t from,
                    size_t to)
{
    const struct license_info *info = license_find(m->licenses, id);
    struct view sum;

    if (!info || !info->record)
        return 0;
    for (size_t k = 0; record_next(info->record, VIEW("remark"), &k, &sum);) {
        unsigned char hash[SHA256_SIZE];
        uint64_t words;

        if (!view_u64(view_cut(sum, ' ', &sum), &words) || words > to - from)
            continue;
        normal_digest(&m->text, from, from + (size_t)words, hash);
        if (view_eq(hex_of(m->scratch, hash, SHA256_SIZE), sum))
            return (size_t)words;
    }
    return 0;
}

void match_rest(struct match *m, size_t from, size_t to)
{
    if (from < to)
        match_range(m, match_byte_from(m, from), match_byte_to(m, to),
                    MATCH_OTHER_TEXT, (struct view){0});
}

static int by_place(const void *a, const void *b)
{
    const struct license_range *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return (x->result > y->result) - (x->result < y->result);
}

// Other text in bytes [from, to), if there are words.
static void keep_other(struct match *m, size_t from, size_t to)
{
    size_t at = normal_word_at(&m->text, from), end = at;

    while (end < m->text.token_count && m->text.token[end].to <= to)
        end++;
    match_rest(m, at, end);
}

// What of bytes [at, to) is in none of the ranges; they are by place.
static void keep_rest(struct match *m, size_t at, size_t to,
                      const struct license_range *range, size_t count)
{
    for (size_t i = 0; i < count && range[i].from < to; i++) {
        if (range[i].to <= at)
            continue;
        keep_other(m, at, (size_t)range[i].from);
        at = (size_t)range[i].to;
    }
    keep_other(m, at, to);
}

// Whether a range only names what the one behind it says of the same bytes.
static bool is_said_twice(const struct license_range *r)
{
    return r->result == MATCH_REFERENCE && r[1].result == MATCH_TAG &&
           r->from == r[1].from && r->to == r[1].to && view_eq(r->id, r[1].id);
}

void match_sort(struct match *m)
{
    struct license_file *f = m->out;
    struct license_range *all = f->range, *other;
    size_t count = f->range_count, known = 0, others = 0;

    if (!count)
        return;
    other = ARENA_NEW(m->scratch, struct license_range, count);
    qsort(all, count, sizeof *all, by_place);
    for (size_t i = 0; i < count; i++)
        if (all[i].result == MATCH_OTHER_TEXT)
            other[others++] = all[i];
        else if (i + 1 == count || !is_said_twice(&all[i]))
            all[known++] = all[i];
    f->range = NULL;
    f->range_count = 0;
    for (size_t i = 0; i < known; i++)
        *LIST_ADD(m->arena, f->range, f->range_count) = all[i];
    for (size_t i = 0, done = 0; i < others; i++) {
        size_t from = (size_t)other[i].from, to = (size_t)other[i].to;

        if (to > done)
            keep_rest(m, from > done ? from : done, to, all, known);
        done = to > done ? to : done;
    }
    if (f->range_count)
        qsort(f->range, f->range_count, sizeof *f->range, by_place);
}

bool match_has_terms(const struct match *m, const struct word_range *range,
                     size_t count)
{
    struct map seen = {.arena = m->scratch};
    size_t terms = 0;

    for (size_t r = 0; r < count; r++)
        for (size_t i = range[r].from; i < range[r].to && terms < LEAST_TERMS;
             i++) {
            bool is_new = false;

            const struct token *t = &m->text.token[i];

            if (license_hash_is(m->words, t->hash, t->text, WORD_TERMS))
                map_at(&seen, t->text, &is_new);
            terms += is_new;
        }
    return terms >= LEAST_TERMS;
}

struct license_range *match_unknown(struct match *m, size_t from, size_t to)
{
    struct license_range *r =
        match_range(m, match_byte_from(m, from), match_byte_to(m, to),
                    MATCH_UNKNOWN, VIEW("LicenseRef-unknown"));

    r->info = limits_of_words(m->arena, m->licenses, r->id, m->bytes, &m->text,
                              from, to);
    match_flag(m, VIEW("needs-human"));
    match_grant(m, r->id);
    return r;
}
