// SPDX-License-Identifier: Apache-2.0
// dtype.h - the types of tensor elements, under the names each format gives.
//
// Closed table. Sources: the safetensors format (Dtype), ggml-common.h for the
// blocks of GGUF, torch.dtype and the torch storages, numpy's array protocol,
// onnx.proto (TensorProto.DataType).
#ifndef FORMAT_DTYPE_H
#define FORMAT_DTYPE_H

#include "base/view.h"

struct dtype_info {
    struct view name;    // ours, lower case: "f32", "bf16", "q4_k", "bool"
    uint32_t block;      // elements of a block; 1: not quantised in blocks
    uint32_t block_size; // bytes of a block; 0: smaller than a byte, see bits
    uint32_t bits;       // of an element, or 0 for types of blocks
    struct view tensors; // safetensors: "F32"
    struct view storage; // torch storage class: "FloatStorage"
    struct view torch;   // torch.dtype without "torch.": "float32"
    struct view descr;   // numpy without byte order: "f4"
    int32_t ggml;        // type id in GGUF, or -1
    int32_t onnx;        // TensorProto.DataType, or -1
};

// The row that one format's name or id stands for, or NULL: not known.
const struct dtype_info *dtype_named(struct view name); // ours
const struct dtype_info *dtype_of_safetensors(struct view name);
const struct dtype_info *dtype_of_storage(struct view name); // "FloatStorage"
const struct dtype_info *dtype_of_torch(struct view name);   // "float32"
// With or without byte order in front ("<f4", "|u1", "f4"); a size in bytes.
const struct dtype_info *dtype_of_descr(struct view descr);
const struct dtype_info *dtype_of_ggml(uint32_t id);
const struct dtype_info *dtype_of_onnx(uint32_t id);

// Whether GGUF had a type of this number that was taken out again.
bool dtype_ggml_was_removed(uint32_t id);

// Bytes that `count` elements take; false: they do not fill whole blocks (or
// bytes), or the number does not fit 64 bits.
bool dtype_size(const struct dtype_info *type, uint64_t count, uint64_t *size);

// Steps through the table, for tests: NULL after the last row.
const struct dtype_info *dtype_at(size_t i);

#endif
