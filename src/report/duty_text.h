// SPDX-License-Identifier: Apache-2.0
// duty_text.h - the lines of the block DUTIES.
//
// A sentence that several roles or licenses share stands once. What only has to
// be known (duty.h) comes with `full`.
#ifndef REPORT_DUTY_TEXT_H
#define REPORT_DUTY_TEXT_H

#include "report/line.h"
#include "terms/duty.h"

void duty_text(struct lines *l, const struct duties *d, bool full);

// A sentence that several roles or licenses share: whether two are one, whether
// `item[n]` is the first of its kind, and whom it is for ("all", "tune ship").
bool duty_is_like(const struct duty *one, const struct duty *other);
bool duty_is_first(const struct duties *d, size_t n);
struct view duty_roles(struct arena *a, const struct duties *d,
                       const struct duty *like);

// "LICENSE:35 section 1.b.i", "LicenseRef-x section 2, named at README.md:3".
struct view duty_place_words(struct arena *a, const struct duty *d);

// "use-commercial: no (LICENSE:3 section 2) against yes (README.md:2)"
struct view conflict_line(struct arena *a, const struct license_difference *d);

#endif
