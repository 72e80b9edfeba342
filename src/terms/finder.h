// SPDX-License-Identifier: Apache-2.0
// finder.h - what a text that nobody knows says, by its phrases.
//
// The phrases are data, knowledge/licenses/finders.txt: sequences of words with
// gaps, tried on each sentence together with the words that lead into it. A
// hit is `likely` or a `hint`, never `certain`; what is not found is not said
// to be absent. Linear in the text. Rules: terms.md 3.
#ifndef TERMS_FINDER_H
#define TERMS_FINDER_H

#include "knowledge/license.h"
#include "terms/clause.h"
#include "terms/normal.h"

struct finders; // the phrases, read once

// Reads the compiled-in phrases.
struct error *finders_open(struct arena *a, const struct license_words *w,
                           struct finders **out) MUST_USE;

// Those that `l` has, or else new ones in `a`.
struct error *finders_of(struct arena *a, const struct licenses *l,
                         const struct finders **out) MUST_USE;

// The same from text at hand (tests). Fails with ERROR_INPUT and the line.
struct error *finders_read(struct arena *a, const struct license_words *w,
                           const struct records *all,
                           struct finders **out) MUST_USE;

struct clauses {
    struct clause *item;
    size_t count;
};

// Adds the clauses found in words [from, to) of `n`, the words of the file
// `bytes`, in the order of the text; `where` and `line` are left empty. The
// same value of a key is given once, at its surest place.
void finders_run(struct arena *a, const struct finders *f, struct view bytes,
                 const struct normal *n, size_t from, size_t to,
                 struct clauses *out);

#endif
