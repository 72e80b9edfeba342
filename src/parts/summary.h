// SPDX-License-Identifier: Apache-2.0
// summary.h - the public summary of the training content that Regulation (EU)
// 2024/1689 asks for, read by the headings of its template.
//
// The headings are knowledge/parts/summary.txt (template C(2025) 8311). They
// are known by their words: summaries in use number them in other ways.
#ifndef PARTS_SUMMARY_H
#define PARTS_SUMMARY_H

#include "parts/document.h"

enum summary_state {
    SUMMARY_NOT_FOUND, // no such heading
    SUMMARY_EMPTY,     // the heading, and nothing below it
    SUMMARY_DECLINED,  // "not applicable", "none"
    SUMMARY_ANSWERED,
};

struct summary_item {
    const struct record *record; // of the list
    struct view id;              // 1.1 .. 3.3
    enum summary_state state;
    struct evidence evidence; // the heading
};

struct training_summary {
    const struct document *document; // NULL: there is none
    struct summary_item *item;       // all of the list, in its order
    size_t count;
};

// The document with the most headings of the template, at least three.
void training_summary_find(struct arena *a, const struct documents *d,
                           struct training_summary *out);

#endif
