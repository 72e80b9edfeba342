// SPDX-License-Identifier: Apache-2.0
// Recognises one text: the known licenses in it, else what it resembles, names
// or states. A text that only resembles a license never gets its id (terms.md,
// rule 1).
#include "terms/beside.h"
#include "terms/clauses.h"
#include "terms/difference.h"
#include "terms/expression.h"
#include "terms/known.h"
#include "terms/markup.h"
#include "terms/notice_section.h"
#include "terms/prevail.h"
#include "terms/slot.h"
#include "terms/title.h"
#include "terms/told.h"

#include "base/text.h"

enum {
    NOTICE_LINE = 40, // words of a line that a license wants shown
    LEAST_OWN = 8,    // words of a file that may be terms by its name alone
};

// ---- Other texts ------------------------------------------------------------

static void take_unknown(struct match *m, const struct likeness *near)
{
    struct license_range *r = match_unknown(m, 0, m->text.token_count);

    if (near->contained >= 0.15) {
        r->nearest =
            arena_copy(m->arena, print_license(m->prints, near->license).id);
        r->aligned = near->contained;
    }
}

static void copy_copyright(struct match *m)
{
    struct license_file *f = m->out;

    for (size_t i = 0; i < m->text.copyright_count; i++) {
        const struct aside *c = &m->text.copyright[i];
        struct license_range *to = f->range_count ? &f->range[0] : NULL;

        for (size_t k = 1; k < f->range_count; k++)
            if (f->range[k].from <= c->from &&
                f->range[k].result != MATCH_OTHER_TEXT)
                to = &f->range[k];
        if (!to)
            continue;
        *LIST_ADD(m->arena, to->copyright, to->copyright_count) =
            arena_copy(m->arena, c->text);
        *LIST_ADD(m->arena, to->ignored, to->ignored_count) =
            (struct license_ignored){VIEW("copyright"), c->from, c->to};
    }
}

static bool is_notice(const struct piece *c)
{
    return c->kind == PIECE_SPAN && c->span.variant.kind == PRINT_NOTICE;
}

// Words in notices, or in parts of known texts.
static size_t words_of(const struct match *m, bool notices)
{
    size_t count = 0;

    for (size_t i = 0; i < m->cover.count; i++) {
        const struct piece *c = &m->cover.piece[i];

        if (is_notice(c) == notices)
            count += c->to - c->from;
    }
    return count;
}

// Whether one before `at` has the same id: another rendering of its text.
static bool is_told(struct match *m, const struct piece *c, size_t at)
{
    struct view id = print_license(m->prints, c->license[at]).id;

    for (size_t i = 0; i < at; i++)
        if (view_eq(print_license(m->prints, c->license[i]).id, id))
            return true;
    return false;
}

// "A OR B": all that a part may be from.
static struct view sibling_ids(struct match *m, const struct piece *c)
{
    struct text t = {.arena = m->arena};

    for (size_t i = 0; i < c->license_count; i++) {
        if (is_told(m, c, i))
            continue;
        if (t.len)
            text_add(&t, VIEW(" OR "));
        text_add(&t, print_license(m->prints, c->license[i]).id);
    }
    return text_view(&t);
}

// Parts of known texts, which give nothing by themselves.
static void take_snippets(struct match *m)
{
    size_t end = 0;

    for (size_t i = 0; i < m->cover.count; i++) {
        const struct piece *c = &m->cover.piece[i];
        struct differences diff;

        if (c->kind != PIECE_SNIPPET)
            continue;
        match_rest(m, end, c->from);
        struct license_range *r =
            match_range(m, match_byte_from(m, c->from), match_byte_to(m, c->to),
                        MATCH_SNIPPET, sibling_ids(m, c));
        r->nearest =
            arena_copy(m->arena, print_license(m->prints, c->al.license).id);
        r->aligned = piece_share(m->prints, c);
        r->words = piece_words(m->prints, c);
        differences_of(m, c, &diff);
        differences_sort(&diff);
        r->hunk = diff.hunk;
        r->hunk_count = diff.count;
        end = c->to;
    }
    match_rest(m, end, m->text.token_count);
}

