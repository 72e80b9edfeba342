// SPDX-License-Identifier: Apache-2.0
// explain.h - the answers of struct explanation, for people and as
// freehold-explanation/1 (docs/schema/explanation.schema.json).
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "report/text.h"
#include "verdict/explain.h"

void explain_text(const struct explanation *x, const struct text_choice *choice,
                  struct text *out);

void explain_json(const struct explanation *x, struct text *out);

#endif
