// SPDX-License-Identifier: Apache-2.0
#include "terms/print_make.h"

#include "base/text.h"

#include <stdlib.h>

struct variant {
    uint32_t license, from, to;
    enum print_kind kind;
    unsigned char sha256[SHA256_SIZE];
};

struct maker {
    struct arena *arena;
    const struct license_words *words;
    uint64_t *token; // hashes of words, all texts behind each other
    size_t token_count;
    struct print_license *license;
    size_t license_count;
    struct variant *variant;
    size_t variant_count;
};

static void add_variant(struct maker *m, const struct normal *n, size_t from,
                        size_t to, size_t base, enum print_kind kind)
{
    struct variant *v = LIST_ADD(m->arena, m->variant, m->variant_count);

    *v = (struct variant){.license = (uint32_t)m->license_count - 1,
                          .from = (uint32_t)(base + from),
                          .to = (uint32_t)(base + to),
                          .kind = kind};
    normal_digest(n, from, to, v->sha256);
}

static bool same_words(const struct normal *n, size_t at,
                       const struct normal *phrase)
{
    if (phrase->token_count > n->token_count - at)
        return false;
    for (size_t i = 0; i < phrase->token_count; i++)
        if (n->token[at + i].hash != phrase->token[i].hash)
            return false;
    return phrase->token_count > 0;
}

// Where the words of `phrase` stand in `n`, or SIZE_MAX.
static size_t find_words(struct maker *m, const struct normal *n,
                         struct view phrase)
{
    struct normal p;

    normal_read(m->arena, m->words, phrase, &p);
    for (size_t at = 0; at < n->token_count; at++)
        if (same_words(n, at, &p))
            return at;
    return SIZE_MAX;
}

// Words of the longest known title that the text begins with.
static size_t title_length(struct maker *m, const struct normal *n,
                           const struct record *r)
{
    struct view head;
    size_t best = 0;

    for (size_t at = 0; record_next(r, VIEW("head"), &at, &head);) {
        struct normal p;

        normal_read(m->arena, m->words, head, &p);
        if (p.token_count > best && same_words(n, 0, &p))
            best = p.token_count;
    }
    return best;
}

static size_t append(struct maker *m, const struct normal *n)
{
    size_t base = m->token_count;

    for (size_t i = 0; i < n->token_count; i++)
        *LIST_ADD(m->arena, m->token, m->token_count) = n->token[i].hash;
    return base;
}

// The text again, with the words that `optional` has in brackets.
static void add_optional(struct maker *m, const struct normal *n, size_t title,
                         struct view optional)
{
    struct view inner, outer = view_cut(optional, '(', &inner), tail;
    struct normal with, head;

    inner = view_cut(inner, ')', &tail);
    struct view plain = arena_print(m->arena, VIEW_FMT VIEW_FMT,
                                    VIEW_ARG(outer), VIEW_ARG(tail));
    size_t at = find_words(m, n, plain);
    if (at == SIZE_MAX)
        return;
    normal_read(m->arena, m->words, outer, &head);
    normal_read(m->arena, m->words, inner, &with);
    struct normal all = {0};
    for (size_t i = 0; i < n->token_count; i++) {
        if (i == at + head.token_count)
            for (size_t k = 0; k < with.token_count; k++)
                *LIST_ADD(m->arena, all.token, all.token_count) = with.token[k];
        *LIST_ADD(m->arena, all.token, all.token_count) = n->token[i];
    }
    size_t base = append(m, &all);
    add_variant(m, &all, 0, all.token_count, base, PRINT_WHOLE);
    if (title)
        add_variant(m, &all, title, all.token_count, base, PRINT_NO_TITLE);
}

static void add_notice(struct maker *m, const struct normal *n, size_t base,
                       const struct record *r)
{
    struct view last = record_get(r, VIEW("notice-to"));
    size_t from = find_words(m, n, record_get(r, VIEW("notice-from")));
    struct normal p;

    if (!last.len || from == SIZE_MAX)
        return;
    normal_read(m->arena, m->words, last, &p);
    for (size_t at = from; at < n->token_count; at++)
        if (same_words(n, at, &p)) {
            add_variant(m, n, from, at + p.token_count, base, PRINT_NOTICE);
            return;
        }
}

