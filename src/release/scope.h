// SPDX-License-Identifier: Apache-2.0
// scope.h - what a path's folder names say of it (inventory.md 2).
//
// The names are in knowledge/parts/scopes.txt: which folders hold examples,
// tests or other people's code, and which are not walked into at all.
#ifndef RELEASE_SCOPE_H
#define RELEASE_SCOPE_H

#include "knowledge/knowledge.h"
#include "release/release.h"

struct scopes {
    struct records rules;
};

struct error *scopes_read(struct arena *a, struct scopes *out) MUST_USE;

// Whether a file or folder of this name is left out (.git and the like).
bool scope_skips(const struct scopes *s, struct view name);

// Whether the path within a root (no slash at its end) is left out.
bool scope_skips_path(const struct scopes *s, struct view path);

// The scope of what lies in the folder `lower` (a name in lower case) inside a
// folder of scope `outer`. What is vendored stays vendored, whatever its
// folders are called; a test inside an example is a test.
enum scope scope_of_folder(const struct scopes *s, struct view lower,
                           enum scope outer);

// The scope of the file `lower` (a base name in lower case) in such a folder.
enum scope scope_of_file(const struct scopes *s, struct view lower,
                         enum scope folder);

// The scope of a file in the folder `path` (of any case; empty: the root).
enum scope scope_of_folders(const struct scopes *s, struct view path);

#endif
