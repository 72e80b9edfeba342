// SPDX-License-Identifier: Apache-2.0
// git.h - what a clone says of itself: its commit, branches, tags, submodules.
//
// Source: gitrepository-layout(5), gitmodules(5). Read from the files; git is
// not called, since a repository's configuration can make it run programs.
#ifndef RELEASE_GIT_H
#define RELEASE_GIT_H

#include "release/tree.h"

struct git_clone {
    struct view folder; // of HEAD
    struct view shared; // of objects and references; another one in a worktree
    struct view packed; // bytes of packed-refs
    bool own; // it is the tree's: inside of it, or naming it as its worktree
};

// The repository of the folder `tree`, if it has one.
bool git_clone_find(struct arena *a, struct view tree, struct git_clone *out);

// The hexadecimal name of the object at HEAD, or at a reference by its whole
// name ("refs/heads/main"); else the empty view.
struct view git_clone_head(struct arena *a, const struct git_clone *r);
struct view git_clone_ref(struct arena *a, const struct git_clone *r,
                          struct view name);

// Fills commit and ref of `root` from the .git folder or file in root->path, if
// there is one.
void git_read(struct arena *a, struct root *root);

// Adds an ENTRY_SUBMODULE for each path that a .gitmodules or the index of this
// root names and below which there is nothing. Needs sorted entries, and leaves
// them unsorted.
void git_add_submodules(struct tree *t, const struct tree_root *root);

#endif
