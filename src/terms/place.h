// SPDX-License-Identifier: Apache-2.0
// place.h - where the clauses of a known license stand in the file at hand.
//
// A license's section numbers do not always say which place is meant: a list
// inside a section counts from 1 again, an attachment does, and a second
// language does. Of several places with one number the first counts that speaks
// of the clause: that holds the name which the clause sets, or one of the words
// that knowledge/licenses/clauses.txt gives as `sure` for its key.
#ifndef TERMS_PLACE_H
#define TERMS_PLACE_H

#include "knowledge/clause_words.h"
#include "terms/clause.h"
#include "terms/outline.h"

// `o` is folded. Sets `where`, `from`, `to` and `span` of `c`, whose key, value
// and `where`
// are known; not the lines. What the license does not say, and what is found
// nowhere, has the whole text as its place.
void clause_place(struct arena *a, const struct clause_words *words,
                  const struct outline *o, struct clause *c);

#endif
