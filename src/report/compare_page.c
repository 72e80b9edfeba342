// SPDX-License-Identifier: Apache-2.0
#include "report/compare_page.h"

#include "base/amount.h"
#include "report/compare_text.h"
#include "report/page_frame.h"
#include "report/part_map.h"
#include "report/places.h"

enum {
    MOST_MAPS = 12,
    MOST_COLUMNS = 4, // of a table; of more releases those alike stand together
    MOST_NAMES = 4,   // in the title
};

struct beside {
    struct arena *a;
    struct text *out;
    const struct comparison *c;
    struct places *places; // of each release
};

// The groups of rows, in the order in which they stand.
static const struct {
    struct view group;
    const char *id, *title;
} groups[] = {
    {VIEW_INIT("release"), "release", "What they are"},
    {VIEW_INIT("part"), "part", "Parts"},
    {VIEW_INIT("verdict"), "verdict", "Yardsticks"},
    {VIEW_INIT("finding"), "finding", "Flags and safety"},
    {VIEW_INIT("clause"), "clause", "What the terms allow"},
};

static struct view names(struct beside *b)
{
    struct text t = {.arena = b->a};
    size_t count = b->c->release_count;

    for (size_t n = 0; n < count && n < MOST_NAMES; n++)
        text_print(&t, "%s" VIEW_FMT, n ? ", " : "", VIEW_ARG(b->c->name[n]));
    if (count > MOST_NAMES)
        text_print(&t, " and %zu more", count - MOST_NAMES);
    return text_view(&t);
}

static void write_head(struct beside *b)
{
    const struct comparison *c = b->c;

    HTML(b->out,
         "<header class=\"top\">\n<p class=\"kind\">Model releases beside each "
         "other, read by freehold</p>\n<h1>$</h1>\n",
         names(b));
    if (c->differing)
        HTML(b->out,
             "<p class=\"answer plain\">They differ in $ of $ rows.</p>\n",
             amount_count(b->a, c->differing),
             amount_count(b->a, c->row_count));
    else
        HTML(b->out,
             "<p class=\"answer plain\">They are equal in all $ rows.</p>\n",
             amount_count(b->a, c->row_count));
    HTML(b->out,
         "<p>None is named the better one: that hangs on what is needed.</p>\n"
         "<p class=\"meta\"><span>rules $</span></p>\n</header>\n",
         rules_version());
}

static size_t rows_of(const struct beside *b, struct view group, bool differ)
{
    size_t count = 0;

    for (size_t r = 0; r < b->c->row_count; r++)
        count += view_eq(b->c->row[r].group, group) &&
                 b->c->row[r].differs == differ;
    return count;
}

static size_t place_count(const struct beside *b)
{
    size_t count = 0;

    for (size_t n = 0; n < b->c->release_count; n++)
        count += b->places[n].count;
    return count;
}

static bool any_evidence(const struct beside *b)
{
    for (size_t r = 0; r < b->c->row_count; r++)
        for (size_t n = 0; b->c->row[r].differs && n < b->c->release_count; n++)
            if (b->c->row[r].cell[n].has_evidence)
                return true;
    return false;
}

static void write_links(struct beside *b)
{
    enum { GROUPS = sizeof groups / sizeof *groups };
    struct frame_link link[GROUPS + 4];
    size_t count = 0, equal = b->c->row_count - b->c->differing;

    link[count++] = (struct frame_link){VIEW("releases"), VIEW("Releases"),
                                        b->c->release_count};
    link[count++] = (struct frame_link){VIEW("maps"), VIEW("Maps of parts"), 0};
    for (size_t g = 0; g < GROUPS; g++) {
        size_t rows = rows_of(b, groups[g].group, true);

        if (rows)
            link[count++] = (struct frame_link){view_of(groups[g].id),
                                                view_of(groups[g].title), rows};
    }
    if (equal)
        link[count++] =
            (struct frame_link){VIEW("equal"), VIEW("Equal rows"), equal};
    if (any_evidence(b))
        link[count++] =
            (struct frame_link){VIEW("evidence"), VIEW("Evidence"), 0};
    frame_sections(b->out, link, count);
}

