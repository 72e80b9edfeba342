// SPDX-License-Identifier: Apache-2.0
// part_map.h - the map of parts as a picture: a row for each family of parts, a
// cell for each part, the same on every page, so that a reader learns it once.
//
// Inline SVG. The shape of the mark and the edge of the cell tell the state;
// colour only repeats it. "!": something stands against the stated terms, on
// top of them, or comes down from the base.
#ifndef REPORT_PART_MAP_H
#define REPORT_PART_MAP_H

#include "report/html.h"

// `id`: prefix of the ids of its title and description, unique on the page;
// `name`: of the release.
void part_map(struct text *t, const struct inventory *inv, struct view id,
              struct view name);

// What the marks mean.
void part_map_key(struct text *t);

// The mark of a state alone, beside its word.
void part_mark(struct text *t, enum presence p);

#endif
