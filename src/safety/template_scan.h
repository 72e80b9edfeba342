// SPDX-License-Identifier: Apache-2.0
// template_scan.h - looks for ways out in chat templates.
//
// Words inside {{ }} and {% %}, by knowledge/safety/template.txt. This is a
// search and no reading of the language: a name put together from pieces is
// only seen by the filter that must look it up.
#ifndef SAFETY_TEMPLATE_SCAN_H
#define SAFETY_TEMPLATE_SCAN_H

#include "format/note.h"
#include "knowledge/knowledge.h"

// `offset`: of the template in its file, for the notes.
void template_scan(struct notes *n, const struct records *rules,
                   struct view text, uint64_t offset);

#endif
