// SPDX-License-Identifier: Apache-2.0
#include "terms/notice_section.h"

#include "terms/beside.h"

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
        // At the very end a path may go on in the licence's first line.
        if (name.len && !address && end < text.len)
            return name;
        while (address && end < text.len && (unsigned char)text.at[end] > ' ')
            end++;
        at = end > at ? end : at + 1;
    }
    return (struct view){0};
}

// The words between `range` and what separates them from what is above.
static struct view section_of(const struct match *m,
                              const struct license_range *range, size_t from)
{
    struct view above = {m->bytes.at + from, (size_t)range->from - from}, rest;

    if (above.len > SECTION_MOST)
        above = view_from(above, above.len - SECTION_MOST);
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

static bool has_part(const struct license_file *f, struct view kind)
{
    for (size_t i = 0; i < f->part_count; i++)
        if (view_eq(f->part[i].kind, kind))
            return true;
    return false;
}

static void add_part(struct match *m, struct view name, struct view id)
{
    struct license_file *f = m->out;
    struct view kind =
        arena_print(m->arena, "code:" VIEW_FMT, VIEW_SHORT(name));

    if (!has_part(f, kind))
        *LIST_ADD(m->arena, f->part, f->part_count) =
            (struct license_part){kind, id};
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
            add_part(m, name, r->id);
        end = (size_t)r->to;
    }
}
