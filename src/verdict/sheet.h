// SPDX-License-Identifier: Apache-2.0
// sheet.h - the rows that the checks of a yardstick write, and those of OSAID.
//
// Internal to verdict/: osaid.c holds the table of checks and the verdict,
// osaid_parts.c the checks that ask for a part, osaid_terms.c those that ask
// for terms. g7.c and eu.c write rows of the same kind.
#ifndef VERDICT_SHEET_H
#define VERDICT_SHEET_H

#include "verdict/judge.h"

struct sheet { // the check being judged, and where its rows go
    const struct judge *j;
    struct verdict *v;
    const struct records *rules; // of the yardstick
    const struct record *rule;
    bool freedoms_only; // some terms grant the freedoms and are not on the list
};

// A sheet for a new verdict of the yardstick, which has a file of checks.
struct sheet sheet_begin(const struct judge *j, struct view yardstick);

// From here on rows are of this check, which the file of checks must have.
void sheet_turn(struct sheet *s, struct view check);

// What would settle the open checks, each group once.
void sheet_decide(struct sheet *s);

// One row: how the check came out and why; row_part also says for which part.
struct check *row(struct sheet *s, enum verdict_value value, struct view why);
void row_part(struct sheet *s, enum verdict_value value, const struct part *p,
              struct evidence e, struct view why);

// The row "code.eval is here (README.md:3)" if it is here or linked, and the
// one that says how it is missing.
bool row_if_there(struct sheet *s, const struct part *p);
void row_missing(struct sheet *s, const struct part *p);

// "weights.final is under MIT (LICENSE:1), which is on the OSI list".
struct view terms_words(const struct sheet *s, struct view name,
                        const struct reach *t);

// A row for a source that contradicts the terms of a part with worse ones,
// which leaves open which of them holds; false: there is none.
bool row_contradicted(struct sheet *s, const struct part *p);

const struct part *part_of(const struct sheet *s, enum part_kind kind);
struct evidence level_evidence(const struct sheet *s);

// Checks that ask for a part.
void check_sources_all(struct sheet *s);
void check_sources_each(struct sheet *s);
void check_not_shown(struct sheet *s);
void check_data_shared(struct sheet *s);
void check_data_code(struct sheet *s);
void check_training_code(struct sheet *s);
void check_evaluation_code(struct sheet *s);
void check_supporting_code(struct sheet *s);
void check_search_code(struct sheet *s);
void check_inference_code(struct sheet *s);
void check_architecture(struct sheet *s);
void check_parameters(struct sheet *s);
void check_checkpoints(struct sheet *s);
void check_optimizer(struct sheet *s);

// Checks that ask for terms.
void check_data_terms(struct sheet *s);
void check_code_terms(struct sheet *s);
void check_weights_terms(struct sheet *s);
void check_statement(struct sheet *s);
void check_further_terms(struct sheet *s);
void check_ancestors(struct sheet *s);

#endif
