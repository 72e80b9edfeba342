// SPDX-License-Identifier: Apache-2.0
// weights_name.h - what the name of a file says of weights in it.
//
// Source: inventory.md 4.1; the lists are knowledge/parts/weights.txt.
#ifndef PARTS_WEIGHTS_NAME_H
#define PARTS_WEIGHTS_NAME_H

#include "knowledge/knowledge.h"

enum weights_kind {
    WEIGHTS_KIND_NONE,      // not a name of weights
    WEIGHTS_KIND_TENSORS,   // weights
    WEIGHTS_KIND_OPTIMIZER, // state of an optimizer
    WEIGHTS_KIND_STATE,     // of a scheduler, a random generator ...
    WEIGHTS_KIND_ARGUMENTS, // of a training run, pickled
};

struct weights_name {
    enum weights_kind kind;
    struct view format;
    struct view stem;       // without extension; numbers of shards are "#"
    uint64_t number, total; // model-00002-of-00004; 0: no such numbers
    bool uncertain;         // other formats go by such a name too
    bool is_adapter, is_delta, is_quantized, is_copy, has_step;
    uint64_t step; // of training; of the innermost component that has one
};

struct weights_names; // the lists

struct error *weights_names_open(struct arena *a,
                                 struct weights_names **out) MUST_USE;

// `path` in lower case, within its root.
void weights_name_read(struct arena *a, const struct weights_names *n,
                       struct view path, struct weights_name *out);

// Whether `name`, of a branch, tag or folder, is that of a training step.
bool weights_name_step(const struct weights_names *n, struct view name,
                       uint64_t *step);

#endif
