// SPDX-License-Identifier: Apache-2.0
// A file of 12 MiB whose every eight bytes are their own number: what a piece
// must hold is known from its place.
#define _GNU_SOURCE // mkstemp
#include "format/paged.h"

#include "format/content.h"
#include "format/stream.h"

#include "check.h"

#include <unistd.h>
#include <zlib.h>

enum { WORDS = 3 << 19, SIZE = WORDS * 8 };

// A file of this test's own, which is gone when it is closed.
static FILE *made(struct file *f, const char *what, char name[])
{
    int fd = mkstemp(name);
    FILE *out = fd < 0 ? NULL : fdopen(fd, "wb");

    CHECK(out != NULL);
    unlink(name);
    *f = (struct file){.fd = fd, .path = view_of(what)};
    return out;
}

static void put(FILE *out, const void *bytes, size_t len)
{
    CHECK(fwrite(bytes, 1, len, out) == len);
}

static FILE *numbers(struct file *f)
{
    char name[] = "/tmp/freehold-paged-XXXXXX";
    FILE *out = made(f, "numbers", name);

    for (uint64_t i = 0; out && i < WORDS; i++)
        put(out, &i, sizeof i);
    if (out)
        fflush(out);
    f->size = SIZE;
    return out;
}

static uint64_t word_at(struct paged *p, size_t i)
{
    uint64_t n;

    paged_need(p, p->bytes.at + 8 * i, 8);
    memcpy(&n, p->bytes.at + 8 * i, 8);
    return n;
}

TEST(brings_in_what_is_needed_wherever_it_is)
{
    struct arena a = {0};
    struct paged p;
    struct file f;
    FILE *out = numbers(&f);

    CHECK(!paged_open(&a, &f, 0, UINT64_MAX, &p));
    CHECK_U64(p.bytes.len, SIZE);
    for (size_t i = 0; i < WORDS; i += 997)
        CHECK_U64(word_at(&p, i), i);
    for (size_t i = 0, at = 1; i < 2000; i++, at = at * 7919 % WORDS)
        CHECK_U64(word_at(&p, at), at);
    paged_close(&p);
    CHECK(!paged_open(&a, &f, 80, 16, &p));
    CHECK_U64(p.bytes.len, 16);
    CHECK_U64(word_at(&p, 1), 11);
    paged_close(&p);
    CHECK(!paged_open(&a, &f, SIZE, 16, &p));
    CHECK_U64(p.bytes.len, 0);
    paged_close(&p);
    if (out)
        fclose(out);
    arena_free(&a);
}

TEST(keeps_no_more_than_its_pieces)
{
    struct arena a = {0};
    struct paged p;
    struct file f;
    FILE *out = numbers(&f);
    size_t here = 0;

    CHECK(!paged_open(&a, &f, 0, UINT64_MAX, &p));
    for (size_t i = 0; i < WORDS; i += 512)
        word_at(&p, i);
    for (size_t i = 0; i < SIZE / PAGED_PIECE; i++)
        here += p.here[i];
    CHECK(here <= PAGED_PIECES);
    paged_close(&p);
    if (out)
        fclose(out);
    arena_free(&a);
}

// A file that is shorter than it was: the pages of other pieces, which are used
// again, must not show through.
TEST(what_cannot_be_read_is_zero)
{
    struct arena a = {0};
    struct paged p;
    struct file f;
    FILE *out = numbers(&f);
    uint64_t found = 0;

    f.size = SIZE + SIZE / 2 + 100;
    CHECK(!paged_open(&a, &f, 8, UINT64_MAX, &p));
    for (size_t i = 0; i < WORDS - 1; i += 4096)
        CHECK_U64(word_at(&p, i), i + 1);
    for (size_t i = WORDS - 1; i < WORDS + WORDS / 2; i++)
        found += word_at(&p, i);
    CHECK_U64(found, 0);
    CHECK_U64(word_at(&p, 12345), 12346);
    paged_close(&p);
    if (out)
        fclose(out);
    arena_free(&a);
}

