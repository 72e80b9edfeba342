// SPDX-License-Identifier: Apache-2.0
// json.h - reads JSON strictly and remembers where everything stands.
//
// Source: RFC 8259. Strict UTF-8, no text after the value, no NaN, depth at
// most 200, at most 2,000,000 values in memory. Numbers keep their text, so
// that integers are exact. Strings stay views into the file unless they hold
// escapes. A key that stands twice is kept twice and counted; json_get gives
// the last one, as Python's reader does.
#ifndef FORMAT_JSON_H
#define FORMAT_JSON_H

#include "base/error.h"

enum {
    JSON_MAX_DEPTH = 200,
    JSON_MAX_VALUES = 2000000, // bounds our memory: 144 MB of values
};

enum json_kind {
    JSON_NULL,
    JSON_FALSE,
    JSON_TRUE,
    JSON_NUMBER,
    JSON_STRING,
    JSON_ARRAY,
    JSON_OBJECT,
};

struct json_value {
    enum json_kind kind;
    uint32_t count;   // elements of an array, members of an object
    struct view text; // of a number as written, of a string decoded (UTF-8)
    struct view key;  // decoded name, if this is a member of an object
    uint64_t offset;  // of the value's first byte in the file
    uint32_t end;     // one past its last byte
    uint32_t numbers; // of its elements or members: that are numbers
    const struct json_value *child; // first element or member
    const struct json_value *next;  // next one of the same parent
};

struct json {
    const struct json_value *root;
    size_t duplicates;                  // keys that stood twice in one object
    const struct json_value *duplicate; // the first such member, or NULL
};

// Reads `bytes`, a whole file called `path` (for messages). Views point into
// `bytes` or `a`. Fails with ERROR_INPUT and the offset of the byte at fault.
// Memory is at most proportional to bytes.len; time is linear.
struct error *json_read(struct arena *a, struct view bytes, struct view path,
                        struct json *out) MUST_USE;

// What is wrong with a text that json_read refuses.
enum json_fault {
    JSON_WHOLE,    // nothing
    JSON_GRAMMAR,  // breaks the grammar, or ends early
    JSON_TRAILING, // something stands after the value
    JSON_ENCODING, // is not UTF-8
    JSON_DEEP,     // nests deeper than JSON_INSPECT_DEPTH
    JSON_MANY,     // holds more than JSON_MAX_VALUES values that are kept
};

enum { JSON_INSPECT_DEPTH = 128 };

// Something that may stand many times: how often, and where first.
struct json_oddity {
    size_t count;
    uint64_t offset;
};

// What some readers take and others refuse or read differently.
struct json_oddities {
    enum json_fault fault;
    struct json_oddity bom;        // a byte order mark before the text
    struct json_oddity not_number; // NaN: null here
    struct json_oddity infinite;   // Infinity, -Infinity: null here
    struct json_oddity inexact;    // integers that no double holds, > 1.8e308
    struct json_oddity nul;        // \u0000 in a string
    struct json_oddity surrogate;  // half a surrogate pair: U+FFFD here
};

// The lenient reading, for one who inspects: takes what is in `odd` and, where
// the text breaks off or breaks the grammar, keeps what was read until then in
// `out`; what is wrong is in odd->fault, and the error says it.
struct error *json_inspect(struct arena *a, struct view bytes, struct view path,
                           struct json *out,
                           struct json_oddities *odd) MUST_USE;

// Which values of a large document are kept: each member whose key `wants` it,
// all below it, and all that it stands in. The others are read with the same
// care, but leave nothing behind: they count in `count` and `numbers` only.
struct json_filter {
    bool (*wants)(const void *context, struct view key);
    const void *context;
};

// json_inspect, of the values that `filter` lets pass and the root.
struct error *json_inspect_part(struct arena *a, struct view bytes,
                                struct view path,
                                const struct json_filter *filter,
                                struct json *out,
                                struct json_oddities *odd) MUST_USE;

// The member called `key` (the last one), or NULL. NULL or another kind than
// an object as `object` gives NULL, so calls can be chained.
const struct json_value *json_get(const struct json_value *object,
                                  struct view key);

// A walk through `at` and all below it, without recursion: first children, then
// neighbours, then those of the parents, which are kept in `above`.
//
//     struct json_walk w = {.at = root};
//     do ... w.at ... while (json_walk_next(&w));
struct json_walk {
    const struct json_value *at;
    const struct json_value *above[JSON_MAX_DEPTH + 1];
    size_t depth;
};

bool json_walk_next(struct json_walk *w);

// What a value says, or false: a string (decoded); a number that is a whole one
// >= 0 and fits (also written 13731385408.0); a number of any kind; true/false.
bool json_string(const struct json_value *v, struct view *out);
bool json_u64(const struct json_value *v, uint64_t *out);
bool json_double(const struct json_value *v, double *out);
bool json_bool(const struct json_value *v, bool *out);

// Line (from 1) of byte `offset` of `bytes`.
uint32_t json_line(struct view bytes, uint64_t offset);

#endif
