// SPDX-License-Identifier: Apache-2.0
// align.h - a stretch of a text beside one known license, word by word.
//
// Shingles that both share are chained in the order of both (the longest
// chain); between two links the words that both have in order are found (the
// longest common subsequence, by bits; of several the one that the greedy
// algorithm of Myers gives, "An O(ND) difference algorithm and its variations",
// 1986). Where more than ALIGN_MOST_CHANGES words differ, the place is one
// change. Bounded work; linear in the text but for the logarithm of the chain.
#ifndef TERMS_ALIGN_H
#define TERMS_ALIGN_H

#include "knowledge/license.h"

enum {
    ALIGN_MOST_CHANGES = 384, // words between two links
    ALIGN_MOST_HITS = 1 << 21,
    ALIGN_MOST_HUNKS = 4096,
};

struct hit { // a known text has the shingle that begins at a word
    uint32_t token, license;
};

struct hits {
    struct hit *item;
    uint32_t *first; // of each word of the text, and one past the last
    size_t words;
    int32_t *number; // room for align: an entry for each known word, all 0
    bool cut;        // more than ALIGN_MOST_HITS: the rest was not looked at
};

void hits_find(struct arena *a, const struct license_prints *p,
               const uint32_t *word, size_t words, struct hits *out);

struct align_block { // the same words on both sides
    uint32_t text, license, len;
};

struct align_hunk { // words [from, to) of the text for those of the license
    uint32_t from, to, license_from, license_to;
};

struct alignment {
    uint32_t license;
    uint32_t from, to;                 // words of the text, first to last block
    uint32_t license_from, license_to; // likewise
    size_t same, added, removed;       // words; removed at the ends too
    struct align_block *block;
    size_t block_count;
    struct align_hunk *hunk; // by place; the missing head and end included
    size_t hunk_count;
};

// Where most of the license stands in words [from, to) of the text; false:
// nothing of it does.
bool align(struct arena *a, const struct license_prints *p,
           const struct hits *hits, const uint32_t *word, size_t from,
           size_t to, uint32_t license, struct alignment *out);

#endif
