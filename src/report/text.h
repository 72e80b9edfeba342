// SPDX-License-Identifier: Apache-2.0
// text.h - the report for people: a view of struct inspection (interface.md 3).
//
// Says nothing that the JSON lacks. What decides is printed; the rest is
// counted and named with the option that shows it.
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "base/text.h"
#include "verdict/inspection.h"

struct text_choice {
    unsigned width; // columns, 72 to 100
    bool color;
    bool full;  // every part, check and finding, not only what decides
    bool wide;  // do not cut the last column
    bool quiet; // the verdict line only
};

void report_text(const struct inspection *i, const struct text_choice *choice,
                 struct text *out);

#endif
