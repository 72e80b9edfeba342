// SPDX-License-Identifier: Apache-2.0
// use_mark.h - the marked lines of a text, as the lists and lists in lists that
// they make.
//
// A mark is (a) a) a. (1) 1) 1. 2.3 iv. or a bullet. A line whose mark follows
// the last one of an open list is its next item; one that can only be a first
// (a, 1, i, a bullet) begins a list within the item before it, or beside it
// where other text stood between the two; what is neither is no mark.
#ifndef VERDICT_USE_MARK_H
#define VERDICT_USE_MARK_H

#include "base/arena.h"

enum { USE_MAX_MARKS = 1000 };

struct use_mark {
    struct view text; // behind the mark, up to a blank line; as it stands
    uint32_t line;    // of `text`, from 1
    size_t run;       // the list that it is an item of
    size_t inner;     // how many lists stand within it
};

struct use_run {
    size_t parent;        // the mark it stands within, or SIZE_MAX
    size_t count;         // of its items
    size_t leaves;        // items that have none within, in all depths
    uint32_t first, last; // lines of its first and its last item
    uint32_t end;         // line of the last leaf
};

struct use_marks {
    struct use_mark *mark; // in the order of the text
    size_t count;
    struct use_run *run;
    size_t run_count;
};

// Reads at most USE_MAX_MARKS.
void use_marks_read(struct arena *a, struct view text, struct use_marks *out);

// Whether mark `at` is an item of run `run`, or of a list within one.
bool use_mark_within(const struct use_marks *m, size_t at, size_t run);

// A mark in the midst of a sentence, "(iv) ": the value of it as a number, as a
// letter and as a Roman numeral, where it can be one (else 0).
struct use_inline {
    uint32_t number, letter, roman;
    size_t len; // bytes, with its blank; 0: there is none
};

struct use_inline use_inline_at(struct view text, size_t at);

#endif
