// SPDX-License-Identifier: Apache-2.0
// tree_digest.h - one digest for a whole release.
#ifndef RELEASE_TREE_DIGEST_H
#define RELEASE_TREE_DIGEST_H

#include "release/tree.h"

// Hashes every file of `t`, several at once; what cannot be read or changes
// meanwhile is noted and keeps an empty digest.
void tree_hash_files(struct tree *t, const struct release_choice *choice);

// "sha256:<hex>" as release.h says; in `a`.
struct view tree_digest(struct arena *a, const struct release *r);

// Whether it speaks for what is in the files: each has its digest. Else it is
// one of names and sizes, which a changed file of the same size does not
// change.
bool tree_is_hashed(const struct release *r);

// At most `room` bytes of the file `path`; 0 or the system's error number.
int read_small(const char *path, char *bytes, size_t room, size_t *len);

#endif
