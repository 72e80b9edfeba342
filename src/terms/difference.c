// SPDX-License-Identifier: Apache-2.0
#include "terms/difference.h"

#include "base/text.h"
#include "base/unicode.h"

#include <stdlib.h>

enum {
    MOST_WORDS = 600, // bytes quoted
    FIELD_WORDS = 40, // terms.md 2.10: that a name may have
    MOST_PRODUCT = 32,
};

struct reader_of_changes {
    const struct match *match;
    struct print_license l;
    uint32_t license;
    unsigned char *heavy; // a byte for each known word: it matters
    uint64_t product[MOST_PRODUCT];
    size_t product_count;
};

// ---- Words that matter ------------------------------------------------------

static bool has_digit(struct view word)
{
    for (size_t i = 0; i < word.len; i++)
        if (ascii_digit(word.at[i]))
            return true;
    return false;
}

static void mark_heavy(struct reader_of_changes *r)
{
    const struct match *m = r->match;

    r->heavy = arena_alloc(m->scratch, (size_t)m->prints->words + 1);
    for (size_t i = 0; i < m->words->entry_count; i++) {
        const struct license_word *w = &m->words->entry[i];

        if (!(w->lists & (WORD_RULE | WORD_MATERIAL)))
            continue;
        uint32_t known = print_word(m->prints, print_word_hash(w->word));
        if (known != PRINT_NO_WORD)
            r->heavy[known] = 1;
    }
}

// The words of the names that the licence's record gives as its product.
static void find_products(struct reader_of_changes *r)
{
    const struct match *m = r->match;
    const struct license_info *info = license_find(m->licenses, r->l.id);
    struct view name;

    if (!info || !info->record)
        return;
    for (size_t k = 0; record_next(info->record, VIEW("product"), &k, &name);) {
        struct normal n;

        normal_read(m->scratch, m->words, name, &n);
        for (size_t i = 0; i < n.token_count; i++)
            if (r->product_count < MOST_PRODUCT)
                r->product[r->product_count++] = n.token[i].hash;
    }
}

static bool is_product(const struct reader_of_changes *r, uint64_t hash)
{
    for (size_t i = 0; i < r->product_count; i++)
        if (r->product[i] == hash)
            return true;
    return false;
}

// The rule words are those of English; a sign of Chinese is never known to
// change nothing.
static bool is_sign(const struct match *m, size_t i)
{
    uint32_t c;

    return i < m->text.token_count && utf8_next(m->text.token[i].text, &c) &&
           is_cjk(c);
}

static bool text_word_matters(const struct reader_of_changes *r, size_t i)
{
    const struct token *t = &r->match->text.token[i];

    if (is_sign(r->match, i))
        return true;

    return license_word_any(r->match->words, t->text,
                            WORD_RULE | WORD_MATERIAL) ||
           has_digit(t->text) || is_product(r, t->hash);
}

static bool license_word_matters(const struct reader_of_changes *r, uint32_t at)
{
    uint32_t word = print_token(r->match->prints, at);

    if (r->heavy[word] || print_word_has_digit(r->match->prints, word))
        return true;
    for (size_t i = 0; i < r->product_count; i++)
        if (print_word(r->match->prints, r->product[i]) == word)
            return true;
    return false;
}

// ---- Differences that are none ----------------------------------------------

// Whether a word stands in an address: "://" or "www." before it, no blank
// between.
static bool in_address(const struct match *m, size_t i)
{
    size_t at = m->text.token[i].to, from = at;

    while (from && at - from < 200 &&
           !byte_in(m->bytes.at[from - 1], VIEW(" \t\r\n<>()[]\"")))
        from--;
    struct view run = {m->bytes.at + from, at - from};
    return view_has(run, VIEW("://")) || view_starts(run, VIEW("www."));
}

static bool only_addresses(const struct match *m, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (!in_address(m, i))
            return false;
    return true;
}

static bool has_rule(const struct match *m, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++)
        if (license_word_is(m->words, m->text.token[i].text, WORD_RULE))
            return true;
    return false;
}

static bool lies_in(const struct reader_of_changes *r,
                    enum print_mark_kind kind, const struct align_hunk *h)
{
    return cover_marked(r->match->prints, kind, r->license, h->license_from,
                        h->license_to);
}

// A name in the place of "the copyright holder".
static bool is_field(const struct reader_of_changes *r,
                     const struct align_hunk *h)
{
    return h->license_to > h->license_from && h->to - h->from <= FIELD_WORDS &&
           lies_in(r, MARK_FIELD, h) && !has_rule(r->match, h->from, h->to);
}

