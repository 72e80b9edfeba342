// SPDX-License-Identifier: Apache-2.0
// ask.h - a needs file from the answers to ten questions (needs.md 4), which
// are data: knowledge/needs/questions.txt.
#ifndef VERDICT_ASK_H
#define VERDICT_ASK_H

#include "base/text.h"
#include "verdict/need.h"

enum { ASK_MOST = 16 };

struct asking {
    struct arena *arena;
    struct records questions;
    struct view answer[ASK_MOST]; // empty: left open
    size_t answered;              // of the questions, from the first
};

void ask_open(struct arena *a, struct asking *out);

// The next question, and what an answer looks like; false: all are answered.
bool ask_next(const struct asking *k, struct view *question, const char **form);

// Takes the answer to it; an empty one leaves it open. False: it is none, and
// the question stays.
bool ask_take(struct asking *k, struct view answer);

// The needs file.
void ask_write(const struct asking *k, struct text *out);

#endif
