// SPDX-License-Identifier: Apache-2.0
// npy.h - reads the headers of numpy's .npy and .npz files.
//
// Source: numpy's format description (lib/format.py, versions 1.0 to 3.0);
// formats.md 4. The header is a Python literal: it is taken apart by a small
// tokenizer and never evaluated. An array of objects embeds a pickle: rule
// npy.object, and the pickle is looked at. Rule npy.malformed for all else.
#ifndef FORMAT_NPY_H
#define FORMAT_NPY_H

#include "base/file.h"
#include "format/note.h"
#include "format/tensor.h"

// Fails with ERROR_INPUT on what is no array: a file without the magic number
// (often raw tokens) or with a header that breaks the rules.
struct error *npy_read(struct arena *a, const struct file *f,
                       struct tensors *out) MUST_USE;
struct error *npz_read(struct arena *a, const struct file *f,
                       struct tensors *out) MUST_USE;

struct npy_header {
    struct view dtype;  // ours, or "struct", or numpy's own
    uint64_t item_size; // bytes of an element
    bool object;        // elements are Python objects
    uint32_t dims;
    uint64_t dim[TENSOR_MAX_DIMS];
    uint64_t count;
    uint64_t data; // offset of the first byte behind the header
    bool fortran_order;
};

// Reads the header at the front of a file of `size` bytes. What is wrong is
// told as a note npy.malformed, and false returned; `data` is then 0 unless the
// header's length is known.
bool npy_header(struct arena *a, struct view front, uint64_t size,
                struct notes *n, struct npy_header *out);

#endif
