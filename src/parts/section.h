// SPDX-License-Identifier: Apache-2.0
// section.h - the nine kinds of sections that a model card has
// (knowledge/parts/sections.txt).
#ifndef PARTS_SECTION_H
#define PARTS_SECTION_H

#include "parts/document.h"
#include "parts/phrase.h"

enum section {
    SECTION_USE,
    SECTION_LIMITATIONS,
    SECTION_TRAINING,
    SECTION_EVALUATION,
    SECTION_LICENSE,
    SECTION_CITATION,
    SECTION_HOW_TO,
    SECTION_ENVIRONMENT,
    SECTION_DESCRIPTION,
    SECTION_END,
};

struct sections {
    struct phrases heading[SECTION_END];
};

void sections_read(struct arena *a, struct sections *out);

// Which kinds a heading (folded) belongs to, as bits 1 << enum section.
unsigned sections_of(const struct sections *s, struct view heading);

unsigned section_count(unsigned bits);

#endif
