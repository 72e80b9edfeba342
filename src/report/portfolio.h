// SPDX-License-Identifier: Apache-2.0
// portfolio.h - the forms of a portfolio: text and JSON, views of it.
#ifndef REPORT_PORTFOLIO_H
#define REPORT_PORTFOLIO_H

#include "report/text.h"
#include "verdict/portfolio.h"

void portfolio_text(const struct portfolio *p, const struct text_choice *choice,
                    struct text *out);

// The contract of freehold-portfolio-answer/1; its schema is
// docs/schema/portfolio.schema.json.
void portfolio_json(const struct portfolio *p, struct text *out);

#endif
