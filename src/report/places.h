// SPDX-License-Identifier: Apache-2.0
// places.h - the places of evidence that a page names: each is a link to its
// line in one list at the end of the page, which says what it shows.
#ifndef REPORT_PLACES_H
#define REPORT_PLACES_H

#include "base/map.h"
#include "report/html.h"

enum { PLACES_MOST = 600 }; // that are listed; more are named without a link

struct places {
    struct view prefix;
    struct map map; // from path, place and words to `item`
    struct place_entry *item;
    size_t count;
    size_t left_out;
    const char *section; // where the page is: for "named in"
};

// `prefix`: of their ids, where a page has the places of several releases.
void places_open(struct places *p, struct arena *a, struct view prefix);

// "<a class="at" href="#e7">README.md:3</a>"; nothing without a path.
void place_link(struct text *t, struct places *p, const struct evidence *e);

// `words` as a link to the place; as they are if there is none.
void place_named(struct text *t, struct places *p, const struct evidence *e,
                 struct view words);

// `words` with the place in them made a link, or with the link behind them.
// `e` may be NULL: the words alone.
void place_sentence(struct text *t, struct places *p, struct view words,
                    const struct evidence *e);

// The list, by file and place; `heading`: "h3" or what fits.
void places_list(struct text *t, struct places *p, struct view heading);

#endif
