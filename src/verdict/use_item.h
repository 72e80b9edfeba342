// SPDX-License-Identifier: Apache-2.0
// use_item.h - the items of a list of forbidden uses, as its text has them.
//
// Lists are written in many ways: (a) (b) (c), 1. 2. 3., 2.1 2.2, iv., bullets,
// lists in lists, lines without a mark, "(i) .. (ii) .." in one sentence, or
// clauses between semicolons. Of a list whose license is known to have so many
// items the one that has as many is taken, the nearest first; else the one that
// begins where the list is spoken of; else the paragraphs that speak of it, so
// that what it forbids is shown in any case.
#ifndef VERDICT_USE_ITEM_H
#define VERDICT_USE_ITEM_H

#include "base/arena.h"

enum {
    USE_MAX_ITEMS = 200,
    USE_MAX_SPANS = 8,
};

struct use_item {
    struct view text; // without its mark, its lines joined
    uint32_t line;    // of `text`, from 1
};

struct use_span {
    uint32_t first, last; // lines of the text
};

struct use_place {    // where a list stands
    struct view text; // of a license or a policy
    size_t wanted;    // how many items it is known to have, or 0
    struct use_span span[USE_MAX_SPANS]; // what speaks of it; none: all of it
    size_t span_count;
};

// The items of the list, in their order; texts of several lines are in `a`.
void use_items_find(struct arena *a, const struct use_place *p,
                    struct use_item **out, size_t *count);

#endif