// Members of 200 bytes behind headers of 40, then anywhere: the same bytes as
// without it, but for the few that one read brings together.
TEST(small_reads_that_follow_one_another_are_of_their_place)
{
    struct file_nearby nearby = {0};
    uint64_t at = 0, random = 1, words[1000];
    size_t filled = 0;
    struct file f;
    FILE *out = numbers(&f);

    f.nearby = &nearby;
    for (int i = 0; i < 20000; i++) {
        size_t count = i % 2 ? 25 : 5;
        uint64_t before = nearby.at;
        int number;

        random = random * 6364136223846793005 + 1442695040888963407;
        if (i > 10000 && random >> 62 == 0) {
            at = (random >> 20) % WORDS;
            count = (random >> 50) % 1000;
        }
        if (at + count > WORDS)
            at = 0;
        CHECK_U64(file_get(&f, 8 * at, (char *)words, 8 * count, &number),
                  8 * count);
        CHECK(!number);
        for (size_t k = 0; k < count; k++)
            if (words[k] != at + k) {
                CHECK_U64(words[k], at + k);
                break;
            }
        at += count;
        filled += i < 10000 && nearby.at != before;
    }
    // 10,000 reads of 120 bytes each on the average
    CHECK(filled >= 18 && filled <= 20);
    if (out)
        fclose(out);
}

// A read alone brings no more than it asks for, and the next one what follows.
TEST(a_read_that_does_not_follow_is_alone)
{
    struct file_nearby nearby = {0};
    struct arena a = {0};
    struct view v;
    struct file f;
    FILE *out = numbers(&f);

    f.nearby = &nearby;
    CHECK(!file_read(&a, &f, 1 << 20, 8, &v));
    CHECK_U64(view_little(v), 1 << 17);
    CHECK_U64(nearby.len, 0);
    CHECK(!file_read(&a, &f, (1 << 20) + 8, 8, &v));
    CHECK_U64(view_little(v), (1 << 17) + 1);
    CHECK_U64(nearby.at, (1 << 20) + 8);
    CHECK_U64(nearby.len, FILE_AT_ONCE);
    CHECK(!file_read(&a, &f, (1 << 20) + 16, FILE_AT_ONCE, &v)); // a large one
    CHECK_U64(v.len, FILE_AT_ONCE);
    CHECK_U64(nearby.at, (1 << 20) + 8);
    const struct file part = file_part(&f, 4 << 20, 100, VIEW("part"));
    CHECK(!file_read(&a, &part, 0, 64, &v));
    CHECK(!file_read(&a, &part, 64, 64, &v)); // ends with its part
    CHECK_U64(v.len, 36);
    CHECK_U64(view_little(view_head(v, 8)), (4 << 17) + 8);
    if (out)
        fclose(out);
    arena_free(&a);
}

// A file that was cut gives what is left of it, and a descriptor that fails its
// error.
TEST(small_reads_tell_where_a_file_ends_and_fails)
{
    struct file_nearby nearby = {0};
    struct arena a = {0};
    struct view v;
    struct file f;
    FILE *out = numbers(&f);

    f.nearby = &nearby;
    CHECK(!ftruncate(f.fd, 1000));
    CHECK(!file_read(&a, &f, 0, 500, &v));
    CHECK_U64(v.len, 500);
    CHECK(!file_read(&a, &f, 500, 400, &v));
    CHECK_U64(v.len, 400);
    CHECK(!file_read(&a, &f, 900, 400, &v));
    CHECK_U64(v.len, 100);
    CHECK_U64(view_little(view_head(view_from(v, 4), 8)), 113); // at 904
    CHECK(!file_read(&a, &f, 2000, 400, &v));
    CHECK_U64(v.len, 0);
    if (out)
        fclose(out);
    f.fd = -1;
    CHECK(file_read(&a, &f, 2400, 10, &v) != NULL);
    CHECK_U64(v.len, 0);
    arena_free(&a);
}

TEST(tells_how_far_it_is_here)
{
    struct arena a = {0};
    struct paged p;
    struct file f;
    FILE *out = numbers(&f);

    CHECK(!paged_open(&a, &f, 0, UINT64_MAX, &p));
    const char *at = p.bytes.at + PAGED_PIECE + 8;
    CHECK_U64(paged_near(&p, at).len, 0);
    paged_need(&p, at, 1);
    CHECK_U64(paged_near(&p, at).len, PAGED_PIECE - 8);
    CHECK(paged_near(&p, at).at == at);
    CHECK_U64(paged_near(&p, at - 16).len, 0);
    CHECK_U64(paged_near(&p, p.bytes.at + SIZE).len, 0);
    paged_close(&p);
    if (out)
        fclose(out);
    arena_free(&a);
}

