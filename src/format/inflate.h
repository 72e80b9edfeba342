// SPDX-License-Identifier: Apache-2.0
// inflate.h - unpacks deflate data within limits (by zlib).
//
// Source: RFC 1950, 1951, 1952. What comes out never decides how much is
// taken: the caller's limit does, and a ratio above 200:1 past the first MiB is
// what bombs are made of (formats.md 3).
#ifndef FORMAT_INFLATE_H
#define FORMAT_INFLATE_H

#include "base/arena.h"

enum { INFLATE_RATIO = 200, INFLATE_FREE = 1 << 20 };

enum inflate_kind {
    INFLATE_RAW,  // inside zip
    INFLATE_ZLIB, // two bytes in front, Adler-32 behind
    INFLATE_GZIP, // one or several members
};

enum inflate_end {
    INFLATE_WHOLE,
    INFLATE_CUT,    // the input ends inside the stream
    INFLATE_BROKEN, // not deflate, or a checksum is wrong
    INFLATE_LIMIT,  // more than `limit` bytes
    INFLATE_BOMB,   // more than INFLATE_RATIO times the input
};

struct inflated {
    struct view bytes; // what came out, also of a stream that broke off
    size_t used;       // bytes of the input that belong to the stream
    enum inflate_end end;
};

// Unpacks `packed` into `a`; at most `limit` bytes come out.
void inflate_bytes(struct arena *a, struct view packed, enum inflate_kind kind,
                   uint64_t limit, struct inflated *out);

#endif
