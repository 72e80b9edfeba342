// SPDX-License-Identifier: Apache-2.0
// page.h - the report as one HTML page: a view of struct inspection
// (interface.md 8).
//
// Says nothing that the JSON lacks. Sections stand in the order of the
// questions people ask; each has an id for links. What is long is folded and
// opens without a script; a list that a hostile release makes endless is cut,
// with a word of it.
#ifndef REPORT_PAGE_H
#define REPORT_PAGE_H

#include "base/text.h"
#include "verdict/inspection.h"

void report_page(const struct inspection *i, struct text *out);

#endif
