// SPDX-License-Identifier: Apache-2.0
#include "terms/notice_section.h"

#include "terms/beside.h"
#include "terms/expression.h"
#include "terms/statement.h"

enum {
    SECTION_MOST = 2048, // bytes of a section's words that are looked at
};

static bool is_path_byte(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (c >= '0' && c <= '9') || byte_in(c, VIEW("._/-+@"));
}

// "invokeai/backend/keys/" or "src/md5.c": a folder says so by its last sign, a
// file by its ending; "and/or" is neither, and "/usr/share/licenses/MIT" is
// none of the release. Gives the last component.
static struct view path_name(struct view word)
{
    bool folder = word.len && word.at[word.len - 1] == '/';

    while (word.len && byte_in(word.at[word.len - 1], VIEW("/.")))
        word.len--;
    struct view name = view_basename(word);
    bool letter = false, ending = false;

    for (size_t i = 0; i < name.len; i++) {
        letter = letter || (name.at[i] | 32) >= 'a';
        ending = ending || (i && name.at[i] == '.' && i + 1 < name.len);
    }
    bool deep = name.len < word.len;
    return letter && word.at[0] != '/' &&
                   ((folder && word.len) || (deep && ending))
               ? name
               : (struct view){0};
}

// The first path among the words of `text`; addresses are none.
static struct view first_path(struct view text)
{
    for (size_t at = 0; at < text.len;) {
        size_t end = at;
        struct view name;

        while (end < text.len && is_path_byte(text.at[end]))
            end++;
        bool address = view_starts(view_from(text, end), VIEW("://")) ||
                       (at >= 1 && byte_in(text.at[at - 1], VIEW(":~\\")));
        name = path_name((struct view){text.at + at, end - at});
        // At the very end a path may go on in the license's first line.
        if (name.len && !address && end < text.len)
            return name;
        while (address && end < text.len && (unsigned char)text.at[end] > ' ')
            end++;
        at = end > at ? end : at + 1;
    }
    return (struct view){0};
}

static struct view text_above(const struct match *m,
                              const struct license_range *range, size_t from)
{
    struct view above = {m->bytes.at + from, (size_t)range->from - from};

    return above.len > SECTION_MOST ? view_from(above, above.len - SECTION_MOST)
                                    : above;
}

// The words between `range` and what separates them from what is above.
static struct view section_of(const struct match *m,
                              const struct license_range *range, size_t from)
{
    struct view above = text_above(m, range, from), rest;
    struct view section = above;

    for (rest = above; rest.len;)
        if (beside_is_separator(view_cut(rest, '\n', &rest)))
            section = rest;
    return section;
}

static bool is_text(const struct license_range *r)
{
    return r->id.len &&
           (r->result == MATCH_EXACT || r->result == MATCH_EXACT_WITH_HEADER ||
            r->result == MATCH_EXACT_WITH_OPTIONAL_OMITTED ||
            r->result == MATCH_ADDED_TEXT || r->result == MATCH_MODIFIED);
}

// A license more for a part: all of them hold.
static void add_part(struct match *m, struct view kind, struct view id)
{
    struct license_file *f = m->out;
    struct license_part *part = NULL;

    for (size_t i = 0; i < f->part_count && !part; i++)
        if (view_eq(f->part[i].kind, kind))
            part = &f->part[i];
    if (!part) {
        part = LIST_ADD(m->arena, f->part, f->part_count);
        part->kind = kind;
    }
    part->expression =
        expression_join(m->arena, m->licenses, part->expression, id);
}

// ---- Headings that name a part ----------------------------------------------

// The parts that a heading is about: "License for model weights". 0: it holds
// another word than those of parts and of licenses.
static unsigned heading_parts(struct match *m, struct view line)
{
    const struct statement_words *w = license_statements(m->licenses);
    struct view rest = view_trim(license_fold(m->scratch, line));
    unsigned all = 0;

    while (rest.len) {
        struct view word = view_cut(rest, ' ', &rest);
        unsigned parts = statement_file_parts(w, word);

        if (!parts && !license_word_is(m->words, word, WORD_OVERHEAD))
            return 0;
        all |= parts;
    }
    return all;
}

// Those of the last heading in a section: a line above a text.
static unsigned section_parts(struct match *m, struct view section)
{
    unsigned last = 0;

    while (section.len) {
        unsigned parts = heading_parts(m, view_cut(section, '\n', &section));

        last = parts ? parts : last;
    }
    return last;
}

static void take_heading(struct match *m, struct view above, struct view id)
{
    static const struct {
        unsigned part;
        struct view kind;
    } kinds[] = {
        // clang-format off
        {ABOUT_CODE, VIEW_INIT("code")}, {ABOUT_WEIGHTS, VIEW_INIT("weights")},
        {ABOUT_DATA, VIEW_INIT("data")}, {ABOUT_DOCS, VIEW_INIT("docs")},
        // clang-format on
    };
    unsigned parts = section_parts(m, above);

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (parts & kinds[i].part)
            add_part(m, kinds[i].kind, id);
}

void notice_sections(struct match *m)
{
    struct license_file *f = m->out;
    size_t licenses = 0, end = 0;

    for (size_t i = 0; i < f->range_count; i++)
        licenses += f->range[i].id.len > 0;
    if (licenses < 2 || m->text.encoding != ENCODING_UTF8)
        return;
    for (size_t i = 0; i < f->range_count; i++) {
        const struct license_range *r = &f->range[i];

        if (!is_text(r) || r->from < end || r->to > m->bytes.len)
            continue;
        struct view name = first_path(section_of(m, r, end));
        if (name.len)
            add_part(m,
                     arena_print(m->arena, "code:" VIEW_FMT, VIEW_SHORT(name)),
                     r->id);
        take_heading(m, text_above(m, r, end), r->id);
        end = (size_t)r->to;
    }
}
