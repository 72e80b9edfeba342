// SPDX-License-Identifier: Apache-2.0
// line_index.h - the line of any byte of a file, in any order of asking.
//
// Made by one pass; a question costs a look at one block of bytes.
#ifndef TERMS_LINE_INDEX_H
#define TERMS_LINE_INDEX_H

#include "terms/normal.h"

struct line_index {
    struct view bytes;
    bool wide;        // UTF-16: a line break is two bytes
    uint32_t *before; // line breaks before each block
};

void line_index_open(struct arena *a, struct view bytes, enum encoding encoding,
                     struct line_index *out);

// The line of a byte, from 1; behind the end: the last one.
uint32_t line_index_at(const struct line_index *x, uint64_t byte);

#endif
