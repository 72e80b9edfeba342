// SPDX-License-Identifier: Apache-2.0
// rule.h - what a file shows, by its name and the markers in it.
//
// The rules are knowledge/parts/rules.txt and markers.txt (inventory.md 4.2,
// 4.3), whose heads explain every key; here they are read and applied to one
// file. Opens nothing.
#ifndef PARTS_RULE_H
#define PARTS_RULE_H

#include "knowledge/knowledge.h"
#include "parts/part.h"

struct rules; // read once, then only read by any number of threads

// Reads the compiled-in rules. Fails with ERROR_INPUT and the line where the
// files are wrong, which the tests exclude.
struct error *rules_open(struct arena *a, struct rules **out) MUST_USE;

// The same for texts at hand.
struct error *rules_read(struct arena *a, const struct records *markers,
                         const struct records *rules,
                         struct rules **out) MUST_USE;

struct rule_file {    // what is known of a file before it is opened
    struct view path; // below its root, in lower case
    enum scope scope;
    enum entry_kind kind;
    uint32_t depth;
    uint64_t size;
    bool size_known;
};

// Whether a folder's name (lower case) makes the folder around it a tool of its
// own: it begins or ends with a `tool`.
bool rules_is_tool(const struct rules *r, struct view folder);

// How many bytes of the file the rules ask for; 0: it need not be opened.
uint64_t rules_want(const struct rules *r, const struct rule_file *f);

enum {
    RULE_MOST_HITS = 4,
    RULE_SHOWS_SIZE = 120,
    RULE_TEXT_SIZE = 400000, // larger files are no code and no settings
    RULE_TEXT_PROBE = 4096,  // a zero byte before here: no text
};

struct rule_hit {
    struct view rule; // its id
    bool has_part;
    enum part_kind part;
    enum stage stage;
    enum presence presence;
    int weight;
    struct view note; // what else follows: "api", "architecture", or empty
    uint32_t line;    // of the first marker; 0: the name decided
    size_t shows_len;
    char shows[RULE_SHOWS_SIZE]; // "optimizer.step( 2, AdamW 3"
};

// At most this many rules hold for a file; later ones are dropped.
struct rule_hits {
    struct rule_hit item[RULE_MOST_HITS];
    size_t count;
};

// Applies the rules to `f`, whose bytes (or front) are `text`; an empty view
// if it was not opened. `a` is for the time of the call only.
void rules_apply(struct arena *a, const struct rules *r,
                 const struct rule_file *f, struct view text,
                 struct rule_hits *out);

#endif
