// SPDX-License-Identifier: Apache-2.0
// line.h - lines of a terminal report: columns, colours, cutting, wrapping.
//
// Widths count columns of characters, not bytes. Everything that goes in is
// escaped here, so no caller can forget it.
#ifndef REPORT_LINE_H
#define REPORT_LINE_H

#include "base/text.h"

enum style {
    STYLE_PLAIN,
    STYLE_HEAD,   // bold
    STYLE_GOOD,   // green: yes, present, ok
    STYLE_UNSURE, // yellow: undetermined, mentioned, partial
    STYLE_BAD,    // red: no, absent, conflict
};

struct lines {
    struct text *out;
    size_t width; // columns; SIZE_MAX: do not cut
    bool color;
    size_t at; // columns written of the current line
};

// Adds `text` at column `from` (blanks up to it; at least one if something
// stands before it), cut with an ellipsis at column `to` or at the width.
void line_cell(struct lines *l, enum style style, struct view text, size_t from,
               size_t to);
void line_end(struct lines *l);

// The words of `v` that fit into `room` columns, at least one, which is cut if
// it does not fit itself; `*rest` gets the others. `v` is escaped already.
struct view line_take(struct view v, size_t room, struct view *rest);

// Ends the current line and writes `text` in lines that begin at column `from`
// and break at blanks.
void line_wrap(struct lines *l, struct view text, size_t from);

#endif
