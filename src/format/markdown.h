// SPDX-License-Identifier: Apache-2.0
// markdown.h - lines of a document with their heading, fences and addresses.
//
// No rendering: evidence needs line numbers, and rules need to know under which
// heading a line stands and whether it is code. Also serves .rst and plain
// text. Rules: CommonMark 0.30 for fences and headings, wider where cards in
// the wild are (a line that is only **bold**, <h1>, ##no blank); all of it is
// one pass over the bytes, so hostile text costs no more than any other.
#ifndef FORMAT_MARKDOWN_H
#define FORMAT_MARKDOWN_H

#include "base/arena.h"

// Steps through the lines of a text: LF or CR LF, and CR alone where the text
// holds no LF. A byte order mark belongs to no line.
struct text_lines {
    struct view text;
    size_t at;
    struct view line;
    uint64_t offset; // of the line's first byte
    uint32_t number; // from 1
    char end;        // set by the first step
};

bool text_line_next(struct text_lines *l);

struct md_line {
    struct view text;    // without the line end
    struct view heading; // the current heading's words, without # and **
    uint64_t offset;     // of its first byte
    uint32_t number;     // from 1
    bool fenced;         // inside ``` or ~~~, or the fence itself
    bool front;          // inside the block between two `---` at the head
    bool is_heading;
    bool is_table; // holds a table cell: |, <td or <th
    uint8_t level; // of a heading: 1..6 (a bold line: 6)
};

struct markdown {
    struct md_line *line;
    size_t line_count;
};

void markdown_read(struct arena *a, struct view text, struct markdown *out);

// Steps through the addresses of a line: http:, https:, protocol-relative //
// (in a link or an attribute), magnet:, gs: and s3:, bare, in Markdown links
// and reference definitions, in <a href> and <img src>.
struct md_link {
    struct view line; // what to look through
    size_t at;
    size_t from;       // where `url` begins in `line`
    struct view url;   // without closing brackets, quotes, full stops
    struct view label; // text of the link, or empty
    struct view host;  // as written, without user and port; empty for magnet:
    struct view path;  // after the host, without ?query and #fragment
    bool image;        // ![..](..) or <img src>
};

bool md_next_link(struct md_link *l);

// `text` without HTML tags, in `a` if there were any.
struct view markdown_untagged(struct arena *a, struct view text);

#endif
