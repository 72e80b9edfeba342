// SPDX-License-Identifier: Apache-2.0
// names.h - names in a folder of a cache or of a git repository.
#ifndef RELEASE_NAMES_H
#define RELEASE_NAMES_H

#include "base/error.h"

enum { NAMES_MAX = 100000, NAMES_MAX_DEPTH = 16 };

// The names in the folder `path`, sorted, hidden ones left out; none if it is
// not there. Fails with ERROR_INPUT if it cannot be read.
struct error *folder_names(struct arena *a, struct view path,
                           struct view **name, size_t *count) MUST_USE;

// The paths of the regular files below the folder `path`, sorted; links are not
// followed.
void names_below(struct arena *a, struct view path, struct view **name,
                 size_t *count);

// Sorts names and drops those that stand twice.
void names_sort(struct view *name, size_t *count);

#endif
