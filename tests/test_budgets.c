// SPDX-License-Identifier: Apache-2.0
// A budget that runs out is told, and nothing behind it reads as clean
// (threats.md 1.4): each is made small here, or a file made that needs more.
#include "base/text.h"
#include "format/content.h"
#include "format/pickle.h"
#include "format/tar.h"
#include "format/torch.h"

#include "check.h"

#define ZLIB_CONST // its input
#include <zlib.h>

static bool tells(const struct notes *n, const char *rule,
                  enum note_severity severity)
{
    for (size_t i = 0; i < n->note_count; i++)
        if (view_eq(n->note[i].rule, view_of(rule)) &&
            n->note[i].severity == severity)
            return true;
    return false;
}

#define EVIL "cos\nsystem\n(S'true'\ntR."

// Each PROTO in the rest could begin a pickle, and each is read to the end.
TEST(a_search_that_is_given_up_is_told)
{
    struct arena a = {0};
    struct notes n = {.arena = &a};
    struct text t = {.arena = &a};
    struct pickle_reader p;

    text_add(&t, VIEW("\x80\2N.\xff"));
    for (size_t i = 0; i < 2000; i++)
        text_add(&t, VIEW("\x80\2"));
    text_add(&t, VIEW("\xff" EVIL));
    CHECK(!pickle_reader_open(&a, &n, &p));
    pickle_read_all(&p, text_view(&t));
    CHECK(tells(&n, "pickle.trailing", NOTE_DANGER));
    CHECK(!tells(&n, "pickle.limit", NOTE_LIMIT));

    n = (struct notes){.arena = &a};
    CHECK(!pickle_reader_open(&a, &n, &p));
    p.work = 100000;
    pickle_read_all(&p, text_view(&t));
    CHECK(tells(&n, "pickle.limit", NOTE_LIMIT));
    arena_free(&a);
}

static void put_number(struct text *t, uint64_t v, size_t bytes)
{
    for (size_t i = 0; i < bytes; i++)
        text_byte(t, (char)(v >> 8 * i & 0xff));
}

struct member {
    struct view name, packed;
    size_t size;
};

static void put_facts(struct text *t, const struct member *m)
{
    put_number(t, 20, 2);
    put_number(t, 0, 2);
    put_number(t, 8, 2);        // deflate
    put_number(t, 33 << 16, 4); // a date
    put_number(t, 0, 4);        // no checksum is asked for what is cut
    put_number(t, m->packed.len, 4);
    put_number(t, m->size, 4);
    put_number(t, m->name.len, 2);
}

static void put_entry(struct text *t, const struct member *m, size_t header)
{
    text_add(t, VIEW("PK\1\2\24\0"));
    put_facts(t, m);
    text_fill(t, '\0', 12);
    put_number(t, header, 4);
    text_add(t, m->name);
}

// A checkpoint of compressed members (APPNOTE 4.3).
static struct view checkpoint_of(struct arena *a, const struct member *m,
                                 size_t count)
{
    struct text t = {.arena = a}, directory = {.arena = a};

    for (size_t i = 0; i < count; i++) {
        put_entry(&directory, &m[i], t.len);
        text_add(&t, VIEW("PK\3\4"));
        put_facts(&t, &m[i]);
        put_number(&t, 0, 2);
        text_add(&t, m[i].name);
        text_add(&t, m[i].packed);
    }
    size_t start = t.len;
    text_add(&t, text_view(&directory));
    text_add(&t, VIEW("PK\5\6\0\0\0\0"));
    put_number(&t, count, 2);
    put_number(&t, count, 2);
    put_number(&t, directory.len, 4);
    put_number(&t, start, 4);
    put_number(&t, 0, 2);
    return text_view(&t);
}

static struct view deflated(struct arena *a, struct view v)
{
    z_stream z = {0};
    size_t room = v.len + 1024;
    char *packed = arena_room(a, room);

    CHECK(deflateInit2(&z, 1, Z_DEFLATED, -15, 9, 0) == Z_OK);
    z.next_in = (const Bytef *)v.at;
    z.avail_in = (uInt)v.len;
    z.next_out = (Bytef *)packed;
    z.avail_out = (uInt)room;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    room -= z.avail_out;
    CHECK(deflateEnd(&z) == Z_OK);
    CHECK(v.len / room < 200); // no bomb
    return (struct view){packed, room};
}

