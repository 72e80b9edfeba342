// SPDX-License-Identifier: Apache-2.0
// pickle_names.h - what a pickle may import: knowledge/safety/pickle.txt.
//
// An allow-list. The danger list only decides how loudly we speak: a name on
// neither is for a person to look at, never clean (threats.md 3.4).
#ifndef FORMAT_PICKLE_NAMES_H
#define FORMAT_PICKLE_NAMES_H

#include "base/error.h"

enum pickle_class {
    PICKLE_ALLOWED,
    PICKLE_UNLISTED,
    PICKLE_DANGER,
};

// What matters of a call, whoever may import its name; bits.
enum pickle_trait {
    // What of its arguments tells how much memory it takes:
    PICKLE_ROOM_NUMBER = 1, // the numbers, multiplied
    PICKLE_ROOM_SHAPE = 2,  // the tuples of numbers, each multiplied
    PICKLE_ROOM_ITEMS = 4,  // what a range goes through
    PICKLE_ENCODES = 8,     // the text it is given
    // What it makes:
    PICKLE_ARRAY = 16,  // is followed by an array in the stream, behind BUILD
    PICKLE_TYPE = 32,   // tells the type of such an array
    PICKLE_TENSOR = 64, // takes no items
    PICKLE_RANGE = 128, // is a range of numbers
};

struct pickle_names;

struct error *pickle_names_open(struct arena *a,
                                struct pickle_names **out) MUST_USE;

// How an import of `name` from `module` is judged. A name with a dot in it is
// an attribute path through the module and dangerous under every module.
enum pickle_class pickle_judge(const struct pickle_names *n, struct view module,
                               struct view name);

// Of a call of `name` from `module`, the bits.
unsigned pickle_traits_of(const struct pickle_names *n, struct view module,
                          struct view name);

#endif
