// SPDX-License-Identifier: Apache-2.0
#include "report/places.h"

#include "base/amount.h"

#include <inttypes.h>
#include <stdlib.h>

enum { MOST_SECTIONS = 4 };

struct place_entry {
    size_t number; // of its id, in the order of the page
    struct evidence evidence;
    const char *section[MOST_SECTIONS]; // that name it, each once
    size_t section_count;
};

void places_open(struct places *p, struct arena *a, struct view prefix)
{
    *p = (struct places){.prefix = prefix, .map = {.arena = a}, .section = ""};
}

static struct place_entry *entry_of(struct places *p, const struct evidence *e)
{
    struct arena *a = p->map.arena;
    bool is_new = false;
    struct view key = arena_print(
        a, "%" PRIu32 " %d %" PRIu64 " %" PRIu64 " %zu " VIEW_FMT VIEW_FMT,
        e->line, e->has_bytes, e->from, e->to, e->path.len, VIEW_ARG(e->path),
        VIEW_ARG(e->shows));

    if (p->count == PLACES_MOST && !map_find(&p->map, key)) {
        p->left_out++;
        return NULL;
    }
    size_t *at = map_at(&p->map, key, &is_new);
    if (is_new) {
        *at = p->count;
        *LIST_ADD(a, p->item, p->count) =
            (struct place_entry){.number = p->count, .evidence = *e};
    }
    return &p->item[*at];
}

// A string literal of the page is one pointer, but two may be alike.
static void note_section(struct place_entry *one, const char *section)
{
    for (size_t n = 0; n < one->section_count; n++)
        if (view_eq(view_of(one->section[n]), view_of(section)))
            return;
    if (one->section_count < MOST_SECTIONS)
        one->section[one->section_count++] = section;
}

static bool open_link(struct text *t, struct places *p,
                      const struct evidence *e, const char *class)
{
    struct place_entry *one = entry_of(p, e);

    if (!one)
        return false;
    note_section(one, p->section);
    text_print(t, "<a%s href=\"#" VIEW_FMT "e%zu\">", class,
               VIEW_ARG(p->prefix), one->number);
    return true;
}

void place_link(struct text *t, struct places *p, const struct evidence *e)
{
    struct view words = evidence_place(t->arena, e);

    if (!words.len)
        return;
    if (open_link(t, p, e, " class=\"at\""))
        HTML(t, "$</a>", words);
    else
        HTML(t, "<span class=\"at\">$</span>", words);
}

void place_named(struct text *t, struct places *p, const struct evidence *e,
                 struct view words)
{
    if (e->path.len && open_link(t, p, e, ""))
        HTML(t, "$</a>", words);
    else
        HTML(t, "$", words);
}

void place_sentence(struct text *t, struct places *p, struct view words,
                    const struct evidence *e)
{
    struct view place = e ? evidence_place(t->arena, e) : (struct view){0};
    size_t at = place.len ? view_find(words, place) : SIZE_MAX;
    bool more = at != SIZE_MAX && at + place.len < words.len &&
                ascii_digit(words.at[at + place.len]);

    if (!place.len || at == SIZE_MAX || more) {
        HTML(t, "$", words);
        if (place.len && words.len)
            text_byte(t, ' ');
        if (place.len)
            place_link(t, p, e);
        return;
    }
    HTML(t, "$", view_head(words, at));
    place_link(t, p, e);
    HTML(t, "$", view_from(words, at + place.len));
}

// ---------------------------------------------------------------- the list

static int by_place(const void *left, const void *right)
{
    const struct place_entry *one = left, *other = right;
    const struct evidence *a = &one->evidence, *b = &other->evidence;
    int order = view_compare(a->path, b->path);

    if (order)
        return order;
    if (a->line != b->line)
        return a->line < b->line ? -1 : 1;
    if (a->from != b->from)
        return a->from < b->from ? -1 : 1;
    return one->number < other->number ? -1 : one->number > other->number;
}

static void write_where(struct text *t, const struct evidence *e)
{
    if (e->line)
        text_print(t, "line %" PRIu32, e->line);
    else if (e->has_bytes)
        text_print(t, "byte %" PRIu64, e->from);
    else
        html_raw(t, VIEW("the file"));
}

static void write_entry(struct text *t, const struct places *p,
                        const struct place_entry *one)
{
    const struct evidence *e = &one->evidence;

    text_print(t, "<li id=\"" VIEW_FMT "e%zu\"><span class=\"at\">",
               VIEW_ARG(p->prefix), one->number);
    write_where(t, e);
    html_raw(t, VIEW("</span><span>"));
    if (e->shows.len)
        HTML(t, "<span class=\"shows\">$</span> ", e->shows);
    html_raw(t, VIEW("<small>"));
    if (e->rule.len)
        HTML(t, "$, ", e->rule);
    if (e->by == BY_DECLARED)
        html_raw(t, VIEW("declared, "));
    html_raw(t, VIEW("named in"));
    for (size_t n = 0; n < one->section_count; n++)
        text_print(t, "%s %s", n ? "," : "", one->section[n]);
    html_raw(t, VIEW("</small></span></li>\n"));
}

void places_list(struct text *t, struct places *p, struct view heading)
{
    if (p->count)
        qsort(p->item, p->count, sizeof *p->item, by_place);
    html_raw(t, VIEW("<div class=\"files\">\n"));
    for (size_t n = 0; n < p->count; n++) {
        const struct evidence *e = &p->item[n].evidence;
        bool is_file = !n || !view_eq(p->item[n - 1].evidence.path, e->path);
        struct view digest = {0};

        if (is_file) {
            for (size_t k = n; k < p->count && !digest.len &&
                               view_eq(p->item[k].evidence.path, e->path);
                 k++)
                digest = p->item[k].evidence.digest;
            if (n)
                html_raw(t, VIEW("</ul></article>\n"));
            HTML(t, "<article><$><code>$</code></$>\n", heading, e->path,
                 heading);
            if (digest.len)
                HTML(t, "<p class=\"note\">SHA-256 <code>$</code></p>\n",
                     digest);
            html_raw(t, VIEW("<ul>\n"));
        }
        write_entry(t, p, &p->item[n]);
    }
    if (p->count)
        html_raw(t, VIEW("</ul></article>\n"));
    html_raw(t, VIEW("</div>\n"));
    html_more(t, p->left_out);
}
