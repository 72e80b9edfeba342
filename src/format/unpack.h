// SPDX-License-Identifier: Apache-2.0
// unpack.h - unpacks compressed data within limits (by zlib, libbz2, liblzma,
// libzstd).
//
// Source: RFC 1950, 1951, 1952 and 8878; the .xz and .lzma file formats;
// APPNOTE 5.8 for LZMA inside zip. What comes out never decides how much is
// taken: the caller's limit does, and a ratio above 200:1 past the first MiB is
// what bombs are made of (formats.md 3). A dictionary that needs more than
// UNPACK_MEMORY is refused before it is made.
#ifndef FORMAT_UNPACK_H
#define FORMAT_UNPACK_H

#include "base/file.h"

enum {
    UNPACK_RATIO = 200,
    UNPACK_FREE = 1 << 20,
    UNPACK_MEMORY = 72 << 20, // the dictionary of xz -9 has 64 MiB
};

enum unpack_kind {
    UNPACK_DEFLATE, // inside zip
    UNPACK_ZLIB,    // two bytes in front, Adler-32 behind
    UNPACK_GZIP,
    UNPACK_BZIP2,
    UNPACK_XZ,
    UNPACK_LZMA,        // the older format, "lzma alone"
    UNPACK_LZMA_IN_ZIP, // without the size in front
    UNPACK_ZSTD,
};

struct unpack;

enum unpack_end {
    UNPACK_WHOLE,
    UNPACK_CUT,    // the input ends inside the stream
    UNPACK_BROKEN, // not such a stream, or a checksum is wrong
    UNPACK_LIMIT,  // more than `limit` bytes, or than UNPACK_MEMORY
    UNPACK_BOMB,   // more than UNPACK_RATIO times the input
};

struct unpacked {
    struct view bytes; // what came out, also of a stream that broke off
    size_t used;       // bytes of the input that belong to the stream
    enum unpack_end end;
};

// Unpacks `packed` into `a`; at most `limit` bytes come out. Of gzip, bzip2,
// xz and zstd, streams that follow each other are one, as their tools see it.
void unpack_bytes(struct arena *a, struct view packed, enum unpack_kind kind,
                  uint64_t limit, struct unpacked *out);

// The same of a file, of which only a block is in memory at a time.
void unpack_file(struct arena *a, const struct file *f, enum unpack_kind kind,
                 uint64_t limit, struct unpacked *out);

// ---- Piece by piece

// A file that is being unpacked from front to back, within the same limits. In
// `a`, but for what the library takes: close it.
struct unpack *unpack_open(struct arena *a, const struct file *f,
                           enum unpack_kind kind,
                           uint64_t limit) MUST_USE NEVER_NULL;
void unpack_close(struct unpack *u);

// What comes out next, at most `len` bytes; fewer only where it ends. One byte
// beyond `limit` may come out.
size_t unpack_next(struct unpack *u, char *to, size_t len);

// Whether it has ended, and how; `*used`: bytes of the input that were read.
bool unpack_ended(const struct unpack *u, enum unpack_end *end, uint64_t *used);

// ---- The header

// Whether `front` begins with a whole and valid header of `kind` (not for
// deflate). A magic number alone is often the chance of other bytes.
bool unpack_begins(struct view front, enum unpack_kind kind);

#endif
