// SPDX-License-Identifier: Apache-2.0
// tf_text.h - writes the text form of a TensorFlow graph as its binary form.
//
// Source: the protobuf text format page; the messages as in tf_graph.h. Only
// what tf_graph looks at is written: names, operators, inputs, texts in
// attributes, functions, assets. The reading is lax: what it does not know it
// steps over, and what is still open at the end is closed.
#ifndef FORMAT_TF_TEXT_H
#define FORMAT_TF_TEXT_H

#include "base/text.h"

#include <stdint.h>

enum tf_root { TF_ROOT_SAVED, TF_ROOT_META, TF_ROOT_GRAPH, TF_ROOTS };

struct tf_mark {
    uint32_t binary; // where a node stands in what was written
    uint32_t text;   // and in what was read
};

struct tf_text {
    struct text binary;
    struct tf_mark *mark; // in order
    size_t mark_count;
};

// Writes `text`, below 4 GiB, as a message of kind `root`.
void tf_text_read(struct arena *a, struct view text, enum tf_root root,
                  struct tf_text *out);

// Where the node at `binary` stands in the text.
uint64_t tf_text_place(const struct tf_text *t, uint64_t binary);

// What stands before the next token: blanks and comments.
struct view tf_text_blanks(struct view v);

// Adds the texts in quotes at the front of `v`, which belong together, to
// `out`, without their escapes. Gives what is behind.
struct view tf_text_quoted(struct view v, struct text *out);

#endif
