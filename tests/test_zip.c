// SPDX-License-Identifier: Apache-2.0
// The archive of these tests was written by Python's zipfile: a.txt, stored,
// and d/b.bin, 300 zero bytes, deflated. What damaged ones must give is from
// APPNOTE and threats.md 4.1.
#define _GNU_SOURCE // mkstemp, pwrite
#include "format/zip_content.h"

#include "base/text.h"

#include "check.h"
#include "notes.h"

#include <stdlib.h>
#include <unistd.h>

// clang-format off
static const char archive[] =
    "PK\003\004\024\000\000\000\000\000\000\000!\000 0:6\006\000"
    "\000\000\006\000\000\000\005\000\000\000a.txthello\nPK\003"
    "\004\024\000\000\000\010\000\000\000!\000\322\2174\265\007"
    "\000\000\000,\001\000\000\007\000\000\000d/b.binc`\030\005"
    "\304\002\000PK\001\002\024\003\024\000\000\000\000\000\000"
    "\000!\000 0:6\006\000\000\000\006\000\000\000\005\000\000"
    "\000\000\000\000\000\000\000\000\000\200\001\000\000\000\000"
    "a.txtPK\001\002\024\003\024\000\000\000\010\000\000\000!\000"
    "\322\2174\265\007\000\000\000,\001\000\000\007\000\000\000"
    "\000\000\000\000\000\000\000\000\200\001)\000\000\000d/b.bin"
    "PK\005\006\000\000\000\000\002\000\002\000h\000\000\000U\000"
    "\000\000\000\000";
// clang-format on

static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct notes *n, struct zip *z)
{
    struct file f = file_of(bytes, VIEW("t.zip"));

    *n = (struct notes){.arena = a};
    return zip_read(a, &f, n, z);
}

// A copy of the archive to damage.
static struct view copy(struct arena *a, char **at)
{
    struct view v = arena_copy(a, (struct view){archive, sizeof archive - 1});

    *at = arena_alloc(a, v.len);
    memcpy(*at, v.at, v.len);
    return (struct view){*at, v.len};
}

TEST(lists_members_with_their_sizes_and_places)
{
    struct arena a = {0};
    struct notes n;
    struct zip z;
    struct error *e =
        read_bytes(&a, (struct view){archive, sizeof archive - 1}, &n, &z);

    CHECK(!e);
    CHECK_U64(n.note_count, 0);
    CHECK_U64(z.member_count, 2);
    CHECK_TEXT(z.member[0].name, "a.txt");
    CHECK_U64(z.member[0].method, ZIP_STORED);
    CHECK_U64(z.member[0].size, 6);
    CHECK_U64(z.member[0].offset, 35);
    CHECK_TEXT(z.member[1].name, "d/b.bin");
    CHECK_U64(z.member[1].method, ZIP_DEFLATED);
    CHECK_U64(z.member[1].size, 300);
    CHECK(zip_find(&z, VIEW("d/b.bin")) == &z.member[1]);
    arena_free(&a);
}

