// SPDX-License-Identifier: Apache-2.0
// compare.h - two licenses or license texts beside each other: clause by
// clause, and, where both texts are at hand, word by word.
#ifndef TERMS_COMPARE_H
#define TERMS_COMPARE_H

#include "terms/clauses.h"

struct terms_side {
    struct view name;                  // id or path
    bool by_phrase;                    // what is missing was only not found
    const struct license_info *info;   // of a license asked for by name
    const struct license_range *range; // of a file, or NULL: it has no clauses
};

struct terms_comparison {
    struct terms_side left, right;
    // The right text as if the left one were the only license known, or NULL:
    // one of them has no text here.
    const struct license_file *text;
    struct view text_bytes; // of the right file
    bool turned;            // the left text by the right one: that one has less
};

// Fails only where the licenses cannot be opened.
struct error *terms_compare(struct arena *a, const struct terms_subject *left,
                            const struct terms_subject *right,
                            struct terms_comparison *out) MUST_USE;

// The one text in the other, or NULL: they share too little.
const struct license_range *compared_range(const struct terms_comparison *c);

// Steps through what a side says of a key: `size_t at = 0;`. The clauses of a
// name have no bytes and line 0.
bool terms_side_next(const struct terms_side *s, struct view key, size_t *at,
                     struct clause *out);

#endif
