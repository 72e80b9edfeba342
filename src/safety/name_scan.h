// SPDX-License-Identifier: Apache-2.0
// name_scan.h - what loaders, shells, editors and builds do with a file because
// of its name, and names that promise that nobody does anything.
//
// By knowledge/safety/files.txt and passive.txt. Source: threats.md 7 and 9.
#ifndef SAFETY_NAME_SCAN_H
#define SAFETY_NAME_SCAN_H

#include "base/file.h"
#include "format/note.h"
#include "knowledge/knowledge.h"

#include <limits.h>

// What a record of files.txt asks for, besides the name; bits.
enum name_asks {
    NAME_ASKS_WHERE = 1,
    NAME_ASKS_FORMAT = 2,
    NAME_ASKS_START = 4,
    NAME_ASKS_FOLDER = 8,
    NAME_ASKS_BEGIN = 16,
    NAME_ASKS_LINE = 32,
    NAME_ASKS_WORD = 64,
    NAME_ASKS_SCRIPT = 128,
};

// A name, or how one ends, that a record of files.txt asks for.
struct name_rule {
    struct view text;
    bool whole;
    const struct record *record;
    unsigned asks; // bits of enum name_asks that the record has values of
    size_t next;   // with the same last byte
};

struct name_rules {
    struct records files;
    struct name_rule *rule; // in the order of the records
    size_t rule_count;
    // The first rule with each last byte, and of those for all names. Where
    // there is no first or next, rule_count.
    size_t first[UCHAR_MAX + 1], first_of_all;
    struct records passive;
};

struct named_file {   // a file, or a member of an archive
    struct view name; // base name in lower case
    struct view path; // in the release; of a member in its archive
    const struct file *file;
    struct view front;  // the first bytes of it
    struct view format; // by file_kind
    bool code;          // in a repository of code
};

struct error *name_rules_open(struct arena *a, struct name_rules *out) MUST_USE;

// Adds what each record says that agrees with the name, its place and how the
// content begins; what is made on the way is in `scratch`.
void name_scan(struct arena *scratch, struct notes *n,
               const struct name_rules *rules, const struct named_file *f);

// Whether name_scan may have something to say of a file called `name`.
bool name_is_told(const struct name_rules *rules, struct view name);

// Whether a file called `name` (base name, lower case) is harmless to everybody
// who goes by its name, and must hold no `content`: "pickle" or "archive".
bool name_is_passive(const struct name_rules *rules, struct view name,
                     struct view content);

#endif
