// SPDX-License-Identifier: Apache-2.0
// difference_text.h - the places where a text is not the license that it
// resembles, as a word diff: what may change its meaning first.
#ifndef REPORT_DIFFERENCE_TEXT_H
#define REPORT_DIFFERENCE_TEXT_H

#include "report/line.h"
#include "terms/source_text.h"
#include "terms/terms.h"

struct difference_choice {
    bool full;       // every place, not only the first ones
    bool two;        // of two files, not of a file and a known license
    bool turned;     // of the first by the second
    size_t place_at; // column of the line and section
};

// Prints nothing if nothing differs. `source` is the text of the file.
void differences_text(struct lines *l, const struct source_text *source,
                      const struct license_range *r,
                      const struct difference_choice *choice);

#endif
