// SPDX-License-Identifier: Apache-2.0
#include "terms/title.h"

#include "terms/expression.h"

enum {
    TITLE_MOST = 160,  // bytes of a line that may be a title
    TITLE_REST = 8,    // words between it and its text: a version, a date
    ABOVE_MOST = 2048, // bytes in front of a text in which its title is sought
};

// What may stand before the name in a title: signs of a heading or comment, and
// an article.
static struct view bare(struct view folded)
{
    static const struct view before[] = {
        VIEW_INIT("the "), VIEW_INIT("this is the "), VIEW_INIT("license ")};

    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (view_starts(folded, before[i]))
            return view_from(folded, before[i].len);
    return folded;
}

// The license whose name a line is, and nothing else but it; empty: none.
static struct view named_by(struct match *m, struct view line)
{
    size_t len = 0;

    line = view_trim(line);
    if (!line.len || line.len > TITLE_MOST)
        return (struct view){0};
    struct view folded = view_trim(license_fold(m->scratch, line));
    for (int k = 0; k < 2; k++) {
        struct view words = k ? bare(folded) : folded;
        struct view id = license_alias_at(m->licenses, words, &len);

        if (id.len && len == words.len)
            return id;
    }
    return (struct view){0};
}

// Words between byte `from` and byte `to`: lines that name a holder hold none.
static size_t words_between(const struct match *m, size_t from, size_t to)
{
    size_t count = 0;

    for (size_t i = normal_word_at(&m->text, from);
         i < m->text.token_count && m->text.token[i].from < to; i++)
        count++;
    return count;
}

// The title that stands over the text at byte `to`, behind byte `from`; empty:
// none does.
static struct view title_over(struct match *m, size_t from, size_t to)
{
    struct view rest = {m->bytes.at + from, to - from}, last = {0};

    while (rest.len) {
        struct view id = named_by(m, view_cut(rest, '\n', &rest));

        if (id.len && words_between(m, to - rest.len, to) <= TITLE_REST)
            last = id;
    }
    return last;
}

// The first line of `text` that says something, if it is a title.
static struct view first_title(struct match *m, struct view text)
{
    struct view line = {0};

    while (text.len && !view_trim(line).len)
        line = view_cut(text, '\n', &text);
    return named_by(m, line);
}

static bool is_text(const struct license_range *r)
{
    return r->result <= MATCH_MODIFIED || r->result == MATCH_UNKNOWN;
}

// Whether two wordings share a name: "(first posted text)". A changed copy may
// have the title of what it was made from, and is it no longer.
static bool shares_name(struct match *m, struct view title, struct view is)
{
    const struct license_info *named = license_find(m->licenses, title);
    const struct license_info *text = license_find(m->licenses, is);

    return named && text && text->record &&
           !record_get(text->record, VIEW("modifies")).len &&
           view_starts(license_fold(m->scratch, text->title),
                       license_fold(m->scratch, named->title));
}

// Whether a title may stand over that text: its own, or one of its family.
static bool fits(struct match *m, struct view title,
                 const struct license_range *r)
{
    struct view is = r->nearest.len ? r->nearest : r->id;

    return r->result != MATCH_UNKNOWN &&
           (expressions_agree(m->licenses, title, is) ||
            expressions_agree(m->licenses, is, title) ||
            shares_name(m, title, is));
}

static void check_title(struct match *m, struct view title,
                        const struct license_range *r)
{
    if (!title.len || fits(m, title, r))
        return;
    match_flag(m, VIEW("title-contradicts-text"));
    match_reference(m, title);
}

void title_check(struct match *m)
{
    size_t end = m->front_end;

    // Offsets of another encoding are none of the text's lines.
    if (m->text.encoding != ENCODING_UTF8 && m->text.encoding != ENCODING_1252)
        return;
    for (size_t i = 0; i < m->out->range_count; i++) {
        const struct license_range *r = &m->out->range[i];

        if (!is_text(r) || r->from < end || r->to > m->bytes.len)
            continue;
        struct view text = {m->bytes.at + r->from, (size_t)(r->to - r->from)};
        size_t from = (size_t)r->from > end + ABOVE_MOST
                          ? (size_t)r->from - ABOVE_MOST
                          : end;
        check_title(m, title_over(m, from, (size_t)r->from), r);
        check_title(m, first_title(m, text), r);
        end = (size_t)r->to;
    }
}
