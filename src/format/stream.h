// SPDX-License-Identifier: Apache-2.0
// stream.h - what comes out of compressed bytes, as a file.
//
// It is unpacked once to learn how long it is and how it ends. What is small is
// kept from that; of what is large only its front, its end and a window are in
// memory, and it is unpacked again as it is read. Who reads from front to back
// costs one more pass. Going back costs another, which is done for as much as
// a few times the whole, and then no more (`tired`).
#ifndef FORMAT_STREAM_H
#define FORMAT_STREAM_H

#include "format/unpack.h"

struct stream_file {
    struct file_source source; // the first member: this is one
    struct file packed;
    enum unpack_kind kind;
    enum unpack_end end; // of the unpacking
    uint64_t used;       // bytes of `packed` that belong to it
    uint64_t size;       // bytes that come out, within the limit
    uint32_t crc;        // CRC-32 of them
    bool tired;          // bytes were asked for that did not come
    struct arena kept;   // all of it, or its front and end, and the window
    struct view all, front, tail;
    uint64_t left; // bytes that may still come out again
    struct arena work;
    struct unpack *unpack; // NULL: not begun
    char *window;          // bytes [window_at, window_at + window_len)
    uint64_t window_at;
    size_t window_len;
};

// Unpacks `packed`, of which `out` keeps a copy; at most `limit` bytes come
// out. Ended by stream_close.
void stream_open(const struct file *packed, enum unpack_kind kind,
                 uint64_t limit, struct stream_file *out);
void stream_close(struct stream_file *s);

// What came out; valid until stream_close. Reads are short where it is tired.
struct file stream_bytes(struct stream_file *s, struct view path);

#endif
