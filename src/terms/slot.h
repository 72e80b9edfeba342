// SPDX-License-Identifier: Apache-2.0
// slot.h - places where a license leaves room for a name.
//
// "Neither the name of ACME nor the names of its contributors": who uses the
// text puts a name there, and it is still that text (SPDX license list matching
// guidelines, replaceable text). The places are data: list `slot` in
// knowledge/licenses/words.txt.
#ifndef TERMS_SLOT_H
#define TERMS_SLOT_H

#include "terms/normal.h"

// How many tokens from `at` on are the words of `phrase`: all of them or 0.
size_t slot_words_at(const struct normal *n, size_t at, struct view phrase);

// Puts the words of the known text in the place of the names in `n`, but where
// `known[i]` says that token i is part of a known text as it stands. What
// states a rule is no name and stays. False if nothing was changed.
bool slots_fill(struct arena *a, const struct license_words *w,
                const bool *known, struct normal *n);

#endif
