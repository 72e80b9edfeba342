// SPDX-License-Identifier: Apache-2.0
// walk.h - goes through a folder of a release and lists its files.
//
// Nothing is opened but folders. A folder is opened relative to the one above
// it and never through a symbolic link, so no change of the tree under our
// hands can lead elsewhere. Links to files are followed if they end inside the
// release; the files of a linked folder are listed once, where they really are.
#ifndef RELEASE_WALK_H
#define RELEASE_WALK_H

#include "release/tree.h"

enum { WALK_MAX_DEPTH = 256 };

// Adds what is in the folder root->path to `t`, but for git's own folder at the
// top; what knowledge/parts/scopes.txt skips to `aside`, if that is not NULL.
// Fails if the folder itself cannot be opened.
struct error *walk_folder(struct tree *t, struct tree *aside,
                          const struct tree_root *root) MUST_USE;

// What the system says of error `number`.
struct view system_reason(int number);

#endif
