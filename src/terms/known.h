// SPDX-License-Identifier: Apache-2.0
// known.h - the known licenses in a text: unchanged, with other text beside
// them, or changed (the decision table of terms.md 2.8, its first rows).
#ifndef TERMS_KNOWN_H
#define TERMS_KNOWN_H

#include "terms/match.h"

// Writes their ranges, and those of the text between; false: there is none.
bool known_take(struct match *m);

// The standard notices alone, and what stands between.
void known_take_notices(struct match *m);

#endif
