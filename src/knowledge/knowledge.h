// SPDX-License-Identifier: Apache-2.0
// knowledge.h - the files of knowledge/, compiled in, as records.
//
// A record is lines of `key: value`; a line that begins with a blank continues
// the value (joined by one blank); an empty line ends the record; a line that
// begins with # is a comment. A key may stand several times in a record: that
// is a list. Blanks around a value are dropped; to keep them, the value is
// written in double quotes ("a b " has no escapes).
#ifndef KNOWLEDGE_KNOWLEDGE_H
#define KNOWLEDGE_KNOWLEDGE_H

#include "base/error.h"

struct field {
    struct view key;
    struct view value;
    uint32_t line;
};

struct record {
    struct field *field;
    size_t field_count;
};

struct records {
    struct view path; // "knowledge/parts/markers.txt"
    struct record *record;
    size_t record_count;
};

// The bytes of a compiled-in file ("parts/markers.txt"); false: no such file.
bool knowledge_bytes(struct view name, struct view *out);

// Steps through the names of the compiled-in files below `folder`
// ("licenses/known/"), by name: `size_t at = 0; while (knowledge_next(...))`.
bool knowledge_next(struct view folder, size_t *at, struct view *name);

// Reads a compiled-in file. Fails with ERROR_INPUT and the line.
struct error *knowledge_read(struct arena *a, struct view name,
                             struct records *out) MUST_USE;

// The same for text that is at hand (tests, a user's file).
struct error *records_read(struct arena *a, struct view bytes, struct view path,
                           struct records *out) MUST_USE;

// First value of `key`, or the empty view.
struct view record_get(const struct record *r, struct view key);

// Steps through the values of `key`: `size_t at = 0; while (record_next(...))`.
bool record_next(const struct record *r, struct view key, size_t *at,
                 struct view *value);

// The first record whose `key` is `value`, or NULL.
const struct record *records_find(const struct records *all, struct view key,
                                  struct view value);

#endif
