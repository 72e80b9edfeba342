// SPDX-License-Identifier: Apache-2.0
// disclosure.h - what the documents of a release tell about it, by subject: the
// energy it took, the languages of its data, who may use it for what.
//
// The subjects and the words that tell are knowledge/parts/disclosures.txt. A
// disclosure is a place to read, not a judgement of what stands there.
#ifndef PARTS_DISCLOSURE_H
#define PARTS_DISCLOSURE_H

#include "parts/document.h"

struct disclosure {
    struct view name;
    struct evidence evidence;
};

struct token_count { // how much a model was trained on, as a document says
    double tokens;
    struct evidence evidence;
};

enum { TOKEN_COUNTS_MOST = 8 };

struct disclosures {
    struct disclosure *item; // in the order of the list; the card speaks first
    size_t count;
    struct token_count tokens[TOKEN_COUNTS_MOST]; // different ones, as found
    size_t token_count;
};

void disclosures_find(struct arena *a, const struct documents *d,
                      struct disclosures *out);

// The evidence of a subject, or NULL: the documents were searched without a
// hit.
const struct evidence *disclosure_of(const struct disclosures *d,
                                     struct view name);

// The number of tokens that stands right before byte `at`, where "token" begins
// in `folded`: 1.5e12 of "1.5t tokens" or "1.5 trillion training tokens"; 0:
// none.
double tokens_before(struct view folded, size_t at);

#endif
