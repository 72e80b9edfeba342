// SPDX-License-Identifier: Apache-2.0
// The streams hold "hello" and were written by Python's zlib, bz2 and lzma
// modules and by the zstd tool; `bomb` is 8 MiB of zeros by bz2; `xz_wide` asks
// for a dictionary of 1 GiB.
#define _GNU_SOURCE // fileno
#include "format/unpack.h"

#include "check.h"

// clang-format off
static const char gzip[] =
    "\037\213\010\000\000\000\000\000\002\003\313H\315\311\311\007\000"
    "\206\246\0206\005\000\000\000";
static const char bzip2[] =
    "BZh91AY&SY\0311e=\000\000\000\201\000\002D\240\000!\232h3M\0073"
    "\213\271\"\234(H\014\230\262\236\200";
static const char xz[] =
    "\3757zXZ\000\000\001i\"\3366\002\000!\001\026\000\000\000t/\345"
    "\243\001\000\004hello\000\000\000\000\206\246\0206\000\001\031\005"
    "\274\350\354\313\220B\231\015\001\000\000\000\000\001YZ";
static const char alone[] =
    "]\000\000\200\000\377\377\377\377\377\377\377\377\0004\031I\356"
    "\216h!\377\377\377\271\340\000\000";
static const char zstd[] =
    "(\265/\375\004X)\000\000hello\243m\237\210";
static const char zlib[] =
    "x\234\313H\315\311\311\007\000\006,\002\025";
static const char zip_lzma[] =
    "\011\024\005\000]\000\000\200\000\0004\031I\356\216h!\377\377\377"
    "\271\340\000\000";
static const char bomb[] =
    "BZh91AY&SY\242=KX\000@@@\200\300\000\000\004\000\010 \0000\314\005"
    ")\246\001\000\330\200\200x\273\222)\302\204\205\021\352Z\300";
static const char xz_wide[] =
    "\3757zXZ\000\000\001i\"\3366\002\000!\001$\000\000\000^\037\307"
    "\371\001\000\004hello\000\000\000\000\206\246\0206\000\001\031\005"
    "\274\350\354\313\220B\231\015\001\000\000\000\000\001YZ";
// clang-format on

#define BYTES(literal)                                                         \
    {                                                                          \
        literal, sizeof(literal) - 1                                           \
    }

static const struct sample {
    struct view bytes;
    enum unpack_kind kind;
    bool begins; // has a header of its own
} samples[] = {
    {BYTES("\1\5\0\xfa\xffhello"), UNPACK_DEFLATE, false}, // RFC 1951 3.2.4
    {BYTES(zlib), UNPACK_ZLIB, true},
    {BYTES(gzip), UNPACK_GZIP, true},
    {BYTES(bzip2), UNPACK_BZIP2, true},
    {BYTES(xz), UNPACK_XZ, true},
    {BYTES(alone), UNPACK_LZMA, true},
    {BYTES(zip_lzma), UNPACK_LZMA_IN_ZIP, false},
    {BYTES(zstd), UNPACK_ZSTD, true},
};

enum { SAMPLES = sizeof samples / sizeof *samples };

TEST(unpacks_each_kind_to_its_end)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        struct arena a = {0};
        struct unpacked u;

        unpack_bytes(&a, samples[i].bytes, samples[i].kind, 100, &u);
        CHECK_U64(u.end, UNPACK_WHOLE);
        CHECK_TEXT(u.bytes, "hello");
        CHECK_U64(u.used, samples[i].bytes.len);
        arena_free(&a);
    }
}

TEST(tells_output_of_the_limit_from_output_beyond_it)
{
    for (size_t i = 0; i < SAMPLES; i++) {
        struct arena a = {0};
        struct unpacked u;

        unpack_bytes(&a, samples[i].bytes, samples[i].kind, 5, &u);
        CHECK_U64(u.end, UNPACK_WHOLE);
        unpack_bytes(&a, samples[i].bytes, samples[i].kind, 4, &u);
        CHECK_U64(u.end, UNPACK_LIMIT);
        CHECK_TEXT(u.bytes, "hell");
        arena_free(&a);
    }
}