TEST(gives_stored_and_deflated_content)
{
    struct arena a = {0};
    struct view bytes = {archive, sizeof archive - 1}, out;
    struct file f = file_of(bytes, VIEW("t.zip"));
    struct notes n;
    struct zip z;

    CHECK(!read_bytes(&a, bytes, &n, &z));
    CHECK(!zip_content(&a, &f, &z.member[0], 100, &n, &out));
    CHECK_TEXT(out, "hello\n");
    CHECK(!zip_content(&a, &f, &z.member[1], 1000, &n, &out));
    CHECK_U64(out.len, 300);
    CHECK(!zip_content(&a, &f, &z.member[1], 10, &n, &out));
    CHECK_U64(out.len, 10);
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

// Of one whose checksum is wrong too: who asks what it is does not check it.
TEST(gives_the_front_of_a_member)
{
    struct arena a = {0};
    struct notes n;
    struct view out, whole;
    struct zip z;
    char *at;
    struct view bytes = copy(&a, &at);
    struct file f = file_of(bytes, VIEW("t.zip"));

    at[35] = 'j'; // of "hello"
    CHECK(!read_bytes(&a, bytes, &n, &z));
    CHECK(!zip_front(&a, &f, &z.member[0], 3, &out));
    CHECK_TEXT(out, "jel");
    CHECK(!zip_front(&a, &f, &z.member[0], 4096, &out));
    CHECK_TEXT(out, "jello\n");
    CHECK(!zip_front(&a, &f, &z.member[1], 10, &out));
    CHECK(!zip_content(&a, &f, &z.member[1], 1000, &n, &whole));
    CHECK_U64(out.len, 10);
    CHECK(view_starts(whole, out));
    CHECK_U64(n.note_count, 0);
    z.member[0].readable = false;
    CHECK(!zip_front(&a, &f, &z.member[0], 3, &out));
    CHECK_U64(out.len, 0);
    arena_free(&a);
}

TEST(refuses_every_shorter_archive)
{
    for (size_t len = 0; len < sizeof archive - 1; len++) {
        struct arena a = {0};
        struct view cut = arena_copy(&a, (struct view){archive, len});
        struct notes n;
        struct zip z;
        struct error *e = read_bytes(&a, cut, &n, &z);

        CHECK(e && e->kind == ERROR_INPUT);
        CHECK(noted(&n, "zip.malformed"));
        arena_free(&a);
    }
}

static void put(struct text *t, uint64_t number, int bytes)
{
    for (int i = 0; i < bytes; i++)
        text_byte(t, (char)(number >> 8 * i & 0xff));
}

static bool has_danger(const struct notes *n, struct view rule)
{
    for (size_t i = 0; i < n->note_count; i++)
        if (view_eq(n->note[i].rule, rule) &&
            n->note[i].severity == NOTE_DANGER)
            return true;
    return false;
}

enum { DIRECTORY = 85, DIRECTORY_SIZE = 104, END = 189 };

static void put_end64(struct text *t)
{
    text_add(t, VIEW("PK\6\6"));
    put(t, 44, 8);
    put(t, 45 | 45 << 16, 4); // versions
    put(t, 0, 8);             // disks
    put(t, 2, 8);
    put(t, 2, 8);
    put(t, DIRECTORY_SIZE, 8);
    put(t, DIRECTORY, 8);
}

// The ZIP64 record of the archive, `gap` bytes, its locator, which points to
// `record`, and an end record that says `count` and `offset`. What Python 3.11
// gives of each: the members by the record right before the locator, or else by
// the end record.
static struct view with_end64(struct arena *a, struct view gap, uint64_t record,
                              uint64_t count, uint64_t offset)
{
    struct text t = {.arena = a};

    text_add(&t, (struct view){archive, END});
    put_end64(&t);
    text_add(&t, gap);
    text_add(&t, VIEW("PK\6\7"));
    put(&t, 0, 4);
    put(&t, record, 8);
    put(&t, 1, 4);
    text_add(&t, VIEW("PK\5\6"));
    put(&t, 0, 4);
    put(&t, count, 2);
    put(&t, count, 2);
    put(&t, DIRECTORY_SIZE, 4);
    put(&t, offset, 4);
    put(&t, 0, 2);
    return text_view(&t);
}

TEST(tells_two_directories_of_a_zip64_archive)
{
    struct arena a = {0};
    struct text second = {.arena = &a};
    struct notes n;
    struct zip z;

    CHECK(!read_bytes(&a, with_end64(&a, VIEW(""), END, 2, DIRECTORY), &n, &z));
    CHECK_U64(n.note_count, 0);
    CHECK_U64(z.member_count, 2);
    CHECK(!read_bytes(&a, with_end64(&a, VIEW(""), END, 0xffff, UINT32_MAX), &n,
                      &z));
    CHECK_U64(n.note_count, 0);
    CHECK(!read_bytes(&a, with_end64(&a, VIEW(""), END, 2, 133), &n, &z));
    CHECK(has_danger(&n, VIEW("zip.mismatch")));
    CHECK(!read_bytes(&a, with_end64(&a, VIEW(""), END, 1, DIRECTORY), &n, &z));
    CHECK(has_danger(&n, VIEW("zip.mismatch")));
    put_end64(&second);
    CHECK(!read_bytes(
        &a, with_end64(&a, text_view(&second), END, 0xffff, UINT32_MAX), &n,
        &z));
    CHECK(has_danger(&n, VIEW("zip.mismatch")));
    // Without the record the end record holds, as for Python.
    CHECK(!read_bytes(&a, with_end64(&a, VIEW(""), 1, 2, DIRECTORY), &n, &z));
    CHECK(noted(&n, "zip.malformed"));
    CHECK_U64(z.member_count, 2);
    arena_free(&a);
}

// Python's zipfile and PyTorch's take the first.
TEST(takes_the_first_of_two_zip64_fields)
{
    enum { FIRST = 85, SECOND = 136, OFFSET = 42, EXTRA = 30 };
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct notes n;
    struct zip z;

    text_add(&t, (struct view){archive, FIRST + EXTRA});
    put(&t, 24, 2); // bytes of extra fields
    text_add(&t,
             (struct view){archive + FIRST + EXTRA + 2, OFFSET - EXTRA - 2});
    put(&t, UINT32_MAX, 4);
    text_add(&t, VIEW("a.txt"));
    for (int i = 0; i < 2; i++) {
        put(&t, 1 | 8 << 16, 4);
        put(&t, i ? 41 : 0, 8); // of the second member, of the first
    }
    text_add(&t, (struct view){archive + SECOND, END - SECOND});
    text_add(&t, VIEW("PK\5\6\0\0\0\0\2\0\2\0"));
    put(&t, DIRECTORY_SIZE + 24, 4);
    put(&t, DIRECTORY, 4);
    put(&t, 0, 2);
    CHECK(!read_bytes(&a, text_view(&t), &n, &z));
    CHECK_U64(z.member_count, 2);
    CHECK_U64(z.member[0].header, 0);
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

static size_t limits(const struct notes *n, struct view rule)
{
    size_t count = 0;

    for (size_t i = 0; i < n->note_count; i++)
        count +=
            view_eq(n->note[i].rule, rule) && n->note[i].severity == NOTE_LIMIT;
    return count;
}

// The archive, with the second member's size claimed to be `size` in both
// places.
static struct view claiming(struct arena *a, uint64_t size)
{
    enum { LOCAL = 41 + 22, CENTRAL = 136 + 24 };
    char *at;
    struct view v = copy(a, &at);

    for (int i = 0; i < 4; i++)
        at[LOCAL + i] = at[CENTRAL + i] = (char)(size >> 8 * i & 0xff);
    return v;
}

TEST(tells_what_claims_too_much_or_too_little)
{
    struct arena a = {0};
    struct view out, large = claiming(&a, 0xfffffff0), small = claiming(&a, 9);
    struct file f = file_of(small, VIEW("t.zip"));
    struct notes n;
    struct zip z;

    // The member alone, and all members together.
    CHECK(!read_bytes(&a, large, &n, &z));
    CHECK_U64(limits(&n, VIEW("zip.bomb")), 2);
    CHECK(!read_bytes(&a, small, &n, &z));
    CHECK_U64(n.note_count, 0);
    CHECK(!zip_content(&a, &f, &z.member[1], 1000, &n, &out));
    CHECK_U64(limits(&n, VIEW("zip.mismatch")), 1);
    CHECK_U64(out.len, 300);
    arena_free(&a);
}

// Offsets of fields are counted in the archive above: the first local header is
// at 0, the second at 41, the directory at 85.
TEST(tells_when_directory_and_local_header_differ)
{
    static const struct {
        size_t at;
        char byte;
    } damage[] = {
        {30, 'b'}, // local name
        {8, 8},    // local method
        {6, 1},    // local encryption bit
        {14, 0},   // local checksum
        {22, 7},   // local size
    };

    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        struct arena a = {0};
        struct notes n;
        struct zip z;
        char *at;
        struct view v = copy(&a, &at);

        at[damage[i].at] = damage[i].byte;
        CHECK(!read_bytes(&a, v, &n, &z));
        CHECK(noted(&n, "zip.mismatch"));
        CHECK_U64(n.worst, NOTE_DANGER);
        arena_free(&a);
    }
}

TEST(tells_what_stands_before_and_behind_an_archive)
{
    struct arena a = {0};
    struct notes n;
    struct zip z;
    struct view whole = {archive, sizeof archive - 1};
    struct view front = arena_print(&a, "#!/bin/sh\n%*s", 0, "");
    char *both = arena_alloc(&a, front.len + whole.len + 4);

    memcpy(both, front.at, front.len);
    memcpy(both + front.len, whole.at, whole.len);
    CHECK(!read_bytes(&a, (struct view){both, front.len + whole.len}, &n, &z));
    CHECK_U64(z.member_count, 2);
    CHECK_U64(z.member[0].offset, 35 + front.len);
    CHECK(noted(&n, "zip.prefix"));
    CHECK(!read_bytes(&a, (struct view){both, front.len + whole.len + 4}, &n,
                      &z));
    CHECK(noted(&n, "zip.trailing"));
    arena_free(&a);
}

TEST(tells_names_that_lead_out)
{
    static const struct {
        const char *name; // of five letters, as "a.txt"
        const char *rule;
    } names[] = {
        {"../ab", "zip.name.traversal"},  {"a/..\\", "zip.name.traversal"},
        {"/etc/", "zip.name.absolute"},   {"C:/ab", "zip.name.absolute"},
        {"a\x1b[2J", "zip.name.control"},
    };
    // "../ab" in a form that is too long, under the flag that says UTF-8.
    static const char overlong[] = "\xc0\xae\xc0\xae/";
    struct arena all = {0};
    struct notes notes;
    struct zip zip;
    char *to;
    struct view named = copy(&all, &to);
    size_t entry = view_find(named, VIEW("PK\1\2"));

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        struct arena a = {0};
        struct notes n;
        struct zip z;
        char *at;
        struct view v = copy(&a, &at);
        size_t central = view_find(v, VIEW("PK\1\2"));

        memcpy(at + 30, names[i].name, 5);
        memcpy(at + central + 46, names[i].name, 5);
        CHECK(!read_bytes(&a, v, &n, &z));
        CHECK(noted(&n, names[i].rule));
        arena_free(&a);
    }
    memcpy(to + 30, overlong, 5);
    memcpy(to + entry + 46, overlong, 5);
    CHECK(!read_bytes(&all, named, &notes, &zip));
    CHECK(!noted(&notes, "zip.malformed")); // some code page
    to[7] |= 8;
    to[entry + 9] |= 8;
    CHECK(!read_bytes(&all, named, &notes, &zip));
    CHECK(noted(&notes, "zip.malformed"));
    arena_free(&all);
}

