// SPDX-License-Identifier: Apache-2.0
#include "report/terms_list.h"

#include "report/history_text.h"

enum { DEFAULT_WIDTH = 96, EXPRESSION_AT = 44 }; // columns

bool terms_said(const struct licenses *l, const struct license_file *f)
{
    struct arena own = {0};

    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].result != MATCH_OTHER_TEXT)
            return true;
    // A license that no program can read is one nevertheless.
    bool named = f->flag_count > 0 &&
                 statement_file_is(license_statements(l), VIEW("license-file"),
                                   arena_lower(&own, view_basename(f->path)));
    arena_free(&own);
    return named;
}

static struct lines lines_of(const struct clause_choice *choice,
                             struct text *out)
{
    return (struct lines){.out = out,
                          .width =
                              choice->width ? choice->width : DEFAULT_WIDTH,
                          .color = choice->color};
}

// What a file says that gives nothing.
static struct view said_else(struct text *t, const struct license_file *f)
{
    if (f->refers_to_count)
        text_add(t, VIEW("names "));
    for (size_t i = 0; i < f->refers_to_count; i++)
        text_print(t, "%s" VIEW_FMT, i ? ", " : "", VIEW_ARG(f->refers_to[i]));
    for (size_t i = 0; i < f->range_count && !t->len; i++)
        if (f->range[i].result == MATCH_SNIPPET)
            text_print(t, "words of " VIEW_FMT, VIEW_ARG(f->range[i].id));
    if (!t->len && f->flag_count)
        text_add(t, f->flag[0]);
    return text_view(t);
}

struct terms_listed terms_listed_of(struct arena *a,
                                    const struct license_file *f)
{
    struct text t = {.arena = a};
    bool gives = !view_eq(f->expression, VIEW("NONE"));

    return (struct terms_listed){gives, gives ? arena_copy(a, f->expression)
                                              : said_else(&t, f)};
}

void terms_list_file(struct view path, const struct terms_listed *is,
                     const struct clause_choice *choice, struct text *out)
{
    struct lines l = lines_of(choice, out);

    line_cell(&l, STYLE_PLAIN, path, 0, SIZE_MAX);
    // A long path has a line of its own, as it would be of no use if cut.
    if (l.at + 2 > EXPRESSION_AT)
        line_end(&l);
    line_cell(&l, is->gives ? STYLE_HEAD : STYLE_PLAIN, is->words,
              EXPRESSION_AT, SIZE_MAX);
    line_end(&l);
}

void terms_list_folder(const struct terms_folder *f,
                       const struct clause_choice *choice, struct text *out)
{
    struct lines l = lines_of(choice, out);
    struct text t = {.arena = out->arena};

    if (f->history_only) {
        line_wrap(&l, f->path, 0);
        history_text(&l, &f->history, choice->full);
        return;
    }
    text_print(&t, "%zu of %zu files of " VIEW_FMT " say something of terms",
               f->listed, f->files, VIEW_ARG(f->path));
    if (f->unreadable)
        text_print(&t, "; %zu cannot be read: " VIEW_FMT "%s", f->unreadable,
                   VIEW_ARG(f->first), f->unreadable > 1 ? " ..." : "");
    line_wrap(&l, text_view(&t), 0);
    history_text(&l, &f->history, choice->full);
}
