// SPDX-License-Identifier: Apache-2.0
// file_kind.h - a word for what a file is, for the list of a scan.
#ifndef SAFETY_FILE_KIND_H
#define SAFETY_FILE_KIND_H

#include "format/content.h"

// "pickle", "zip", "safetensors", "text", ...; "empty"; "unknown": bytes that
// no reader here interprets. By `kind`, by how the file begins, and for formats
// without a beginning of their own by what they must hold or by `name` (base
// name, lower case).
struct view file_kind(struct arena *a, enum content_kind kind, struct view name,
                      const struct file *f, struct view front);

// The same of the first bytes alone, for formats that no content_kind tells;
// empty: none.
struct view file_front_kind(struct view front);

#endif
