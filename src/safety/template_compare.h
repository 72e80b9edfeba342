// SPDX-License-Identifier: Apache-2.0
// template_compare.h - whether the template inside a GGUF file says what the
// templates of its release say (threats.md 6: template.hidden).
//
// Who reads the release's template does not see the one that an engine takes
// from the GGUF file. Only prose counts: versions of a template differ in their
// signs.
#ifndef SAFETY_TEMPLATE_COMPARE_H
#define SAFETY_TEMPLATE_COMPARE_H

#include "safety/safety.h"

// Compares each GGUF file of `r` with the templates of its folder and of those
// above it; without any nothing is told.
void templates_compare(struct arena *a, const struct release *r,
                       struct safety *s);

#endif
