// SPDX-License-Identifier: Apache-2.0
// claim.h - what the release says of its own openness (inventory.md 11).
//
// Only found here; whether it is true is judged in verdict/.
#ifndef PARTS_CLAIM_H
#define PARTS_CLAIM_H

#include "parts/document.h"

enum claim_level { // what the phrase promises
    CLAIM_C0,      // open weights
    CLAIM_C1,      // open model, open licence
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

struct claims {
    struct claim *item; // by path, then line
    size_t count;
};

void claims_find(struct arena *a, const struct documents *d,
                 struct claims *out);

#endif
