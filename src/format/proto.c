// SPDX-License-Identifier: Apache-2.0
#include "format/proto.h"

enum { LONGEST_VARINT = 10 };

struct proto proto_of(struct window *w, uint64_t size)
{
    return (struct proto){.window = w, .end = size};
}

struct proto proto_inside(const struct proto *p)
{
    return (struct proto){
        .window = p->window, .at = p->offset, .end = p->offset + p->size};
}

bool proto_packed(struct view *v, uint64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < v->len && i < LONGEST_VARINT; i++) {
        unsigned char byte = (unsigned char)v->at[i];

        if (i == LONGEST_VARINT - 1 && byte > 1)
            return false; // more than 64 bits
        *out |= (uint64_t)(byte & 0x7f) << (7 * i);
        if (byte < 0x80) {
            *v = view_from(*v, i + 1);
            return true;
        }
    }
    return false;
}

// The bytes at the front of what is left, at most `len`.
static struct view near(struct proto *p, uint64_t len)
{
    struct view v = {0};

    if (len > p->end - p->at)
        len = p->end - p->at;
    p->error = window_read(p->window, p->at, len, &v);
    return v;
}

static uint64_t take_varint(struct proto *p)
{
    uint64_t n;
    struct view v = near(p, LONGEST_VARINT), left = v;

    if (p->fault || p->error)
        return 0;
    if (!proto_packed(&left, &n)) {
        p->fault = v.len < LONGEST_VARINT ? "the message breaks off"
                                          : "a number of more than 64 bits";
        return 0;
    }
    p->at += v.len - left.len;
    return n;
}

static uint64_t take_fixed(struct proto *p, size_t size)
{
    uint64_t n = 0;
    struct view v = near(p, size);

    if (v.len < size) {
        p->fault = "the message breaks off";
        return 0;
    }
    for (size_t i = size; i > 0; i--)
        n = n << 8 | (unsigned char)v.at[i - 1];
    p->at += size;
    return n;
}

static void take_value(struct proto *p, uint64_t wire)
{
    p->wire = (enum proto_wire)wire;
    if (wire == PROTO_VARINT) {
        p->value = take_varint(p);
    } else if (wire == PROTO_FIXED64) {
        p->value = take_fixed(p, 8);
    } else if (wire == PROTO_FIXED32) {
        p->value = take_fixed(p, 4);
    } else if (wire == PROTO_BYTES) {
        p->size = take_varint(p);
        p->offset = p->at;
        if (!p->fault && p->size > p->end - p->at) {
            p->cut = true;
            p->size = p->end - p->at;
        }
        p->at += p->fault ? 0 : p->size;
    } else {
        p->fault = "a group, or a wire type that does not exist";
    }
}

bool proto_next(struct proto *p)
{
    if (p->cut && !p->fault) {
        p->fault = "a field is longer than what holds it";
        p->at = p->offset;
    }
    if (p->fault || p->error || p->at >= p->end)
        return false;
    p->value = p->size = 0;
    uint64_t key = take_varint(p);
    if (!p->fault && (key >> 3 == 0 || key >> 3 > 536870911))
        p->fault = "a field number that does not exist";
    if (!p->fault && !p->error) {
        p->number = (uint32_t)(key >> 3);
        take_value(p, key & 7);
    }
    return !p->fault && !p->error;
}

struct view proto_bytes(struct proto *p, struct arena *a, uint64_t limit)
{
    struct view v = {0};

    if (p->wire == PROTO_BYTES && !p->error)
        p->error = file_read(a, p->window->file, p->offset,
                             p->size < limit ? p->size : limit, &v);
    return v;
}