static struct error *add_text(struct maker *m, const struct print_text *text)
{
    struct normal n;
    struct view v;

    normal_read(m->arena, m->words, text->bytes, &n);
    if (n.token_count < SHINGLE || n.cut)
        return error_new(m->arena, ERROR_INPUT,
                         (struct place){text->path, 0, 0},
                         "is no text to compare with");
    size_t base = append(m, &n);
    struct print_license *l = LIST_ADD(m->arena, m->license, m->license_count);
    *l = (struct print_license){.id = record_get(text->record, VIEW("id")),
                                .from = (uint32_t)base};
    size_t title = title_length(m, &n, text->record);
    add_variant(m, &n, 0, n.token_count, base, PRINT_WHOLE);
    if (title)
        add_variant(m, &n, title, n.token_count, base, PRINT_NO_TITLE);
    for (size_t at = 0; record_next(text->record, VIEW("appendix"), &at, &v);) {
        size_t end = find_words(m, &n, v);

        if (end == SIZE_MAX)
            continue;
        add_variant(m, &n, 0, end, base, PRINT_NO_APPENDIX);
        if (title)
            add_variant(m, &n, title, end, base, PRINT_NO_BOTH);
    }
    add_notice(m, &n, base, text->record);
    m->license[m->license_count - 1].to = (uint32_t)m->token_count;
    // Behind the licence's own words: not counted when likeness is.
    for (size_t at = 0; record_next(text->record, VIEW("optional"), &at, &v);)
        add_optional(m, &n, title, v);
    return NULL;
}

static struct error *check_unique(struct maker *m)
{
    for (size_t i = 0; i < m->variant_count; i++)
        for (size_t k = 0; k < i; k++)
            if (!view_eq(m->license[m->variant[i].license].id,
                         m->license[m->variant[k].license].id) &&
                memcmp(m->variant[i].sha256, m->variant[k].sha256,
                       SHA256_SIZE) == 0)
                return error_new(
                    m->arena, ERROR_INPUT, (struct place){0},
                    "the same words are " VIEW_FMT " and " VIEW_FMT,
                    VIEW_ARG(m->license[m->variant[i].license].id),
                    VIEW_ARG(m->license[m->variant[k].license].id));
    return NULL;
}

// ---- Writing ----------------------------------------------------------------

static int by_value(const void *a, const void *b)
{
    uint64_t x, y;

    memcpy(&x, a, sizeof x);
    memcpy(&y, b, sizeof y);
    return (x > y) - (x < y);
}

static void put32(struct text *t, uint32_t v)
{
    for (int i = 0; i < 4; i++)
        text_byte(t, (char)(v >> (8 * i) & 0xff));
}

static void put64(struct text *t, uint64_t v)
{
    put32(t, (uint32_t)v);
    put32(t, (uint32_t)(v >> 32));
}

struct spot {
    uint64_t hash;
    uint32_t token;
};

static int by_spot(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;

    if (x->hash != y->hash)
        return x->hash < y->hash ? -1 : 1;
    return (x->token > y->token) - (x->token < y->token);
}

// The different words, rising; their number.
static size_t sorted_words(struct maker *m, uint64_t **out)
{
    uint64_t *word = ARENA_NEW(m->arena, uint64_t, m->token_count);
    size_t kept = 0;

    if (m->token_count)
        memcpy(word, m->token, m->token_count * sizeof *word);
    qsort(word, m->token_count, sizeof *word, by_value);
    for (size_t i = 0; i < m->token_count; i++)
        if (!kept || word[kept - 1] != word[i])
            word[kept++] = word[i];
    *out = word;
    return kept;
}

static uint32_t *numbered(struct maker *m, const uint64_t *word, size_t words)
{
    uint32_t *token = ARENA_NEW(m->arena, uint32_t, m->token_count);

    for (size_t i = 0; i < m->token_count; i++) {
        const uint64_t *hit =
            bsearch(&m->token[i], word, words, sizeof *word, by_value);
        token[i] = (uint32_t)(hit - word);
    }
    return token;
}

