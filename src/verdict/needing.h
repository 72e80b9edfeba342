// SPDX-License-Identifier: Apache-2.0
// needing.h - one need being judged, and the checks that judge it.
//
// Internal to verdict/: need.c has the table of checks and those that ask for
// parts, need_terms.c those that ask for terms, need_team.c those that a fact
// of the team decides. A check begins with no answer; each thing it finds is
// weighed, and the worst of them stands: not met, unknown, counsel, met.
#ifndef VERDICT_NEEDING_H
#define VERDICT_NEEDING_H

#include "verdict/judge.h"
#include "verdict/need.h"

struct needing {
    struct arena *arena;
    struct judge judge;
    const struct need_words *words;
    const struct needs *needs;
    const struct candidate *candidate;
    struct inspection *i;
    const struct record *rule;
    struct answered *out;
    bool weighed; // `out` has an answer
};

// Weighs one finding: takes its sentence if it is worse than what was found, or
// the first. `e` may be NULL.
void weigh(struct needing *n, enum need_answer answer, const struct evidence *e,
           struct view because);
void weigh_part(struct needing *n, enum need_answer answer,
                const struct part *p, const char *because);

// Whether a bound binds the user of what the record's `reach` names.
bool needing_reaches(const struct needing *n, const struct bound *b);

// The first value of a clause of a bound, or NULL.
const struct clause *bound_clause(const struct bound *b, struct view key);

// An answer that a clause gives, as far as its text is here: what only a name
// promises is unknown, what another source disputes is for counsel.
void weigh_clause(struct needing *n, const struct bound *b,
                  const struct clause *c, enum need_answer answer,
                  struct view words);

// Whether the clause is of a name that leaves its version open, and so says
// nothing; weighs that.
bool weigh_open(struct needing *n, const struct bound *b,
                const struct clause *c);

// The clauses named in the record's lines, of every bound that reaches;
// afterwards statements beside the license.
void weigh_clauses(struct needing *n);
void weigh_beside(struct needing *n);
// Says so if no terms reach the weights.
void weigh_no_terms(struct needing *n);

void need_clauses(struct needing *n);
void need_approved(struct needing *n);
void need_text(struct needing *n);
void need_consistent(struct needing *n);
void need_gate(struct needing *n);
void need_compatible(struct needing *n);
void need_commercial(struct needing *n);
void need_uses(struct needing *n);
void need_territory(struct needing *n);
void need_law(struct needing *n);

#endif
