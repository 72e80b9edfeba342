// SPDX-License-Identifier: Apache-2.0
// tree.h - the entries and notes of a release while it is being opened.
#ifndef RELEASE_TREE_H
#define RELEASE_TREE_H

#include "release/release.h"
#include "release/scope.h"

// More than any release seen (the largest clone has 30,000), and little enough
// that a hostile tree costs no more than 600 MB.
enum { TREE_MAX_ENTRIES = 2000000 };

struct tree {
    struct arena *arena;
    struct scopes scopes;
    struct entry *entry;
    size_t entry_count;
    struct release_note *note;
    size_t note_count;
    struct view *empty; // folders in which there is nothing, as entries' paths
    size_t empty_count;
    bool full; // the limit was met and noted
};

struct tree_root {      // where entries go
    struct view path;   // what was opened
    struct view prefix; // "name/" before each path, or empty
    struct view real;   // real path of `path`
    struct view inside; // real path of the folder that links may lead into
    uint32_t index;     // in release.root
    bool cache;         // a link into blobs/ names its content's digest
};

// Adds the file `path` (within its root); NULL: the limit of entries is met.
// The entry's kind is ENTRY_FILE, its size unknown.
struct entry *tree_add(struct tree *t, const struct tree_root *root,
                       struct view path, enum scope folder_scope);

// Remembers that there is nothing in the folder `path` (within its root).
void tree_add_empty(struct tree *t, const struct tree_root *root,
                    struct view path);

// Notes `rule` about `path` (within its root).
void tree_note(struct tree *t, const struct tree_root *root, const char *rule,
               struct view path, struct view shows);

// Whether `path` is `folder` or lies in it; both without a slash at the end.
bool path_lies_in(struct view path, struct view folder);

// "head/tail", terminated.
struct view path_join(struct arena *a, struct view head, struct view tail);

// Whether `path` stays below the folder it is joined to: not absolute, without
// "." and "..", empty parts or zero bytes.
bool path_is_plain(struct view path);

// Whether `v` is `digits` hexadecimal digits.
bool is_hex(struct view v, size_t digits);

// Sorts the entries by path.
void tree_sort(struct tree *t);

// Whether the first `sorted` entries hold `path` (within its root), or anything
// in the folder `path`.
bool tree_holds(const struct tree *t, size_t sorted,
                const struct tree_root *root, struct view path);
bool tree_holds_below(const struct tree *t, size_t sorted,
                      const struct tree_root *root, struct view path);

#endif
