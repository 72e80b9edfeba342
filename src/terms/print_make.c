// SPDX-License-Identifier: Apache-2.0
#include "terms/print_make.h"

#include "base/text.h"
#include "terms/outline.h"

#include <stdlib.h>

struct variant {
    uint32_t license, from, to;
    enum print_kind kind;
    unsigned char sha256[SHA256_SIZE];
};

struct mark {
    enum print_mark_kind kind;
    uint32_t from, to;
    struct view name;
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
    struct mark *mark;
    size_t mark_count;
    uint64_t *number; // hashes of words with a digit
    size_t number_count;
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

static bool ends_line(const struct print_text *text, const struct normal *n,
                      size_t words)
{
    if (words >= n->token_count || n->encoding != ENCODING_UTF8)
        return false;
    size_t from = n->token[words - 1].to, to = n->token[words].from;
    struct view gap = {text->bytes.at + from, to - from};
    return view_has(gap, VIEW("\n"));
}

// Words of the longest known title that the text begins with: what the record
// calls a head, or one of the license's names on a line of its own.
static size_t title_length(struct maker *m, const struct normal *n,
                           const struct print_text *text)
{
    static const struct view key[] = {VIEW_INIT("head"), VIEW_INIT("title"),
                                      VIEW_INIT("alias")};
    size_t best = 0;

    for (size_t k = 0; k < sizeof key / sizeof *key; k++) {
        struct view name;

        for (size_t at = 0; record_next(text->record, key[k], &at, &name);) {
            struct normal p;

            normal_read(m->arena, m->words, name, &p);
            if (p.token_count > best && same_words(n, 0, &p) &&
                (k == 0 || ends_line(text, n, p.token_count)))
                best = p.token_count;
        }
    }
    return best;
}

static bool has_digit(struct view word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_digit(word.at[i]))
            return true;
    return false;
}

