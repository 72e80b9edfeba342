// SPDX-License-Identifier: Apache-2.0
// records.h - records of knowledge/, as text that is read.
//
// A record is lines of `key: value`; a line that begins with a blank continues
// the value (joined by one blank); an empty line ends the record; a line that
// begins with # is a comment. A key may stand several times in a record: that
// is a list. Blanks around a value are dropped; to keep them, the value is
// written in double quotes ("a b " has no escapes).
#ifndef KNOWLEDGE_RECORDS_H
#define KNOWLEDGE_RECORDS_H

#include "base/error.h"

struct field {
    struct view key;
    struct view value;
    uint32_t line;
};

struct record {
    const struct field *field;
    size_t field_count;
};

struct records {
    struct view path; // "knowledge/parts/markers.txt"
    const struct record *record;
    size_t record_count;
};

// Reads `bytes`, called `path`. Views in `*out` point into `bytes`, but for
// values of several lines, which are in `a` like the arrays. Fails with
// ERROR_INPUT and the line.
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
