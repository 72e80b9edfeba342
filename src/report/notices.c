// SPDX-License-Identifier: Apache-2.0
#include "report/notices.h"

#include "report/line.h"
#include "terms/value.h"

enum {
    WIDTH = 80,
    INDENT = 4,
    ITEM = 6,
    LEAST_BLANKS = 4, // in a line that is prescribed: it is a sentence
};

struct draft {
    struct arena *a;
    const struct inspection *i;
    const struct quoted_files *s;
    struct lines lines;
};

static void wrap(struct draft *d, struct view text, size_t from)
{
    line_wrap(&d->lines, text, from);
}

// An item of a list, its further lines under its first.
static void item(struct draft *d, struct view text, size_t from)
{
    line_cell(&d->lines, STYLE_PLAIN, VIEW("-"), from, SIZE_MAX);
    wrap(d, text, from + 2);
}

static void rule(struct draft *d, struct view head)
{
    line_end(&d->lines);
    line_cell(&d->lines, STYLE_PLAIN, head, 0, SIZE_MAX);
    line_end(&d->lines);
    text_fill(d->lines.out, '-', head.len);
    line_end(&d->lines);
}

// "(c) [yyyy] [name]" is a blank of the text and names nobody.
static bool is_blank_form(struct view line)
{
    static const struct view pairs[] = {VIEW_INIT("[]"), VIEW_INIT("{}"),
                                        VIEW_INIT("<>")};

    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        const char *open = memchr(line.at, pairs[i].at[0], line.len);
        const char *end = memchr(line.at, pairs[i].at[1], line.len);

        if (open && end && open < end &&
            !memchr(open, '@', (size_t)(end - open)))
            return true;
    }
    return false;
}

static void write_copyright(struct draft *d, const struct license_range *r)
{
    size_t shown = 0;

    for (size_t i = 0; r && i < r->copyright_count; i++) {
        if (!r->copyright[i].len || is_blank_form(r->copyright[i]))
            continue;
        if (!shown++)
            wrap(d, VIEW("Copyright lines in the text:"), INDENT);
        wrap(d, r->copyright[i], ITEM);
    }
    if (r && !shown)
        wrap(d, VIEW("Copyright lines in the text: none found"), INDENT);
}

// ---- What the terms want to be there word for word --------------------------

static bool asks(const struct bound *b, struct view key, struct view value)
{
    for (size_t i = 0; i < b->clause_count; i++)
        if (view_eq(b->clause[i].key, key) &&
            view_has(b->clause[i].value, value))
            return true;
    return false;
}

struct required { // lines of one license, told once each
    struct draft *d;
    struct view *line;
    size_t count;
};

static void require(struct required *r, struct view line, const struct bound *b,
                    const struct clause *c)
{
    struct evidence at = bound_place(b, c);

    for (size_t i = 0; i < r->count; i++)
        if (view_eq(r->line[i], line))
            return;
    if (!r->count)
        wrap(r->d, VIEW("Lines that the terms want word for word:"), INDENT);
    *LIST_ADD(r->d->a, r->line, r->count) = line;
    wrap(r->d, line, ITEM);
    struct view place = evidence_place(r->d->a, &at);
    if (!b->range)
        place =
            arena_print(r->d->a, "section " VIEW_FMT " of the known license",
                        VIEW_ARG(c->where));
    wrap(r->d,
         arena_print(r->d->a, "(as " VIEW_FMT " says%s" VIEW_FMT ")",
                     VIEW_ARG(place), c->note.len ? "; " : "",
                     VIEW_ARG(c->note)),
         ITEM);
}

// `display="X"` and `statement="X"` of the clause on names.
static void require_names(struct required *r, const struct bound *b,
                          const struct clause *c)
{
    struct view rest = c->value, one;

    while (value_next(&rest, &one)) {
        struct view star[VALUE_STARS] = {{0}};

        if (value_fits(VIEW("display=\"*\""), one, star) ||
            value_fits(VIEW("statement=\"*\""), one, star))
            require(r, star[0], b, c);
    }
}

// The words between the quotation mark at `at` and its partner, quotation marks
// inside of curly ones included; empty: it has none.
static struct view between_marks(struct view v, size_t at)
{
    struct view open = VIEW("\xe2\x80\x9c"), shut = VIEW("\xe2\x80\x9d");
    struct view rest = view_from(v, at);
    size_t depth = 0;

    if (view_starts(rest, VIEW("\""))) {
        size_t end = view_find(view_from(rest, 1), VIEW("\""));

        return end == SIZE_MAX ? (struct view){0}
                               : view_head(view_from(rest, 1), end);
    }
    for (size_t i = 0; i < rest.len; i++) {
        struct view here = view_from(rest, i);

        depth += view_starts(here, open);
        if (!view_starts(here, shut) || --depth)
            continue;
        return view_head(view_from(rest, open.len), i - open.len);
    }
    return (struct view){0};
}

