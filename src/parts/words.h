// SPDX-License-Identifier: Apache-2.0
// words.h - finds many words in a text in one pass.
//
// The automaton of Aho and Corasick (1975) with all steps worked out, over
// classes of bytes so that it stays small. Time is linear in the text plus the
// matches, whatever the words are. Once made it is only read.
#ifndef PARTS_WORDS_H
#define PARTS_WORDS_H

#include "base/map.h"

enum { WORDS_MOST_STATES = 60000 };

struct words {
    struct arena *arena;
    struct view *word;
    size_t word_count;
    struct map number; // of each word
    unsigned char class_of[256];
    size_t class_count;
    uint16_t *step;    // [state][class]
    uint16_t *ends;    // [state]: 1 + the word that ends here, or 0
    uint16_t *shorter; // [state]: nearest shorter state where a word ends, or 0
    size_t state_count;
};

struct word_seen {
    uint32_t times;       // matches may overlap
    uint32_t first, last; // where the first and the last match begin
};

// The number of `word`, which is not copied; the same word gets the same
// number. Only before words_make.
size_t words_add(struct words *w, struct view word);

// Makes the automaton. False: too many states.
bool words_make(struct words *w) MUST_USE;

// Counts each word in `text` (less than 4 GiB) into seen[word_count], which is
// set by this.
void words_count(const struct words *w, struct view text,
                 struct word_seen *seen);

#endif
