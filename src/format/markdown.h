// SPDX-License-Identifier: Apache-2.0
// markdown.h - lines of a document with their heading, fences and addresses.
//
// No rendering: evidence needs line numbers, and rules need to know under which
// heading a line stands and whether it is code. Also serves .rst and plain
// text.
#ifndef FORMAT_MARKDOWN_H
#define FORMAT_MARKDOWN_H

#include "base/arena.h"

struct md_line {
    struct view text;    // without the line end
    struct view heading; // the current heading's words, without # and **
    uint64_t offset;     // of its first byte
    uint32_t number;     // from 1
    bool fenced;         // inside ``` or ~~~, or the fence itself
    bool is_heading;
    bool is_table; // holds a table cell: |, <td or <th
};

struct markdown {
    struct md_line *line;
    size_t line_count;
};

void markdown_read(struct arena *a, struct view text, struct markdown *out);

// Steps through the addresses of a line: http:, https:, protocol-relative //,
// magnet: and gs:, bare, in Markdown links, in <a href> and <img src>.
struct md_link {
    struct view line; // what to look through
    size_t at;
    struct view url;   // without closing brackets, quotes, full stops
    struct view label; // text of the Markdown link, or empty
    struct view host;  // lower case as written; empty for magnet:
    struct view path;  // after the host, without ?query and #fragment
    bool image;        // ![..](..) or <img src>
};

bool md_next_link(struct md_link *l);

#endif
