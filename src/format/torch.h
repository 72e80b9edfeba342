// SPDX-License-Identifier: Apache-2.0
// torch.h - reads PyTorch checkpoints (.bin, .pt, .pth, .ckpt) without loading
// or running anything.
//
// Source: torch/serialization.py and torch/_utils.py for the layouts;
// formats.md 3, threats.md 4.3. The zip form and the older stream of five
// pickles give tensors; the tar form of 2016 is refused; a bare pickle gives
// notes only. Names are the keys of the state dict joined by dots.
//
// Rules: those of zip.h, pickle.h and tar.h; torch.storage (a tensor reaches
// past its storage, or the storage is not there), torch.torchscript,
// torch.legacy, torch.legacy-tar, format.polyglot, format.mismatch.
#ifndef FORMAT_TORCH_H
#define FORMAT_TORCH_H

#include "base/file.h"
#include "format/tensor.h"

// Fails with ERROR_INPUT where there is nothing to read tensors from; what was
// noticed until then is in `*out` all the same. A dangerous import is a note
// and no failure. `parameters` counts tied tensors once.
struct error *torch_read(struct arena *a, const struct file *f,
                         struct tensors *out) MUST_USE;

// The same without a list of the tensors and the number of parameters: tensors
// are only held against their storages.
struct error *torch_check(struct arena *a, const struct file *f,
                          struct tensors *out) MUST_USE;

// Whether `f` is a checkpoint by its content: a zip archive with a data.pkl, or
// the older stream.
struct error *torch_is(struct arena *a, const struct file *f,
                       bool *out) MUST_USE;

#endif
