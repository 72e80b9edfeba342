// SPDX-License-Identifier: Apache-2.0
// yaml_scan.h - what a YAML text does to its readers (threats.md 5: yaml.*).
#ifndef SAFETY_YAML_SCAN_H
#define SAFETY_YAML_SCAN_H

#include "safety/config_scan.h"

enum {
    YAML_MOST_GAINED = 1000000, // values that aliases may add
    YAML_MOST_COPIED = 100000,  // of those, how many are looked at
};

// How much of what is told of a text.
enum yaml_strictness {
    YAML_LENIENT, // tags, bombs, and that it was not read to its end
    YAML_CARD,    // what breaks the grammar is a note: no loader reads it
    YAML_STRICT,
};

// Tells yaml.tag, yaml.bomb, yaml.depth, yaml.dup, yaml.utf8, yaml.malformed.
// `offset`: of `bytes` in the file. Gives the documents as one list of values
// that config_scan walks, in `scratch`; NULL: there are none.
const struct json_value *yaml_scan(struct arena *scratch, struct notes *n,
                                   const struct config_rules *rules,
                                   struct view bytes, uint64_t offset,
                                   enum yaml_strictness strict);

#endif
