// SPDX-License-Identifier: Apache-2.0
// prevail.h - which of its languages a text says decides.
#ifndef TERMS_PREVAIL_H
#define TERMS_PREVAIL_H

#include "terms/match.h"

// A second language in one file is the same license (terms.md 3, at the end);
// where the text says which version prevails, that is told with its place.
void prevail_find(struct match *m);

#endif
