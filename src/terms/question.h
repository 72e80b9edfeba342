// SPDX-License-Identifier: Apache-2.0
// question.h - what the files of a release leave for a lawyer or for the team
// to answer (needs.md 2, the answers `counsel`). Which clause raises which
// question, and which facts of the team decide it, is data:
// knowledge/licenses/questions.txt.
#ifndef TERMS_QUESTION_H
#define TERMS_QUESTION_H

#include "terms/duty.h"

struct question {
    struct view id, need; // "territory", "N-TERRITORY"
    struct view asks;     // our sentence
    struct view *fact;    // keys of the needs file
    size_t fact_count;
    const struct bound *bound;     // whose clause raises it, or NULL
    const struct clause *clause;   // that clause, or NULL
    const struct terms_flag *flag; // that raises it, or NULL
    const struct duty *duty;       // a gate, or terms beside the license
    struct view part;
    struct evidence place;
};

struct team_fact { // that decides some of the questions
    struct view key, is;
    struct view *question; // ids, each once
    size_t question_count;
};

struct questions {
    struct question *item; // by the order of questions.txt, then of the bounds
    size_t count;
    struct team_fact *fact;
    size_t fact_count;
};

void questions_take(struct arena *a, const struct duties *d,
                    struct questions *out);

#endif
