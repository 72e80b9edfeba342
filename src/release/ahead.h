// SPDX-License-Identifier: Apache-2.0
// ahead.h - reads a file on a thread of its own, ahead of the one who hashes.
//
// Copying a file out of the system's cache takes a tenth of the time that
// SHA-256 takes; a mapped file would not need the copy, but kills the process
// when somebody cuts it.
#ifndef RELEASE_AHEAD_H
#define RELEASE_AHEAD_H

#include "base/arena.h"

struct ahead;

// Begins to read the open file `fd`, of about `size` bytes, from its start. If
// it is small, or no thread can be had, it is read when it is asked for.
struct ahead *ahead_start(struct arena *a, int fd, uint64_t size) MUST_USE;

// The next bytes, valid until the next call; empty at the end of the file, or
// when it cannot be read on: then *number is the system's error, else 0.
struct view ahead_next(struct ahead *r, int *number);

// Ends the thread. Must be called.
void ahead_stop(struct ahead *r);

#endif
