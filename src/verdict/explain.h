// SPDX-License-Identifier: Apache-2.0
// explain.h - the questions people ask of a model, answered from the evidence
// in two or three sentences, or "Unknown, because".
//
// Questions and sentences: knowledge/yardsticks/explain.txt. Never legal
// advice, never a certificate.
#ifndef VERDICT_EXPLAIN_H
#define VERDICT_EXPLAIN_H

#include "knowledge/knowledge.h"
#include "verdict/inspection.h"

struct explained {     // one sentence and where it comes from
    struct view from;  // "row commercial", "part data.train"
    struct view state; // "yes", "absent"
    struct view says;
    bool has_evidence;
    struct evidence evidence;
};

struct explanation_answer {
    struct view id, asks;
    struct explained *sentence;
    size_t count;
};

struct explanation {
    const struct inspection *inspection;
    struct explanation_answer *answer;
    size_t count;
};

// Of an inspection whose verdicts are taken; opens no file.
void explain_take(struct arena *a, const struct inspection *i,
                  struct explanation *out);

#endif
