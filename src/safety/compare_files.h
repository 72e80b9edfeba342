// SPDX-License-Identifier: Apache-2.0
// compare_files.h - the files that a statement lists against those that are
// here: absent, different, beside the list, left out.
#ifndef SAFETY_COMPARE_FILES_H
#define SAFETY_COMPARE_FILES_H

#include "safety/model_files.h"
#include "safety/verify.h"
#include "safety/verify_rules.h"

// The names at the top of a model that a signature leaves out always.
extern const struct view always_ignored[4];

// Hashes the files of `m` that `s` lists and adds what differs as findings;
// fills files, size, listed and left of `*out`. `own`: paths of the signature
// in the model, or empty. `single`: the model is one file.
struct error *compare_files(struct arena *a, const struct oms_statement *s,
                            struct model_files *m, bool single,
                            const struct view own[2],
                            const struct verify_choice *choice,
                            struct verify_rules *rules,
                            struct verification *out) MUST_USE;

#endif
