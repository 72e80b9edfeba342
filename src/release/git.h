// SPDX-License-Identifier: Apache-2.0
// git.h - what a clone says of itself: its commit, branches, tags, submodules.
//
// Source: gitrepository-layout(5), gitmodules(5). Read from the files; git is
// not called, since a repository's configuration can make it run programs.
#ifndef RELEASE_GIT_H
#define RELEASE_GIT_H

#include "release/tree.h"

// Fills commit and ref of `root` from the .git folder or file in root->path, if
// there is one.
void git_read(struct arena *a, struct root *root);

// Adds an ENTRY_SUBMODULE for each path that a .gitmodules or the index of this
// root names and below which there is nothing. Needs sorted entries, and leaves
// them unsorted.
void git_add_submodules(struct tree *t, const struct tree_root *root);

#endif
