// SPDX-License-Identifier: Apache-2.0
// compare_text.h - releases beside each other for people: a view of struct
// comparison (interface.md 4). Rows that are equal are counted, not shown.
#ifndef REPORT_COMPARE_TEXT_H
#define REPORT_COMPARE_TEXT_H

#include "report/line.h"
#include "report/text.h"
#include "verdict/compare.h"

// How the mood of a cell is shown.
enum style mood_style(enum mood m);

// Up to four releases are columns, more are blocks one below the other.
void compare_text(const struct comparison *c, const struct text_choice *choice,
                  struct text *out);

#endif
