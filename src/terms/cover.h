// SPDX-License-Identifier: Apache-2.0
// cover.h - which known texts explain which stretches of a text.
//
// Word for word where a text stands unchanged (span.h), else by alignment. Of
// several that could explain a stretch the one that leaves fewest words changed
// is taken, never the one with the higher score of likeness (terms.md 2.10).
#ifndef TERMS_COVER_H
#define TERMS_COVER_H

#include "terms/align.h"
#include "terms/span.h"

enum {
    COVER_MOST_CANDIDATES = 12,
    COVER_MOST_SIBLINGS = 32, // ids that a snippet may stand for
    COVER_MOST_PIECES = 256,  // then only those that stand word for word
    COVER_LEAST_SNIPPET = 12, // words
};

enum piece_kind {
    PIECE_SPAN,    // unchanged, confirmed by SHA-256
    PIECE_TEXT,    // most of a license, changed or with words left out
    PIECE_SNIPPET, // a part of one
};

struct piece {
    enum piece_kind kind;
    uint32_t from, to; // words of the text
    struct span span;  // of PIECE_SPAN
    struct alignment al;
    uint32_t *license; // of a snippet: all it may be from
    size_t license_count;
};

struct cover {
    struct piece *piece; // by place, none overlaps another
    size_t count;
    bool hits_made;
    struct hits hits;
};

void cover_text(struct arena *a, const struct license_prints *p,
                const struct normal *n, const uint32_t *word,
                const struct spans *spans, struct cover *out);

// Words of the license, those that may be missing left out of the count.
uint32_t piece_words(const struct license_prints *p, const struct piece *c);

// The share of them that is there.
double piece_share(const struct license_prints *p, const struct piece *c);

// Whether all words [from, to) of a license lie in marks of `kind`.
bool cover_marked(const struct license_prints *p, enum print_mark_kind kind,
                  uint32_t license, uint32_t from, uint32_t to);

#endif
