// SPDX-License-Identifier: Apache-2.0
// The only file that includes the libraries of compression for unpacking.
#include "format/unpack.h"

#include "base/abandon.h"

#include <bzlib.h>
#include <lzma.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum {
    FIRST_ROOM = 16 << 10, // for what comes out
    MOST_AT_ONCE = 1 << 30,
    ALONE_HEADER = 13,
};

// A library at work on one stream; each step moves both views.
struct stream {
    union {
        z_stream zlib;
        bz_stream bzip2;
        lzma_stream lzma;
        ZSTD_DStream *zstd;
    } is;
    int bits; // zlib's window, which says what wrapping is expected
    struct view in;
    struct {
        char *at;
        size_t len;
    } out; // room left
};

enum step {
    STEP_GOES_ON,
    STEP_ENDS,  // the stream
    STEP_HALTS, // no progress without more input or more room
    STEP_FAILS,
    STEP_STARVES, // needs more memory than is given
};

// Moves the stream by what a library says it has used.
static void moved(struct stream *s, size_t in, size_t out)
{
    s->in = view_from(s->in, in);
    s->out.at += out;
    s->out.len -= out;
}

static unsigned at_once(size_t len)
{
    return (unsigned)(len < MOST_AT_ONCE ? len : (size_t)MOST_AT_ONCE);
}

// zlib and libbz2 do not write to their input; their structs lack the const.
static void *input_of(const struct stream *s)
{
    union {
        const char *from;
        void *to;
    } input = {s->in.at};

    return input.to;
}

// As in an arena: a stream that stays unread for want of memory is not to look
// like one that is broken.
static void must_have_memory(bool has, const char *library)
{
    if (!has)
        abandon("freehold: out of memory, in %s. Close other programs or "
                "inspect fewer files at once\n",
                library);
}

// ---- zlib

static bool zlib_begin(struct stream *s)
{
    s->is.zlib = (z_stream){0};
    int said = inflateInit2(&s->is.zlib, s->bits);
    must_have_memory(said != Z_MEM_ERROR, "zlib");
    return said == Z_OK;
}

static enum step zlib_step(struct stream *s)
{
    z_stream *z = &s->is.zlib;
    unsigned in = at_once(s->in.len), out = at_once(s->out.len);

    z->next_in = input_of(s);
    z->avail_in = in;
    z->next_out = (Bytef *)s->out.at;
    z->avail_out = out;
    int said = inflate(z, Z_NO_FLUSH);
    must_have_memory(said != Z_MEM_ERROR, "zlib");
    moved(s, in - z->avail_in, out - z->avail_out);
    return said == Z_STREAM_END  ? STEP_ENDS
           : said == Z_OK        ? STEP_GOES_ON
           : said == Z_BUF_ERROR ? STEP_HALTS
                                 : STEP_FAILS;
}

static void zlib_end(struct stream *s)
{
    inflateEnd(&s->is.zlib);
}

static bool deflate_begin(struct stream *s)
{
    s->bits = -15;
    return zlib_begin(s);
}

static bool wrapped_begin(struct stream *s)
{
    s->bits = 15;
    return zlib_begin(s);
}

static bool gzip_begin(struct stream *s)
{
    s->bits = 16 + 15;
    return zlib_begin(s);
}

// ---- libbz2

static bool bzip2_begin(struct stream *s)
{
    s->is.bzip2 = (bz_stream){0};
    int said = BZ2_bzDecompressInit(&s->is.bzip2, 0, 0);
    must_have_memory(said != BZ_MEM_ERROR, "libbz2");
    return said == BZ_OK;
}

static enum step bzip2_step(struct stream *s)
{
    bz_stream *b = &s->is.bzip2;
    unsigned in = at_once(s->in.len), out = at_once(s->out.len);

    b->next_in = input_of(s);
    b->avail_in = in;
    b->next_out = s->out.at;
    b->avail_out = out;
    int said = BZ2_bzDecompress(b);
    must_have_memory(said != BZ_MEM_ERROR, "libbz2");
    bool still = b->avail_in == in && b->avail_out == out;
    moved(s, in - b->avail_in, out - b->avail_out);
    if (said == BZ_OK)
        return still ? STEP_HALTS : STEP_GOES_ON;
    return said == BZ_STREAM_END ? STEP_ENDS : STEP_FAILS;
}

static void bzip2_end(struct stream *s)
{
    BZ2_bzDecompressEnd(&s->is.bzip2);
}

// ---- liblzma

static bool begins_well(lzma_ret said)
{
    must_have_memory(said != LZMA_MEM_ERROR, "liblzma");
    return said == LZMA_OK;
}

