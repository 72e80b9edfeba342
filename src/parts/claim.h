// SPDX-License-Identifier: Apache-2.0
// claim.h - what the release says of its own openness (inventory.md 11).
//
// Only found here; whether it is true is judged in verdict/.
#ifndef PARTS_CLAIM_H
#define PARTS_CLAIM_H

#include "parts/document.h"

enum claim_level { // what the phrase promises
    CLAIM_C0,      // open weights
    CLAIM_C1,      // open model, open license
    CLAIM_C2,      // open source
    CLAIM_C3,      // fully, truly, completely open
};

struct claim {
    enum claim_level level;
    struct view phrase; // the words that matched, as written
    struct view text;   // the line, cut to 120 bytes around the phrase
    struct view path;
    uint32_t line;
};

enum { CLAIMS_MOST = 200 }; // of one level that are listed

struct claims {
    struct claim *item; // by path, then line
    size_t count;
    size_t said[CLAIM_C3 + 1]; // of each level; those beyond the most are
                               // counted only
};

// How many are said again and again beyond those that are listed.
static inline size_t claims_left_out(const struct claims *c)
{
    size_t said = 0;

    for (size_t i = 0; i <= CLAIM_C3; i++)
        said += c->said[i];
    return said - c->count;
}

void claims_find(struct arena *a, const struct documents *d,
                 struct claims *out);

#endif
