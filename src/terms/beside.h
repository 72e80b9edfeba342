// SPDX-License-Identifier: Apache-2.0
// beside.h - what stands beside a license in its file: does it change it?
//
// A sentence that holds a rule word (terms.md 2.9) may; a list of what is under
// what, a known disclaimer of warranty, program code behind a comment, and a
// translation of the license do not.
#ifndef TERMS_BESIDE_H
#define TERMS_BESIDE_H

#include "terms/match.h"

struct beside {
    size_t from, to; // words
    bool several;    // the file holds several licenses: it may list them
    size_t code_at;  // byte from which on the file is program code, or
                     // SIZE_MAX
};

// The sentences of `b` that may be conditions, neighbours joined.
size_t beside_conditions(const struct match *m, const struct beside *b,
                         struct word_range **out);

// The byte behind the comment that the words before `token` stand in, or
// SIZE_MAX: they stand in none.
size_t beside_comment_end(const struct match *m, size_t first, size_t token);

// Whether words [from, to) read as the text at [of_from, of_to) once more in
// another script: as long, and with the same numbered sections.
bool beside_translates(const struct match *m, size_t from, size_t to,
                       size_t of_from, size_t of_to);

// A line of at least five equal signs, or a heading.
bool beside_is_separator(struct view line);

// Whether one stands between two words that are neighbours.
bool beside_separated(const struct match *m, size_t before, size_t behind);

#endif
