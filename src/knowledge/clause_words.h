// SPDX-License-Identifier: Apache-2.0
// clause_words.h - what clause keys and their values mean, in words:
// knowledge/licenses/clauses.txt.
#ifndef KNOWLEDGE_CLAUSE_WORDS_H
#define KNOWLEDGE_CLAUSE_WORDS_H

#include "knowledge/knowledge.h"

enum clause_heading {
    CLAUSE_MAY,
    CLAUSE_MUST,
    CLAUSE_MAY_NOT,
    CLAUSE_ENDS,
    CLAUSE_ALSO,
    CLAUSE_SILENT, // the text says nothing of it
};

struct clause_saying {
    enum clause_heading heading;
    struct view words; // "show "Built with Llama""
    struct view point; // of the Open Source Definition, or empty
};

struct clause_words {
    struct records all;
};

struct error *clause_words_open(struct arena *a,
                                struct clause_words *out) MUST_USE;

// The record of a key, or NULL.
const struct record *clause_key(const struct clause_words *w, struct view key);

// Fails with ERROR_USAGE and names what is near or known.
struct error *clause_key_check(struct arena *a, const struct clause_words *w,
                               struct view key) MUST_USE;

// Fails with ERROR_USAGE if a part of the value is none that the key has.
struct error *clause_value_check(struct arena *a, const struct clause_words *w,
                                 struct view key, struct view value) MUST_USE;

// Cuts the first part off a value with several ("breach-auto,litigation").
struct view clause_part(const struct clause_words *w, struct view key,
                        struct view *value);

// What one part of a value says. A value without words is said as it is.
struct clause_saying clause_say(struct arena *a, const struct clause_words *w,
                                struct view key, struct view part);

// "YOU MAY NOT"
struct view clause_heading_word(enum clause_heading h);

#endif
