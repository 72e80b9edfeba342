// SPDX-License-Identifier: Apache-2.0
// compare_page.h - a comparison as one HTML page (interface.md 4 and 8): the
// maps of parts beside each other, the rows that differ, and folded those that
// are equal. A view of struct comparison; no winner.
#ifndef REPORT_COMPARE_PAGE_H
#define REPORT_COMPARE_PAGE_H

#include "base/text.h"
#include "verdict/compare.h"

void compare_page(const struct comparison *c, struct text *out);

#endif
