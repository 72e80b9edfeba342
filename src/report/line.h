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

// Adds `text`, which is of use only as a whole (a digest to be copied): at
// column `from`, or further left where the line ends before it would, if need
// be in a line of its own. It is cut only if it is wider than a line.
void line_whole(struct lines *l, struct view text, size_t from);

// The words of `v` that fit into `room` columns, at least one, which is cut if
// it does not fit itself; a line may also break beside a wide character.
// `*rest` gets the others. `v` is escaped already.
struct view line_take(struct view v, size_t room, struct view *rest);

// Writes `words`, which are escaped already, in lines that end before column
// `place_at`, the first from column `from` on, the others from `hang` on; and
// `place` from `place_at` to `place_to` in the last one, which stays open.
void line_beside(struct lines *l, struct view words, size_t from, size_t hang,
                 struct view place, size_t place_at, size_t place_to);

// Ends the current line and writes `text` in lines that begin at column `from`
// and break at blanks.
void line_wrap(struct lines *l, struct view text, size_t from);

#endif