static bool is_none(const struct reader_of_changes *r,
                    const struct align_hunk *h, struct differences *out)
{
    bool missing = h->from == h->to;
    bool address = only_addresses(r->match, h->from, h->to);

    if (is_field(r, h))
        return true;
    if (address && lies_in(r, MARK_TITLE, h)) {
        out->other_title = out->other_title || !missing;
        return true;
    }
    if (address && lies_in(r, MARK_OPTIONAL, h)) {
        out->without_optional = out->without_optional || missing;
        return true;
    }
    // The appendix is a form to be filled in.
    if (lies_in(r, MARK_APPENDIX, h) && !has_rule(r->match, h->from, h->to)) {
        out->without_optional = out->without_optional || missing;
        return true;
    }
    return false;
}

// ---- Hunks ------------------------------------------------------------------

static struct view joined_words(const struct match *m, size_t from, size_t to)
{
    struct text t = {.arena = m->arena};

    for (size_t i = from; i < to && t.len < MOST_WORDS; i++) {
        if (i > from)
            text_byte(&t, ' ');
        text_add(&t, m->text.token[i].text);
    }
    return text_view(&t);
}

struct view difference_words(const struct match *m, size_t from, size_t to)
{
    if (from >= to)
        return VIEW("");
    size_t start = match_byte_from(m, from), end = match_byte_to(m, to);
    if (m->text.encoding != ENCODING_UTF8 || end > m->bytes.len || start > end)
        return joined_words(m, from, to);
    struct view v = {m->bytes.at + start, end - start};
    if (v.len > MOST_WORDS) {
        size_t len = MOST_WORDS;

        while (len && ((unsigned char)v.at[len] & 0xc0) == 0x80)
            len--;
        return arena_print(m->arena, VIEW_FMT " [...]",
                           VIEW_ARG(view_head(v, len)));
    }
    return arena_copy(m->arena, v);
}

static struct license_hunk *add_hunk(const struct match *m, size_t from,
                                     size_t to, struct differences *out)
{
    struct license_hunk *h = LIST_ADD(m->arena, out->hunk, out->count);

    *h = (struct license_hunk){.from = match_byte_from(m, from),
                               .to = match_byte_to(m, to),
                               .words = difference_words(m, from, to)};
    // What is missing is missing between two words.
    if (from == to) {
        h->from = match_byte_to(m, from);
        h->to = match_byte_from(m, to);
    }
    return h;
}

static void take_hunk(struct reader_of_changes *r, const struct align_hunk *h,
                      struct differences *out)
{
    struct differences seen = *out;

    if (is_none(r, h, out))
        return;
    out->without_optional = seen.without_optional;
    out->other_title = seen.other_title;
    struct license_hunk *made = add_hunk(r->match, h->from, h->to, out);
    uint32_t at = h->license_from;
    if (at >= r->l.to)
        at = r->l.to - 1;
    // Nothing of the licence is missing: behind the word before.
    if (h->license_from == h->license_to && at > r->l.from)
        at--;
    made->section =
        arena_copy(r->match->arena, print_section(r->match->prints, at));
    made->lacks = h->license_to - h->license_from;
    made->missing = reference_find(r->match->arena, r->match->texts,
                                   h->license_from, h->license_to);
    // Of what is missing only the words beside it are known.
    made->material = h->from == h->to && h->from &&
                     is_sign(r->match, h->from - 1) &&
                     is_sign(r->match, h->from);
    for (size_t i = h->from; i < h->to && !made->material; i++)
        made->material = text_word_matters(r, i);
    for (uint32_t i = h->license_from; i < h->license_to && !made->material;
         i++)
        made->material = license_word_matters(r, i);
}

void differences_of(const struct match *m, const struct piece *c,
                    struct differences *out)
{
    struct reader_of_changes r = {.match = m, .license = c->al.license};

    *out = (struct differences){0};
    if (c->kind == PIECE_SPAN)
        return;
    r.l = print_license(m->prints, c->al.license);
    mark_heavy(&r);
    find_products(&r);
    for (size_t i = 0; i < c->al.hunk_count; i++)
        take_hunk(&r, &c->al.hunk[i], out);
}

void difference_add(const struct match *m, size_t from, size_t to, uint32_t at,
                    struct differences *out)
{
    struct license_hunk *h = add_hunk(m, from, to, out);

    h->material = true;
    if (at != UINT32_MAX)
        h->section = arena_copy(m->arena, print_section(m->prints, at));
}

static int by_weight(const void *a, const void *b)
{
    const struct license_hunk *x = a, *y = b;

    if (x->material != y->material)
        return x->material ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    return (x->to > y->to) - (x->to < y->to);
}

void differences_sort(struct differences *d)
{
    if (d->count)
        qsort(d->hunk, d->count, sizeof *d->hunk, by_weight);
}