static size_t spots_of(struct maker *m, const uint32_t *token,
                       struct spot **out)
{
    struct spot *spot =
        ARENA_NEW(m->arena, struct spot, m->token_count + m->variant_count);
    size_t count = 0;

    for (size_t i = 0; i < m->license_count; i++)
        for (uint32_t at = m->license[i].from; at + SHINGLE <= m->license[i].to;
             at++)
            spot[count++] = (struct spot){print_shingle_hash(token + at), at};
    // Variants that are no range of their licence's words are found by their
    // first shingle.
    for (size_t i = 0; i < m->variant_count; i++) {
        const struct variant *v = &m->variant[i];

        if (v->from >= m->license[v->license].to && v->to - v->from >= SHINGLE)
            spot[count++] =
                (struct spot){print_shingle_hash(token + v->from), v->from};
    }
    qsort(spot, count, sizeof *spot, by_spot);
    *out = spot;
    return count;
}

static void put_buckets(struct text *t, const struct spot *spot, size_t count)
{
    size_t at = 0;

    for (size_t b = 0; b <= PRINT_BUCKETS; b++) {
        while (at < count && spot[at].hash >> 48 < b)
            at++;
        put32(t, (uint32_t)at);
    }
}

static void put_names(struct maker *m, struct text *t)
{
    uint32_t name = 0;

    for (size_t i = 0; i < m->license_count; i++) {
        put32(t, name);
        put32(t, (uint32_t)m->license[i].id.len);
        put32(t, m->license[i].from);
        put32(t, m->license[i].to);
        name += (uint32_t)m->license[i].id.len;
    }
    for (size_t i = 0; i < m->variant_count; i++) {
        const struct variant *v = &m->variant[i];

        put32(t, v->license);
        put32(t, (uint32_t)v->kind);
        put32(t, v->from);
        put32(t, v->to);
        text_add(t, (struct view){(const char *)v->sha256, SHA256_SIZE});
    }
    for (size_t i = 0; i < m->license_count; i++)
        text_add(t, m->license[i].id);
}

static struct view write_all(struct maker *m)
{
    struct text t = {.arena = m->arena};
    uint64_t *word;
    struct spot *spot;
    size_t words = sorted_words(m, &word), names = 0;
    uint32_t *token = numbered(m, word, words);
    size_t spots = spots_of(m, token, &spot);

    for (size_t i = 0; i < m->license_count; i++)
        names += m->license[i].id.len;
    text_add(&t, (struct view){"FHLIC\0\0\1", 8});
    put32(&t, (uint32_t)words);
    put32(&t, (uint32_t)m->token_count);
    put32(&t, (uint32_t)spots);
    put32(&t, (uint32_t)m->license_count);
    put32(&t, (uint32_t)m->variant_count);
    put32(&t, (uint32_t)names);
    for (size_t i = 0; i < words; i++)
        put64(&t, word[i]);
    for (size_t i = 0; i < m->token_count; i++)
        put32(&t, token[i]);
    for (size_t i = 0; i < spots; i++)
        put32(&t, spot[i].token);
    put_buckets(&t, spot, spots);
    put_names(m, &t);
    return text_view(&t);
}

static int by_id(const void *a, const void *b)
{
    const struct print_text *const *x = a, *const *y = b;

    int order = view_compare(record_get((*x)->record, VIEW("id")),
                             record_get((*y)->record, VIEW("id")));
    return order ? order : view_compare((*x)->path, (*y)->path);
}

struct error *prints_make(struct arena *a, const struct license_words *w,
                          const struct print_text *text, size_t count,
                          struct view *out)
{
    struct maker m = {.arena = a, .words = w};
    const struct print_text **order =
        ARENA_NEW(a, const struct print_text *, count);

    *out = (struct view){0};
    for (size_t i = 0; i < count; i++)
        order[i] = &text[i];
    qsort(order, count, sizeof *order, by_id);
    for (size_t i = 0; i < count; i++)
        TRY(add_text(&m, order[i]));
    TRY(check_unique(&m));
    *out = write_all(&m);
    return NULL;
}
