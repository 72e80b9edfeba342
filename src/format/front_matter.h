// SPDX-License-Identifier: Apache-2.0
// front_matter.h - the block between two `---` lines at the head of a card.
//
// Cards in the wild hold YAML that no YAML reader takes (tabs, stray colons,
// agreements of hundreds of lines), so this reads by line: keys at column 0;
// values are a scalar, [a, b], list items "- x", or a block scalar (|, >, with
// - or +), whose lines are joined by newlines. Nested maps are kept as raw
// lines. Source of the rules: the hub's model card keys (inventory.md 5).
//
// At the head of the file, after a byte order mark and blank lines; or, if some
// key is one the hub knows, after other text (a card inside a program's
// string), which is reported as such.
#ifndef FORMAT_FRONT_MATTER_H
#define FORMAT_FRONT_MATTER_H

#include "base/arena.h"

struct front_value {
    struct view text; // unquoted
    uint32_t line;
};

struct front_key {
    struct view name;
    uint32_t line;
    bool block;                // a block scalar
    struct front_value *value; // none for an empty list or value
    size_t value_count;
};

struct front_matter {
    bool present;
    bool inside_text; // found after other text, not at the head of the file
    struct front_key *key;
    size_t key_count;
    uint32_t first_line, last_line; // of the two `---`
    uint64_t end;                   // offset of the first byte after it
};

// Never fails: what is not front matter gives present = false.
void front_matter_read(struct arena *a, struct view text,
                       struct front_matter *out);

// NULL: not there. The last one of several, as YAML readers do.
const struct front_key *front_get(const struct front_matter *f,
                                  struct view name);
// First value of `name`, or the empty view.
struct view front_text(const struct front_matter *f, struct view name);

#endif