static struct view one_line(struct arena *a, struct view v)
{
    struct text t = {.arena = a};

    v = view_trim(v);
    for (size_t i = 0; i < v.len; i++) {
        bool blank = byte_in(v.at[i], VIEW(" \t\r\n"));

        if (!blank)
            text_byte(&t, v.at[i]);
        else if (!byte_in(v.at[i - 1], VIEW(" \t\r\n")))
            text_byte(&t, ' ');
    }
    return text_view(&t);
}

static size_t blanks(struct view v)
{
    size_t count = 0;

    for (size_t i = 0; i < v.len; i++)
        count += v.at[i] == ' ';
    return count;
}

// A whole sentence in quotation marks, in a clause that wants a notice or a
// line to be given on, is that line.
static void require_quoted(struct required *r, const struct bound *b,
                           const struct clause *c, const struct evidence *at)
{
    const struct quoted_file *s = quoted_find(r->d->s, at->path);

    if (!s || !at->has_bytes || at->to > s->bytes.len || at->from >= at->to)
        return;
    struct view v = {s->bytes.at + at->from, (size_t)(at->to - at->from)};
    for (size_t i = 0; i < v.len; i++) {
        struct view rest = view_from(v, i);

        if (!view_starts(rest, VIEW("\"")) &&
            !view_starts(rest, VIEW("\xe2\x80\x9c")))
            continue;
        struct view words = between_marks(v, i);
        if (blanks(words) >= LEAST_BLANKS)
            require(r, one_line(r->d->a, words), b, c);
        i += words.len + 1;
    }
}

static bool wants_line(struct view value)
{
    return view_has(value, VIEW("notice-file")) ||
           view_has(value, VIEW("notice-line")) ||
           view_has(value, VIEW("disclaimer-line"));
}

static void write_required(struct draft *d, const struct bound *b)
{
    struct required r = {.d = d};

    for (size_t i = 0; i < b->clause_count; i++) {
        const struct clause *c = &b->clause[i];
        struct evidence at = bound_place(b, c);

        if (view_eq(c->key, VIEW("naming")))
            require_names(&r, b, c);
        if (!view_eq(c->key, VIEW("attribution")) || !wants_line(c->value))
            continue;
        if (!b->range)
            item(d,
                 arena_print(
                     d->a,
                     "[its notice file, or the notice that section " VIEW_FMT
                     " of the license prescribes: the text is "
                     "not in the release]",
                     VIEW_ARG(c->where)),
                 INDENT);
        if (!c->span_count)
            require_quoted(&r, b, c, &at);
        for (size_t k = 0; k < c->span_count; k++) {
            at = bound_span_place(b, c, k);
            require_quoted(&r, b, c, &at);
        }
    }
    if (asks(b, VIEW("state-changes"), VIEW("yes")))
        wrap(d,
             VIEW("Changes: [which files were changed, by whom and when; or: "
                  "none]"),
             INDENT);
}

static struct view parts_words(struct draft *d, const struct bound *b)
{
    struct text t = {.arena = d->a};

    for (size_t i = 0; i < b->part_count; i++)
        text_print(&t, "%s" VIEW_FMT, i ? ", " : "", VIEW_ARG(b->part[i]));
    return text_view(&t);
}

static void write_bound(struct draft *d, const struct bound *b, size_t number)
{
    struct view title = b->info ? b->info->title : (struct view){0};
    struct view place = evidence_place(d->a, &b->evidence);

    line_end(&d->lines);
    wrap(d,
         arena_print(
             d->a, "%zu. " VIEW_FMT "%s" VIEW_FMT "%s%s", number,
             VIEW_ARG(b->license), title.len ? ": " : "", VIEW_ARG(title),
             b->from_base ? " (terms of what it was made from)" : "",
             b->disputed ? " (disputed: other terms are stated too)" : ""),
         0);
    wrap(d, arena_print(d->a, "For: " VIEW_FMT, VIEW_ARG(parts_words(d, b))),
         INDENT);
    if (b->range)
        wrap(d,
             arena_print(
                 d->a, "Text: " VIEW_FMT ", from line %u; give it on as it is",
                 VIEW_ARG(b->file->path), b->range->line),
             INDENT);
    else
        wrap(d,
             arena_print(d->a,
                         "Text: NOT IN THE RELEASE (named at " VIEW_FMT
                         "); get it from the licensor and put it beside this "
                         "file",
                         VIEW_ARG(place)),
             INDENT);
    write_copyright(d, b->range);
    write_required(d, b);
}

