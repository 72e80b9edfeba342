// SPDX-License-Identifier: Apache-2.0
// clause_answer.h - what the licenses of a model answer to a plain question:
// the clauses of all that bind who takes its weights, or its service, as one
// word with the place that decides.
//
// Rows and words: knowledge/yardsticks/clause_rows.txt. Of several licenses the
// worst answer counts; of those the taker may choose from, the best.
#ifndef VERDICT_CLAUSE_ANSWER_H
#define VERDICT_CLAUSE_ANSWER_H

#include "knowledge/knowledge.h"
#include "verdict/inspection.h"

enum reply { // best first
    REPLY_NOT_APPLICABLE,
    REPLY_YES,
    REPLY_CONDITIONS,
    REPLY_UNKNOWN,
    REPLY_NO,
};

struct clause_answer {
    enum reply reply;
    struct view words;   // "yes, under conditions"
    struct view license; // whose clause it is, or empty
    struct view value;   // of the clause, or empty
    struct view section; // of the license, or empty
    struct view why;     // of an unknown one: what is missing
    bool by_name;        // the license is named, its text is not here
    bool has_evidence;
    struct evidence evidence; // where the clause stands
};

struct clause_rows {
    struct records rows, limits;
};

void clause_rows_open(struct clause_rows *out);

// The answer of `i`, whose duties are taken, to one record of `rows`.
void clause_answer_take(struct arena *a, const struct clause_rows *rows,
                        const struct record *row, const struct inspection *i,
                        struct clause_answer *out);

struct view reply_word(enum reply r); // not-applicable, yes, conditions ...

#endif
