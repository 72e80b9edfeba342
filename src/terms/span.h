// SPDX-License-Identifier: Apache-2.0
// span.h - where known license texts stand in a text, by their fingerprints.
#ifndef TERMS_SPAN_H
#define TERMS_SPAN_H

#include "knowledge/license.h"
#include "terms/normal.h"

struct span {        // a known text, word for word
    size_t from, to; // tokens
    struct print_variant variant;
};

struct spans {
    struct span *item; // by place, none overlaps another
    size_t count;
};

struct likeness {     // how much of one known text is in the text
    uint32_t license; // index
    size_t shared;    // 5-word shingles of the license that occur
    double contained; // share of the license's shingles
    size_t from, to;  // tokens between the first and the last that occur
};

// The numbers of the text's words, for the functions below.
uint32_t *span_words(struct arena *a, const struct license_prints *p,
                     const struct normal *n);

// All known texts and notices that stand in `n` unchanged; of those that
// overlap the longest. Confirmed by SHA-256.
void spans_find(struct arena *a, const struct license_prints *p,
                const struct normal *n, const uint32_t *word,
                struct spans *out);

// The known text most of which is in `n`; contained is 0 if there is none.
struct likeness span_nearest(struct arena *a, const struct license_prints *p,
                             const struct normal *n, const uint32_t *word);

#endif