static bool xz_begin(struct stream *s)
{
    s->is.lzma = (lzma_stream)LZMA_STREAM_INIT;
    return begins_well(lzma_stream_decoder(&s->is.lzma, UNPACK_MEMORY, 0));
}

static enum step lzma_step(struct stream *s)
{
    lzma_stream *l = &s->is.lzma;
    size_t in = s->in.len, out = s->out.len;

    l->next_in = (const uint8_t *)s->in.at;
    l->avail_in = in;
    l->next_out = (uint8_t *)s->out.at;
    l->avail_out = out;
    lzma_ret said = lzma_code(l, LZMA_RUN);
    must_have_memory(said != LZMA_MEM_ERROR, "liblzma");
    moved(s, in - l->avail_in, out - l->avail_out);
    return said == LZMA_OK               ? STEP_GOES_ON
           : said == LZMA_STREAM_END     ? STEP_ENDS
           : said == LZMA_BUF_ERROR      ? STEP_HALTS
           : said == LZMA_MEMLIMIT_ERROR ? STEP_STARVES
                                         : STEP_FAILS;
}

static void lzma_stop(struct stream *s)
{
    lzma_end(&s->is.lzma);
}

static bool alone_begin(struct stream *s)
{
    s->is.lzma = (lzma_stream)LZMA_STREAM_INIT;
    return begins_well(lzma_alone_decoder(&s->is.lzma, UNPACK_MEMORY));
}

// Inside zip: a version, the length of the properties, the five bytes of
// properties that the older format has in front too; no size, which is then
// unknown (all ones).
static bool zip_lzma_begin(struct stream *s)
{
    enum { VERSION = 2, LENGTH = 2, PROPERTIES = 5 };
    char header[ALONE_HEADER];
    char room[1]; // stays empty, but liblzma reads nothing without it

    if (s->in.len < VERSION + LENGTH + PROPERTIES ||
        view_little(view_head(view_from(s->in, VERSION), LENGTH)) !=
            PROPERTIES ||
        !alone_begin(s))
        return false;
    memset(header, 0xff, sizeof header);
    memcpy(header, s->in.at + VERSION + LENGTH, PROPERTIES);
    struct stream head = {
        .is = s->is, .in = {header, sizeof header}, .out = {room, sizeof room}};
    enum step step = lzma_step(&head);
    s->is = head.is;
    s->in = view_from(s->in, VERSION + LENGTH + PROPERTIES);
    if (!head.in.len && (step == STEP_GOES_ON || step == STEP_HALTS))
        return true;
    lzma_stop(s);
    return false;
}

// ---- libzstd: refuses windows of more than 128 MiB by itself

static bool zstd_begin(struct stream *s)
{
    s->is.zstd = ZSTD_createDStream();
    must_have_memory(s->is.zstd != NULL, "libzstd");
    return true;
}

static enum step zstd_step(struct stream *s)
{
    ZSTD_inBuffer in = {s->in.at, s->in.len, 0};
    ZSTD_outBuffer out = {s->out.at, s->out.len, 0};
    size_t said = ZSTD_decompressStream(s->is.zstd, &out, &in);

    moved(s, in.pos, out.pos);
    ZSTD_ErrorCode code = ZSTD_getErrorCode(said);
    must_have_memory(code != ZSTD_error_memory_allocation, "libzstd");
    if (ZSTD_isError(said))
        return code == ZSTD_error_frameParameter_windowTooLarge ? STEP_STARVES
                                                                : STEP_FAILS;
    if (said == 0)
        return STEP_ENDS;
    return in.pos || out.pos ? STEP_GOES_ON : STEP_HALTS;
}

static void zstd_end(struct stream *s)
{
    ZSTD_freeDStream(s->is.zstd);
}

// ---- the headers

static bool gzip_is(struct view v)
{
    return v.len > 3 && !((unsigned char)v.at[3] & 0xe0); // reserved flags
}

// Two bytes with a checksum of five bits: deflate, by a window of up to 32 KiB
// and no dictionary that the reader must have.
static bool wrapped_is(struct view v)
{
    unsigned char first = (unsigned char)v.at[0],
                  second = (unsigned char)v.at[1];

    return (first & 0x8f) == 8 && !(second & 0x20) &&
           (first << 8 | second) % 31 == 0;
}

// A block, or the end of an empty stream.
static bool bzip2_is(struct view v)
{
    return v.len > 3 && v.at[3] >= '1' && v.at[3] <= '9' &&
           (view_starts(view_from(v, 4), VIEW("1AY&SY")) ||
            view_starts(view_from(v, 4), VIEW("\x17rE8P\x90")));
}

