// SPDX-License-Identifier: Apache-2.0
// json_write.h - writes JSON with a stable layout: the only way we make JSON.
//
//     json_begin(w, '{'); json_key(w, VIEW("part")); json_text(w, name);
//     json_end(w, '}');
//
// Two blanks an indent level; an array of scalars or an empty one on one line.
// Control characters, DEL, C1, bidi and zero-width characters are written as
// \u00xx; bytes that are not UTF-8 become U+FFFD, so the output is valid
// always.
#ifndef FORMAT_JSON_WRITE_H
#define FORMAT_JSON_WRITE_H

#include "base/text.h"

struct json_writer {
    struct text *out;
    unsigned depth;
    bool compact; // all on one line, for --each
    bool dense;   // and without a blank, where the bytes count
    bool after_key;
    uint64_t first;   // bit per depth: nothing was written at this level yet
    uint64_t inline_; // bit per depth: this level stays on one line
};

void json_begin(struct json_writer *w, char bracket);        // '{' or '['
void json_begin_inline(struct json_writer *w, char bracket); // kept on one line
void json_end(struct json_writer *w, char bracket);          // '}' or ']'
void json_key(struct json_writer *w, struct view key);
void json_text(struct json_writer *w, struct view value);
void json_number(struct json_writer *w, uint64_t value);
void json_real(struct json_writer *w, double value, int decimals);
void json_truth(struct json_writer *w, bool value);
void json_null(struct json_writer *w);

// key and value in one call; an empty view is left out by json_member_if.
void json_member(struct json_writer *w, struct view key, struct view value);
void json_member_if(struct json_writer *w, struct view key, struct view value);

#endif
