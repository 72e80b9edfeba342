// SPDX-License-Identifier: Apache-2.0
// use_item.h - the items of a list of forbidden uses, as its text has them.
//
// Lists are written in many ways: (a) (b) (c), 1. 2. 3., 2.1 2.2, bullets. A
// run is items that follow one another; the list is the run with as many items
// as the license is known to have that stands nearest to where it was found, or
// else all items from there on if they come to about that number. A text that
// has no such items has no list to go through.
#ifndef VERDICT_USE_ITEM_H
#define VERDICT_USE_ITEM_H

#include "base/arena.h"

enum { USE_MAX_ITEMS = 200 };

struct use_item {
    struct view text; // without its mark, its lines joined
    uint32_t line;    // of `text`, from 1
};

// The items of the list in `text` at or behind line `near`; `wanted`: how many
// there are known to be; with 0 none are looked for, since any list of the text
// could be it. Texts of several lines are in `a`.
void use_items_find(struct arena *a, struct view text, size_t wanted,
                    uint32_t near, struct use_item **out, size_t *count);

#endif