static bool xz_is(struct view v)
{
    lzma_stream_flags flags;

    return v.len >= LZMA_STREAM_HEADER_SIZE &&
           lzma_stream_header_decode(&flags, (const uint8_t *)v.at) == LZMA_OK;
}

// As liblzma tells it: properties that exist, a dictionary of 2^n or 2^n +
// 2^(n-1) bytes, a size that is unknown or below 256 GiB; and the first byte of
// the data is always zero.
static bool alone_is(struct view v)
{
    enum { LEAST_DICTIONARY = 4096, MOST_PROPERTIES = 9 * 5 * 5 };

    if (v.len <= ALONE_HEADER || (unsigned char)v.at[0] >= MOST_PROPERTIES ||
        v.at[ALONE_HEADER])
        return false;
    uint64_t dictionary = view_little(view_head(view_from(v, 1), 4));
    uint64_t size = view_little(view_head(view_from(v, 5), 8));
    bool power = (dictionary & (dictionary - 1)) == 0;
    uint64_t third = dictionary % 3 ? 0 : dictionary / 3;
    return dictionary >= LEAST_DICTIONARY &&
           (power || dictionary == UINT32_MAX ||
            (third && (third & (third - 1)) == 0)) &&
           (size == UINT64_MAX || size >> 38 == 0);
}

static bool zstd_is(struct view v)
{
    return v.len > 4 && !((unsigned char)v.at[4] & 8); // a reserved bit
}

static const struct {
    bool (*begin)(struct stream *s);
    enum step (*step)(struct stream *s);
    void (*end)(struct stream *s);
    bool joins; // streams behind each other are one
    struct view magic;
    bool (*is)(struct view front); // beyond the magic
} codecs[] = {
    // clang-format off
    [UNPACK_DEFLATE] = {deflate_begin, zlib_step, zlib_end, false, {0}, NULL},
    [UNPACK_ZLIB] =
        {wrapped_begin, zlib_step, zlib_end, false, {0}, wrapped_is},
    [UNPACK_GZIP] =
        {gzip_begin, zlib_step, zlib_end, true, VIEW_INIT("\x1f\x8b\x08"), gzip_is},
    [UNPACK_BZIP2] =
        {bzip2_begin, bzip2_step, bzip2_end, true, VIEW_INIT("BZh"), bzip2_is},
    [UNPACK_XZ] =
        {xz_begin, lzma_step, lzma_stop, true, VIEW_INIT("\xfd" "7zXZ\0"), xz_is},
    [UNPACK_LZMA] = {alone_begin, lzma_step, lzma_stop, false, {0}, alone_is},
    [UNPACK_LZMA_IN_ZIP] =
        {zip_lzma_begin, lzma_step, lzma_stop, false, {0}, NULL},
    [UNPACK_ZSTD] =
        {zstd_begin, zstd_step, zstd_end, true, VIEW_INIT("\x28\xb5\x2f\xfd"), zstd_is},
    // clang-format on
};

// A frame of zstd that its tools pass over (RFC 8878 3.1.2), as of lz4.
static bool is_skipped(struct view v, enum unpack_kind kind)
{
    return kind == UNPACK_ZSTD && v.len > 4 &&
           ((unsigned char)v.at[0] & 0xf0) == 0x50 &&
           view_starts(view_from(v, 1), VIEW("\x2a\x4d\x18"));
}

bool unpack_begins(struct view front, enum unpack_kind kind)
{
    if (is_skipped(front, kind))
        return true;
    return front.len > 1 && codecs[kind].is &&
           view_starts(front, codecs[kind].magic) && codecs[kind].is(front);
}

// ---- from front to back

enum {
    BLOCK = 64 << 10,
    LONGEST_START = 16, // bytes that a beginning is told by
};

struct unpack {
    const struct file *file;
    uint64_t at;        // of the file, behind what `stream` has as input
    struct arena block; // of a file that is not in memory, a block at a time
    struct arena_store store;
    struct stream stream;
    enum unpack_kind kind;
    bool begun, ended;
    enum unpack_end end;
    uint64_t out;         // bytes that came out
    uint64_t limit, most; // that may: by the caller, by all
};

// Sees that there is input, as long as the file has some: a few bytes that are
// left are read again with what follows.
static void refill(struct unpack *u)
{
    struct view left = u->stream.in;

    if (left.len >= LONGEST_START || u->at >= u->file->size)
        return;
    u->at -= left.len;
    arena_free(&u->block);
    if (file_read(&u->block, u->file, u->at,
                  u->file->memory.at ? UINT64_MAX : BLOCK, &u->stream.in))
        u->stream.in = (struct view){0}; // file.trouble tells
    u->at = u->stream.in.len ? u->at + u->stream.in.len : u->file->size;
}

