// SPDX-License-Identifier: Apache-2.0
// A budget that runs out is told, and nothing behind it reads as clean
// (threats.md 1.4): each is made small here, or a file made that needs more.
#include "base/text.h"
#include "format/pickle.h"
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

CHECK_MAIN(CHECK_CASE(a_search_that_is_given_up_is_told),
           CHECK_CASE(programs_beyond_what_is_unpacked_are_told),
           CHECK_CASE(a_pickle_beyond_what_is_unpacked_is_told))
