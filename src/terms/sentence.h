// SPDX-License-Identifier: Apache-2.0
// sentence.h - a sentence of a document as words that can be asked for phrases
// of knowledge/licenses/statements.txt, and what its clauses speak of.
#ifndef TERMS_SENTENCE_H
#define TERMS_SENTENCE_H

#include "knowledge/license.h"

enum { MAX_SENTENCE = 400 }; // words looked at

struct sentence {
    const struct statement_words *list;
    struct view text;                 // clean: no markup, no addresses
    struct view folded;               // as license_fold: one blank between
    struct view word[MAX_SENTENCE];   // of `folded`
    struct view source[MAX_SENTENCE]; // the same words as written, in `text`
    char mark[MAX_SENTENCE];     // what stands before the word: , ; : ( ) - / "
                                 // or a blank
    bool excepted[MAX_SENTENCE]; // "all but the weights": weights
    uint64_t lists[MAX_SENTENCE]; // of phrases that may begin with the word
    uint64_t any_list;            // all of them
    size_t words;
    struct view file;       // a license file it links, or names
    struct view file_label; // and under what words
    struct view url;        // the first address in it
    struct view url_id;     // the license of that address
};

struct component { // "Heron-7B": a named one among several
    struct view name;
    unsigned parts; // 0: not said
};

enum { MAX_COMPONENTS = 16 }; // of one clause

// Splits `s->text`.
void sentence_split(struct arena *a, const struct statement_words *list,
                    struct sentence *s);

// The folded words from `i` to the end.
struct view sentence_rest(const struct sentence *s, size_t i);

// Length in words of a phrase of `list` at word `i`, or 0.
size_t sentence_phrase(const struct sentence *s, struct view list, size_t i);

// Where in [from, to) a phrase of `list` begins; SIZE_MAX: nowhere.
size_t sentence_find(const struct sentence *s, struct view list, size_t from,
                     size_t to);

bool sentence_word(const struct sentence *s, size_t i, struct view word);

// "license", "licenses", "licensed", and words of other scripts that have it.
bool sentence_licenses(const struct sentence *s, size_t i);

// The parts that the words before `end` speak of: the nearest, and those joined
// to it by "and".
unsigned sentence_subject(const struct sentence *s, size_t end);

// The parts named in the twenty words from `from`.
unsigned sentence_object(const struct sentence *s, size_t from);

// Names of single models, data sets and so on among words [from, to); gives
// their number.
size_t sentence_components(const struct licenses *l, const struct sentence *s,
                           size_t from, size_t to,
                           struct component out[MAX_COMPONENTS]);

#endif
