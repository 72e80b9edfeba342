// SPDX-License-Identifier: Apache-2.0
// title.h - whether a text bears the title of another license.
#ifndef TERMS_TITLE_H
#define TERMS_TITLE_H

#include "terms/match.h"

// A title is a claim, the text is the evidence (terms.md, rule 2): where the
// last title in front of a text, or its own first line, is the name of another
// license, the file is flagged title-contradicts-text and refers to that name.
void title_check(struct match *m);

#endif