// A line that a license asks for: a part of its text that names it.
static bool names_itself(struct match *m)
{
    for (size_t i = 0; i < m->cover.count; i++) {
        const struct piece *c = &m->cover.piece[i];

        for (size_t k = 0; k < c->license_count; k++)
            if (told_names(m, print_license(m->prints, c->license[k]).id))
                return true;
    }
    return false;
}

// Whether a short text sets conditions itself, whatever it says it is under.
static bool sets_terms(struct match *m)
{
    struct beside all = {.to = m->text.token_count, .code_at = SIZE_MAX};
    struct word_range *condition;
    size_t count = beside_conditions(m, &all, &condition);

    return match_has_terms(m, condition, count);
}

// Words [from, to) of a file that names licenses: what they demand themselves
// is terms that nobody knows.
static void take_demands(struct match *m, size_t from, size_t to)
{
    struct beside all = {.from = from, .to = to, .code_at = SIZE_MAX};
    struct word_range *condition;
    size_t count = beside_conditions(m, &all, &condition);

    m->demands = m->demands || count;
    for (size_t i = 0; i < count; i++)
        match_unknown(m, condition[i].from, condition[i].to);
}

// What stands beside the names of licenses in a file that tells of terms.
static void take_beside_names(struct match *m)
{
    size_t words = m->text.token_count, from = 0;

    if (!m->tells)
        return;
    match_sort(m);
    size_t told = m->out->range_count;
    for (size_t i = 0; m->named && i < told; i++) {
        struct license_range r = m->out->range[i];

        if (r.result == MATCH_OTHER_TEXT)
            continue;
        size_t to = normal_word_at(&m->text, r.from);
        size_t end = normal_word_at(&m->text, r.to);
        if (from < to)
            take_demands(m, from, to);
        from = end > from ? end : from;
    }
    if (m->named && from < words)
        take_demands(m, from, words);
    match_rest(m, 0, words);
}

// A text that holds no whole license; a standard notice at most.
static void take_other(struct match *m, bool tagged)
{
    size_t words = m->text.token_count, notices = words_of(m, true);
    size_t snippets = words_of(m, false);
    bool is_terms = match_has_terms(m, &(struct word_range){0, words}, 1);
    bool is_long = words - notices > MATCH_SHORT_NOTICE;
    struct likeness near = {0};

    if (is_terms)
        near = span_nearest(m->scratch, m->prints, &m->text, m->word);
    // A long document that names licenses is about them; a file that is called
    // a license is one.
    bool is_license =
        is_terms && is_long && (m->named || near.contained >= 0.5);
    bool sets_own = m->named && is_terms && !is_long && sets_terms(m);
    // What is called a license and says nothing else is one, in whatever words.
    bool is_own = is_terms || (m->written && words >= LEAST_OWN);
    if (snippets * 5 >= words * 4) {
        if (words <= NOTICE_LINE && names_itself(m) &&
            told_take(m, false, false))
            return;
        take_snippets(m);
        if (is_terms)
            match_grant(m, VIEW("LicenseRef-unknown"));
    } else if (!is_license && notices) {
        told_take_notices(m);
        take_beside_names(m);
    } else if (!sets_own &&
               (is_license ? near.contained < 0.5 && told_take(m, true, true)
                           : told_take(m, is_own, false) || tagged)) {
        take_beside_names(m);
    } else if (is_own) {
        take_unknown(m, &near);
    } else if (snippets) {
        take_snippets(m);
    } else {
        match_rest(m, 0, words);
    }
}

