// SPDX-License-Identifier: Apache-2.0
// notice_section.h - which component a license text in a file of notices is of.
//
// Such files have a section a component: a heading between lines of signs, some
// words on where the files come from, and the license. Where these words name a
// path, the license is that component's ("code:sd_module_key"), not that of
// the whole.
#ifndef TERMS_NOTICE_SECTION_H
#define TERMS_NOTICE_SECTION_H

#include "terms/match.h"

// Adds the parts to `m->out`, if it has several licenses; after its ranges are
// known.
void notice_sections(struct match *m);

#endif
