// SPDX-License-Identifier: Apache-2.0
// Tables with a column of licenses: each row is an entry.
#include "terms/telling.h"

#include "parts/part.h"

enum {
    MAX_CELLS = 24,
    MAX_ROWS = 4000,
    SHORT_CELL = 12 // words of a cell that names a license
};

struct row {
    struct view cell[MAX_CELLS];
    size_t count;
};

static void read_row(struct view line, struct row *out)
{
    struct view rest = view_trim(line);

    if (view_starts(rest, VIEW("|")))
        rest = view_from(rest, 1);
    out->count = 0;
    while (rest.len && out->count < MAX_CELLS)
        out->cell[out->count++] = view_trim(view_cut(rest, '|', &rest));
}

// "|---|:--:|"
static bool is_rule(struct view line)
{
    bool dash = false;

    for (size_t i = 0; i < line.len; i++) {
        dash = dash || line.at[i] == '-';
        if (!byte_in(line.at[i], VIEW("|-: \t\r+=")))
            return false;
    }
    return dash;
}

enum { MAX_LICENSES = 4 }; // columns: "Code license", "Weights license"

struct columns {
    size_t license[MAX_LICENSES];
    unsigned license_parts[MAX_LICENSES]; // by the headings of those columns
    size_t licenses;
    size_t thing;   // SIZE_MAX: none
    unsigned parts; // of the things, by the heading of their column
};

static unsigned parts_of(const struct teller *t, struct view folded)
{
    unsigned parts = 0;

    while (folded.len)
        parts |= statement_word_parts(t->words, view_cut(folded, ' ', &folded));
    return parts;
}

static bool find_columns(struct teller *t, const struct row *head,
                         struct columns *c)
{
    *c = (struct columns){.thing = SIZE_MAX};
    for (size_t i = 0; i < head->count; i++) {
        struct view folded = license_fold(t->arena, head->cell[i]);
        unsigned parts = parts_of(t, folded);

        if (statement_says(t->words, VIEW("heading"), folded)) {
            if (c->licenses < MAX_LICENSES) {
                c->license_parts[c->licenses] = parts;
                c->license[c->licenses++] = i;
            }
        } else if (folded.len &&
                   (c->thing == SIZE_MAX || (parts && !c->parts))) {
            c->thing = i; // the first, or the first that says what it is
            c->parts = parts;
        }
    }
    return c->licenses && c->thing != SIZE_MAX;
}

// A cell without markup: the labels of its links; the first address.
static struct view clean_cell(struct teller *t, struct view cell,
                              struct view *url)
{
    char *out = arena_alloc(t->arena, cell.len + 1);
    size_t len = 0;

    *url = (struct view){0};
    cell = markdown_untagged(t->arena, cell);
    for (size_t i = 0; i < cell.len; i++) {
        struct view rest = view_from(cell, i);

        if (view_starts(rest, VIEW("]("))) {
            struct view tail;

            *url = view_cut(view_from(rest, 2), ')', &tail);
            i += url->len + 2;
        } else if (!byte_in(cell.at[i], VIEW("[]`*"))) {
            out[len++] = cell.at[i];
        }
    }
    return view_trim((struct view){out, len});
}

static void split(struct teller *t, struct view text, struct sentence *s)
{
    *s = (struct sentence){.text = text};
    sentence_split(t->arena, t->words, s);
}

static bool names_terms(struct view folded)
{
    return statement_holds(folded, VIEW("license")) ||
           statement_holds(folded, VIEW("agreement")) ||
           statement_holds(folded, VIEW("terms"));
}

// The license that a cell names: known, by its address, or by its words.
static struct view cell_license(struct teller *t, struct view cell)
{
    struct sentence *s = ARENA_NEW(t->arena, struct sentence, 1);
    struct view url, text = clean_cell(t, cell, &url);
    struct told_name n;
    bool about = t->about_terms;

    split(t, text, s);
    t->about_terms = true;
    bool named = tell_name(t, s, 0, &n) && n.from < SHORT_CELL;
    t->about_terms = about;
    if (named && !n.changed)
        return n.id;
    if (named || !s->words)
        return named ? VIEW("LicenseRef-unknown") : (struct view){0};
    if (sentence_find(s, VIEW("limit"), 0, s->words) != SIZE_MAX ||
        sentence_find(s, VIEW("told-limit"), 0, s->words) != SIZE_MAX)
        return VIEW("LicenseRef-unknown");
    struct view id = license_alias(t->licenses, url);
    if (id.len)
        return id;
    if (s->words > SHORT_CELL || !(names_terms(s->folded) && s->words > 1) ||
        sentence_find(s, VIEW("verb"), 0, s->words) != SIZE_MAX)
        return (struct view){0};
    return license_reference(t->arena, s->folded);
}

// "(incl weights)" says what it is and is no part of the name.
static struct view name_of(struct view text)
{
    struct view rest, head = view_trim(view_cut(text, '(', &rest));

    return head.len ? head : text;
}

static void take_cell(struct teller *t, const struct columns *c,
                      const struct row *row, size_t which)
{
    struct sentence *s = ARENA_NEW(t->arena, struct sentence, 1);
    struct view url;

    if (row->count <= c->license[which] || row->count <= c->thing)
        return;
    struct view id = cell_license(t, row->cell[c->license[which]]);
    struct view text = clean_cell(t, row->cell[c->thing], &url);
    if (!id.len || !text.len)
        return;
    split(t, text, s);
    unsigned parts = 0;
    bool excluded = false;
    for (size_t i = 0; i < s->words; i++) {
        excluded = (excluded && s->mark[i] == ' ') ||
                   sentence_phrase(s, VIEW("except"), i);
        parts |= excluded ? 0 : statement_word_parts(t->words, s->word[i]);
    }
    unsigned of = parts ? parts : c->parts;
    of = c->license_parts[which] ? c->license_parts[which] : of;
    struct statement *to =
        tell_add(t, STATEMENT_ENTRY, of, id, (struct view){0});
    // "Code", "Model weights": a kind of part, and no name.
    struct view name = name_of(text);
    bool kind = parts && statement_word_parts(t->words, s->word[0]) &&
                !(parts & ABOUT_WEIGHTS && s->words > 2);
    if (kind)
        return;
    to->component = ARENA_NEW(t->arena, struct component, 1);
    to->component[0] = (struct component){name, to->parts};
    to->component_count = 1;
}

static void take_row(struct teller *t, const struct columns *c,
                     const struct row *row)
{
    for (size_t i = 0; i < c->licenses; i++)
        take_cell(t, c, row, i);
}

size_t tell_table(struct teller *t, const struct markdown *md, size_t i)
{
    struct columns columns;
    struct row row;
    size_t at = i + 2;

    if (i + 2 >= md->line_count || !md->line[i].is_table ||
        !is_rule(md->line[i + 1].text))
        return i;
    read_row(md->line[i].text, &row);
    if (!find_columns(t, &row, &columns))
        return i;
    for (; at < md->line_count && md->line[at].is_table && at - i < MAX_ROWS;
         at++) {
        t->first = t->last = &md->line[at];
        read_row(md->line[at].text, &row);
        take_row(t, &columns, &row);
    }
    t->first = t->last = NULL;
    return at;
}
