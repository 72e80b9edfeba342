// SPDX-License-Identifier: Apache-2.0
// torch_state.h - the tensors and storages that the pickle of a checkpoint
// names.
//
// A storage is a persistent id of the pickle, a tensor the call of a function
// of torch._utils on one. Every tensor is held against its storage, wherever it
// stands: when it is made, if all of it is at hand then, else in a walk through
// what the pickle gives. Source: torch/serialization.py, torch/_utils.py,
// torch/_tensor.py. Rules: torch.storage, pickle.limit.
#ifndef FORMAT_TORCH_STATE_H
#define FORMAT_TORCH_STATE_H

#include "base/map.h"
#include "format/pickle.h"
#include "format/tensor.h"
#include "format/torch_sparse.h"

enum { TORCH_STORAGE_PARTS = 5 }; // of a persistent id that names a storage

struct torch_storage { // of one key, as the tensors name it
    struct view key;
    const struct pickle_import *class;
    const struct dtype_info *type; // of the class
    uint64_t count;                // elements
    uint64_t offset, size;         // of its bytes in the file
    bool found, used, stored;
    bool counted;                   // one tensor of it at least was
    uint64_t first_at, first_count; // that one, in elements
};

// Of one checkpoint.
struct torch_state {
    struct arena *arena;
    struct tensors *out;
    struct notes *notes;
    struct torch_storage *storage;
    size_t storage_count, storage_room;
    size_t tensor_room;
    size_t storage_last; // the one that was asked for
    struct map storages; // by key
    struct map seen; // tensors already counted, but for the first of a storage
    struct torch_sparse sparse;
    uint64_t name_bytes, name_most;
    uint64_t taken; // tensors that were walked to
    uint64_t built; // and that were seen being made
    bool older;     // it is of the form before the archive
    bool lists;     // tensors go to out->tensor, and are counted
    bool full;      // a limit was told
    bool all;       // also what is flat is walked through
    struct pickle_value id[TORCH_STORAGE_PARTS]; // whose storage came last
};

struct torch_state torch_state_of(struct arena *a, const struct file *f,
                                  struct notes *n, struct tensors *out);

// Takes the storages while the pickle is read. It refers to `*c`.
struct pickle_onlooker torch_state_onlooker(struct torch_state *c);

// Makes room for so many storages and tensors; more may come.
void torch_state_expect(struct torch_state *c, size_t storages);

// The storage of that key, or NULL. Most are asked for in the order in which
// they were first met, or several times in a row.
struct torch_storage *torch_state_storage(struct torch_state *c,
                                          struct view key);

// False: its bytes do not fit 64 bits.
bool torch_storage_size(const struct torch_storage *s, uint64_t *size);

// Holds what the pickle gives, and the storages, against what was found of them
// in the file. `size`: bytes of the pickle.
void torch_state_take(struct torch_state *c, const struct pickle *p,
                      uint64_t size);

#endif
