// SPDX-License-Identifier: Apache-2.0
// statement_words.h - words of sentences, labels and file names that say under
// what terms something is: knowledge/licenses/statements.txt.
#ifndef KNOWLEDGE_STATEMENT_WORDS_H
#define KNOWLEDGE_STATEMENT_WORDS_H

#include "knowledge/knowledge.h"
#include "knowledge/trigger.h"

enum statement_part { // bits
    ABOUT_CODE = 1 << 0,
    ABOUT_WEIGHTS = 1 << 1,
    ABOUT_DATA = 1 << 2,
    ABOUT_DOCS = 1 << 3,
    ABOUT_ALL = ABOUT_CODE | ABOUT_WEIGHTS | ABOUT_DATA | ABOUT_DOCS,
};

struct statement_words;

struct error *statement_words_open(struct arena *a,
                                   const struct statement_words **out) MUST_USE;

// What a license file's name says it is for; 0: it does not say.
unsigned statement_file_parts(const struct statement_words *w,
                              struct view basename);

// Whether a base name (lower case) holds a name of `list`: license-file,
// notice-file, policy-file.
bool statement_file_is(const struct statement_words *w, struct view list,
                       struct view basename);

// Whether the folded text holds `phrase` as whole words; in scripts without
// blanks anywhere.
bool statement_holds(struct view folded, struct view phrase);

// Whether the folded text holds a phrase of `list` so.
bool statement_says(const struct statement_words *w, struct view list,
                    struct view folded);

// Length in words of the longest phrase of `list` that `folded` begins with,
// or 0. In scripts without blanks it may stand anywhere in `word`, the first.
size_t statement_phrase_at(const struct statement_words *w, struct view list,
                           struct view folded, struct view word);

// Names the words by which no phrase is to be found that has another.
void statement_words_avoid(const struct statement_words *w, struct triggers *t);

// The number of a list.
size_t statement_list(const struct statement_words *w, struct view list);

// The lists that may have a phrase which begins with `word`: bit i % 64 for
// list i.
uint64_t statement_word_lists(const struct statement_words *w,
                              struct view word);

// Adds the triggers of every phrase by which a sentence that names no license
// tells something.
void statement_words_triggers(const struct statement_words *w,
                              struct triggers *t);

// The parts that a word of a sentence speaks of.
unsigned statement_word_parts(const struct statement_words *w,
                              struct view word);

#endif
