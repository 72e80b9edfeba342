// SPDX-License-Identifier: Apache-2.0
// file.h - reads files that may be huge, special, or changing under our hands.
//
// Nothing is mapped: a file that is cut while it is read must give a short read
// and not a signal. Only regular files are opened (no FIFO can hang us).
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/error.h"

#include <stdatomic.h>

// Makes the bytes of a file when they are asked for.
struct file_source {
    // Puts the `len` bytes at `offset`, which are inside of it, to `to`. Gives
    // how many came; fewer where no more can be had.
    size_t (*read)(struct file_source *s, uint64_t offset, char *to,
                   size_t len);
};

enum { FILE_AT_ONCE = 64 << 10 };

// Of a disk, small reads that follow one another come out of one large one: an
// archive has a header and a few bytes a member. Used by one thread at a time.
struct file_nearby {
    uint64_t at;  // of the first of `bytes`, in fd
    size_t len;   // of them
    uint64_t end; // of what was asked for last
    char bytes[FILE_AT_ONCE];
};

struct file {
    int fd;             // -1: closed
    struct view memory; // if .at is set: the file's bytes, and fd is unused
    uint64_t size;      // when it was opened
    struct view path;
    atomic_int *trouble; // where the errno of a failed read is kept, or NULL
    struct file_source *source; // NULL: fd
    uint64_t base;              // of its first byte in fd or source
    struct file_nearby *nearby; // for small reads of fd, or NULL
};

// Opens the regular file `path` for reading, following symbolic links. Fails
// with ERROR_INPUT (missing, not permitted, a folder, a device, a FIFO).
struct error *file_open(struct arena *a, struct view path,
                        struct file *out) MUST_USE;
void file_close(struct file *f);

// Bytes at hand as a file, for tests, fuzz targets and members of archives.
static inline struct file file_of(struct view bytes, struct view path)
{
    return (struct file){
        .fd = -1, .memory = bytes, .size = bytes.len, .path = path};
}

// At most `len` bytes of `f` at `offset`, as a file called `path`. It needs no
// closing, and is valid as long as `f` is.
struct file file_part(const struct file *f, uint64_t offset, uint64_t len,
                      struct view path);

// Puts `len` bytes at `offset` of `f`, at most those it has, to `to`. Gives how
// many came: fewer where a file has become shorter, or with its errno in
// `*number` where the disk fails.
size_t file_get(const struct file *f, uint64_t offset, char *to, size_t len,
                int *number);

// Reads at most `len` bytes at `offset` into `a` (of memory: a view of it).
// `*out` is shorter than `len` only where the file ends (or ended meanwhile).
// Fails with ERROR_INPUT when the disk does.
struct error *file_read(struct arena *a, const struct file *f, uint64_t offset,
                        uint64_t len, struct view *out) MUST_USE;

// Opens, reads at most `limit` bytes from the start, closes.
struct error *file_front(struct arena *a, struct view path, uint64_t limit,
                         struct view *out) MUST_USE;

// At most `limit` bytes of standard input, which may be a pipe.
struct error *file_input(struct arena *a, uint64_t limit,
                         struct view *out) MUST_USE;

#endif
