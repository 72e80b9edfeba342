// SPDX-License-Identifier: Apache-2.0
// git_pack.h - objects out of a pack of a git repository, by its index.
//
// Source: gitformat-pack(5) of git 2.39: packs of version 2 and 3, indexes of
// version 1 and 2, both kinds of deltas. A pack belongs to somebody else: the
// chain of deltas, the size of an object and the work for all of them are
// bounded, no count is believed, and nothing here proves that an object is what
// its name says (see git_store.h).
#ifndef FORMAT_GIT_PACK_H
#define FORMAT_GIT_PACK_H

#include "base/file.h"
#include "format/git_object.h"
#include "format/window.h"

enum {
    GIT_DEEPEST = 4095, // deltas on each other: git itself makes no more
    GIT_KEPT = 64,      // objects that are kept, since others are built on them
    GIT_KEPT_SIZE = 128 << 10, // bytes of the largest of them
};

struct git_kept {
    uint64_t offset; // in the pack; 0: free
    struct arena arena;
    struct git_object object;
};

struct git_pack {
    struct arena *arena; // of messages
    struct file index, pack;
    struct window names, offsets, objects;
    size_t id_size;
    uint32_t version;    // of the index
    uint32_t until[256]; // objects whose names begin with this byte or a lower
    uint32_t count;
    struct git_kept *kept;
};

// Takes over both files and closes them on failure: what is no pack, or not
// that of the index, is refused with ERROR_INPUT. `a` gets the messages and
// must live as long; `*out` must stay where it is.
struct error *git_pack_open(struct arena *a, struct file index,
                            struct file pack, size_t id_size,
                            struct git_pack *out) MUST_USE;
void git_pack_close(struct git_pack *p);

// Where the object is in the pack; false: it is not in it.
bool git_pack_find(struct git_pack *p, const struct git_id *id,
                   uint64_t *offset);

// Names that begin with the hexadecimal digits `prefix` (at least 2): at most
// `most` of them go to `out`, in order; their number.
size_t git_pack_like(struct git_pack *p, struct view prefix, size_t most,
                     struct git_id *out);

// The object at `offset`, with its bytes in `a`. Each byte that is unpacked or
// put together is taken from `*work`; it fails where they do not suffice, and
// with ERROR_INPUT and the place in the pack where the pack is damaged.
struct error *git_pack_read(struct arena *a, struct git_pack *p,
                            uint64_t offset, uint64_t *work,
                            struct git_object *out) MUST_USE;

#endif
