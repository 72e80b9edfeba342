// SPDX-License-Identifier: Apache-2.0
// fit.h - the forms of a fit: text, JSON, a page; SARIF 2.1.0 and JUnit XML for
// CI. Views of struct fit; they compute nothing that the JSON lacks.
#ifndef REPORT_FIT_H
#define REPORT_FIT_H

#include "report/line.h"
#include "report/text.h"
#include "verdict/need.h"

void fit_text(const struct fit *f, const struct text_choice *choice,
              struct text *out);

// What a need is to the answer, for the order of rows: 0 it excludes some
// candidate, 1 a must is open, 2 the rest that is not as asked by all, 3 all
// have it.
int fit_row_class(const struct fit *f, size_t wish);

enum style outcome_style(enum need_outcome o);
bool need_decides(enum need_level l); // a must or a forbid

// One HTML page: the answer, the needs side by side, each candidate's reasons
// with what would change them, the facts of the team, the evidence.
void fit_page(const struct fit *f, struct text *out);

// The contract of freehold-fit/1; docs/schema/fit.schema.json.
void fit_json(const struct fit *f, struct text *out);

// A result for each need that is not as asked: error for a must, warning for
// a prefer, note for the rest and for what is open.
void fit_sarif(const struct fit *f, struct text *out);

// A suite a candidate, a case a need: failure for what is not as asked,
// skipped for what is open.
void fit_junit(const struct fit *f, struct text *out);

// "fits", "excluded", "open": how a candidate came out.
struct view candidate_word(const struct candidate *c);

#endif