TEST(never_calls_a_shorter_stream_whole)
{
    for (size_t i = 0; i < SAMPLES; i++)
        for (size_t len = 0; len < samples[i].bytes.len; len++) {
            struct arena a = {0};
            struct unpacked u;
            struct view cut = arena_copy(&a, view_head(samples[i].bytes, len));

            unpack_bytes(&a, cut, samples[i].kind, 100, &u);
            CHECK(u.end == UNPACK_CUT || u.end == UNPACK_BROKEN);
            CHECK(u.used <= len);
            arena_free(&a);
        }
}

TEST(takes_streams_behind_each_other_as_one)
{
    static const enum unpack_kind joined[] = {UNPACK_GZIP, UNPACK_BZIP2,
                                              UNPACK_XZ, UNPACK_ZSTD};

    for (size_t i = 0; i < SAMPLES; i++)
        for (size_t k = 0; k < sizeof joined / sizeof *joined; k++) {
            struct arena a = {0};
            struct unpacked u;

            if (samples[i].kind != joined[k])
                continue;
            size_t len = samples[i].bytes.len;
            char *at = arena_alloc(&a, 2 * len);
            memcpy(at, samples[i].bytes.at, len);
            memcpy(at + len, samples[i].bytes.at, len);
            unpack_bytes(&a, (struct view){at, 2 * len}, joined[k], 100, &u);
            CHECK_U64(u.end, UNPACK_WHOLE);
            CHECK_TEXT(u.bytes, "hellohello");
            arena_free(&a);
        }
}

// Many streams from a file: their borders fall on every place of a block.
TEST(reads_a_file_in_blocks_as_if_it_were_in_memory)
{
    enum { LEAST = 150 << 10 }; // bytes, which are several blocks

    for (size_t i = 0; i < SAMPLES; i++) {
        struct arena a = {0};
        struct unpacked u, v;
        FILE *out = tmpfile();
        const size_t times = LEAST / samples[i].bytes.len + 1, all = times * 5;

        CHECK(out != NULL);
        for (size_t n = 0; out && n < times; n++)
            CHECK(fwrite(samples[i].bytes.at, samples[i].bytes.len, 1, out));
        if (!out || fflush(out))
            continue;
        size_t len = samples[i].bytes.len * times;
        enum unpack_kind kind = samples[i].kind;
        bool joins = kind == UNPACK_GZIP || kind == UNPACK_BZIP2 ||
                     kind == UNPACK_XZ || kind == UNPACK_ZSTD;
        struct file f = {.fd = fileno(out), .size = len};
        unpack_file(&a, &f, kind, all, &u);
        CHECK_U64(u.end, UNPACK_WHOLE);
        CHECK_U64(u.used, joins ? len : samples[i].bytes.len);
        CHECK_U64(u.bytes.len, joins ? all : 5);
        for (size_t n = 0; n < u.bytes.len; n += 5)
            CHECK(!memcmp(u.bytes.at + n, "hello", 5));
        unpack_file(&a, &f, kind, all - 1, &v);
        CHECK_U64(v.end, joins ? UNPACK_LIMIT : UNPACK_WHOLE);
        f.size -= samples[i].bytes.len / 2 + 1;
        unpack_file(&a, &f, kind, all, &v);
        CHECK_U64(v.end, joins ? UNPACK_CUT : UNPACK_WHOLE);
        CHECK(v.bytes.len >= u.bytes.len - 5);
        (void)fclose(out);
        arena_free(&a);
    }
}

