// SPDX-License-Identifier: Apache-2.0
// held.h - a file that is looked at and hashed through one descriptor.
//
// What was scanned is what is loaded (threats.md 1.7): the digest of a report
// is that of the bytes that were looked at. A small file is read once, and
// both are done in memory; of a large one size and times are compared before
// and after, so that a change in between is told.
#ifndef SAFETY_HELD_H
#define SAFETY_HELD_H

#include "base/digest.h"
#include "base/file.h"

#include <time.h>

enum { HELD_IN_MEMORY = 4 << 20 }; // bytes of a file that is read whole

struct held {
    struct file file;      // to look at
    struct file opened;    // the descriptor
    struct timespec wrote; // when its content changed last
    struct timespec moved; // when anything about it changed last
    bool changed;          // while it was held
};

// Opens `path` and, if it is small, reads it into `a`. Fails as file_open does.
struct error *held_open(struct arena *a, struct view path,
                        struct held *out) MUST_USE;

// SHA-256 of the file's bytes, in hexadecimal, in `a`. An empty view: the disk
// failed.
struct view held_digest(struct arena *a, const struct held *h);

// Closes it; afterwards `changed` holds.
void held_close(struct held *h);

#endif