// A reader of streams takes the local name.
TEST(tells_a_local_name_that_leads_out)
{
    struct arena a = {0};
    struct notes n;
    struct zip z;
    char *at;
    struct view v = copy(&a, &at);

    memcpy(at + 30, "../ab", 5);
    CHECK(!read_bytes(&a, v, &n, &z));
    CHECK(noted(&n, "zip.mismatch"));
    CHECK(noted(&n, "zip.name.traversal"));
    arena_free(&a);
}

// The end record's last field but one is where the directory is: behind the end
// record, and where there is none.
TEST(refuses_a_directory_that_is_nowhere)
{
    static const struct {
        char low, middle;
        const char *why;
    } row[] = {
        {0, 1, "the directory would begin past its end"},
        {4, 0, "there is no directory where the end record says"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct notes n;
        struct zip z;
        char *at;
        struct view v = copy(&a, &at);

        at[v.len - 6] = row[i].low;
        at[v.len - 5] = row[i].middle;
        struct error *e = read_bytes(&a, v, &n, &z);
        CHECK(e && view_has(e->message, view_of(row[i].why)));
        CHECK(noted(&n, "zip.malformed"));
        CHECK_U64(z.member_count, 2); // by their own headers
        arena_free(&a);
    }
}

// Python's zipfile gives out what is there before it misses the rest, and a
// pickle is loaded by then.
TEST(a_member_beyond_the_end_is_what_is_there)
{
    struct arena a = {0};
    struct view out, v;
    struct notes n;
    struct zip z;
    char *at;

    v = copy(&a, &at);
    size_t central = view_find(v, VIEW("PK\1\2"));
    memset(at + 18, 0x7f, 8); // both sizes
    memset(at + central + 20, 0x7f, 8);
    CHECK(!read_bytes(&a, v, &n, &z));
    CHECK(noted(&n, "zip.malformed"));
    struct file f = file_of(v, VIEW("t.zip"));
    CHECK(!zip_content(&a, &f, &z.member[0], 1000, &n, &out));
    CHECK_U64(out.len, v.len - z.member[0].offset);
    CHECK(view_starts(out, view_from(v, (size_t)z.member[0].offset)));
    arena_free(&a);
}

TEST(tells_a_wrong_checksum)
{
    struct arena a = {0};
    struct notes n;
    struct zip z;
    struct view out;
    char *at;
    struct view v = copy(&a, &at);
    struct file f = file_of(v, VIEW("t.zip"));

    at[35] = 'H';
    CHECK(!read_bytes(&a, v, &n, &z));
    CHECK(!zip_content(&a, &f, &z.member[0], 100, &n, &out));
    CHECK(noted(&n, "zip.crc"));
    arena_free(&a);
}

TEST(refuses_a_count_without_the_entries_for_it)
{
    struct arena a = {0};
    struct notes n;
    struct zip z;
    char *at;
    struct view v = copy(&a, &at);
    size_t end = view_find(v, VIEW("PK\5\6"));

    at[end + 8] = at[end + 10] = (char)0xff;
    at[end + 9] = at[end + 11] = (char)0xff;
    CHECK(!read_bytes(&a, v, &n, &z));
    CHECK_U64(z.member_count, 2);
    CHECK(noted(&n, "zip.mismatch"));
    CHECK(a.used < 20000);
    arena_free(&a);
}

// What PyTorch 1.13 and Python's zipfile differ in: found by loading damaged
// archives with both (tests/differential/checkpoints.py).
TEST(tells_what_only_some_readers_put_up_with)
{
    static const struct {
        size_t directory, end; // offset behind the record's start, or 0
        char byte;
        const char *rule;
    } damage[] = {
        {38, 0, 0x10, "zip.mismatch"}, // a folder by its attributes
        {8, 0, 0x20, "zip.malformed"}, // a patch
        {34, 0, 1, "zip.malformed"},   // on another disk
        {0, 4, 1, "zip.malformed"},    // the archive on another disk
        {0, 8, 1, "zip.malformed"},    // fewer entries on this disk
        {0, 20, 9, "zip.malformed"},   // a comment that is not there
        {0, 12, 0x69, "zip.malformed"} // a directory longer by one byte
    };

    for (size_t i = 0; i < sizeof damage / sizeof *damage; i++) {
        struct arena a = {0};
        struct notes n;
        struct zip z;
        char *at;
        struct view v = copy(&a, &at);
        size_t record =
            view_find(v, damage[i].directory ? VIEW("PK\1\2") : VIEW("PK\5\6"));

        at[record + damage[i].directory + damage[i].end] = damage[i].byte;
        CHECK(!read_bytes(&a, v, &n, &z));
        CHECK(noted(&n, damage[i].rule));
        CHECK(n.worst >= NOTE_MALFORMED);
        CHECK_U64(z.member_count, 2);
        arena_free(&a);
    }
}

// Whether the archive, read with all its members, shows `words` by `rule`.
static bool tells(struct view bytes, const char *rule,
                  enum note_severity severity, const char *words)
{
    struct arena a = {0};
    struct file f = file_of(bytes, VIEW("t.zip"));
    struct notes n = {.arena = &a};
    struct view out;
    struct zip z;
    bool told = false;

    if (!zip_read(&a, &f, &n, &z))
        for (size_t i = 0; i < z.member_count; i++)
            CHECK(!zip_content(&a, &f, &z.member[i], 1000, &n, &out));
    for (size_t i = 0; i < n.note_count; i++)
        told |= view_eq(n.note[i].rule, view_of(rule)) &&
                n.note[i].severity == severity &&
                view_has(n.note[i].shows, view_of(words));
    if (!told)
        check_fail(__FILE__, __LINE__, "%s is not told: %s", rule, words);
    for (size_t i = 0; !told && i < n.note_count; i++)
        printf("    " VIEW_FMT "\n", VIEW_ARG(n.note[i].shows));
    arena_free(&a);
    return told;
}

// Places of fields, by APPNOTE: records of the directory at 85 and 136, the end
// record at 189, the packed data of the second member at 78.
TEST(tells_records_and_data_that_do_not_hold)
{
    static const struct {
        struct {
            size_t at;
            const char *bytes;
            size_t len;
        } patch[2];
        const char *rule;
        enum note_severity severity;
        const char *words;
    } row[] = {
        {{{189 + 16, "\xff\xff\xff\x7f", 4}},
         "zip.malformed",
         NOTE_MALFORMED,
         "would begin past its end"},
        {{{189 + 16, "\0\0\0\0", 4}},
         "zip.malformed",
         NOTE_MALFORMED,
         "there is no directory"},
        {{{189 + 12, "\x66", 1}},
         "zip.prefix",
         NOTE_DANGER,
         "2 bytes that nobody lists stand between the directory"},
        {{{136 + 28, "\xc8", 1}},
         "zip.malformed",
         NOTE_MALFORMED,
         "the directory breaks off"},
        {{{22, "\7", 1}, {85 + 24, "\7", 1}},
         "zip.mismatch",
         NOTE_MALFORMED,
         "is stored plainly, but claims 7 bytes and holds 6"},
        {{{78, "\xff\xff\xff", 3}},
         "zip.malformed",
         NOTE_MALFORMED,
         "the packed data cannot be unpacked"},
        {{{41 + 18, "\6", 1}, {136 + 20, "\6", 1}},
         "zip.malformed",
         NOTE_MALFORMED,
         "the packed data break off"},
        {{{41 + 22, "\x2b", 1}, {136 + 24, "\x2b", 1}},
         "zip.mismatch",
         NOTE_LIMIT,
         "300 bytes come out and 299 are claimed"},
        {{{41 + 22, "\x2d", 1}, {136 + 24, "\x2d", 1}},
         "zip.mismatch",
         NOTE_MALFORMED,
         "300 bytes come out and 301 are claimed"},
        // a stored block without bytes (RFC 1951, 3.2.4), two bytes behind it
        {{{78, "\1\0\0\xff\xff\0\0", 7}},
         "zip.malformed",
         NOTE_MALFORMED,
         "2 bytes behind the packed data belong to nothing"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        char *at;
        struct view v = copy(&a, &at);

        for (size_t k = 0; k < 2; k++)
            memcpy(at + row[i].patch[k].at,
                   row[i].patch[k].bytes ? row[i].patch[k].bytes : "",
                   row[i].patch[k].len);
        tells(v, row[i].rule, row[i].severity, row[i].words);
        arena_free(&a);
    }
}

// The ZIP64 record at 189: its disk at 16, the directory's at 20, the members
// on this disk at 24. Its locator at 245: the disk of the record at 4, the
// count of disks at 16.
TEST(tells_zip64_archives_on_several_disks)
{
    static const size_t places[] = {189 + 16, 189 + 20, 189 + 24, 245 + 4,
                                    245 + 16};

    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        struct arena a = {0};
        struct view v = with_end64(&a, VIEW(""), END, 2, DIRECTORY);
        char *at = arena_alloc(&a, v.len);

        memcpy(at, v.at, v.len);
        at[places[i]] = 3;
        tells((struct view){at, v.len}, "zip.malformed", NOTE_MALFORMED,
              "several disks");
        arena_free(&a);
    }
}

// A member that claims 2^63 bytes, in the directory's field of ZIP64.
TEST(tells_a_size_beyond_63_bits)
{
    enum { SECOND = 136, SIZE = 24, EXTRA = 30 };
    struct arena a = {0};
    struct text t = {.arena = &a};

    text_add(&t, (struct view){archive, SECOND + SIZE});
    put(&t, UINT32_MAX, 4);
    put(&t, 7, 2);  // bytes of the name
    put(&t, 12, 2); // of extra fields
    text_add(&t, (struct view){archive + SECOND + EXTRA + 2,
                               END - SECOND - EXTRA - 2});
    put(&t, 1 | 8 << 16, 4);
    put(&t, (uint64_t)1 << 63, 8);
    text_add(&t, VIEW("PK\5\6\0\0\0\0\2\0\2\0"));
    put(&t, DIRECTORY_SIZE + 12, 4);
    put(&t, DIRECTORY, 4);
    put(&t, 0, 2);
    tells(text_view(&t), "zip.malformed", NOTE_MALFORMED,
          "claims 9223372036854775808 bytes");
    arena_free(&a);
}

static void put_end(struct text *t, uint64_t count, uint64_t size)
{
    text_add(t, VIEW("PK\5\6\0\0\0\0"));
    put(t, count, 2);
    put(t, count, 2);
    put(t, size, 4);
    put(t, 0, 4); // the directory's place
    put(t, 0, 2);
}

// The records of a directory, and nothing else.
TEST(stops_at_a_million_members)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct notes n;
    struct zip z;

    for (size_t i = 0; i <= 1000000; i++) {
        text_add(&t, VIEW("PK\1\2"));
        text_fill(&t, '\0', 24);
        put(&t, 7, 2); // bytes of the name
        text_fill(&t, '\0', 16);
        text_print(&t, "%07zu", i);
    }
    put_end(&t, 0xffff, t.len);
    CHECK(!read_bytes(&a, text_view(&t), &n, &z));
    CHECK_U64(z.member_count, 1000000);
    CHECK_U64(limits(&n, VIEW("zip.bomb")), 1);
    arena_free(&a);
}

