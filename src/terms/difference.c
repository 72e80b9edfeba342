// SPDX-License-Identifier: Apache-2.0
#include "terms/difference.h"

#include "base/search.h"
#include "base/text.h"
#include "base/unicode.h"

#include <stdlib.h>

enum {
    MOST_WORDS = 600, // bytes quoted
    FIELD_WORDS = 40, // terms.md 2.10: that a name may have
    MOST_PRODUCT = 32,
    HOLDER_WORDS = 16, // of names behind a copyright line
    LABEL_WORDS = 12,  // between the sign of an item and the item itself
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

// The words of the names that the license's record gives as its product.
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

// "(b)": a section that is referred to.
static bool is_bracketed(const struct match *m, const struct token *t)
{
    return t->from && t->to < m->bytes.len && m->bytes.at[t->from - 1] == '(' &&
           m->bytes.at[t->to] == ')' && t->to - t->from <= 4;
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
           has_digit(t->text) || is_product(r, t->hash) ||
           is_bracketed(r->match, t);
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

// The run of bytes without a blank around word `i`.
static struct view run_around(const struct match *m, size_t i)
{
    static const struct view blank = VIEW_INIT(" \t\r\n<>()[]\"");
    size_t from = m->text.token[i].from, to = m->text.token[i].to, most = 200;

    while (from && m->text.token[i].from - from < most &&
           !byte_in(m->bytes.at[from - 1], blank))
        from--;
    while (to < m->bytes.len && to - m->text.token[i].to < most &&
           !byte_in(m->bytes.at[to], blank))
        to++;
    return (struct view){m->bytes.at + from, to - from};
}

// Whether a word stands in an address: "https://a.b", "www.a.b", "a.b.org/c".
static bool in_address(const struct match *m, size_t i)
{
    struct view path, run = run_around(m, i);
    size_t dots = 0;

    if (view_has(run, VIEW("://")) || view_starts(run, VIEW("www.")))
        return true;
    struct view host = view_cut(run, '/', &path);
    for (size_t k = 0; k < host.len; k++) {
        if (!ascii_alnum(host.at[k]) && !byte_in(host.at[k], VIEW(".-")))
            return false;
        dots += host.at[k] == '.';
    }
    return dots > 1 && path.len;
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

// The word of the license at `at` as the text would have it.
static bool is_license_word(const struct reader_of_changes *r, uint32_t at,
                            struct view word)
{
    const struct match *m = r->match;
    struct view lower = arena_lower(m->scratch, word);
    struct view folded =
        license_word_same(m->words, print_word_hash(lower), lower);

    return print_token(m->prints, at) ==
           print_word(m->prints, print_word_hash(folded));
}

// The first label at word `token` or behind it.
static size_t label_at(const struct normal *n, size_t token)
{
    struct search s = {.to = n->label_count};

    while (search_next(&s))
        search_keep(&s, n->label[s.at].token < token);
    return s.from;
}

// Likewise the first line kept aside.
static size_t aside_at(const struct normal *n, size_t token)
{
    struct search s = {.to = n->copyright_count};

    while (search_next(&s))
        search_keep(&s, n->copyright[s.at].token < token);
    return s.from;
}

// The missing words stand there, taken for the signs of items: "under section"
// and in the next line "7. This requirement".
static bool are_labels(const struct reader_of_changes *r,
                       const struct align_hunk *h)
{
    const struct normal *n = &r->match->text;
    uint32_t at = h->license_from;

    for (size_t i = label_at(n, h->from);
         i < n->label_count && n->label[i].token == h->from &&
         at < h->license_to;
         i++)
        at += is_license_word(r, at, n->label[i].text);
    return h->from == h->to && at > h->license_from && at == h->license_to;
}

// The added word is the sign of an item that begins here in the license.
static bool is_label(const struct reader_of_changes *r,
                     const struct align_hunk *h)
{
    const struct match *m = r->match;

    if (h->license_from != h->license_to || h->to - h->from != 1)
        return false;
    for (uint32_t i = print_mark_at(m->prints, MARK_LABEL, h->license_from);
         i < m->prints->marks; i++) {
        struct print_mark k = print_mark(m->prints, i);

        if (k.kind != MARK_LABEL || k.from != h->license_from)
            return false;
        if (view_eq(k.name, m->text.token[h->from].text))
            return true;
    }
    return false;
}

// The added letter is the sign of the item that comes next, set twice by
// whoever converted the text: "are not d. Copies.", and in the next line "d.
// Measures".
static bool is_label_twice(const struct reader_of_changes *r,
                           const struct align_hunk *h)
{
    const struct match *m = r->match;
    const struct normal *n = &m->text;
    size_t next = label_at(n, h->to);

    if (h->license_from != h->license_to || h->to - h->from != 1 || !h->from ||
        next == n->label_count || n->label[next].token - h->to > LABEL_WORDS ||
        !view_eq(n->label[next].text, n->token[h->from].text))
        return false;
    struct view before = n->token[h->from - 1].text;
    size_t behind = match_byte_to(m, h->to);
    // "under section 4 d." means another place than "under section 4."
    return ascii_alpha(n->token[h->from].text.at[0]) && before.len > 1 &&
           !has_digit(before) &&
           !license_word_any(m->words, before, WORD_REFERENCE | WORD_JOINING) &&
           behind < m->bytes.len && byte_in(m->bytes.at[behind], VIEW(".)"));
}

// How many words of the license from `at` on are those of a line kept aside.
static uint32_t words_of_aside(const struct reader_of_changes *r,
                               const struct aside *c, uint32_t at, uint32_t to)
{
    const struct match *m = r->match;
    struct normal line;
    uint32_t same = 0;

    // In quotes and behind a word, lest it be kept aside once more.
    normal_read(m->scratch, m->words,
                arena_print(m->scratch, "x\n\"" VIEW_FMT, VIEW_ARG(c->text)),
                &line);
    while (same + 1 < line.token_count && at + same < to &&
           print_word(m->prints, line.token[same + 1].hash) ==
               print_token(m->prints, at + same))
        same++;
    return same + 1 == line.token_count ? same : 0;
}

// The missing words are lines that were kept aside.
static bool is_aside(const struct reader_of_changes *r,
                     const struct align_hunk *h)
{
    const struct normal *n = &r->match->text;
    uint32_t at = h->license_from;

    for (size_t i = aside_at(n, h->from);
         i < n->copyright_count && n->copyright[i].token == h->from &&
         at < h->license_to;
         i++)
        at += words_of_aside(r, &n->copyright[i], at, h->license_to);
    return h->from == h->to && at > h->license_from && at == h->license_to;
}

// The added words name a holder, within a line: "Copyright (c) A, all rights
// reserved".
static bool is_holder(const struct reader_of_changes *r,
                      const struct align_hunk *h)
{
    const struct match *m = r->match;
    bool dated = false;

    if (h->license_from != h->license_to || h->to < h->from + 2 ||
        h->to - h->from > FIELD_WORDS || has_rule(m, h->from, h->to) ||
        !view_eq(m->text.token[h->from].text, VIEW("copyright")))
        return false;
    size_t from = match_byte_from(m, h->from), to = match_byte_to(m, h->to);
    for (size_t i = h->from; i < h->to; i++)
        dated = dated || has_digit(m->text.token[i].text);
    struct view words = {m->bytes.at + from, to - from};
    return dated || view_has(words, VIEW("(c)")) ||
           view_has(words, VIEW("(C)")) || view_has(words, VIEW("\xc2\xa9"));
}

// More of a copyright line kept aside: in its paragraph, and nothing that could
// be a condition.
static bool is_more_of_aside(const struct reader_of_changes *r,
                             const struct align_hunk *h)
{
    const struct match *m = r->match;

    if (h->license_from != h->license_to || h->to == h->from ||
        h->to - h->from > HOLDER_WORDS)
        return false;
    for (size_t i = h->from; i < h->to; i++)
        if (license_word_any(m->words, m->text.token[i].text,
                             WORD_RULE | WORD_MATERIAL | WORD_TERMS))
            return false;
    for (size_t i = aside_at(&m->text, h->from);
         i < m->text.copyright_count && m->text.copyright[i].token == h->from;
         i++) {
        const struct aside *c = &m->text.copyright[i];
        size_t from = c->to, to = m->text.token[h->from].from;

        if (from <= to && to <= m->bytes.len &&
            view_find((struct view){m->bytes.at + from, to - from},
                      VIEW("\n\n")) == SIZE_MAX)
            return true;
    }
    return false;
}

static bool license_word_is_year(const struct reader_of_changes *r, uint32_t at)
{
    const struct license_prints *p = r->match->prints;
    bool found = false;

    for (unsigned year = 1980; year < 2080 && !found; year++)
        found = print_token(p, at) ==
                print_word(p, print_word_hash(
                                  arena_print(r->match->scratch, "%u", year)));
    return found;
}

// Whether the title gives the version beside the date, as the license's name
// does ("2.0"): then the date is none.
static bool title_has_version(const struct reader_of_changes *r)
{
    const struct match *m = r->match;
    const struct license_info *info = license_find(m->licenses, r->l.id);
    struct normal name;

    if (!info)
        return false;
    normal_read(m->scratch, m->words, info->title, &name);
    for (size_t i = 0; i < name.token_count; i++) {
        uint32_t word = print_word(m->prints, name.token[i].hash);

        for (uint32_t at = r->l.from;
             has_digit(name.token[i].text) && at < r->l.to &&
             cover_marked(m->prints, MARK_TITLE, r->license, at, at + 1);
             at++)
            if (print_token(m->prints, at) == word)
                return !license_word_is_year(r, at);
    }
    return false;
}

// A title that says the same: "license" more or less, an address, or, where
// the version stands beside it, another year.
static bool is_same_title(const struct reader_of_changes *r,
                          const struct align_hunk *h)
{
    const struct match *m = r->match;

    if (h->from == h->to || !lies_in(r, MARK_TITLE, h))
        return false;
    if (h->to - h->from == 1 && h->license_to - h->license_from == 1 &&
        m->text.token[h->from].text.len == 4 &&
        has_digit(m->text.token[h->from].text) &&
        license_word_is_year(r, h->license_from))
        return title_has_version(r);
    if (h->license_from != h->license_to)
        return false;
    for (size_t i = h->from; i < h->to; i++)
        if (!license_word_is(m->words, m->text.token[i].text, WORD_NAMING) &&
            !in_address(m, i))
            return false;
    return true;
}

// Added words in a part that may be missing, which stand word for word in such
// a part of another known text: an older closing remark.
static bool is_other_remark(const struct reader_of_changes *r,
                            const struct align_hunk *h)
{
    const struct match *m = r->match;
    const struct license_prints *p = m->prints;
    size_t words = h->to - h->from;

    if (h->license_from != h->license_to || h->to < h->from + SHINGLE ||
        !lies_in(r, MARK_OPTIONAL, h))
        return false;
    struct print_walk w = print_walk_of(p, m->word + h->from);
    while (print_next(p, &w)) {
        uint32_t license = print_license_at(p, w.token);
        size_t same = 0;

        if (license == p->licenses || w.token + words > p->tokens ||
            !cover_marked(p, MARK_OPTIONAL, license, w.token,
                          w.token + (uint32_t)words))
            continue;
        while (same < words && m->word[h->from + same] ==
                                   print_token(p, w.token + (uint32_t)same))
            same++;
        if (same == words)
            return true;
    }
    return false;
}

static bool is_remark(const struct reader_of_changes *r,
                      const struct align_hunk *h)
{
    return h->license_from == h->license_to && h->to > h->from &&
           match_remark(r->match, r->l.id, h->from, h->to) == h->to - h->from;
}

static bool is_none(const struct reader_of_changes *r,
                    const struct align_hunk *h, struct differences *out)
{
    bool missing = h->from == h->to;
    bool address = only_addresses(r->match, h->from, h->to);

    if (is_field(r, h) || are_labels(r, h) || is_label(r, h) ||
        is_label_twice(r, h) || is_aside(r, h) || is_more_of_aside(r, h) ||
        is_holder(r, h) || is_other_remark(r, h) || is_remark(r, h))
        return true;
    if (missing && lies_in(r, MARK_HOLDER, h))
        return true;
    if (is_same_title(r, h)) {
        out->other_title = true;
        return true;
    }
    if (address && lies_in(r, MARK_TITLE, h)) {
        out->other_title = out->other_title || !missing;
        return true;
    }
    if (address && lies_in(r, MARK_OPTIONAL, h)) {
        out->without_optional = out->without_optional || missing;
        return true;
    }
    // The appendix is a form to be filled in.
    if (lies_in(r, MARK_APPENDIX, h) &&
        (address || !has_rule(r->match, h->from, h->to))) {
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
    // Nothing of the license is missing: behind the word before.
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

// How plainly the text breaks in front of word `i`: 3 at a blank line, 2 at the
// end of a sentence and a line, 1 at one of them.
static int break_at(const struct match *m, size_t i)
{
    if (!i || i >= m->text.token_count)
        return 3;
    size_t from = match_byte_to(m, i), to = match_byte_from(m, i);
    if (from > to || to > m->bytes.len)
        return 0;
    struct view gap = {m->bytes.at + from, to - from};
    size_t lines = 0;
    bool stop = false;
    for (size_t k = 0; k < gap.len; k++) {
        lines += gap.at[k] == '\n';
        stop = stop || byte_in(gap.at[k], VIEW(".;:"));
    }
    return lines > 1 ? 3 : (lines > 0) + stop;
}

static bool same_words(const struct match *m, size_t text, uint32_t license)
{
    return m->word[text] == print_token(m->prints, license);
}

// Words that are missing between others like them may be missing at several
// places: "may not; [may not;] may". Takes the one where the text breaks.
static void slide(const struct reader_of_changes *r, size_t room_before,
                  size_t room_behind, struct align_hunk *h)
{
    const struct match *m = r->match;
    bool missing = h->from == h->to, added = h->license_from == h->license_to;
    struct align_hunk best = *h, at = *h;

    if (missing == added)
        return;
    while (room_before-- &&
           (missing ? same_words(m, at.from - 1, at.license_to - 1)
                    : m->word[at.from - 1] == m->word[at.to - 1])) {
        at = (struct align_hunk){at.from - 1, at.to - 1, at.license_from - 1,
                                 at.license_to - 1};
        if (break_at(m, at.from) > break_at(m, best.from))
            best = at;
    }
    at = *h;
    while (room_behind-- && (missing ? same_words(m, at.from, at.license_from)
                                     : m->word[at.from] == m->word[at.to])) {
        at = (struct align_hunk){at.from + 1, at.to + 1, at.license_from + 1,
                                 at.license_to + 1};
        if (break_at(m, at.from) > break_at(m, best.from))
            best = at;
    }
    *h = best;
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
    for (size_t i = 0; i < c->al.hunk_count; i++) {
        struct align_hunk h = c->al.hunk[i];
        size_t before = i ? c->al.hunk[i - 1].to : c->al.from;
        size_t behind =
            i + 1 < c->al.hunk_count ? c->al.hunk[i + 1].from : c->al.to;

        slide(&r, h.from > before ? h.from - before : 0,
              behind > h.to ? behind - h.to : 0, &h);
        take_hunk(&r, &h, out);
    }
}

void difference_add(const struct match *m, size_t from, size_t to, uint32_t at,
                    struct differences *out)
{
    struct license_hunk *h = add_hunk(m, from, to, out);

    h->material = true;
    if (at != UINT32_MAX)
        h->section = arena_copy(m->arena, print_section(m->prints, at));
}

// ---- Numbers of items -------------------------------------------------------

// The word of the license that stands at word `at` of the text, or UINT32_MAX.
static uint32_t license_place(const struct piece *c, size_t at)
{
    if (c->kind == PIECE_SPAN)
        return c->span.variant.from + (uint32_t)(at - c->span.from);
    for (size_t i = 0; i < c->al.block_count; i++) {
        const struct align_block *b = &c->al.block[i];

        if (at >= b->text && at - b->text < b->len)
            return b->license + (uint32_t)(at - b->text);
    }
    return UINT32_MAX;
}

static bool license_has_label(const struct match *m, const struct piece *c,
                              const struct label *l)
{
    uint32_t at = license_place(c, l->token);

    for (uint32_t i = print_mark_at(m->prints, MARK_LABEL, at);
         at != UINT32_MAX && i < m->prints->marks; i++) {
        struct print_mark k = print_mark(m->prints, i);

        if (k.kind != MARK_LABEL || k.from != at)
            break;
        if (view_eq_nocase(k.name, l->text))
            return true;
    }
    return false;
}

// Whether `number` stands as a sign anywhere among the words: "(2)", "2.".
static bool is_written(const struct match *m, const struct piece *c,
                       uint64_t number)
{
    struct view digits =
        arena_print(m->scratch, "%llu", (unsigned long long)number);
    size_t from = match_byte_from(m, c->from), to = match_byte_to(m, c->to);
    struct view text = {m->bytes.at + from, to - from};

    bool number_before = false;

    for (size_t i = 0; i + digits.len < text.len; i++) {
        if (!number_before && view_starts(view_from(text, i), digits) &&
            byte_in(text.at[i + digits.len], VIEW(".)\\")))
            return true;
        number_before = ascii_digit(text.at[i]);
    }
    return false;
}

// Where the item that begins at word `at` ends.
static size_t item_end(const struct match *m, const struct piece *c, size_t at)
{
    size_t end = at + 1;

    while (end < c->to && break_at(m, end) < 3)
        end++;
    return end;
}

void difference_of_numbers(const struct match *m, const struct piece *c,
                           struct differences *out)
{
    uint64_t seen = 0, number;
    size_t first = SIZE_MAX;

    if (c->kind == PIECE_SNIPPET || m->text.encoding != ENCODING_UTF8)
        return;
    for (size_t i = label_at(&m->text, c->from + 1);
         i < m->text.label_count && m->text.label[i].token < c->to; i++) {
        const struct label *l = &m->text.label[i];

        if (!view_u64(l->text, &number) || !number || number > 63)
            continue;
        bool known = license_has_label(m, c, l);
        if (number > 1 && !known && !(seen >> (number - 1) & 1) &&
            !is_written(m, c, number - 1))
            difference_add(m, l->token, l->token, license_place(c, l->token),
                           out);
        if (number > 1) // looked for once
            seen |= (uint64_t)1 << (number - 1);
        if (number == 1 && !known)
            first = l->token;
        seen |= (uint64_t)1 << number;
    }
    if (first == SIZE_MAX || seen != 2 || is_written(m, c, 2))
        return;
    size_t end = item_end(m, c, first);
    difference_add(m, end, end, license_place(c, end), out);
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
