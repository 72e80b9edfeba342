// SPDX-License-Identifier: Apache-2.0
// page_laws.h - what holds of every page that is written: it parses, its links
// lead to its ids, nothing in it runs or fetches, and it says no word that the
// JSON lacks but its own.
#ifndef TESTS_PAGE_LAWS_H
#define TESTS_PAGE_LAWS_H

#include "check.h"

#include "base/map.h"
#include "base/text.h"

struct tags { // what is open, and what was named
    struct arena arena;
    const char *path;
    struct view open[64];
    size_t depth;
    struct map id;
    struct view *href;
    size_t href_count;
};

static inline void page_fails(const struct tags *g, const char *what,
                              struct view at)
{
    check_fail(__FILE__, __LINE__, "%s: %s: " VIEW_FMT, g->path, what,
               VIEW_ARG(view_head(at, 80)));
}

// What the pages are made of; of each whether it has an end.
static inline bool is_void(struct view name)
{
    return view_eq(name, VIEW("meta")) || view_eq(name, VIEW("!doctype"));
}

static inline bool is_allowed(struct view name)
{
    static const char names[] =
        " html head meta title style body a header p h1 h2 h3 h4 b q span code "
        "div nav ul li small main section dl dt dd figure figcaption svg g "
        "rect path circle text desc table caption thead tbody tr th td details "
        "summary article footer ";
    struct arena a = {0};
    bool found = view_has(view_of(names),
                          arena_print(&a, " " VIEW_FMT " ", VIEW_ARG(name)));

    arena_free(&a);
    return found;
}

// ` name="value"` of a tag; false at its end.
static inline bool next_attribute(struct tags *g, struct view *tag,
                                  struct view *name, struct view *value)
{
    struct view all = *tag = view_trim(*tag);

    if (!tag->len || view_eq(*tag, VIEW("/")))
        return false;
    *name = view_cut(*tag, '=', tag);
    if (!tag->len || tag->at[0] != '"')
        page_fails(g, "an attribute without quotes", all);
    *tag = view_from(*tag, 1);
    *value = view_cut(*tag, '"', tag);
    return true;
}

static inline void take_attributes(struct tags *g, struct view tag)
{
    struct view name, value;

    while (next_attribute(g, &tag, &name, &value)) {
        bool is_new = true;

        if (view_starts(name, VIEW("on")) || view_eq(name, VIEW("style")) ||
            view_eq(name, VIEW("src")) || view_has(value, VIEW("<")))
            page_fails(g, "not for this page", name);
        if (view_eq(name, VIEW("id")))
            map_at(&g->id, value, &is_new);
        if (!is_new)
            page_fails(g, "an id twice", value);
        if (view_eq(name, VIEW("href")))
            *LIST_ADD(&g->arena, g->href, g->href_count) = value;
    }
}

static inline void take_tag(struct tags *g, struct view tag)
{
    struct view rest;
    struct view name = view_cut(tag, ' ', &rest);
    bool is_empty = view_ends(tag, VIEW("/")); // of SVG

    if (view_starts(name, VIEW("/"))) {
        if (!g->depth || !view_eq(g->open[--g->depth], view_from(name, 1)))
            page_fails(g, "an end without a beginning", name);
        return;
    }
    if (is_void(name)) {
        if (view_eq(name, VIEW("meta")))
            take_attributes(g, rest);
        return;
    }
    if (!is_allowed(name))
        page_fails(g, "a tag we do not write", name);
    take_attributes(g, rest);
    if (is_empty || g->depth == sizeof g->open / sizeof *g->open)
        return;
    g->open[g->depth++] = name;
}

// Walks over the tags; the words between them go to `words`.
static inline void take_page(struct tags *g, struct view page,
                             struct text *words)
{
    while (page.len) {
        struct view text = view_cut(page, '<', &page), tag;

        if (view_has(text, VIEW(">")) && g->depth &&
            !view_eq(g->open[g->depth - 1], VIEW("style")))
            page_fails(g, "a tag that was not escaped", text);
        if (g->depth && !view_eq(g->open[g->depth - 1], VIEW("style")))
            text_add(words, text);
        text_byte(words, ' ');
        if (!page.len)
            break;
        tag = view_cut(page, '>', &page);
        take_tag(g, tag);
    }
}

// One file that parses, whose links lead to its ids, that lets nothing in.
static inline void page_keeps_laws(struct view page, const char *path,
                                   struct text *words)
{
    struct tags g = {.path = path};

    g.id.arena = &g.arena;
    CHECK(view_starts(page, VIEW("<!doctype html>\n<html lang=\"en\">\n")));
    CHECK(view_has(page, VIEW("content=\"default-src 'none'; style-src "
                              "'sha256-")));
    CHECK(view_ends(page, VIEW("</html>\n")));
    take_page(&g, page, words);
    CHECK_U64(g.depth, 0);
    for (size_t n = 0; n < g.href_count; n++)
        if (g.href[n].at[0] != '#' || !map_find(&g.id, view_from(g.href[n], 1)))
            page_fails(&g, "a link that leads nowhere", g.href[n]);
    CHECK(g.href_count > 5);
    if (page.len > 300000)
        check_fail(__FILE__, __LINE__, "%s: %zu bytes", path, page.len);
    arena_free(&g.arena);
}

static inline bool is_in(struct arena *a, const char *words, struct view word)
{
    return view_has(view_of(words),
                    arena_print(a, " " VIEW_FMT " ", VIEW_ARG(word)));
}

static inline void words_are_in(struct view text, struct view json,
                                const char *own, const char *path)
{
    struct arena a = {0};

    for (size_t at = 0, end; at < text.len; at = end + 1) {
        for (end = at; end < text.len && ascii_alpha(text.at[end]);)
            end++;
        struct view word = {text.at + at, end - at};
        if (word.len > 4 && !view_has(json, word) && !is_in(&a, own, word))
            check_fail(__FILE__, __LINE__, "%s: only the report says " VIEW_FMT,
                       path, VIEW_ARG(word));
    }
    arena_free(&a);
}

// The page's own words: heads, labels, sentences.
static const char page_words[] =
    " alike "
    "Absent Answer Calls Check Checks Claims Every Evidence Exercised Files "
    "Flags Folder Format Granted License Model Parameters Parts Place "
    "Practicable Presence Question Safety Section Service State Tensors Terms "
    "Under Unknown Version Where Would Yardsticks advice against allow alone "
    "authors beside bound bytes certificate certify clause comes content "
    "contradicted could counsel custom decides format headers holds legal "
    "loads measures mentioned minute missing needs nothing openness opens "
    "overstated place places pointer present publish published reach readable "
    "reads restrictions rests sections serves ships single something stands "
    "their those tried tunes unknown whole worked wrong ";

#endif