static void write_releases(struct beside *b)
{
    frame_section(b->out, "releases", "Releases");
    html_raw(b->out,
             VIEW("<table class=\"flow\"><thead><tr>"
                  "<th scope=\"col\">Release</th><th scope=\"col\">Category"
                  "</th><th scope=\"col\">Files</th><th scope=\"col\">Tree</th>"
                  "</tr></thead>\n<tbody>\n"));
    for (size_t n = 0; n < b->c->release_count; n++) {
        const struct inspection *i = b->c->release[n];

        HTML(b->out,
             "<tr><th scope=\"row\">$</th><td><b class=\"$\">$</b></td>",
             b->c->name[n], style_class(category_style(i->category)),
             category_words(i->category));
        HTML(b->out,
             "<td data-h=\"files\">$</td><td data-h=\"tree\">$ <code>$"
             "\xe2\x80\xa6</code></td></tr>\n",
             extent_words(b->a, i->release), tree_words(i->release),
             view_head(i->release->tree_digest, 15));
    }
    html_raw(b->out, VIEW("</tbody></table>\n"));
    frame_section_end(b->out);
}

static void write_maps(struct beside *b)
{
    size_t count = b->c->release_count;

    frame_section(b->out, "maps", "Maps of parts");
    html_raw(b->out, VIEW("<figure>\n<div class=\"maps\">\n"));
    for (size_t n = 0; n < count && n < MOST_MAPS; n++) {
        HTML(b->out, "<div><h3>$</h3>\n", b->c->name[n]);
        part_map(b->out, &b->c->release[n]->inventory,
                 arena_print(b->a, "map-%zu", n + 1), b->c->name[n]);
        html_raw(b->out, VIEW("</div>\n"));
    }
    html_raw(b->out, VIEW("</div>\n"));
    part_map_key(b->out);
    html_raw(b->out, VIEW("</figure>\n"));
    html_more(b->out, count > MOST_MAPS ? count - MOST_MAPS : 0);
    frame_section_end(b->out);
}

// ---------------------------------------------------------------- rows

static void write_cell(struct beside *b, const struct comparison_row *row,
                       size_t n)
{
    const struct comparison_cell *cell = &row->cell[n];
    struct text *t = b->out;

    HTML(t, "<td data-h=\"$\"><span class=\"$\">$</span>", b->c->name[n],
         style_class(mood_style(cell->mood)), cell->words);
    if (cell->section.len)
        HTML(t, " section $", cell->section);
    if (cell->has_evidence) {
        text_byte(t, ' ');
        place_link(t, &b->places[n], &cell->evidence);
    }
    if (cell->why.len)
        HTML(t, "<small>$</small>", cell->why);
    html_raw(t, VIEW("</td>"));
}

static bool is_alike(const struct comparison_cell *a,
                     const struct comparison_cell *b)
{
    return a->mood == b->mood && view_eq(a->words, b->words) &&
           view_eq(a->section, b->section) && view_eq(a->why, b->why);
}

// Whether no release before `n` has what it has.
static bool is_first(const struct comparison_row *row, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (is_alike(&row->cell[i], &row->cell[n]))
            return false;
    return true;
}

// What release `n` has, and all that have it, each a link to its place.
static void write_alike(struct beside *b, const struct comparison_row *row,
                        size_t n)
{
    const struct comparison_cell *cell = &row->cell[n];
    struct text *t = b->out;

    HTML(t, "<li><span class=\"$\">$</span>",
         style_class(mood_style(cell->mood)), cell->words);
    if (cell->section.len)
        HTML(t, " section $", cell->section);
    for (size_t i = n; i < b->c->release_count; i++) {
        if (!is_alike(&row->cell[i], cell))
            continue;
        html_raw(t, i == n ? VIEW(": ") : VIEW(", "));
        if (row->cell[i].has_evidence)
            place_named(t, &b->places[i], &row->cell[i].evidence,
                        b->c->name[i]);
        else
            HTML(t, "$", b->c->name[i]);
    }
    if (cell->why.len)
        HTML(t, "<small>$</small>", cell->why);
    html_raw(t, VIEW("</li>\n"));
}

