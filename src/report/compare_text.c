// SPDX-License-Identifier: Apache-2.0
#include "report/compare_text.h"

enum {
    MOST_COLUMNS = 4,
    TITLE_WIDTH = 21,
    BLOCK_CELL_AT = 24,
    WIDE_COLUMN = 44, // where nothing is cut
};

struct page {
    struct arena *a;
    const struct comparison *c;
    const struct text_choice *choice;
    struct lines lines;
};

enum style mood_style(enum mood m)
{
    static const enum style style[] = {
        [MOOD_PLAIN] = STYLE_PLAIN,
        [MOOD_GOOD] = STYLE_GOOD,
        [MOOD_UNSURE] = STYLE_UNSURE,
        [MOOD_BAD] = STYLE_BAD,
    };

    return style[m];
}

static bool is_clause(const struct comparison_row *row)
{
    return view_eq(row->group, VIEW("clause"));
}

static bool is_shown(const struct page *p, const struct comparison_row *row)
{
    return row->differs || p->choice->full;
}

// "no (1.b.i)"; without a section the file; nothing beside a plain yes.
static struct view cell_words(struct page *p, const struct comparison_row *row,
                              const struct comparison_cell *cell)
{
    struct view place = cell->section;

    if (!is_clause(row) || view_eq(cell->words, VIEW("yes")))
        return cell->words;
    if (!place.len && cell->has_evidence)
        place = evidence_place(p->a, &cell->evidence);
    if (!place.len)
        return cell->words;
    return arena_print(p->a, VIEW_FMT " (" VIEW_FMT ")", VIEW_ARG(cell->words),
                       VIEW_ARG(place));
}

static size_t column_at(const struct page *p, size_t n)
{
    if (p->choice->wide)
        return TITLE_WIDTH + n * WIDE_COLUMN;
    return TITLE_WIDTH +
           n * ((p->lines.width - TITLE_WIDTH) / p->c->release_count);
}

static size_t column_end(const struct page *p, size_t n)
{
    if (p->choice->wide || n + 1 == p->c->release_count)
        return SIZE_MAX;
    return column_at(p, n + 1) - 1;
}

static void write_columns(struct page *p)
{
    bool in_clauses = false;

    for (size_t n = 0; n < p->c->release_count; n++)
        line_cell(&p->lines, STYLE_HEAD, p->c->name[n], column_at(p, n),
                  column_end(p, n));
    line_end(&p->lines);
    for (size_t r = 0; r < p->c->row_count; r++) {
        const struct comparison_row *row = &p->c->row[r];

        if (!is_shown(p, row))
            continue;
        if (is_clause(row) && !in_clauses)
            line_end(&p->lines);
        in_clauses = is_clause(row);
        line_cell(&p->lines, STYLE_HEAD, row->title, 0, TITLE_WIDTH - 1);
        for (size_t n = 0; n < p->c->release_count; n++)
            line_cell(&p->lines, mood_style(row->cell[n].mood),
                      cell_words(p, row, &row->cell[n]), column_at(p, n),
                      column_end(p, n));
        line_end(&p->lines);
    }
}

static void write_block(struct page *p, size_t n)
{
    line_cell(&p->lines, STYLE_HEAD, p->c->name[n], 0, SIZE_MAX);
    line_end(&p->lines);
    for (size_t r = 0; r < p->c->row_count; r++) {
        const struct comparison_row *row = &p->c->row[r];

        if (!is_shown(p, row))
            continue;
        line_cell(&p->lines, STYLE_PLAIN, row->title, 2, BLOCK_CELL_AT - 1);
        line_cell(&p->lines, mood_style(row->cell[n].mood),
                  cell_words(p, row, &row->cell[n]), BLOCK_CELL_AT, SIZE_MAX);
        line_end(&p->lines);
    }
    line_end(&p->lines);
}

static void write_closing(struct page *p)
{
    size_t equal = p->c->row_count - p->c->differing;
    struct text t = {.arena = p->a};

    if (p->c->differing)
        text_print(&t, "They differ in %zu of %zu rows", p->c->differing,
                   p->c->row_count);
    else
        text_print(&t, "They are equal in all %zu rows", p->c->row_count);
    if (equal && !p->choice->full)
        text_print(&t, "; %zu equal row%s hidden: --full", equal,
                   equal == 1 ? "" : "s");
    line_cell(&p->lines, STYLE_PLAIN, text_view(&t), 0, SIZE_MAX);
    line_end(&p->lines);
}

void compare_text(const struct comparison *c, const struct text_choice *choice,
                  struct text *out)
{
    struct page p = {
        .a = out->arena,
        .c = c,
        .choice = choice,
        .lines = {.out = out,
                  .width = choice->wide ? SIZE_MAX : choice->width,
                  .color = choice->color},
    };

    if (c->release_count <= MOST_COLUMNS) {
        write_columns(&p);
        line_end(&p.lines);
    } else {
        for (size_t n = 0; n < c->release_count; n++)
            write_block(&p, n);
    }
    write_closing(&p);
}
