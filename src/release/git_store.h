// SPDX-License-Identifier: Apache-2.0
// git_store.h - the objects of a repository by their names, loose or in packs.
//
// Source: gitrepository-layout(5). An object is given out only if its bytes
// hash to its name, so what can be reached from a commit is what its author
// committed, and no chain of names can run in a circle. Objects that the
// repository borrows from another one are not looked for: what lies outside of
// the release is not part of it.
#ifndef RELEASE_GIT_STORE_H
#define RELEASE_GIT_STORE_H

#include "format/git_object.h"

#include "base/error.h"

struct git_store; // until git_store_close

enum {
    GIT_MOST_PACKS = 128, // more are not opened; `git gc` keeps below 50
};

// Of the objects in `folder` ("objects" of a repository), whose names have
// `id_size` bytes; never more than `work` bytes are unpacked in all. `a` gets
// the messages and must live as long. A folder that is not there has none.
struct git_store *git_store_open(struct arena *a, struct view folder,
                                 size_t id_size, uint64_t work) MUST_USE;
void git_store_close(struct git_store *s);

// The object `id`, its bytes in `a`; GIT_NONE: it is not here. Fails with
// ERROR_INPUT if it is damaged, or might be in a pack that is.
struct error *git_store_read(struct git_store *s, struct arena *a,
                             const struct git_id *id,
                             struct git_object *out) MUST_USE;

// Names that begin with the hexadecimal digits `prefix` (at least 4), in any
// order: at most `most` of them go to `out`; their number.
size_t git_store_like(struct git_store *s, struct view prefix, size_t most,
                      struct git_id *out);

// Why an object may not be here, as the end of a sentence; or empty.
struct view git_store_lacks(const struct git_store *s);

#endif