static void put_filler(struct text *t, size_t size)
{
    uint32_t noise = 1;

    for (size_t i = 0; i < size; i++) {
        noise = noise * 1664525 + 1013904223;
        text_byte(t, i % 64 ? 'x' : (char)(noise >> 24));
    }
}

static bool torch_tells(struct arena *a, const struct member *m, size_t count,
                        const char *rule, enum note_severity severity)
{
    struct file f = file_of(checkpoint_of(a, m, count), VIEW("m.pt"));
    struct tensors out;

    (void)!torch_read(a, &f, &out);
    const struct notes n = {.note = out.note, .note_count = out.note_count};
    return tells(&n, rule, severity);
}

// A constant of 9 MiB, and behind it an import that is not unpacked.
TEST(a_pickle_beyond_what_is_unpacked_is_told)
{
    enum { CONSTANT = 9 << 20 };
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, VIEW("\x80\2T"));
    put_number(&t, CONSTANT, 4);
    put_filler(&t, CONSTANT);
    text_add(&t, VIEW("0" EVIL));
    const struct member pickle = {VIEW("m/data.pkl"),
                                  deflated(&a, text_view(&t)), t.len};
    CHECK(torch_tells(&a, &pickle, 1, "pickle.limit", NOTE_LIMIT));
    arena_free(&a);
}

// Three programs of 24 MiB each, of which 64 are looked at together.
TEST(programs_beyond_what_is_unpacked_are_told)
{
    enum { EACH = 24 << 20 };
    struct arena a = {0};
    struct text t = {.arena = &a};

    put_filler(&t, EACH);
    struct view packed = deflated(&a, text_view(&t));
    const struct member m[] = {
        {VIEW("m/data.pkl"), deflated(&a, VIEW("\x80\2}.")), 4},
        {VIEW("m/code/a.py"), packed, EACH},
        {VIEW("m/code/b.py"), packed, EACH},
        {VIEW("m/code/c.py"), packed, EACH},
    };
    CHECK(!torch_tells(&a, m, 3, "limit.size", NOTE_LIMIT));
    CHECK(torch_tells(&a, m, 4, "limit.size", NOTE_LIMIT));
    arena_free(&a);
}

// What is told of `bytes`, of which `left` may be looked into.
static struct notes content_notes(struct arena *a, struct view bytes,
                                  uint64_t left)
{
    const struct file f = file_of(bytes, VIEW("f"));
    struct notes n = {.arena = a};
    struct content c;

    CHECK(!content_open(a, &n, &c));
    c.left = left;
    c.allowed = true; // no more by the size of the file
    CHECK(!content_scan(&c, &f));
    return n;
}

// Each but the last is looked into; that one claims to hold nothing in the
// third archive, and is an import.
TEST(members_beyond_what_is_looked_into_are_told)
{
    struct arena a = {0};
    const struct view packed = deflated(&a, VIEW(EVIL));
    struct member m[] = {
        {VIEW("a"), deflated(&a, VIEW("123456789")), 9},
        {VIEW("b"), packed, sizeof EVIL - 1},
    };
    struct notes n = content_notes(&a, checkpoint_of(&a, m, 2), 100);

    CHECK(!tells(&n, "limit.size", NOTE_LIMIT));
    CHECK_U64(n.worst, NOTE_DANGER);
    n = content_notes(&a, checkpoint_of(&a, m, 2), 10);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    n = content_notes(&a, checkpoint_of(&a, m, 2), 9);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    m[1].size = 0;
    n = content_notes(&a, checkpoint_of(&a, m, 2), 9);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    arena_free(&a);
}

TEST(archives_beyond_the_third_in_one_another_are_told)
{
    struct arena a = {0};
    struct member m = {VIEW("a"), deflated(&a, VIEW(EVIL)), sizeof EVIL - 1};

    for (int depth = 1; depth <= 5; depth++) {
        const struct view bytes = checkpoint_of(&a, &m, 1);
        struct notes n = content_notes(&a, bytes, 1 << 20);

        CHECK(tells(&n, "zip.nested", NOTE_LIMIT) == (depth > 3));
        CHECK(tells(&n, "pickle.import.danger", NOTE_DANGER) == (depth < 4));
        m.packed = deflated(&a, bytes);
        m.size = bytes.len;
    }
    arena_free(&a);
}

