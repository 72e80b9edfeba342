// SPDX-License-Identifier: Apache-2.0
// content_front.h - what bytes are by how they begin.
//
// A magic number where the format has one, a whole header where the number is
// short enough to be chance, for pickles what the opcodes would do.
#ifndef FORMAT_CONTENT_FRONT_H
#define FORMAT_CONTENT_FRONT_H

#include "format/pickle.h"
#include "format/unpack.h"

enum {
    CONTENT_FRONT = 4096, // bytes that are enough to tell
    // joblib before 0.10: "ZF", the length of what comes out in hexadecimal, a
    // zlib stream. Source: joblib/numpy_pickle_compat.py.
    CONTENT_ZFILE_HEAD = 2 + 19,
};

enum content_kind {
    CONTENT_PLAIN, // nothing that we look into
    CONTENT_PICKLE,
    CONTENT_ZIP,
    CONTENT_TAR,
    CONTENT_GZIP,
    CONTENT_ZLIB,
    CONTENT_BZIP2,
    CONTENT_XZ,
    CONTENT_LZMA,
    CONTENT_ZSTD,
    CONTENT_PACKED, // lz4, RAR: not unpacked here
    CONTENT_7Z,
    CONTENT_NPY,
    CONTENT_ZFILE,    // zlib behind a header of joblib
    CONTENT_PICTURE,  // PNG
    CONTENT_PROGRAM,  // ELF, PE, Mach-O, WebAssembly
    CONTENT_PORTABLE, // a program for several systems, with an archive behind
};

struct content_stream {
    enum content_kind kind;
    enum unpack_kind unpack;
    // Its header has a few bits, which other files have by chance: it is one if
    // something comes out of it.
    bool weak;
};

// What begins with `front`, of `size` bytes in all. Of many a text the front
// could go on as a pickle: that the rest does is for the caller to see.
enum content_kind content_front_kind(struct pickle_reader *p, struct view front,
                                     uint64_t size);

// Where a program of Windows that begins with `front` has its header, or 0. It
// may lie behind the front.
uint32_t content_front_windows(struct view front);

// Whether `v` begins with that header.
bool content_windows_header(struct view v);

// How a compressed stream is unpacked, or NULL: `kind` is none.
const struct content_stream *content_stream_of(enum content_kind kind);

// Whether the pickle that begins with `front` imports something there, or hides
// what it does.
bool content_front_imports(const struct pickle_reader *p, struct view front);

// Whether `front` is of a kind that no chance makes: a header of more than a
// few bits, or a pickle that imports something.
bool content_front_certain(struct pickle_reader *p, struct view front,
                           uint64_t size);

#endif
