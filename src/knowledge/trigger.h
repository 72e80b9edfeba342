// SPDX-License-Identifier: Apache-2.0
// trigger.h - words of which at least one stands wherever terms are told.
//
// Of each name of a license and each phrase that tells terms one word is kept.
// A line with none of these words tells nothing, and that is known at the speed
// of one look at its bytes, before it is cleaned of markup and split. The words
// are chosen from the names and phrases themselves, so that no new row of
// knowledge/ can be left out; tests/test_trigger.c holds it so.
#ifndef KNOWLEDGE_TRIGGER_H
#define KNOWLEDGE_TRIGGER_H

#include "base/map.h"
#include "base/quick.h"

enum trigger_kind { // bits
    TRIGGER_ALONE = 1 << 0,
    // These tell something together: "the code is not released ...".
    TRIGGER_NOT = 1 << 1,
    TRIGGER_PART = 1 << 2,
    TRIGGER_VERB = 1 << 3,
    // A name that is more often one of something else, and what is needed
    // beside it: "under OpenSSL", but not "OpenSSL".
    TRIGGER_NAME = 1 << 6,
    TRIGGER_BESIDE = 1 << 7,
    // No triggers: whether there is a word that folding keeps, and markup that
    // may take words away.
    TRIGGER_WORD = 1 << 4,
    TRIGGER_MARKUP = 1 << 5,
};

enum { TRIGGER_MOST_PIECES = 16, TRIGGER_PIECE = 4 }; // pieces; bytes of one

struct triggers {
    struct map word;     // lower case letters and digits -> kinds
    struct map frequent; // words that stand in any text
    struct quick_filter first;
    bool byte[256]; // first bytes of characters of scripts without blanks
    // Four bytes out of a word that may stand within another: file names.
    uint32_t piece[TRIGGER_MOST_PIECES];
    size_t piece_count;
    uint16_t piece_end[256]; // by last byte: a bit for each of them
    uint32_t piece_pair[32]; // by the low bits of the byte before it: a bit for
                             // the low bits of the last
    unsigned char letter[256]; // lower case of letters and digits, else 0
    bool all; // a phrase had no word to be found by: every line may tell
};

// An empty set, whose words will live in `a`.
void triggers_open(struct arena *a, struct triggers *t);

// A word that no phrase is to be found by which has another.
void triggers_avoid(struct triggers *t, struct view word);

// Sees to it that a text with `phrase` (as license_fold) has a trigger of
// `kind`.
void triggers_add(struct triggers *t, struct view phrase,
                  enum trigger_kind kind);

// The same for a text that holds `name`, lower case, within a word.
void triggers_add_piece(struct triggers *t, struct view name);

// The kinds of triggers in one line of a document, before markup is taken from
// it. What markup could hide or make counts as TRIGGER_ALONE.
unsigned triggers_in(const struct triggers *t, struct view line);

// Whether lines that hold `kinds` together may tell something.
bool triggers_tell(unsigned kinds);

#endif
