// SPDX-License-Identifier: Apache-2.0
// history_text.h - the lines on how the terms of a clone changed.
#ifndef REPORT_HISTORY_TEXT_H
#define REPORT_HISTORY_TEXT_H

#include "report/line.h"
#include "terms/terms_history.h"

// How far a history goes back, and why no farther.
struct view history_reach_words(struct arena *a, const struct terms_history *h);

// "MIT -> Apache-2.0", "other words, still MIT".
struct view history_change_words(struct arena *a, const struct terms_change *c);

// Of each clone how far it was looked back, then a line for each change, the
// newest first. With `full` all of them, those that left the terms as they
// were, and each clause that differs.
void history_text(struct lines *l, const struct terms_histories *all,
                  bool full);

#endif