static void write_row(struct beside *b, const struct comparison_row *row,
                      bool many)
{
    struct text *t = b->out;

    HTML(t, "<tr><th scope=\"row\">$</th>", row->title);
    if (many)
        html_raw(t, VIEW("<td><ul class=\"alike\">"));
    for (size_t n = 0; n < b->c->release_count; n++)
        if (!many)
            write_cell(b, row, n);
        else if (is_first(row, n))
            write_alike(b, row, n);
    html_raw(t, many ? VIEW("</ul></td></tr>\n") : VIEW("</tr>\n"));
}

static void write_group(struct beside *b, size_t g)
{
    bool many = b->c->release_count > MOST_COLUMNS;
    struct text *t = b->out;

    if (!rows_of(b, groups[g].group, true))
        return;
    for (size_t n = 0; n < b->c->release_count; n++)
        b->places[n].section = groups[g].id;
    frame_section(t, groups[g].id, groups[g].title);
    html_raw(t, VIEW("<table class=\"flow beside\"><thead><tr>"
                     "<th scope=\"col\">Row</th>"));
    for (size_t n = 0; !many && n < b->c->release_count; n++)
        HTML(t, "<th scope=\"col\">$</th>", b->c->name[n]);
    if (many)
        html_raw(t, VIEW("<th scope=\"col\">What, and of which</th>"));
    html_raw(t, VIEW("</tr></thead>\n<tbody>\n"));
    for (size_t r = 0; r < b->c->row_count; r++)
        if (b->c->row[r].differs &&
            view_eq(b->c->row[r].group, groups[g].group))
            write_row(b, &b->c->row[r], many);
    html_raw(t, VIEW("</tbody></table>\n"));
    frame_section_end(t);
}

// What all have alike stands once.
static void write_equal(struct beside *b)
{
    size_t equal = b->c->row_count - b->c->differing;
    struct text *t = b->out;

    if (!equal)
        return;
    frame_section(t, "equal", "Equal rows");
    HTML(t,
         "<details><summary>$ that all have alike</summary>\n"
         "<table class=\"flow\"><thead><tr><th scope=\"col\">Row</th>"
         "<th scope=\"col\">In all</th></tr></thead>\n<tbody>\n",
         amount_count(b->a, equal));
    for (size_t r = 0; r < b->c->row_count; r++) {
        const struct comparison_row *row = &b->c->row[r];

        if (!row->differs)
            HTML(t,
                 "<tr><th scope=\"row\">$</th><td><span class=\"$\">$</span>"
                 "</td></tr>\n",
                 row->title, style_class(mood_style(row->cell[0].mood)),
                 row->cell[0].words);
    }
    html_raw(t, VIEW("</tbody></table>\n</details>\n"));
    frame_section_end(t);
}

static void write_evidence(struct beside *b)
{
    if (!place_count(b))
        return;
    frame_section(b->out, "evidence", "Evidence");
    for (size_t n = 0; n < b->c->release_count; n++) {
        if (!b->places[n].count)
            continue;
        HTML(b->out, "<h3>$</h3>\n", b->c->name[n]);
        places_list(b->out, &b->places[n], VIEW("h4"));
    }
    frame_section_end(b->out);
}

void compare_page(const struct comparison *c, struct text *out)
{
    struct arena *a = out->arena;
    struct beside b = {.a = a, .out = out, .c = c};

    b.places = ARENA_NEW(a, struct places, c->release_count);
    for (size_t n = 0; n < c->release_count; n++)
        places_open(&b.places[n], a, arena_print(a, "r%zu-", n + 1));
    frame_open(out, arena_print(a, VIEW_FMT ": beside each other",
                                VIEW_ARG(names(&b))));
    write_head(&b);
    write_links(&b);
    write_releases(&b);
    write_maps(&b);
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        write_group(&b, g);
    write_equal(&b);
    write_evidence(&b);
    frame_close(out);
}