// What comes out in pieces of any size is the same.
TEST(gives_a_stream_piece_by_piece)
{
    for (size_t i = 0; i < SAMPLES; i++)
        for (size_t size = 1; size < 8; size++) {
            struct arena a = {0};
            struct file f = file_of(samples[i].bytes, VIEW("s"));
            struct unpack *u = unpack_open(&a, &f, samples[i].kind, 100);
            enum unpack_end end;
            char bytes[16];
            size_t len = 0;
            uint64_t used;

            while (!unpack_ended(u, &end, &used) && len < 8)
                len += unpack_next(u, bytes + len, size);
            CHECK(unpack_ended(u, &end, &used));
            CHECK_U64(end, UNPACK_WHOLE);
            CHECK_U64(used, samples[i].bytes.len);
            CHECK_TEXT(((struct view){bytes, len}), "hello");
            CHECK_U64(unpack_next(u, bytes, 16), 0);
            unpack_close(u);
            arena_free(&a);
        }
}

TEST(stops_at_a_bomb_and_at_a_dictionary_that_is_too_wide)
{
    struct arena a = {0};
    struct unpacked u;

    unpack_bytes(&a, (struct view)BYTES(bomb), UNPACK_BZIP2, 64 << 20, &u);
    CHECK_U64(u.end, UNPACK_BOMB);
    CHECK(u.bytes.len <= UNPACK_FREE + 1);
    unpack_bytes(&a, (struct view)BYTES(xz_wide), UNPACK_XZ, 100, &u);
    CHECK_U64(u.end, UNPACK_LIMIT);
    CHECK_U64(u.bytes.len, 0);
    arena_free(&a);
}

// Properties of the LZMA SDK: (pb * 5 + lp) * 9 + lc, below 225.
TEST(refuses_properties_that_lzma_does_not_have)
{
    static const char bytes[] = "\011\024\005\000\341\000\000\200\000\0004\031";
    struct arena a = {0};
    struct unpacked u;

    unpack_bytes(&a, (struct view)BYTES(bytes), UNPACK_LZMA_IN_ZIP, 100, &u);
    CHECK_U64(u.end, UNPACK_BROKEN);
    CHECK_U64(u.bytes.len, 0);
    arena_free(&a);
}

TEST(takes_only_a_whole_header_for_a_beginning)
{
    static const struct sample others[] = {
        // A safetensors header of 93 bytes, which begins with "]\0\0".
        {BYTES("]\0\0\0\0\0\0\0{\"a\":{\"dtype\":\"F32\""), UNPACK_LZMA, true},
        {BYTES("BZh9 is how such a stream begins"), UNPACK_BZIP2, true},
        {BYTES("\xfd"
               "7zXZ\0 without its checksum"),
         UNPACK_XZ, true},
        {BYTES("\x1f\x8b\x08\xff"
               "abcdefgh"),
         UNPACK_GZIP, true},
        {BYTES("xyz"), UNPACK_ZLIB, true},
        {BYTES("(\xb5/\xfd\x0c"
               "abcdef"),
         UNPACK_ZSTD, true},
    };

    for (size_t i = 0; i < SAMPLES; i++)
        CHECK(unpack_begins(samples[i].bytes, samples[i].kind) ==
              samples[i].begins);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        CHECK(!unpack_begins(others[i].bytes, others[i].kind));
}

CHECK_MAIN(CHECK_CASE(unpacks_each_kind_to_its_end),
           CHECK_CASE(tells_output_of_the_limit_from_output_beyond_it),
           CHECK_CASE(never_calls_a_shorter_stream_whole),
           CHECK_CASE(takes_streams_behind_each_other_as_one),
           CHECK_CASE(reads_a_file_in_blocks_as_if_it_were_in_memory),
           CHECK_CASE(gives_a_stream_piece_by_piece),
           CHECK_CASE(stops_at_a_bomb_and_at_a_dictionary_that_is_too_wide),
           CHECK_CASE(refuses_properties_that_lzma_does_not_have),
           CHECK_CASE(takes_only_a_whole_header_for_a_beginning))
