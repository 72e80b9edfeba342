// SPDX-License-Identifier: Apache-2.0
// onnx.h - the skeleton of an ONNX model: initializers, operators' domains,
// metadata.
//
// Source: onnx.proto3 for the field numbers; formats.md 5, threats.md 8. The
// graph is walked and not understood; bytes of weights are not read. Rules:
// onnx.external-path (weights outside the model's folder), onnx.external
// (weights in another file), onnx.custom-op, onnx.malformed.
#ifndef FORMAT_ONNX_H
#define FORMAT_ONNX_H

#include "base/file.h"
#include "format/tensor.h"

// Whether the file, whatever its name, begins as a model does: only fields of
// ModelProto, with a version and a graph, up to its end or to a fault. `front`:
// its first bytes.
bool onnx_is(struct arena *a, const struct file *f, struct view front);

struct error *onnx_read(struct arena *a, const struct file *f,
                        struct tensors *out) MUST_USE;

#endif
