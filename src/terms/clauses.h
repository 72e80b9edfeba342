// SPDX-License-Identifier: Apache-2.0
// clauses.h - the clauses of each range of a license file.
//
// A text that is here word for word has the clauses that are known of it, each
// at its section in this file. A changed or unknown one has what its phrases
// say (finder.h). A tag or a name has none: the text is not here.
#ifndef TERMS_CLAUSES_H
#define TERMS_CLAUSES_H

#include "terms/terms.h"

struct line_index;
struct normal;

// What somebody asks about: a file, or a known license by its name.
struct terms_subject {
    struct license_file *file; // or NULL
    struct view bytes;         // of the file
    const struct license_info *info;
};

// Fills `clause` of the ranges of `f`, whose bytes, words and lines are given,
// and the lines of their hunks.
void clauses_of_file(struct arena *a, const struct licenses *l,
                     struct view bytes, const struct normal *n,
                     const struct line_index *lines, struct license_file *f);

// A value that says that the text says nothing: none, silent, no ...
bool clause_is_silent(struct view value);

#endif