// zlib: a header, deflate, and a checksum that is not reached.
TEST(a_stream_beyond_what_is_looked_into_is_told)
{
    enum { CONSTANT = 3 << 20 };
    struct arena a = {0};
    struct text t = {.arena = &a}, z = {.arena = &a};

    text_add(&t, VIEW("\x80\2T"));
    put_number(&t, CONSTANT, 4);
    put_filler(&t, CONSTANT);
    text_add(&t, VIEW("0" EVIL));
    text_add(&z, VIEW("\x78\x01"));
    text_add(&z, deflated(&a, text_view(&t)));
    struct notes n = content_notes(&a, text_view(&z), 2 << 20);
    CHECK(tells(&n, "archive.bomb", NOTE_LIMIT));
    arena_free(&a);
}

TEST(findings_beyond_those_that_are_listed_are_told)
{
    struct arena a = {0};
    struct notes n = {.arena = &a};

    for (int i = 0; i <= NOTE_MOST; i++)
        note_add(&n, VIEW("a"), NOTE_PLAIN, 0, "b");
    CHECK(tells(&n, "limit.findings", NOTE_LIMIT));
    arena_free(&a);
}

static void put_octal(struct text *t, size_t digits, uint64_t v)
{
    for (size_t i = digits; i > 0; i--)
        text_byte(t, (char)('0' + (v >> 3 * (i - 1) & 7)));
    text_byte(t, '\0');
}

// A header of tar (POSIX pax, ustar interchange format) and its content.
static void put_tar(struct text *t, const char *name, char type,
                    struct view content)
{
    size_t start = t->len, sum = 0;

    text_add(t, view_of(name));
    text_fill(t, '\0', 100 - (t->len - start));
    put_octal(t, 7, 0644);
    put_octal(t, 7, 0);
    put_octal(t, 7, 0);
    put_octal(t, 11, content.len);
    put_octal(t, 11, 0);
    text_fill(t, ' ', 8); // the checksum counts as blanks
    text_byte(t, type);
    text_fill(t, '\0', 512 - (t->len - start));
    for (size_t i = start; i < t->len; i++)
        sum += (unsigned char)t->at[i];
    for (size_t i = 0; i < 6; i++)
        t->at[start + 148 + i] = (char)('0' + (sum >> 3 * (5 - i) & 7));
    t->at[start + 154] = '\0';
    text_add(t, content);
    text_fill(t, '\0', (512 - content.len % 512) % 512);
}

TEST(members_of_tar_beyond_what_is_looked_into_are_told)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    put_tar(&t, "a", '0', VIEW("123456789"));
    put_tar(&t, "b", '0', VIEW(EVIL));
    text_fill(&t, '\0', 1024);
    struct notes n = content_notes(&a, text_view(&t), 100);
    CHECK(!tells(&n, "limit.size", NOTE_LIMIT));
    CHECK_U64(n.worst, NOTE_DANGER);
    n = content_notes(&a, text_view(&t), 9);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    arena_free(&a);
}

// Of what says how a member is called 64 KiB are read. Python's tarfile takes
// the whole of it and calls both members "../evil".
TEST(headers_that_are_too_long_are_told)
{
    enum { READ = 64 << 10 };
    struct arena a = {0};
    struct text pax = {.arena = &a}, name = {.arena = &a};

    text_add(&pax, VIEW("65536 comment="));
    text_fill(&pax, 'a', READ - pax.len - 1);
    text_add(&pax, VIEW("\n"));
    CHECK_U64(pax.len, READ);
    for (int longer = 0; longer < 2; longer++) {
        struct text t = {.arena = &a};

        put_tar(&t, "pax", 'x', text_view(&pax));
        put_tar(&t, "a", '0', VIEW(""));
        text_fill(&t, '\0', 1024);
        struct notes n = content_notes(&a, text_view(&t), 1 << 20);
        CHECK(tells(&n, "limit.size", NOTE_LIMIT) == longer);
        text_add(&pax, VIEW("16 path=../evil\n"));
    }
    while (name.len < READ)
        text_add(&name, VIEW("a/.."));
    text_add(&name, VIEW("/../evil"));
    struct text t = {.arena = &a};
    put_tar(&t, "././@LongLink", 'L', text_view(&name));
    put_tar(&t, "a", '0', VIEW(""));
    text_fill(&t, '\0', 1024);
    struct notes n = content_notes(&a, text_view(&t), 1 << 20);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    arena_free(&a);
}

