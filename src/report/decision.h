// SPDX-License-Identifier: Apache-2.0
// decision.h - the record of a decision, and what changed since.
#ifndef REPORT_DECISION_H
#define REPORT_DECISION_H

#include "report/text.h"
#include "verdict/decision.h"

// The record of `f`, sealed; `date` (YYYY-MM-DD) or empty; `hashed`: every file
// was. The schema is docs/schema/decision.schema.json.
void decision_record(const struct fit *f, struct view date, bool hashed,
                     struct text *out);

void changes_text(const struct decision *d, const struct decision_changes *c,
                  const struct text_choice *choice, struct text *out);
void changes_json(const struct decision *d, const struct decision_changes *c,
                  struct text *out);

#endif
