// SPDX-License-Identifier: Apache-2.0
// yaml.h - reads YAML through libyaml's events, bounded by us.
//
// libyaml 0.2.5 is quadratic in nesting; our loop stops at depth 64 and 100,000
// events, before it hurts. Tags, anchors and aliases are refused or counted,
// never expanded. Scalars stay text; yaml_plain says whether it was quoted, so
// that callers can type it (YAML 1.2 core: `no` is a string). The only file
// that includes yaml.h of libyaml is yaml.c.
#ifndef FORMAT_YAML_H
#define FORMAT_YAML_H

#include "base/error.h"

enum { YAML_MAX_DEPTH = 64, YAML_MAX_EVENTS = 100000 };

enum yaml_kind {
    YAML_SCALAR,
    YAML_LIST,
    YAML_MAP,
};

struct yaml_value {
    enum yaml_kind kind;
    bool plain;       // a scalar without quotes (may be null, number, bool)
    uint32_t line;    // from 1
    uint64_t offset;  // of its first byte
    uint32_t count;   // elements or members
    struct view text; // of a scalar
    struct view key;  // if it is a member of a map; keys must be scalars
    uint32_t key_line;
    const struct yaml_value *child;
    const struct yaml_value *next;
};

struct yaml {
    const struct yaml_value *root;      // NULL: an empty document
    const struct yaml_value *duplicate; // first member whose key stood before
    size_t aliases, anchors, tags;
    uint32_t special_line; // line of the first alias, anchor or tag, or 0
};

// Reads the first document of `bytes`. Fails with ERROR_INPUT and the line.
// Aliases become an empty scalar; a caller that forbids them looks at the
// counts.
struct error *yaml_read(struct arena *a, struct view bytes, struct view path,
                        struct yaml *out) MUST_USE;

const struct yaml_value *yaml_get(const struct yaml_value *map,
                                  struct view key); // last one, or NULL
bool yaml_string(const struct yaml_value *v, struct view *out); // any scalar
bool yaml_is_null(const struct yaml_value *v); // absent, ~, null, empty plain

#endif
