// SPDX-License-Identifier: Apache-2.0
// cost.h - the answer of `freehold cost` as text, as JSON (schema
// freehold-cost/1) and as a plot. Views of struct cost that compute nothing.
#ifndef REPORT_COST_H
#define REPORT_COST_H

#include "base/text.h"
#include "verdict/cost.h"

void cost_text(const struct cost *c, size_t width, bool color, bool full,
               struct text *out);
void cost_json(const struct cost *c, struct text *out);
void cost_svg(const struct cost *c, struct text *out);

#endif
