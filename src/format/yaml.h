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

enum {
    YAML_MAX_DEPTH = 64,
    YAML_MAX_EVENTS = 100000,
    YAML_INSPECT_DEPTH = 128,
    YAML_INSPECT_EVENTS = 2000000,
};

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
    const struct yaml_value *alias; // yaml_inspect: what an alias stands for
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

// What is wrong with a text that yaml_read refuses.
enum yaml_fault {
    YAML_WHOLE,    // nothing
    YAML_GRAMMAR,  // breaks the grammar; an alias of what is not there
    YAML_ENCODING, // is not UTF-8
    YAML_DEEP,     // nests deeper than YAML_INSPECT_DEPTH
    YAML_MANY,     // more than YAML_INSPECT_EVENTS, or more %TAG than we take
};

struct yaml_tag {
    struct view name; // resolved: "tag:yaml.org,2002:python/name:os.system"
    uint64_t offset;
};

// What some readers take and others refuse, or what reading costs them.
struct yaml_oddities {
    enum yaml_fault fault;
    struct yaml_tag *tag;
    size_t tag_count;
    uint64_t gained;    // values that a reader makes if it copies at each alias
    bool recursive;     // an alias stands inside what it stands for
    uint64_t recursion; // offset of the first such alias
};

// The lenient reading, for one who inspects: all documents (their roots are
// neighbours, from out->root on), to YAML_INSPECT_DEPTH, aliases resolved but
// not copied, containers as keys (as a member without a name before the value).
// Where the text breaks off, what was read until then stays in `out`; what is
// wrong is in odd->fault, and the error says it.
struct error *yaml_inspect(struct arena *a, struct view bytes, struct view path,
                           struct yaml *out,
                           struct yaml_oddities *odd) MUST_USE;

const struct yaml_value *yaml_get(const struct yaml_value *map,
                                  struct view key); // last one, or NULL
bool yaml_string(const struct yaml_value *v, struct view *out); // any scalar
bool yaml_is_null(const struct yaml_value *v); // absent, ~, null, empty plain

#endif
