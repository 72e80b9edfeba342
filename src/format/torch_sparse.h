// SPDX-License-Identifier: Apache-2.0
// torch_sparse.h - whether the indices of a sparse tensor stay within its size.
//
// PyTorch keeps a sparse tensor as tensors of indices and of values, and
// versions from 2.8 on no longer look at them while loading: an index outside
// writes past the buffer as soon as the tensor is made dense (CVE-2025-62164).
// Source: torch/_utils.py (_rebuild_sparse_tensor) and the layouts' pages.
#ifndef FORMAT_TORCH_SPARSE_H
#define FORMAT_TORCH_SPARSE_H

#include "base/file.h"
#include "format/pickle.h"

// Where the numbers of a storage lie.
struct torch_place {
    uint64_t offset; // of the first, in the file
    uint64_t count;
    size_t width; // bytes of each: 4 or 8; 0 if they cannot be read
};

struct torch_sparse {
    struct arena *arena;
    const struct file *file;
    // False: `storage` names none.
    bool (*find)(void *context, struct pickle_value storage,
                 struct torch_place *out);
    void *context;
    uint64_t left; // bytes that may still be read
    bool tired;    // more would have to be
};

// What holds the numbers of a size: a tuple, a list, or torch.Size of one.
struct pickle_value torch_size(struct pickle_value v);

// Whether `function` makes a sparse tensor.
bool torch_sparse_is(struct pickle_value function);

// What is wrong with the indices that it is given, or NULL: a static text.
// Reads each number once.
const char *torch_sparse_fault(struct torch_sparse *s,
                               struct pickle_value arguments);

#endif
