// SPDX-License-Identifier: Apache-2.0
// md.h - Markdown that strangers' words cannot take part in.
//
// CommonMark 0.30 and the extensions of GitHub: what came out of a release goes
// in as code, which knows no markup, no links and no HTML; our own sentences,
// which may hold a value that a stranger chose, with every sign escaped.
#ifndef REPORT_MD_H
#define REPORT_MD_H

#include "base/text.h"

// `v` as code inside a line; "-" if it is empty.
void md_code(struct text *t, struct view v);

// `v` as a sentence: punctuation escaped, control characters shown.
void md_words(struct text *t, struct view v);

// `v` as a block of code, its lines kept, `indent` blanks in front of each.
void md_quote(struct text *t, struct view v, size_t indent);

#endif
