// SPDX-License-Identifier: Apache-2.0
// gguf.h - reads the metadata and the tensor list of a GGUF file.
//
// Source: the GGUF specification, versions 2 and 3 (ggml, docs/gguf.md), and
// what its reference reader checks; rule ids as in the project's list of
// threats ("gguf.count").
#ifndef FORMAT_GGUF_H
#define FORMAT_GGUF_H

#include "base/file.h"
#include "format/tensor.h"

enum {
    GGUF_MAX_FRONT = 256 << 20, // bytes before the tensors that we read
    GGUF_MAX_VALUE = 1 << 20,   // bytes kept of a text value
    GGUF_MAX_KEYS = 65536,
    GGUF_MAX_TENSORS = 1000000,
    GGUF_MAX_KEY = 65535, // bytes; the specification's limit
    GGUF_MAX_DIMS = 4,    // likewise
    GGUF_MAX_NAME = 63,   // bytes of a tensor's name that all readers take
    GGUF_MAX_NESTING = 4, // arrays in arrays
    GGUF_MAX_ALIGN = 65536,
    GGUF_MAX_TOKENS = 1 << 20, // whose texts are compared
    GGUF_MAX_BLOCKS = 512, // layers; the reference reader's arrays end there
};

// Reads the front of `f` into `*out`; tensor bytes are never touched. Every
// key of the metadata is in out->meta. Everything is in `a`. Fails with
// ERROR_INPUT, the offset at fault, and the rule as the last note.
struct error *gguf_read(struct arena *a, const struct file *f,
                        struct tensors *out) MUST_USE;

#endif
