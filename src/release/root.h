// SPDX-License-Identifier: Apache-2.0
// root.h - finds out what a path the user gave is.
#ifndef RELEASE_ROOT_H
#define RELEASE_ROOT_H

#include "release/cache.h"

struct opened { // a root while the release is being opened
    struct root root;
    struct view title;  // name of a release of which it is the first root
    struct view real;   // real path of root.path
    struct view inside; // real path of the folder links may lead into
    struct cache cache; // if root.kind is ROOT_CACHE
    struct view list;   // file that lists the commit; may not exist
    struct view digest; // of a ROOT_FILE that is a blob of a cache
    uint64_t size;      // of a ROOT_FILE
    struct view file;   // of one: what to open, which is no link
};

// Resolves `given` (a folder, a cache's folder, a file). Kinds that depend on
// the files in a folder (ROOT_SNAPSHOT, ROOT_CODE) are left to the caller.
struct error *root_open(struct arena *a, struct view given,
                        struct opened *out) MUST_USE;

#endif
