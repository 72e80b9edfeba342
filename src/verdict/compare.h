// SPDX-License-Identifier: Apache-2.0
// compare.h - several releases beside each other: a row for each thing that is
// said of all of them, and whether they differ in it. No winner.
//
// A pure function of inspections; reports are views of it. Rows: category and
// claim, each part, each yardstick, flags, safety, and the clauses of
// knowledge/yardsticks/clause_rows.txt.
#ifndef VERDICT_COMPARE_H
#define VERDICT_COMPARE_H

#include "verdict/clause_answer.h"

enum mood { MOOD_PLAIN, MOOD_GOOD, MOOD_UNSURE, MOOD_BAD };

struct comparison_cell {
    struct view words;   // for people; "-": not applicable
    struct view value;   // ids of the inspection: "open-weight-permissive"
    struct view section; // of a license, or empty
    struct view why;     // of an unknown answer, or empty
    enum mood mood;
    bool has_evidence;
    struct evidence evidence;
};

struct comparison_row {
    struct view group; // release, part, verdict, finding, clause
    struct view id;    // "weights.final", "osaid", "commercial" ...
    struct view title;
    struct comparison_cell *cell; // one for each release, in their order
    bool differs;                 // in value or words; places do not count
};

struct comparison {
    const struct inspection *const *release;
    size_t release_count;
    struct view *name; // of each; those alike get their number
    struct comparison_row *row;
    size_t row_count, differing;
};

// `release` has to live as long as `out`.
void compare_take(struct arena *a, const struct inspection *const *release,
                  size_t count, struct comparison *out);

#endif