static void finish(struct unpack *u, enum unpack_end end)
{
    if (u->begun)
        codecs[u->kind].end(&u->stream);
    u->begun = false;
    u->ended = true;
    u->end = end;
}

// A stream has ended. What looks like another one behind it belongs to it.
static void next_stream(struct unpack *u)
{
    codecs[u->kind].end(&u->stream);
    u->begun = false;
    if (u->out > u->limit) {
        finish(u, UNPACK_LIMIT);
        return;
    }
    refill(u);
    if (!codecs[u->kind].joins ||
        (!view_starts(u->stream.in, codecs[u->kind].magic) &&
         !is_skipped(u->stream.in, u->kind)))
        finish(u, UNPACK_WHOLE);
}

// What a step means; `room`: it left some.
static void judge(struct unpack *u, enum step step, bool room)
{
    bool more = u->at < u->file->size;
    size_t in = u->stream.in.len;

    if (step == STEP_ENDS)
        next_stream(u);
    else if (step == STEP_STARVES)
        finish(u, UNPACK_LIMIT);
    else if (step == STEP_FAILS)
        finish(u, UNPACK_BROKEN);
    else if (u->out > u->most)
        finish(u, u->most < u->limit ? UNPACK_BOMB : UNPACK_LIMIT);
    else if (room &&
             (step == STEP_HALTS ? !more || in >= LONGEST_START : !more && !in))
        finish(u, UNPACK_CUT);
}

struct unpack *unpack_open(struct arena *a, const struct file *f,
                           enum unpack_kind kind, uint64_t limit)
{
    struct unpack *u = ARENA_NEW(a, struct unpack, 1);

    *u = (struct unpack){.file = f, .kind = kind, .limit = limit};
    u->store.most = BLOCK;
    u->block.store = &u->store;
    if (__builtin_mul_overflow(f->size, UNPACK_RATIO, &u->most) ||
        u->most > limit)
        u->most = limit;
    if (u->most < UNPACK_FREE)
        u->most = limit < UNPACK_FREE ? limit : UNPACK_FREE;
    return u;
}

// One byte above the limit is asked for, so that output of just the limit is
// told from output beyond it.
size_t unpack_next(struct unpack *u, char *to, size_t len)
{
    size_t got = 0;

    while (got < len && !u->ended) {
        uint64_t most = u->most + 1 - u->out;
        size_t room = most < len - got ? (size_t)most : len - got;

        refill(u);
        if (!u->begun && !codecs[u->kind].begin(&u->stream)) {
            finish(u, UNPACK_BROKEN);
            break;
        }
        u->begun = true;
        u->stream.out.at = to + got;
        u->stream.out.len = room;
        enum step step = codecs[u->kind].step(&u->stream);
        u->out += room - u->stream.out.len;
        got += room - u->stream.out.len;
        judge(u, step, u->stream.out.len > 0);
    }
    return got;
}

bool unpack_ended(const struct unpack *u, enum unpack_end *end, uint64_t *used)
{
    *end = u->end;
    *used = u->at - u->stream.in.len;
    return u->ended;
}

void unpack_close(struct unpack *u)
{
    if (!u->ended)
        finish(u, UNPACK_CUT);
    arena_free(&u->block);
    arena_store_free(&u->store);
}

// Rooms of powers of two, then all that may come out: memory that was never
// written is none.
static size_t larger(const struct unpack *u, size_t room)
{
    enum { LARGE = 1 << 20 };
    size_t most = u->most < SIZE_MAX ? (size_t)u->most + 1 : SIZE_MAX;

    room = room ? room * 2 : (size_t)FIRST_ROOM;
    return room > LARGE || room > most ? most : room;
}

void unpack_file(struct arena *a, const struct file *f, enum unpack_kind kind,
                 uint64_t limit, struct unpacked *out)
{
    struct unpack *u = unpack_open(a, f, kind, limit);
    char *at = NULL;
    size_t len = 0, room = 0;
    uint64_t used;

    while (!unpack_ended(u, &out->end, &used)) {
        if (len == room) {
            room = larger(u, room);
            char *wider = arena_alloc(a, room);
            if (len)
                memcpy(wider, at, len);
            at = wider;
        }
        len += unpack_next(u, at + len, room - len);
    }
    unpack_close(u);
    out->used = (size_t)used;
    out->bytes = (struct view){at, len > limit ? (size_t)limit : len};
}

void unpack_bytes(struct arena *a, struct view packed, enum unpack_kind kind,
                  uint64_t limit, struct unpacked *out)
{
    struct file f = file_of(packed.at ? packed : VIEW(""), (struct view){0});

    unpack_file(a, &f, kind, limit, out);
}
