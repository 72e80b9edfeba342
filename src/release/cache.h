// SPDX-License-Identifier: Apache-2.0
// cache.h - the layout of a hub client's cache on disk (conventions.md 12).
//
//     models--org--name/refs/main            a commit
//                      /snapshots/COMMIT/... links into blobs/
//                      /blobs/DIGEST         SHA-256 of large files
//                      /trees/COMMIT.json    what the commit consists of
//
// and of a download into a plain folder, which keeps .cache/huggingface/ there.
#ifndef RELEASE_CACHE_H
#define RELEASE_CACHE_H

#include "release/tree.h"

struct cache {
    struct view folder; // real path of models--org--name
    struct view owner;  // "org", or empty
    struct view name;
    struct view commit; // name of a folder in snapshots/; empty: not chosen
    struct view below;  // path inside the snapshot that was named, or empty
};

// Whether the real path `path` is a model's folder in a cache or lies in one of
// its snapshots: by its words alone.
bool cache_find(struct view path, struct cache *out);

// Whether what cache_find found has what a cache has, and is no other folder
// that is called so.
struct error *cache_is_one(struct arena *a, const struct cache *c,
                           bool *is) MUST_USE;

// Fills the commit if it is empty: that of refs/main, or the only snapshot.
struct error *cache_choose(struct arena *a, struct view given,
                           struct cache *c) MUST_USE;

// The names of the cache's references and of its other snapshots.
struct error *cache_refs(struct arena *a, const struct cache *c,
                         struct root *root) MUST_USE;

// Fails with a message that names them if the folder `path` holds models--
// folders: which one is meant?
struct error *cache_is_whole(struct arena *a, struct view path) MUST_USE;

// The commit that the metadata of a download into the folder `path` name, or
// the empty view.
struct view cache_local_commit(struct arena *a, struct view path);

// Adds files that `list` (trees/COMMIT.json, which need not exist) names and
// the tree does not hold. `below`: the part of the snapshot that is looked at.
// Needs sorted entries, and leaves them unsorted.
void cache_add_missing(struct tree *t, const struct tree_root *root,
                       struct view list, struct view below);

#endif