static size_t append(struct maker *m, const struct normal *n)
{
    size_t base = m->token_count;

    for (size_t i = 0; i < n->token_count; i++) {
        *LIST_ADD(m->arena, m->token, m->token_count) = n->token[i].hash;
        if (has_digit(n->token[i].text))
            *LIST_ADD(m->arena, m->number, m->number_count) = n->token[i].hash;
    }
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

// ---- Marks ------------------------------------------------------------------

static void add_mark(struct maker *m, enum print_mark_kind kind, size_t from,
                     size_t to, struct view name)
{
    *LIST_ADD(m->arena, m->mark, m->mark_count) =
        (struct mark){kind, (uint32_t)from, (uint32_t)to, name};
}

// The sections by the names that they have in every file (outline.h).
static void mark_sections(struct maker *m, const struct normal *n,
                          struct view bytes, size_t base)
{
    struct view last = {0};
    struct outline o;
    size_t from = 0;

    outline_read(m->arena, bytes, 0, bytes.len, &o);
    for (size_t i = 0; i < n->token_count; i++) {
        struct view name = outline_name(&o, n->token[i].from);

        if (i && !view_eq(name, last))
            add_mark(m, MARK_SECTION, base + from, base + i, last);
        if (!i || !view_eq(name, last)) {
            from = i;
            last = name;
        }
    }
    if (n->token_count > from)
        add_mark(m, MARK_SECTION, base + from, base + n->token_count, last);
}

// Each place where `phrase` stands.
static void mark_phrases(struct maker *m, const struct normal *n, size_t base,
                         struct view phrase, enum print_mark_kind kind)
{
    struct normal p;

    normal_read(m->arena, m->words, phrase, &p);
    for (size_t at = 0; p.token_count && at < n->token_count; at++)
        if (same_words(n, at, &p))
            add_mark(m, kind, base + at, base + at + p.token_count,
                     (struct view){0});
}

// The signs of items, which are no words of the text.
static void mark_labels(struct maker *m, const struct normal *n, size_t base)
{
    for (size_t i = 0; i < n->label_count; i++) {
        struct view sign = arena_lower(m->arena, n->label[i].text);
        size_t at = n->label[i].token;

        if (at < n->token_count && !memchr(sign.at, ' ', sign.len))
            add_mark(m, MARK_LABEL, base + at, base + at + 1, sign);
    }
}

static bool begins_line(struct view bytes, size_t at)
{
    while (at && !ascii_alnum(bytes.at[at - 1]) && bytes.at[at - 1] != '"' &&
           bytes.at[at - 1] != '\n')
        at--;
    return at == 0 || bytes.at[at - 1] == '\n';
}

// Lines that begin with the sign and are words of the text all the same, as
// the name holds a word that could be a condition ("X Research").
static void mark_holders(struct maker *m, const struct normal *n,
                         struct view bytes, size_t base)
{
    for (size_t i = 0; i < n->token_count; i++) {
        size_t at = n->token[i].from, end = i;

        if (n->encoding != ENCODING_UTF8 ||
            !view_eq(n->token[i].text, VIEW("copyright")) ||
            !begins_line(bytes, at))
            continue;
        size_t stop = view_find(view_from(bytes, at), VIEW("\n"));
        bool dated = false;
        while (end < n->token_count && n->token[end].from - at < stop) {
            dated = dated || has_digit(n->token[end].text);
            end++;
        }
        if (dated && end - i <= 40)
            add_mark(m, MARK_HOLDER, base + i, base + end, (struct view){0});
    }
}

static void mark_text(struct maker *m, const struct normal *n, size_t base,
                      size_t title, const struct print_text *text)
{
    const struct record *r = text->record;
    struct view v;

    mark_sections(m, n, text->bytes, base);
    mark_labels(m, n, base);
    mark_holders(m, n, text->bytes, base);
    if (title)
        add_mark(m, MARK_TITLE, base, base + title, (struct view){0});
    for (size_t at = 0; record_next(r, VIEW("appendix"), &at, &v);) {
        size_t end = find_words(m, n, v);

        if (end != SIZE_MAX)
            add_mark(m, MARK_APPENDIX, base + end, base + n->token_count,
                     (struct view){0});
    }
    for (size_t at = 0; record_next(r, VIEW("field"), &at, &v);)
        mark_phrases(m, n, base, v, MARK_FIELD);
    struct view nothing = {0};
    size_t at = find_words(m, n, record_get(r, VIEW("preamble-to")));
    if (at != SIZE_MAX)
        add_mark(m, MARK_OPTIONAL, base, base + at, nothing);
    at = find_words(m, n, record_get(r, VIEW("closing-from")));
    if (at != SIZE_MAX)
        add_mark(m, MARK_OPTIONAL, base + at, base + n->token_count, nothing);
    at = find_words(m, n, record_get(r, VIEW("disclaimer-from")));
    if (at != SIZE_MAX)
        add_mark(m, MARK_DISCLAIMER, base + at, base + n->token_count, nothing);
}

static struct error *add_text(struct maker *m, const struct print_text *text)
{
    struct normal n;
    struct view v;

    normal_read(m->arena, m->words, text->bytes, &n);
    if (n.token_count < SHINGLE || n.cut)
        return error_new(m->arena, ERROR_INPUT,
                         (struct place){text->path, 0, 0},
                         n.encoding == ENCODING_BINARY ? "is no text"
                         : n.cut ? "is too long for a license"
                                 : "has too few words for a license");
    size_t base = append(m, &n);
    struct print_license *l = LIST_ADD(m->arena, m->license, m->license_count);
    *l = (struct print_license){.id = record_get(text->record, VIEW("id")),
                                .from = (uint32_t)base};
    size_t title = title_length(m, &n, text);
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
    size_t annex = find_words(m, &n, record_get(text->record, VIEW("annex")));
    if (annex != SIZE_MAX) // there as a whole or not at all: no mark
        add_variant(m, &n, 0, annex, base, PRINT_NO_APPENDIX);
    add_notice(m, &n, base, text->record);
    mark_text(m, &n, base, title, text);
    m->license[m->license_count - 1].to = (uint32_t)m->token_count;
    // Behind the license's own words: not counted when likeness is.
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
                    "the text of " VIEW_FMT
                    " has the same words as that of " VIEW_FMT,
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
    // Variants that are no range of their license's words are found by their
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

static int by_mark(const void *a, const void *b)
{
    const struct mark *x = a, *y = b;

    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to < y->to ? -1 : 1;
    return view_compare(x->name, y->name);
}

// A byte for each word: 1 if it holds a digit.
static void put_digits(struct maker *m, struct text *t, const uint64_t *word,
                       size_t words)
{
    char *digit = arena_alloc(m->arena, words + 1);

    for (size_t i = 0; i < m->number_count; i++) {
        const uint64_t *hit =
            bsearch(&m->number[i], word, words, sizeof *word, by_value);

        if (hit)
            digit[hit - word] = 1;
    }
    text_add(t, (struct view){digit, words});
}

static void put_names(struct maker *m, struct text *t, const uint64_t *word,
                      size_t words)
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
    for (size_t i = 0; i < m->mark_count; i++) {
        put32(t, (uint32_t)m->mark[i].kind);
        put32(t, m->mark[i].from);
        put32(t, m->mark[i].to);
        put32(t, name);
        put32(t, (uint32_t)m->mark[i].name.len);
        name += (uint32_t)m->mark[i].name.len;
    }
    put_digits(m, t, word, words);
    for (size_t i = 0; i < m->license_count; i++)
        text_add(t, m->license[i].id);
    for (size_t i = 0; i < m->mark_count; i++)
        text_add(t, m->mark[i].name);
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
    if (m->mark_count)
        qsort(m->mark, m->mark_count, sizeof *m->mark, by_mark);
    for (size_t i = 0; i < m->mark_count; i++)
        names += m->mark[i].name.len;
    text_add(&t, (struct view){"FHLIC\0\0\2", 8});
    put32(&t, (uint32_t)words);
    put32(&t, (uint32_t)m->token_count);
    put32(&t, (uint32_t)spots);
    put32(&t, (uint32_t)m->license_count);
    put32(&t, (uint32_t)m->variant_count);
    put32(&t, (uint32_t)m->mark_count);
    put32(&t, (uint32_t)names);
    for (size_t i = 0; i < words; i++)
        put64(&t, word[i]);
    for (size_t i = 0; i < m->token_count; i++)
        put32(&t, token[i]);
    for (size_t i = 0; i < spots; i++)
        put32(&t, spot[i].token);
    put_buckets(&t, spot, spots);
    put_names(m, &t, word, words);
    return text_view(&t);
}

static int by_id(const void *a, const void *b)
{
    const struct print_text *const *x = a, *const *y = b;

    int order = view_compare(record_get((*x)->record, VIEW("id")),
                             record_get((*y)->record, VIEW("id")));
    return order ? order : view_compare((*x)->path, (*y)->path);
}

// ---- Joining ----------------------------------------------------------------

static void take_words(struct maker *m, const struct license_prints *base)
{
    for (uint32_t i = 0; i < base->tokens; i++)
        *LIST_ADD(m->arena, m->token, m->token_count) =
            print_word_hash_of(base, print_token(base, i));
    for (uint32_t i = 0; i < base->words; i++)
        if (print_word_has_digit(base, i))
            *LIST_ADD(m->arena, m->number, m->number_count) =
                print_word_hash_of(base, i);
}

static void take_marks(struct maker *m, const struct license_prints *base,
                       const uint32_t *kept)
{
    for (uint32_t i = 0; i < base->marks; i++) {
        struct print_mark k = print_mark(base, i);
        uint32_t license = print_license_at(base, k.from);

        if (license < base->licenses && kept[license] != UINT32_MAX)
            add_mark(m, k.kind, k.from, k.to, k.name);
    }
}

// Takes over the texts of `base` but those of the license `without`, each word
// at the place it has there.
static void take_base(struct maker *m, const struct license_prints *base,
                      struct view without)
{
    uint32_t *kept = ARENA_NEW(m->arena, uint32_t, base->licenses + 1);

    take_words(m, base);
    for (uint32_t i = 0; i < base->licenses; i++) {
        struct print_license l = print_license(base, i);

        kept[i] = (uint32_t)m->license_count;
        if (view_eq_nocase(l.id, without))
            kept[i] = UINT32_MAX;
        else
            *LIST_ADD(m->arena, m->license, m->license_count) = l;
    }
    for (uint32_t i = 0; i < base->variants; i++) {
        struct print_variant v = print_variant(base, i);

        if (kept[v.license] == UINT32_MAX)
            continue;
        struct variant *to = LIST_ADD(m->arena, m->variant, m->variant_count);
        *to = (struct variant){kept[v.license], v.from, v.to, v.kind, {0}};
        memcpy(to->sha256, v.sha256, SHA256_SIZE);
    }
    take_marks(m, base, kept);
}

struct error *prints_join(struct arena *a, const struct license_words *w,
                          const struct license_prints *base,
                          struct view without, const struct print_text *text,
                          size_t count, struct view *out)
{
    struct maker m = {.arena = a, .words = w};
    const struct print_text **order =
        ARENA_NEW(a, const struct print_text *, count);

    *out = (struct view){0};
    for (size_t i = 0; i < count; i++)
        order[i] = &text[i];
    if (count)
        qsort(order, count, sizeof *order, by_id);
    take_base(&m, base, without);
    for (size_t i = 0; i < count; i++)
        TRY(add_text(&m, order[i]));
    TRY(check_unique(&m));
    *out = write_all(&m);
    return NULL;
}

struct error *prints_make(struct arena *a, const struct license_words *w,
                          const struct print_text *text, size_t count,
                          struct view *out)
{
    struct license_prints none = {0};

    return prints_join(a, w, &none, (struct view){0}, text, count, out);
}
