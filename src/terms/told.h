// SPDX-License-Identifier: Apache-2.0
// told.h - what a text says of licenses without being one: tags, names,
// tables, pointers; per kind of part and per named component.
#ifndef TERMS_TOLD_H
#define TERMS_TOLD_H

#include "terms/match.h"

// Statements of the whole text. `is_terms`: it reads like terms itself, so a
// limit does not explain it. `only_lists`: it may be a license, and is
// none if it lists the licenses of several things. Gives whether anything was
// told.
bool told_take(struct match *m, bool is_terms, bool only_lists);

// Whether a statement names the license `id`.
bool told_names(struct match *m, struct view id);

// The license keys of a card's front matter.
bool told_take_front(struct match *m);

// A text of more than `words` words in a card's prompt, known to nobody.
void told_take_prompt(struct match *m, size_t words);

// Standard notices (known_take_notices), and what is said beside them.
void told_take_notices(struct match *m);

// What is said of a kind of part beside known texts, and told nowhere else.
void told_take_beside(struct match *m);

// What is open or wrong with the file as a whole (terms.md 6).
void told_flags(struct match *m, struct view path);

#endif