// `len` bytes as zlib packs them.
static struct view packed(struct arena *a, const void *bytes, size_t len)
{
    uLongf size = compressBound(len);
    char *to = arena_alloc(a, size);

    CHECK(compress2((Bytef *)to, &size, bytes, len, 1) == Z_OK);
    return (struct view){to, size};
}

TEST(what_is_unpacked_is_found_wherever_it_is_for_a_while)
{
    struct arena a = {0};
    uint64_t *word = ARENA_NEW(&a, uint64_t, WORDS);
    struct stream_file s;
    struct paged p;

    for (uint64_t i = 0; i < WORDS; i++)
        word[i] = i;
    struct file f = file_of(packed(&a, word, SIZE), VIEW("packed"));
    stream_open(&f, UNPACK_ZLIB, SIZE, &s);
    CHECK_U64(s.end, UNPACK_WHOLE);
    const struct file out = stream_bytes(&s, f.path);
    CHECK(!paged_open(&a, &out, 0, UINT64_MAX, &p));
    CHECK_U64(p.bytes.len, SIZE);
    for (size_t i = 5; i < WORDS; i += 997)
        CHECK_U64(word_at(&p, i), i);
    CHECK_U64(word_at(&p, 0), 0);
    CHECK_U64(word_at(&p, WORDS - 1), WORDS - 1);
    CHECK_U64(word_at(&p, 20000), 20000);
    CHECK(!s.tired);
    // Back and forth, 4 MiB and more at a time: that is not done for ever.
    for (size_t i = 1; i < 400 && !s.tired; i++) {
        size_t at = i % 2 ? i * 1000 : WORDS - i * 1000;
        uint64_t n = word_at(&p, at);

        CHECK_U64(n, s.tired ? 0 : at);
    }
    CHECK(s.tired);
    paged_close(&p);
    stream_close(&s);
    arena_free(&a);
}

// A number of the stream at a place that need not be that of a word.
static uint64_t byte_at(const struct file *f, uint64_t at, size_t len)
{
    unsigned char some[300 << 10];
    int number;
    size_t got = file_get(f, at, (char *)some, len, &number);

    for (size_t i = 0; i < got; i++)
        if (some[i] != (unsigned char)((at + i) / 8 >> (at + i) % 8 * 8))
            return SIZE_MAX;
    return got;
}

// Across the borders of what is kept of the front (128 KiB), of the end and of
// the window, forth and back.
TEST(a_stream_reads_as_a_file)
{
    static const uint64_t at[] = {
        0,        131071, 131073, 400001,   131000, 3000000,
        2999000,  1,      5,      SIZE - 9, SIZE,   SIZE - (1U << 17),
        SIZE / 2, 77};
    struct arena a = {0};
    uint64_t *word = ARENA_NEW(&a, uint64_t, WORDS);
    struct stream_file s;

    for (uint64_t i = 0; i < WORDS; i++)
        word[i] = i;
    struct file f = file_of(packed(&a, word, SIZE), VIEW("packed"));
    stream_open(&f, UNPACK_ZLIB, UINT64_MAX / 2, &s);
    CHECK_U64(s.size, SIZE);
    CHECK_U64(s.crc, crc32_z(0, (const Bytef *)word, SIZE));
    const struct file out = stream_bytes(&s, f.path);
    for (size_t i = 0; i < sizeof at / sizeof *at; i++)
        for (size_t len = 1; len <= 300 << 10; len *= 7) {
            uint64_t left = at[i] < SIZE ? SIZE - at[i] : 0;

            CHECK_U64(byte_at(&out, at[i], len), len < left ? len : left);
        }
    const struct file part = file_part(&out, 800, 16, f.path);
    CHECK_U64(part.size, 16);
    uint64_t two[2] = {0};
    int number;
    CHECK_U64(file_get(&part, 0, (char *)two, 99, &number), 16);
    CHECK_U64(two[1], 101);
    stream_close(&s);
    stream_open(&f, UNPACK_ZLIB, SIZE - 1, &s);
    CHECK_U64(s.end, UNPACK_LIMIT);
    CHECK_U64(s.size, SIZE - 1);
    stream_close(&s);
    arena_free(&a);
}

