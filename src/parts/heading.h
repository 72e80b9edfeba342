// SPDX-License-Identifier: Apache-2.0
// heading.h - parts that stand in a document under a heading of their own:
// how the training is run. knowledge/parts/headings.txt says which.
#ifndef PARTS_HEADING_H
#define PARTS_HEADING_H

#include "parts/document.h"

void headings_sightings(struct arena *a, const struct documents *d,
                        struct sightings *out);

#endif
