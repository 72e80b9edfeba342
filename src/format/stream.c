// SPDX-License-Identifier: Apache-2.0
#include "format/stream.h"

#include <libdeflate.h>

enum {
    KEPT = 8 << 20, // bytes that are kept as a whole
    FRONT = 128 << 10,
    WINDOW = 256 << 10, // at least so much of what came out last, and at most
                        // twice as much
    PIECE = 64 << 10,
    TIMES = 5, // that the whole may come out again
};

// The first pass: what came out last stands in a room of its own.
struct pass {
    struct unpack *unpack;
    char *room; // KEPT bytes and a piece, then the last ones of many
    size_t len;
};

// More has come out than is kept: its front stays, and of the rest the end.
static void let_go(struct stream_file *s, struct pass *p)
{
    if (!s->front.at)
        s->front = arena_copy(&s->kept, (struct view){p->room, FRONT});
    memmove(p->room, p->room + p->len - FRONT, FRONT);
    p->len = FRONT;
}

static void take_pass(struct stream_file *s, struct pass *p, uint64_t limit)
{
    s->crc = 0;
    while (!unpack_ended(p->unpack, &s->end, &s->used)) {
        size_t room = s->front.at ? (size_t)FRONT + PIECE : KEPT;

        if (p->len > room)
            let_go(s, p);
        size_t got = unpack_next(p->unpack, p->room + p->len, PIECE);
        if (got > limit - s->size) // by one byte
            got = (size_t)(limit - s->size);
        s->crc = libdeflate_crc32(s->crc, p->room + p->len, got);
        p->len += got;
        s->size += got;
    }
}

void stream_open(const struct file *packed, enum unpack_kind kind,
                 uint64_t limit, struct stream_file *out)
{
    struct arena work = {0};
    struct pass p = {0};

    *out = (struct stream_file){.packed = *packed, .kind = kind};
    p.unpack = unpack_open(&work, packed, kind, limit);
    p.room = arena_room(&work, KEPT + 2 * PIECE);
    take_pass(out, &p, limit);
    unpack_close(p.unpack);
    struct view last = {p.room, p.len};
    if (out->front.at) {
        out->tail = arena_copy(&out->kept, last);
        arena_free(&work);
    } else {
        out->all = last;
        out->kept = work;
    }
    // The last piece is counted in full.
    if (__builtin_mul_overflow(out->size + PIECE, TIMES, &out->left))
        out->left = UINT64_MAX;
}

void stream_close(struct stream_file *s)
{
    if (s->unpack)
        unpack_close(s->unpack);
    arena_free(&s->work);
    arena_free(&s->kept);
    s->unpack = NULL;
}

// Whether the `len` bytes at `offset` are among `v`, which begins at `at`.
static bool holds(struct view v, uint64_t at, uint64_t offset, size_t len)
{
    return offset >= at && offset - at <= v.len && len <= v.len - (offset - at);
}

static void begin(struct stream_file *s)
{
    if (s->unpack)
        unpack_close(s->unpack);
    arena_free(&s->work);
    if (!s->window)
        s->window = arena_room(&s->kept, 2 * (size_t)WINDOW);
    s->unpack = unpack_open(&s->work, &s->packed, s->kind, s->size);
    s->window_at = 0;
    s->window_len = 0;
}

// The next piece; false: nothing more comes.
static bool go_on(struct stream_file *s)
{
    if (s->left < PIECE) {
        s->tired = true;
        return false;
    }
    if (s->window_len > 2 * (size_t)WINDOW - PIECE) {
        size_t gone = s->window_len - WINDOW;

        memmove(s->window, s->window + gone, WINDOW);
        s->window_at += gone;
        s->window_len = WINDOW;
    }
    size_t got = unpack_next(s->unpack, s->window + s->window_len, PIECE);
    s->window_len += got;
    s->left -= got;
    return got > 0;
}

static size_t from_window(struct stream_file *s, uint64_t offset, char *to,
                          size_t len)
{
    size_t got = 0;

    if (!s->unpack || offset < s->window_at)
        begin(s);
    while (got < len) {
        uint64_t end = s->window_at + s->window_len;

        if (offset + got >= end) {
            if (!go_on(s))
                break;
            continue;
        }
        size_t from = (size_t)(offset + got - s->window_at);
        size_t here = s->window_len - from;
        if (here > len - got)
            here = len - got;
        memcpy(to + got, s->window + from, here);
        got += here;
    }
    return got;
}

static size_t stream_read(struct file_source *source, uint64_t offset, char *to,
                          size_t len)
{
    // The source is the first member of its stream.
    struct stream_file *s = (struct stream_file *)source;
    uint64_t tail_at = s->size - s->tail.len;

    if (holds(s->front, 0, offset, len))
        memcpy(to, s->front.at + offset, len);
    else if (holds(s->tail, tail_at, offset, len))
        memcpy(to, s->tail.at + (offset - tail_at), len);
    else
        return from_window(s, offset, to, len);
    return len;
}

struct file stream_bytes(struct stream_file *s, struct view path)
{
    if (!s->front.at)
        return file_of(s->all, path);
    s->source.read = stream_read;
    return (struct file){
        .fd = -1, .size = s->size, .path = path, .source = &s->source};
}