// A member of a tar archive that is packed as a whole, behind many MiB of
// another one.
TEST(a_packed_archive_is_followed_to_its_end)
{
    enum { BLOCK = 512, LONG = 20 << 20, ALL = LONG + 5 * BLOCK };
    static const struct {
        const char *name;
        unsigned size;
        size_t at;
    } member[] = {{"weights.bin", LONG, 0}, {"x.pkl", 13, LONG + BLOCK}};
    struct arena all = {0}, a = {0};
    struct notes n = {.arena = &a};
    struct content c;
    char *bytes = arena_alloc(&all, ALL);

    for (size_t i = 0; i < 2; i++) {
        char *head = bytes + member[i].at;
        unsigned sum = 8 * ' ';

        snprintf(head, 100, "%s", member[i].name);
        snprintf(head + 124, 12, "%011o", member[i].size);
        memcpy(head + 156, "0\0\0", 2);
        memcpy(head + 257,
               "ustar\0"
               "00",
               8);
        for (size_t k = 0; k < BLOCK; k++)
            sum += (unsigned char)head[k];
        snprintf(head + 148, 8, "%06o", sum);
        head[155] = ' ';
    }
    for (uint32_t i = 0; i < LONG / 4; i++)
        memcpy(bytes + BLOCK + 4 * (size_t)i, &i, 4);
    memcpy(bytes + LONG + 2 * (size_t)BLOCK, "cos\nsystem\n.", 13);
    struct file f = file_of(packed(&all, bytes, ALL), VIEW("packed"));
    CHECK(!content_open(&a, &n, &c));
    CHECK(!content_scan(&c, &f));
    CHECK_U64(n.worst, NOTE_DANGER);
    CHECK(n.note_count &&
          view_eq(n.note[n.note_count - 1].member, VIEW("x.pkl")));
    CHECK(a.used < 2 << 20);
    arena_free(&a);
    arena_free(&all);
}

// Names in front, what imports them behind many MiB of a constant that does not
// shrink to nothing.
TEST(a_large_pickle_in_a_stream_is_followed_to_its_end)
{
    enum { LONG = 20 << 20 };
    static const char front[] = "\x80\4\x8c\2os\x94\x8c\6system\x94"
                                "00"
                                "\x8e\0\0\x40\1\0\0\0\0";
    static const char back[] = "0h\0h\1\x93)R.";
    struct arena all = {0}, a = {0};
    struct notes n = {.arena = &a};
    struct content c;
    char *bytes = arena_alloc(&all, sizeof front + LONG + sizeof back);
    size_t len = sizeof front - 1;

    memcpy(bytes, front, len);
    for (uint32_t i = 0; i < LONG / 4; i++, len += 4)
        memcpy(bytes + len, &i, 4);
    memcpy(bytes + len, back, sizeof back - 1);
    len += sizeof back - 1;
    struct file f = file_of(packed(&all, bytes, len), VIEW("large"));
    CHECK(!content_open(&a, &n, &c));
    CHECK(!content_scan(&c, &f));
    size_t danger = 0;
    for (size_t i = 0; i < n.note_count; i++)
        if (view_eq(n.note[i].rule, VIEW("pickle.import.danger")))
            danger = n.note[i].offset;
    CHECK_U64(danger, len - 4); // the opcode in front of ")R."
    CHECK_U64(n.note_count, 2);
    CHECK(a.used < 2 << 20);
    // broken off in the constant
    f.size = f.memory.len = f.size * 9 / 10;
    n = (struct notes){.arena = &a};
    CHECK(!content_scan(&c, &f));
    CHECK_U64(n.worst, NOTE_MALFORMED);
    arena_free(&a);
    arena_free(&all);
}

