// SPDX-License-Identifier: Apache-2.0
// value.h - values of clauses against the patterns of knowledge/.
//
// A value is one or several parts divided by `,` `|` `;`, but not inside quotes
// or brackets: `mau>100000000|revenue>=20000000USD/month`, `prefix="A, B"`.
#ifndef TERMS_VALUE_H
#define TERMS_VALUE_H

#include "base/text.h"
#include "knowledge/knowledge.h"

enum { VALUE_STARS = 3 };

// Whether `value` is what `pattern` means: * stands for the fewest bytes
// without a divider that do, ** for any. `star` gets what the first of them
// stood for.
bool value_fits(struct view pattern, struct view value,
                struct view star[VALUE_STARS]);

// Steps through the parts: `struct view rest = value, one;
// while (value_next(&rest, &one))`.
bool value_next(struct view *rest, struct view *one);

// Whether `r` is for `key` and one of its patterns fits.
bool record_fits(const struct record *r, struct view key, struct view value,
                 struct view star[VALUE_STARS]);

// `sentence` with what the stars stood for in place of {1} to {3}; a number of
// more than four digits gets groups of three.
struct view value_fill(struct arena *a, struct view sentence,
                       const struct view star[VALUE_STARS]);

#endif
