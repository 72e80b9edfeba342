// SPDX-License-Identifier: Apache-2.0
// tf_flow.h - where texts of a graph may come to.
//
// A place is what may hold a text: what a node gives, an argument of a
// function, an input that is a path. A link says that what is at one place may
// come to another. A text that is said at a place reaches all that are linked
// behind it, over any number of steps, circles too. Linear in the links.
//
//     uint32_t from = flow_place(&f), to = flow_place(&f);
//     flow_link(&f, from, to);
//     flow_say(&f, from, FLOW_PLAIN, VIEW("/etc/x"));
//     flow_run(&f);
//     flow_at(&f, to, FLOW_PLAIN) is "/etc/x"
#ifndef FORMAT_TF_FLOW_H
#define FORMAT_TF_FLOW_H

#include "base/arena.h"

#include <stdint.h>

enum flow_kind {
    FLOW_PLAIN, // what a constant says
    FLOW_ASSET, // the same, of one that the loader may put another path in
    FLOW_KINDS,
};

struct flow_place;
struct flow_link;

struct flow {
    struct arena *arena;
    struct flow_place *place;
    size_t place_count;
    struct flow_link *link;
    size_t link_count;
    struct view *text;
    size_t text_count;
    bool full; // something was left out
};

// A new place. 0, which leads nowhere, when there is no room.
uint32_t flow_place(struct flow *f);

void flow_link(struct flow *f, uint32_t from, uint32_t to);

// The first text said of a kind stays; `text` must outlive `f`.
void flow_say(struct flow *f, uint32_t place, enum flow_kind kind,
              struct view text);

void flow_run(struct flow *f);

// A text that came to `place`, or the empty view.
struct view flow_at(const struct flow *f, uint32_t place, enum flow_kind kind);

#endif
