// SPDX-License-Identifier: Apache-2.0
// left_out.h - whether a file matters that a signature does not cover.
//
// By the names of knowledge/safety/covered.txt, and where they say nothing by
// its content: whatever is no text and no picture may be weights, and what has
// an ending that nobody knows may be read by somebody.
#ifndef SAFETY_LEFT_OUT_H
#define SAFETY_LEFT_OUT_H

#include "format/content.h"
#include "knowledge/knowledge.h"
#include "safety/model_files.h"

struct left_out {
    struct records kinds;
    struct pickle_names *names;
};

struct error *left_out_open(struct arena *a, struct left_out *out) MUST_USE;

// "weights", "code", "configuration", "template", "a program", "binary data",
// ...; empty if nothing is lost by leaving `f` out.
struct view left_out_kind(const struct left_out *l, const struct model_files *m,
                          const struct model_file *f);

#endif