// Texts of third parties that reach no part of the list.
static void write_others(struct draft *d)
{
    bool begun = false;

    for (size_t f = 0; f < d->i->terms.file_count; f++)
        for (size_t n = 0; n < d->i->terms.file[f].range_count; n++) {
            const struct license_file *file = &d->i->terms.file[f];
            const struct license_range *r = &file->range[n];

            if (bounds_have(&d->i->duties.bounds, r) || !range_is_text(r) ||
                !r->id.len)
                continue;
            if (!begun)
                rule(d, VIEW("Other license texts in the release"));
            begun = true;
            wrap(d,
                 arena_print(d->a, VIEW_FMT ":%u " VIEW_FMT,
                             VIEW_ARG(file->path), r->line, VIEW_ARG(r->id)),
                 0);
            write_copyright(d, r);
        }
}

static void write_lines(struct draft *d, struct view text)
{
    while (text.len) {
        struct view line = view_cut(text, '\n', &text);

        if (line.len && line.at[line.len - 1] == '\r')
            line.len--;
        text_escaped(d->lines.out, line);
        line_end(&d->lines);
    }
}

static void write_notice_files(struct draft *d)
{
    for (size_t n = 0; n < d->s->count; n++) {
        const struct quoted_file *s = &d->s->item[n];

        if (!s->is_notice)
            continue;
        rule(d, arena_print(d->a, "Notices as they stand in " VIEW_FMT,
                            VIEW_SHORT(s->path)));
        if (s->reason.len)
            wrap(
                d,
                arena_print(d->a, "not copied: " VIEW_FMT, VIEW_ARG(s->reason)),
                0);
        write_lines(d, s->bytes);
    }
}

// ---- Not part of the notices ------------------------------------------------

// What has to be done under this license when copies go to others.
static void write_duties(struct draft *d, const struct bound *b)
{
    size_t shown = 0;

    for (size_t i = 0; i < d->i->duties.count; i++) {
        const struct duty *one = &d->i->duties.item[i];

        if (one->bound != b || one->role != ROLE_SHIP || one->kind == DUTY_KNOW)
            continue;
        if (!shown++)
            wrap(d,
                 arena_print(d->a, VIEW_FMT ", who gives it on",
                             VIEW_SHORT(b->license)),
                 0);
        item(d,
             arena_print(d->a, "%s " VIEW_FMT "%s" VIEW_FMT "%s",
                         one->kind == DUTY_MUST ? "must" : "may not",
                         VIEW_ARG(one->says),
                         one->section.len ? " (section " : "",
                         VIEW_ARG(one->section), one->section.len ? ")" : ""),
             2);
    }
}

static void write_open(struct draft *d)
{
    const struct duties *all = &d->i->duties;
    bool begun = false;

    for (size_t n = 0; n < all->flag_count; n++) {
        const struct terms_flag *f = &all->flag[n];

        if (view_eq(f->id, VIEW("naming-duty-met")))
            continue;
        if (!begun)
            rule(d, VIEW("To settle before this is given on"));
        begun = true;
        item(d,
             arena_print(d->a, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(f->id),
                         VIEW_ARG(f->fact)),
             0);
    }
}

void notices_text(const struct inspection *i, const struct quoted_files *s,
                  struct text *out)
{
    struct draft d = {
        .a = out->arena, .i = i, .s = s, .lines = {.out = out, .width = WIDTH}};

    line_cell(
        &d.lines, STYLE_PLAIN,
        arena_print(d.a, "Notices for " VIEW_FMT, VIEW_ARG(i->release->name)),
        0, SIZE_MAX);
    line_end(&d.lines);
    line_end(&d.lines);
    wrap(&d,
         VIEW("[A draft made from the files of the release; no legal advice. "
              "Fill in what stands in brackets, read it against the texts, and "
              "take this paragraph and the part behind the line of signs out "
              "before you give it on. What was not found is not proof that "
              "there is nothing.]"),
         0);
    rule(&d, VIEW("Licenses"));
    for (size_t n = 0; n < i->duties.bounds.count; n++)
        write_bound(&d, &i->duties.bounds.item[n], n + 1);
    if (!i->duties.bounds.count)
        wrap(&d, VIEW("No terms are stated for any part of the release."), 0);
    write_others(&d);
    write_notice_files(&d);
    line_end(&d.lines);
    text_fill(d.lines.out, '=', WIDTH);
    line_end(&d.lines);
    rule(&d, VIEW("Not part of the notices: what the terms want done"));
    for (size_t n = 0; n < i->duties.bounds.count; n++)
        write_duties(&d, &i->duties.bounds.item[n]);
    write_open(&d);
}
