// SPDX-License-Identifier: Apache-2.0
// The only file that includes zlib for unpacking.
#include "format/inflate.h"

#include "base/abandon.h"

#include <zlib.h>

enum { FIRST_ROOM = 16 << 10, MOST_AT_ONCE = 1 << 30 };

// zlib's window sizes say which wrapping is expected.
static const int window_bits[] = {
    [INFLATE_RAW] = -15,
    [INFLATE_ZLIB] = 15,
    [INFLATE_GZIP] = 16 + 15,
};

struct job {
    z_stream stream;
    struct arena *arena;
    struct view packed;
    uint64_t limit;
    char *at; // output
    size_t len, room;
};

// Room for more output, or false: the limits are reached.
static bool more_room(struct job *j, enum inflate_end *end)
{
    uint64_t ratio = (uint64_t)j->packed.len * INFLATE_RATIO;
    uint64_t most = ratio > INFLATE_FREE ? ratio : (uint64_t)INFLATE_FREE;

    *end = most < j->limit ? INFLATE_BOMB : INFLATE_LIMIT;
    if (most > j->limit)
        most = j->limit;
    if (j->len < j->room)
        return true;
    // One byte above the limit is asked for, so that output of just the limit
    // is told from output beyond it.
    if (j->len > most)
        return false;
    uint64_t room = j->room ? (uint64_t)j->room * 2 : FIRST_ROOM;
    if (room > most + 1)
        room = most + 1;
    char *at = arena_alloc(j->arena, (size_t)room);
    if (j->len)
        memcpy(at, j->at, j->len);
    j->at = at;
    j->room = (size_t)room;
    return true;
}

// As in an arena: a stream that stays unread for want of memory is not to look
// like one that is broken.
static int must_have_memory(int said)
{
    if (said == Z_MEM_ERROR)
        abandon("freehold: out of memory, in zlib. Close other programs or "
                "inspect fewer files at once\n");
    return said;
}

static int step(struct job *j)
{
    size_t left = j->packed.len - (size_t)j->stream.total_in;
    size_t room = j->room - j->len;
    uInt in = (uInt)(left < MOST_AT_ONCE ? left : MOST_AT_ONCE);

    j->stream.avail_in = in;
    j->stream.avail_out = (uInt)(room < MOST_AT_ONCE ? room : MOST_AT_ONCE);
    uInt out = j->stream.avail_out;
    j->stream.next_out = (Bytef *)j->at + j->len;
    int said = must_have_memory(inflate(&j->stream, Z_NO_FLUSH));
    j->len += out - j->stream.avail_out;
    return said;
}

static enum inflate_end run(struct job *j)
{
    enum inflate_end end;

    for (;;) {
        if (!more_room(j, &end))
            return end;
        int said = step(j);
        if (said == Z_STREAM_END)
            return j->len > j->limit ? INFLATE_LIMIT : INFLATE_WHOLE;
        bool hungry = j->stream.total_in == j->packed.len && j->len < j->room;
        if (said == Z_BUF_ERROR || (said == Z_OK && hungry))
            return INFLATE_CUT;
        if (said != Z_OK)
            return INFLATE_BROKEN;
    }
}

static enum inflate_end one_stream(struct job *j, enum inflate_kind kind)
{
    union {
        const char *from;
        Bytef *to; // zlib does not write there; its struct lacks the const
    } input = {j->packed.at};

    j->stream = (z_stream){.next_in = input.to};
    must_have_memory(inflateInit2(&j->stream, window_bits[kind]));
    enum inflate_end end = run(j);
    j->packed = view_from(j->packed, (size_t)j->stream.total_in);
    inflateEnd(&j->stream);
    return end;
}

void inflate_bytes(struct arena *a, struct view packed, enum inflate_kind kind,
                   uint64_t limit, struct inflated *out)
{
    struct job j = {.arena = a, .packed = packed, .limit = limit};

    *out = (struct inflated){0};
    do
        out->end = one_stream(&j, kind);
    while (kind == INFLATE_GZIP && out->end == INFLATE_WHOLE &&
           view_starts(j.packed, VIEW("\x1f\x8b")));
    out->used = packed.len - j.packed.len;
    out->bytes = (struct view){j.at, j.len > limit ? (size_t)limit : j.len};
}
