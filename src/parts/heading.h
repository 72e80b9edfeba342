// SPDX-License-Identifier: Apache-2.0
// heading.h - the lesser parts, which stand in a document under a heading of
// their own: hardware, usage, samples, use policy. knowledge/parts/headings.txt
// says which.
#ifndef PARTS_HEADING_H
#define PARTS_HEADING_H

#include "parts/document.h"

void headings_sightings(struct arena *a, const struct documents *d,
                        struct sightings *out);

#endif
