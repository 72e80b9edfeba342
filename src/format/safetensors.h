// SPDX-License-Identifier: Apache-2.0
// safetensors.h - reads the header of a safetensors file.
//
// Source: the format page of the safetensors project (u64 length, JSON header,
// tensors that tile the rest of the file) and its reference reader; rule ids
// as in the project's list of threats ("st.overlap").
#ifndef FORMAT_SAFETENSORS_H
#define FORMAT_SAFETENSORS_H

#include "base/file.h"
#include "format/json.h"
#include "format/tensor.h"

enum {
    SAFETENSORS_MAX_HEADER = 100000000, // bytes; the reference reader's limit
    SAFETENSORS_MAX_VALUES = JSON_MAX_VALUES,
    SAFETENSORS_MAX_DEPTH = 128,
    SAFETENSORS_MAX_RANK = 256,
    SAFETENSORS_MAX_NAME = 65536, // bytes
    SAFETENSORS_VALUES = 1 << 20, // bytes of values looked at, from the first
};

// Reads the header of `f` into `*out`, tensors in the order of their bytes.
// Nothing behind the header is read. Everything is in `a`. Fails with
// ERROR_INPUT, the offset at fault, and the rule as the last note.
struct error *safetensors_read(struct arena *a, const struct file *f,
                               struct tensors *out) MUST_USE;

#endif
