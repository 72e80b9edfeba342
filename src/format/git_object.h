// SPDX-License-Identifier: Apache-2.0
// git_object.h - what is inside the objects of a git repository: commits, trees
// and tags.
//
// Source: gitformat-pack(5), gitformat-loose(5) and git-cat-file(1) of git
// 2.39, "Object types"; hash-function-transition for repositories whose names
// are SHA-256. Views point into the object's bytes.
#ifndef FORMAT_GIT_OBJECT_H
#define FORMAT_GIT_OBJECT_H

#include "base/arena.h"

enum {
    GIT_SHA1 = 20, // bytes of an object's name
    GIT_SHA256 = 32,
    // Bytes of an object that is read: a folder of 200,000 files, or more than
    // any text of a license.
    GIT_LARGEST = 8 << 20,
};

// The numbers are those of packs.
enum git_kind { GIT_NONE, GIT_COMMIT, GIT_TREE, GIT_BLOB, GIT_TAG };

struct git_id { // the name of an object: the hash of what is in it
    unsigned char byte[GIT_SHA256];
    uint8_t size; // GIT_SHA1, GIT_SHA256; 0: none
};

struct git_object {
    enum git_kind kind; // GIT_NONE: it is not here
    struct view bytes;
};

static inline bool git_id_eq(const struct git_id *a, const struct git_id *b)
{
    return a->size == b->size && memcmp(a->byte, b->byte, a->size) == 0;
}

static inline struct view git_id_bytes(const struct git_id *id)
{
    return (struct view){(const char *)id->byte, id->size};
}

// From 40 or 64 hexadecimal digits; false: they are none.
bool git_id_read(struct view hex, struct git_id *out);

// The first `id_size` bytes of `*rest`, taken off it; false: it is shorter.
bool git_id_take(struct view *rest, size_t id_size, struct git_id *out);

// In lower-case hexadecimal digits, in `a`.
struct view git_id_hex(struct arena *a, const struct git_id *id);

// The name that an object with these bytes must have.
void git_id_of(enum git_kind kind, struct view bytes, size_t id_size,
               struct git_id *out);

struct git_commit {
    struct git_id tree;
    struct git_id parent; // the first; of size 0 where there is none
    uint32_t parents;
    int64_t when; // committer's date, seconds since 1970; -1: it has none
};

// False: it lacks its tree. Names that are not of `id_size` bytes are none.
bool git_commit_read(struct view bytes, size_t id_size, struct git_commit *out);

enum { // of git_entry.mode
    GIT_MODE_TYPE = 0170000,
    GIT_MODE_FOLDER = 0040000,
    GIT_MODE_FILE = 0100000,
};

struct git_entry { // a line of a tree
    uint32_t mode;
    struct view name;
    struct git_id id;
};

// Steps through a tree: `rest` is what is left of it. False: its end, or bytes
// that are no entry, which are left in `rest`.
bool git_tree_next(struct view *rest, size_t id_size, struct git_entry *out);

// What a tag names; false: it is none.
bool git_tag_read(struct view bytes, size_t id_size, struct git_id *out);

// The word in front of an object that is no part of a pack: "commit".
struct view git_kind_word(enum git_kind kind);

// Takes "KIND SIZE" and the zero byte off the front of `loose`, which was
// unpacked. Fails (false) where the size is not that of what follows.
bool git_loose_read(struct view loose, struct git_object *out);

#endif
