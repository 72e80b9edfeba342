// SPDX-License-Identifier: Apache-2.0
// notice_section.h - which component a licence text in a file of notices is of.
//
// Such files have a section a component: a heading between lines of signs, some
// words on where the files come from, and the licence. Where these words name a
// path, the licence is that component's ("code:sd_module_key"), not that of
// the whole.
#ifndef TERMS_NOTICE_SECTION_H
#define TERMS_NOTICE_SECTION_H

#include "terms/match.h"

// Adds the parts to `m->out`, if it has several licences; after its ranges are
// known.
void notice_sections(struct match *m);

#endif