// Each says how the member is called; the last of them holds.
TEST(headers_without_a_member_are_bounded)
{
    struct arena a = {0};

    for (int count = 60; count <= 70; count += 10) {
        struct text t = {.arena = &a};

        for (int i = 0; i < count; i++)
            put_tar(&t, "././@LongLink", 'L', VIEW("../evil"));
        put_tar(&t, "a", '0', VIEW(""));
        text_fill(&t, '\0', 1024);
        struct notes n = content_notes(&a, text_view(&t), 1 << 20);
        CHECK(tells(&n, "tar.name.traversal", NOTE_DANGER) == (count == 60));
        CHECK(tells(&n, "tar.malformed", NOTE_MALFORMED) == (count == 70));
    }
    arena_free(&a);
}

static void put_big(struct text *t, uint32_t v)
{
    for (int i = 3; i >= 0; i--)
        text_byte(t, (char)(v >> 8 * i & 0xff));
}

static void put_chunk(struct text *t, const char *name)
{
    put_big(t, 0);
    text_add(t, view_of(name));
    put_big(t, 0);
}

// PNG, 5.3: chunks of a length, a name, data and a checksum, to IEND.
static struct notes picture_notes(struct arena *a, size_t chunks)
{
    struct text t = {.arena = a};

    text_add(&t, VIEW("\x89PNG\r\n\x1a\n"));
    for (size_t i = 0; i < chunks; i++)
        put_chunk(&t, "tEXt");
    put_chunk(&t, "IEND");
    text_add(&t, VIEW(EVIL));
    return content_notes(a, text_view(&t), 1 << 30);
}

TEST(what_stands_behind_a_picture_of_many_parts_is_told)
{
    struct arena a = {0};
    struct notes n = picture_notes(&a, 100000);

    CHECK(tells(&n, "format.polyglot", NOTE_DANGER));
    n = picture_notes(&a, 1000001);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    arena_free(&a);
}

// numpy.save into an open file, again and again.
static struct notes array_notes(struct arena *a, size_t arrays)
{
    const struct view dict = VIEW(
        "{'descr': '|u1', 'fortran_order': False, 'shape': (1,), }      \n");
    struct text t = {.arena = a};

    for (size_t i = 0; i < arrays; i++) {
        text_add(&t, VIEW("\x93NUMPY\1\0"));
        put_number(&t, dict.len, 2);
        text_add(&t, dict);
        text_byte(&t, '\0');
    }
    return content_notes(a, text_view(&t), 1 << 30);
}

TEST(arrays_that_follow_each_other_are_numbers_to_their_limit)
{
    struct arena a = {0};
    struct notes n = array_notes(&a, 3000);

    CHECK_U64(n.note_count, 0);
    n = array_notes(&a, 100002);
    CHECK(tells(&n, "limit.size", NOTE_LIMIT));
    arena_free(&a);
}

// In a member offsets count from its start, as elsewhere.
TEST(places_behind_the_end_count_from_the_start_of_the_member)
{
    struct arena a = {0};
    struct text t = {.arena = &a}, tar = {.arena = &a};

    text_add(&t, VIEW("\x89PNG\r\n\x1a\n"));
    put_chunk(&t, "IEND");
    text_add(&t, VIEW(EVIL));
    put_tar(&tar, "a.png", '0', text_view(&t));
    text_fill(&tar, '\0', 1024);
    struct notes n = content_notes(&a, text_view(&tar), 1 << 20);
    bool found = false;
    for (size_t i = 0; i < n.note_count; i++)
        if (view_eq(n.note[i].rule, VIEW("pickle.import.danger"))) {
            CHECK_TEXT(n.note[i].member, "a.png");
            CHECK_U64(n.note[i].offset, 20); // 8 of magic, 12 of IEND
            found = true;
        }
    CHECK(found);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(archives_beyond_the_third_in_one_another_are_told),
           CHECK_CASE(a_stream_beyond_what_is_looked_into_is_told),
           CHECK_CASE(findings_beyond_those_that_are_listed_are_told),
           CHECK_CASE(members_beyond_what_is_looked_into_are_told),
           CHECK_CASE(members_of_tar_beyond_what_is_looked_into_are_told),
           CHECK_CASE(headers_that_are_too_long_are_told),
           CHECK_CASE(headers_without_a_member_are_bounded),
           CHECK_CASE(what_stands_behind_a_picture_of_many_parts_is_told),
           CHECK_CASE(arrays_that_follow_each_other_are_numbers_to_their_limit),
           CHECK_CASE(places_behind_the_end_count_from_the_start_of_the_member),
           CHECK_CASE(a_search_that_is_given_up_is_told),
           CHECK_CASE(programs_beyond_what_is_unpacked_are_told),
           CHECK_CASE(a_pickle_beyond_what_is_unpacked_is_told))
