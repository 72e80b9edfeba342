// SPDX-License-Identifier: Apache-2.0
// phrase.h - looks for words of knowledge/ in the text of a release.
//
// Text is folded first: ASCII letters lower, hyphens, underscores and tabs as
// blanks, byte for byte, so that an offset means the same in both. A phrase is
// folded likewise and begins at the start of a word; its end is open, so that
// "train" is also "training". `*train` may begin anywhere ("pretraining") and
// `train$` must end with the word; `=data` is the whole of the text, but for
// blanks around it. Phrases outside ASCII begin anywhere.
#ifndef PARTS_PHRASE_H
#define PARTS_PHRASE_H

#include "knowledge/knowledge.h"

struct phrase {
    struct view text;
    bool anywhere; // need not begin at the start of a word
    bool whole;    // must end with a word
    bool exact;    // is all of the text
};

struct phrases {
    struct phrase *item;
    size_t count;
};

// `v` folded, in `a`; as long as `v`.
struct view phrase_fold(struct arena *a, struct view v);

void phrase_add(struct arena *a, struct phrases *p, struct view text);

// All values of `key` in `r`.
struct phrases phrases_of(struct arena *a, const struct record *r,
                          struct view key);

// The list called `name` in a compiled-in file of records with `name:` and
// `phrase:`; empty if there is none.
struct phrases phrases_named(struct arena *a, struct view file,
                             struct view name);

// Whether some phrase occurs in `folded`. `*at` and `*len` get the first place
// of the phrase that is listed first; both may be NULL.
bool phrases_find(const struct phrases *p, struct view folded, size_t *at,
                  size_t *len);

static inline bool phrases_in(const struct phrases *p, struct view folded)
{
    return phrases_find(p, folded, NULL, NULL);
}

// Where `p` occurs in `folded` at or after `from`, or SIZE_MAX.
size_t phrase_next(const struct phrase *p, struct view folded, size_t from);

// A letter or digit, or a byte of a character outside ASCII.
bool phrase_is_word(char c);

#endif
