// SPDX-License-Identifier: Apache-2.0
// knowledge.h - the files of knowledge/, compiled in.
//
// What ends with .txt is read when the program is built (tools/embed.c), so
// that its records cost nothing at run time, however often they are asked for.
#ifndef KNOWLEDGE_KNOWLEDGE_H
#define KNOWLEDGE_KNOWLEDGE_H

#include "knowledge/records.h"

// The bytes of a compiled-in file ("parts/markers.txt"); false: no such file.
bool knowledge_bytes(struct view name, struct view *out);

// Steps through the names of the compiled-in files below `folder`
// ("licenses/known/"), by name: `size_t at = 0; while (knowledge_next(...))`.
bool knowledge_next(struct view folder, size_t *at, struct view *name);

// The records of a compiled-in file. Fails with ERROR_INPUT, in `a`, if there
// is no such file.
struct error *knowledge_read(struct arena *a, struct view name,
                             struct records *out) MUST_USE;

// The same for a file that every build has: there is no error to look at.
struct records knowledge_records(struct view name);

#endif
