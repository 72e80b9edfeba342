// SPDX-License-Identifier: Apache-2.0
// window.h - small pieces of a large file, in order or nearly so.
//
// A directory of a 40 GB archive is read through this: each piece costs one
// read of a page, and only the last page is kept.
#ifndef FORMAT_WINDOW_H
#define FORMAT_WINDOW_H

#include "base/file.h"

struct window {
    struct arena *arena; // for errors
    const struct file *file;
    size_t step; // bytes read at once, at least what is asked for
    struct arena scratch;
    struct view bytes;
    uint64_t at; // of `bytes` in the file
};

// `len` bytes at `offset`, valid until the next call; shorter where the file
// ends. Fails with ERROR_INPUT when the disk does.
struct error *window_read(struct window *w, uint64_t offset, uint64_t len,
                          struct view *out) MUST_USE;

void window_close(struct window *w);

#endif
