// SPDX-License-Identifier: Apache-2.0
// promised.h - names that promise a format to every loader.
//
// Such a file is read as that format, so that one that breaks it is told too.
#ifndef SAFETY_PROMISED_H
#define SAFETY_PROMISED_H

#include "base/file.h"
#include "format/note.h"

struct promised {
    struct view end; // of the base name in lower case
    // Of PyTorch, which looks for itself what the content is.
    bool checkpoint;
    // One of the two.
    struct error *(*read)(struct arena *a, const struct file *f,
                          struct tensors *out);
    struct error *(*scan)(struct arena *a, const struct file *f,
                          struct notes *n);
};

// What `name` promises, or NULL. What is a container by its content (not
// `plain`) keeps the promise of a checkpoint only.
const struct promised *promised_by(struct view name, bool plain);

// Reads `f` as what was promised; `out` has notes even where it fails.
struct error *promised_read(const struct promised *p, struct arena *a,
                            const struct file *f, struct tensors *out) MUST_USE;

#endif
