// SPDX-License-Identifier: Apache-2.0
// named.h - several releases on one command line: which paths are whose.
//
// Each word is a release of its own; a word `+` between two words joins them,
// as roots of one release: A + B C is the release of A and B, and that of C. A
// path called `+` is written ./+.
#ifndef RELEASE_NAMED_H
#define RELEASE_NAMED_H

#include "base/error.h"

struct named {
    struct view given; // as the user wrote it: "A + B"
    const struct view *root;
    size_t root_count; // at least 1
};

// Reads `word`, which must live as long. Fails with ERROR_USAGE where a `+` has
// no word on one of its sides.
struct error *named_read(struct arena *a, const struct view *word, size_t count,
                         struct named **out, size_t *out_count) MUST_USE;

// The release of these roots; as a user writes it.
struct named named_of(struct arena *a, const struct view *root, size_t count);

#endif