static void read_name(struct match *m, struct view path)
{
    const struct statement_words *w = license_statements(m->licenses);
    struct view base = arena_lower(m->scratch, view_basename(path));

    m->named = statement_file_is(w, VIEW("license-file"), base) ||
               statement_file_is(w, VIEW("policy-file"), base);
    m->written = m->named && (!view_has(base, VIEW(".")) ||
                              statement_file_is(w, VIEW("text-file"), base));
    m->tells = m->named || statement_file_is(w, VIEW("notice-file"), base);
}

// The known texts in the text, as it stands and then with the names in their
// places taken for those of the known texts.
static void find_spans(struct match *m, struct spans *out)
{
    m->word = span_words(m->scratch, m->prints, &m->text);
    spans_find(m->scratch, m->prints, &m->text, m->word, out);
    bool *known = ARENA_NEW(m->scratch, bool, m->text.token_count + 1);
    for (size_t i = 0; i < out->count; i++)
        for (size_t k = out->item[i].from; k < out->item[i].to; k++)
            known[k] = true;
    if (!slots_fill(m->scratch, m->words, known, &m->text))
        return;
    m->word = span_words(m->scratch, m->prints, &m->text);
    spans_find(m->scratch, m->prints, &m->text, m->word, out);
}

// A hole, as a sparse file is: no bytes were ever written to it.
static bool is_zeros(struct view v)
{
    for (size_t i = 0; i < v.len; i++)
        if (v.at[i])
            return false;
    return true;
}

static void take_unreadable(struct match *m)
{
    m->out->form = unreadable_form(m->bytes, true);
    // What it says is unknown, not nothing (terms.md, rule 3).
    if (m->named && !is_zeros(m->bytes))
        match_grant(m, VIEW("LicenseRef-unknown"));
    match_flag(m, VIEW("license-not-machine-readable"));
}

static void take_parts(struct match *m, const struct excerpts *parts)
{
    for (size_t i = 0; i < parts->count; i++)
        *LIST_ADD(m->arena, m->out->read, m->out->read_count) = parts->item[i];
    match_flag(m, VIEW("only-parts-were-read"));
}

static void recognise(struct match *m, struct view path)
{
    struct excerpts parts;
    struct spans spans;

    read_name(m, path);
    excerpt_read(m->scratch, m->words, m->bytes, &m->text, &parts);
    line_index_open(m->scratch, m->bytes, m->text.encoding, &m->lines);
    if (m->text.encoding == ENCODING_BINARY)
        take_unreadable(m);
    if (m->text.cut)
        take_parts(m, &parts);
    find_spans(m, &spans);
    cover_text(m->scratch, m->prints, &m->text, m->word, &spans, &m->cover);
    bool tagged = told_take_front(m);
    size_t before = m->out->range_count;
    if (known_take(m)) {
        if (m->front_end && m->out->range_count > before)
            match_flag(m, VIEW("license-text-in-front-matter"));
        told_take_beside(m);
    } else if (m->text.token_count) {
        told_take_prompt(m, MATCH_SHORT_NOTICE);
        take_other(m, tagged);
    }
    match_sort(m);
    copy_copyright(m);
    notice_sections(m);
    title_check(m);
    prevail_find(m);
    told_flags(m, path);
}

void terms_of_text(struct arena *a, const struct licenses *l, struct view path,
                   struct view bytes, struct license_file *out)
{
    terms_of_text_with(a, l, NULL, path, bytes, out);
}

void terms_of_text_with(struct arena *a, const struct licenses *l,
                        const struct references *texts, struct view path,
                        struct view bytes, struct license_file *out)
{
    struct arena scratch = arena_beside(a);
    struct match m = {.arena = a,
                      .scratch = &scratch,
                      .licenses = l,
                      .words = license_words(l),
                      .prints = license_prints(l),
                      .texts = texts,
                      .bytes = bytes,
                      .out = out};

    *out = (struct license_file){.path = path};
    recognise(&m, path);
    clauses_of_file(a, l, bytes, &m.text, &m.lines, out);
    if (!out->expression.len)
        out->expression = VIEW("NONE");
    arena_free(&scratch);
}
