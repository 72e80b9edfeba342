// SPDX-License-Identifier: Apache-2.0
// portfolio.h - the forms of a portfolio: text, JSON and a page, views of it.
#ifndef REPORT_PORTFOLIO_H
#define REPORT_PORTFOLIO_H

#include "report/text.h"
#include "verdict/portfolio.h"

void portfolio_text(const struct portfolio *p, const struct text_choice *choice,
                    struct text *out);

// The contract of freehold-portfolio-answer/1; its schema is
// docs/schema/portfolio.schema.json.
void portfolio_json(const struct portfolio *p, struct text *out);

// One HTML page (page_frame.h).
void portfolio_page(const struct portfolio *p, struct text *out);

// Words that the forms share.
struct view portfolio_side_word(enum workload_side s); // neither, own, api
struct view portfolio_cost_word(enum cost_side s);     // self, api, close
struct view portfolio_counts(struct arena *a, const struct fit *f);

#endif
