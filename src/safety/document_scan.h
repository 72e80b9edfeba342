// SPDX-License-Identifier: Apache-2.0
// document_scan.h - what a text document of a release does to its readers.
//
// JSON, YAML, the front matter of cards, chat templates: what readers disagree
// about or cannot take (json.*, yaml.*), and what the settings in them make a
// loader do (config.*, keras.*, template.*). Source: threats.md 5 to 7.
#ifndef SAFETY_DOCUMENT_SCAN_H
#define SAFETY_DOCUMENT_SCAN_H

#include "safety/config_scan.h"

struct document {
    struct view bytes; // the whole of it
    struct view path;  // for messages
    struct view name;  // base name in lower case: says what it is
    bool strict;       // tell what breaks the grammar, too
    bool settings;     // loaders read it first: it must be an object
};

// Whether a file called `name` (base name, lower case) is a text document that
// is read here.
bool document_is(struct view name);

// Looks at `d`; what is made on the way is in `scratch`, the notes in `n`.
void document_scan(struct arena *scratch, struct notes *n,
                   const struct config_rules *rules, const struct document *d);

#endif
