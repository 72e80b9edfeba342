// SPDX-License-Identifier: Apache-2.0
// proto.h - steps through the fields of a protobuf message in a file of any
// size.
//
// Source: the protobuf encoding page. Only keys and lengths are read; what a
// field holds is read when asked for, so that weights inside a message cost
// nothing. Groups (wire types 3 and 4) are refused.
//
//     struct proto p = proto_of(&window, file_size);
//     while (proto_next(&p))
//         if (p.number == 7)
//             read_graph(proto_inside(&p));
//     if (p.fault) ...
#ifndef FORMAT_PROTO_H
#define FORMAT_PROTO_H

#include "format/window.h"

enum proto_wire {
    PROTO_VARINT = 0,
    PROTO_FIXED64 = 1,
    PROTO_BYTES = 2,
    PROTO_FIXED32 = 5,
};

struct proto {
    struct window *window;
    uint64_t at, end; // of what is left of this message, in the file
    uint32_t number;  // of the current field
    enum proto_wire wire;
    uint64_t value;  // of a number
    uint64_t offset; // of a field's bytes
    uint64_t size;
    bool cut;            // that field is longer than the message
    const char *fault;   // what is wrong at `at`, or NULL
    struct error *error; // of the disk
};

struct proto proto_of(struct window *w, uint64_t size);

// Steps to the next field; false at the end of the message or at a fault. Of a
// field that is longer than the message there is as much as the message has: a
// fault then follows.
bool proto_next(struct proto *p);

// The message inside the current field.
struct proto proto_inside(const struct proto *p);

// At most `limit` bytes of the current field, in `a`.
struct view proto_bytes(struct proto *p, struct arena *a, uint64_t limit);

// The next varint of a packed field, whose bytes are `*v`; false: no more, or
// broken.
bool proto_packed(struct view *v, uint64_t *out);

#endif