// The name stands in front, and what imports it behind many MiB.
TEST(a_large_pickle_is_followed_to_its_end)
{
    static const char front[] = "\x80\4\x8c\2os\x94\x8c\6system\x94"
                                "00"
                                "\x8e\0\0\xb0\0\0\0\0\0";
    static const char back[] = "0h\0h\1\x93)R.";
    char name[] = "/tmp/freehold-paged-XXXXXX", zeros[1 << 16] = {0};
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct file f;
    FILE *out = made(&f, "large", name);

    if (out) {
        put(out, front, sizeof front - 1);
        for (size_t i = 0; i < (11U << 20) / sizeof zeros; i++)
            put(out, zeros, sizeof zeros);
        put(out, back, sizeof back - 1);
        f.size = (uint64_t)ftell(out);
        fflush(out);
    }
    CHECK(!pickle_scan(&a, &f, &n));
    CHECK_U64(n.note_count, 1);
    CHECK(n.note_count &&
          view_eq(n.note[0].rule, VIEW("pickle.import.danger")));
    CHECK(a.used < 1 << 20);
    if (out)
        fclose(out);
    arena_free(&a);
}

// Twelve million lists: more than is kept of values, stack and memo.
TEST(a_hostile_pickle_takes_no_more_than_its_budget)
{
    char name[] = "/tmp/freehold-paged-XXXXXX", lists[1 << 16];
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct file f;
    FILE *out = made(&f, "hostile", name);

    memset(lists, ']', sizeof lists);
    if (out) {
        put(out, "\x80\2cos\nsystem\n", 13);
        for (size_t i = 0; i < (12U << 20) / sizeof lists; i++)
            put(out, lists, sizeof lists);
        f.size = (uint64_t)ftell(out);
        fflush(out);
    }
    CHECK(!pickle_scan(&a, &f, &n));
    CHECK(a.used < 24 << 20);
    CHECK_U64(n.worst, NOTE_DANGER);
    if (out)
        fclose(out);
    arena_free(&a);
}

// More lists in a list than are kept, then `tail`, in memory.
static enum note_severity after_many(struct arena *a, struct view tail)
{
    enum { LISTS = 1200000 };
    struct notes n = {.arena = a};
    size_t len = 3 + 2 * LISTS;
    char *at = arena_alloc(a, len + tail.len);
    struct file f = file_of((struct view){at, len + tail.len}, VIEW("many"));

    memcpy(at, "\x80\2]", 3);
    for (size_t i = 0; i < LISTS; i++)
        memcpy(at + 3 + 2 * i, "]a", 2);
    memcpy(at + len, tail.at, tail.len);
    CHECK(!pickle_scan(a, &f, &n));
    return n.worst;
}

// What is no longer kept is told only where something about it is not known.
TEST(many_values_are_no_fault_of_a_pickle)
{
    char deep[1500 + 1500 + 1];
    struct arena a = {0};

    CHECK_U64(after_many(&a, VIEW(".")), NOTE_PLAIN);
    CHECK_U64(after_many(&a, VIEW("cos\nsystem\na.")), NOTE_DANGER);
    CHECK_U64(after_many(&a, VIEW("]q\1ah\1a.")), NOTE_PLAIN);
    CHECK_U64(after_many(&a, VIEW("]2aa.")), NOTE_LIMIT);
    memset(deep, ']', 1500);
    memset(deep + 1500, 'a', 1500);
    deep[3000] = '.';
    CHECK_U64(after_many(&a, (struct view){deep, sizeof deep}), NOTE_LIMIT);
    memset(deep, ']', 500);
    memset(deep + 500, 'a', 500);
    deep[1000] = '.';
    CHECK_U64(after_many(&a, (struct view){deep, 1001}), NOTE_PLAIN);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(brings_in_what_is_needed_wherever_it_is),
           CHECK_CASE(keeps_no_more_than_its_pieces),
           CHECK_CASE(what_cannot_be_read_is_zero),
           CHECK_CASE(small_reads_that_follow_one_another_are_of_their_place),
           CHECK_CASE(a_read_that_does_not_follow_is_alone),
           CHECK_CASE(small_reads_tell_where_a_file_ends_and_fails),
           CHECK_CASE(tells_how_far_it_is_here),
           CHECK_CASE(what_is_unpacked_is_found_wherever_it_is_for_a_while),
           CHECK_CASE(a_stream_reads_as_a_file),
           CHECK_CASE(a_packed_archive_is_followed_to_its_end),
           CHECK_CASE(a_large_pickle_in_a_stream_is_followed_to_its_end),
           CHECK_CASE(a_large_pickle_is_followed_to_its_end),
           CHECK_CASE(a_hostile_pickle_takes_no_more_than_its_budget),
           CHECK_CASE(many_values_are_no_fault_of_a_pickle))
