// SPDX-License-Identifier: Apache-2.0
#include "report/notices.h"

#include "report/line.h"

enum { WIDTH = 80, INDENT = 4, ITEM = 6 };

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

// What has to be done with this license when copies go to others.
static void write_duties(struct draft *d, const struct bound *b)
{
    size_t shown = 0;

    for (size_t i = 0; i < d->i->duties.count; i++) {
        const struct duty *one = &d->i->duties.item[i];

        if (one->bound != b || one->role != ROLE_SHIP || one->kind == DUTY_KNOW)
            continue;
        if (!shown++)
            wrap(d, VIEW("Who gives it on:"), INDENT);
        item(d,
             arena_print(d->a, "%s " VIEW_FMT "%s" VIEW_FMT "%s",
                         one->kind == DUTY_MUST ? "must" : "may not",
                         VIEW_ARG(one->says),
                         one->section.len ? " (section " : "",
                         VIEW_ARG(one->section), one->section.len ? ")" : ""),
             ITEM);
    }
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
    write_duties(d, b);
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
         VIEW("A draft made from the files of the release. Read it against the "
              "texts before you give it on: what was not found is not proof "
              "that there is nothing. No legal advice."),
         0);
    wrap(&d,
         arena_print(d.a, "Files: tree " VIEW_FMT ".",
                     VIEW_ARG(i->release->tree_digest)),
         0);
    rule(&d, VIEW("Licenses"));
    for (size_t n = 0; n < i->duties.bounds.count; n++)
        write_bound(&d, &i->duties.bounds.item[n], n + 1);
    if (!i->duties.bounds.count)
        wrap(&d, VIEW("No terms are stated for any part of the release."), 0);
    write_others(&d);
    write_notice_files(&d);
    write_open(&d);
}
