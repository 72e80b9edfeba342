// SPDX-License-Identifier: Apache-2.0
// reader.h - reads binary fields from hostile bytes.
//
// A reader cannot leave its bytes and remembers its first failure. After a
// failure every read gives zero and moves nothing, so a parser is written
// straight down, as the specification is, and looks at `error` in loop
// conditions and at the end.
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/error.h"

struct reader {
    struct arena *arena;
    struct view bytes; // the whole file, or its front
    struct view path;  // for messages
    uint64_t base;     // offset of bytes.at in the file called `path`
    uint64_t at;       // offset of the next byte in `bytes`; never past its end
    bool big_endian;
    bool short_of_bytes; // the first failure was that the bytes ended
    struct error *error; // the first failure, or NULL
};

// Remembers a failure at the current offset; only the first one is kept.
void reader_fail(struct reader *r, const char *format, ...) PRINTF_LIKE(2, 3);

struct view reader_bytes(struct reader *r, uint64_t len);

static inline uint64_t reader_left(const struct reader *r)
{
    return r->bytes.len - r->at;
}

// `size` bytes as a number in the reader's byte order; 0 after a failure.
static inline uint64_t reader_number(struct reader *r, unsigned size)
{
    const bool here = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;
    uint64_t n = 0;

    if (r->error || size > reader_left(r)) {
        reader_bytes(r, size); // fails
        return 0;
    }
    memcpy(&n, r->bytes.at + r->at, size);
    r->at += size;
    if (r->big_endian != here)
        n = __builtin_bswap64(n);
    return r->big_endian ? n >> (64 - 8 * size) : n;
}

static inline uint8_t reader_u8(struct reader *r)
{
    return (uint8_t)reader_number(r, 1);
}

static inline uint16_t reader_u16(struct reader *r)
{
    return (uint16_t)reader_number(r, 2);
}

static inline uint32_t reader_u32(struct reader *r)
{
    return (uint32_t)reader_number(r, 4);
}

static inline uint64_t reader_u64(struct reader *r)
{
    return reader_number(r, 8);
}

// A u64 count of things that take at least `least` (> 0) bytes each. Fails when
// that many cannot fit in what is left, so that what it returns is safe to
// allocate by.
uint64_t reader_count(struct reader *r, uint64_t least);

#endif
