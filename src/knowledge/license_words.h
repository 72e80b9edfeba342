// SPDX-License-Identifier: Apache-2.0
// license_words.h - single words that matter in license texts:
// knowledge/licenses/words.txt.
#ifndef KNOWLEDGE_LICENSE_WORDS_H
#define KNOWLEDGE_LICENSE_WORDS_H

#include "base/map.h"
#include "base/quick.h"
#include "knowledge/knowledge.h"

enum word_list { // bits
    WORD_RULE = 1 << 0,
    WORD_TERMS = 1 << 1,
    WORD_COMMENT = 1 << 2,
    WORD_MARKUP = 1 << 3,
    WORD_NAMING = 1 << 4,
    WORD_HEADING = 1 << 5,
    WORD_MATERIAL = 1 << 6,
    WORD_COMPONENT = 1 << 7,
    WORD_LISTING = 1 << 8,
    WORD_REFERENCE = 1 << 9,
    WORD_JOINING = 1 << 10,
    WORD_SMALL = 1 << 11,  // of English
    WORD_UNREAD = 1 << 12, // of languages that are not read here
    WORD_OVERHEAD = 1 << 13,
    WORD_LANGUAGE = 1 << 14, // the name of one
    WORD_VERSION = 1 << 15,  // of a text, in a language
    WORD_PREVAIL = 1 << 16,
};

struct license_slot {     // room for a name in a text: words of lower case
    struct view from, to; // what stands before it and behind it
    struct view as;       // what the known text has in its place
};

struct license_words {
    struct view *aside; // phrases that hold a word of a rule and state none
    size_t aside_count;
    struct license_slot *slot;
    size_t slot_count;
    // The words of `entry`, by quick_hash and by print_word_hash.
    struct quick_filter any, by_hash;
    struct map word;      // index into `entry` + 1
    struct license_word { // a word and what it is
        struct view word;
        struct view same;     // the word it counts as, or empty
        struct view language; // that it names, as BCP 47 writes it, or empty
        unsigned lists;
    } * entry;
    size_t entry_count;
};

struct error *license_words_open(struct arena *a,
                                 struct license_words *out) MUST_USE;

// Whether a lower-case word is on all of `lists`.
bool license_word_is(const struct license_words *w, struct view word,
                     unsigned lists);

// Whether it is on any of them.
bool license_word_any(const struct license_words *w, struct view word,
                      unsigned lists);

// The same for a word whose print_word_hash is known already.
bool license_hash_is(const struct license_words *w, uint64_t hash,
                     struct view word, unsigned lists);

// The language that a lower-case word names: "zh"; or empty.
struct view license_word_language(const struct license_words *w,
                                  struct view word);

// The spelling that `word` counts as: itself, if it is on no list. `hash`: its
// print_word_hash.
struct view license_word_same(const struct license_words *w, uint64_t hash,
                              struct view word);

#endif
