// SPDX-License-Identifier: Apache-2.0
// git_index.h - finds the submodules that a clone's index names.
//
// Source: gitformat-index(5), versions 2 to 4. An entry of mode 160000 is a
// commit of another repository; .gitmodules may have forgotten it.
#ifndef RELEASE_GIT_INDEX_H
#define RELEASE_GIT_INDEX_H

#include "base/arena.h"

// The paths of such entries. What stands before a fault is used.
void git_index_links(struct arena *a, struct view bytes, struct view **path,
                     size_t *count);

#endif
