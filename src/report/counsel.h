// SPDX-License-Identifier: Apache-2.0
// counsel.h - the pack for a lawyer: which terms reach which part, each clause
// with its quotation and place, what follows, what contradicts, the open
// questions, and the facts of the team that decide them.
//
// counsel.md and counsel.json say the same. Everything that came out of the
// release is code in the Markdown (md.h).
#ifndef REPORT_COUNSEL_H
#define REPORT_COUNSEL_H

#include "report/quoted.h"
#include "terms/question.h"

struct counsel {
    const struct inspection *inspection;
    const struct quoted_files *sources; // with names of copies
    const struct questions *questions;
};

// Whether a clause stands somewhere that can be quoted: not one on which the
// text is silent, nor one that the whole of it says.
bool counsel_quotes(const struct bound *b, const struct clause *c);

void counsel_markdown(const struct counsel *c, struct text *out);

// The schema freehold-counsel/1: docs/schema/counsel.schema.json.
void counsel_json(const struct counsel *c, struct text *out);

#endif
