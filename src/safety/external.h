// SPDX-License-Identifier: Apache-2.0
// external.h - the files that a model keeps its weights in (threats.md 8).
//
// A runtime opens what the model names and hands its content out as weights: a
// link may lead it to any file of the machine, and so may a second name (a hard
// link) of one. Source: ONNX, External Data Security.
#ifndef SAFETY_EXTERNAL_H
#define SAFETY_EXTERNAL_H

#include "format/note.h"
#include "release/release.h"

// Looks at the files that `t`, read from the entry `e`, names. Those that are
// not in the release are no fault: they were not fetched.
void external_check(struct arena *a, const struct release *r,
                    const struct entry *e, const struct tensors *t,
                    struct notes *n);

#endif
