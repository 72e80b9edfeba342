// SPDX-License-Identifier: Apache-2.0
// clause_text.h - licenses and license texts for people: what a text is, what
// it allows, asks and forbids, each with its place; two of them side by side.
#ifndef REPORT_CLAUSE_TEXT_H
#define REPORT_CLAUSE_TEXT_H

#include "base/text.h"
#include "terms/clauses.h"

struct clause_choice {
    unsigned width; // columns, 72 to 100; 0: 96
    bool color;
    bool quiet; // nothing but a line for each subject
    bool full;  // also what is equal, and what the text is silent on
};

// A page for each subject; two of them are compared instead.
struct error *clause_text(struct arena *a, const struct terms_subject *subject,
                          size_t count, const struct clause_choice *choice,
                          struct text *out) MUST_USE;

// What a clause key means, and its values; an empty key: all keys.
struct error *clause_explain(struct arena *a, struct view key,
                             const struct clause_choice *choice,
                             struct text *out) MUST_USE;

// Whether the lines of a license to be added are lines that we know: plain
// keys, categories, clause keys and their values. Fails with ERROR_USAGE.
struct error *clause_record_check(struct arena *a, struct view record) MUST_USE;

#endif