// A directory of 300 MiB, all but its first four bytes and the end of the file
// not there.
TEST(refuses_a_directory_that_is_too_large)
{
    const uint64_t size = 300 << 20;
    char path[] = "/tmp/freehold-zip-XXXXXX";
    int fd = mkstemp(path);
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct notes n = {.arena = &a};
    struct zip z;
    struct file f;

    put_end(&t, 1, size);
    CHECK(fd >= 0 && pwrite(fd, "PK\1\2", 4, 0) == 4);
    CHECK(pwrite(fd, text_view(&t).at, t.len, (off_t)size) == (ssize_t)t.len);
    CHECK(!file_open(&a, view_of(path), &f));
    size_t before = a.used;
    CHECK(zip_read(&a, &f, &n, &z) != NULL);
    CHECK(n.note_count &&
          view_has(n.note[n.note_count - 1].shows, VIEW("more than 256 MiB")));
    CHECK(a.used - before < 1 << 20);
    file_close(&f);
    close(fd);
    unlink(path);
    arena_free(&a);
}

TEST(a_folder_that_holds_bytes_is_a_member)
{
    struct arena a = {0};
    struct notes n;
    struct zip z;
    char *at;
    struct view v = copy(&a, &at);

    at[34] = at[view_find(v, VIEW("PK\1\2")) + 50] =
        '/'; // a.tx/ in both headers
    CHECK(!read_bytes(&a, v, &n, &z));
    CHECK_TEXT(z.member[0].name, "a.tx/");
    CHECK(!z.member[0].folder);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(tells_what_only_some_readers_put_up_with),
           CHECK_CASE(tells_records_and_data_that_do_not_hold),
           CHECK_CASE(tells_zip64_archives_on_several_disks),
           CHECK_CASE(tells_a_size_beyond_63_bits),
           CHECK_CASE(stops_at_a_million_members),
           CHECK_CASE(refuses_a_directory_that_is_too_large),
           CHECK_CASE(a_folder_that_holds_bytes_is_a_member),
           CHECK_CASE(lists_members_with_their_sizes_and_places),
           CHECK_CASE(gives_stored_and_deflated_content),
           CHECK_CASE(gives_the_front_of_a_member),
           CHECK_CASE(refuses_every_shorter_archive),
           CHECK_CASE(tells_what_claims_too_much_or_too_little),
           CHECK_CASE(tells_two_directories_of_a_zip64_archive),
           CHECK_CASE(takes_the_first_of_two_zip64_fields),
           CHECK_CASE(tells_when_directory_and_local_header_differ),
           CHECK_CASE(tells_what_stands_before_and_behind_an_archive),
           CHECK_CASE(tells_names_that_lead_out),
           CHECK_CASE(tells_a_local_name_that_leads_out),
           CHECK_CASE(refuses_a_directory_that_is_nowhere),
           CHECK_CASE(a_member_beyond_the_end_is_what_is_there),
           CHECK_CASE(tells_a_wrong_checksum),
           CHECK_CASE(refuses_a_count_without_the_entries_for_it))
