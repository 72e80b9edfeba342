// SPDX-License-Identifier: Apache-2.0
// A budget that runs out is told, and nothing behind it reads as clean
// (threats.md 1.4): each is made small here, or a file made that needs more.
#include "base/text.h"
#include "format/pickle.h"
#include "format/torch.h"

#include "check.h"

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

static void put_facts(struct text *t, size_t packed, size_t size)
{
    put_number(t, 20, 2);
    put_number(t, 0, 2);
    put_number(t, 8, 2);        // deflate
    put_number(t, 33 << 16, 4); // a date
    put_number(t, 0, 4);        // no checksum is asked for what is cut
    put_number(t, packed, 4);
    put_number(t, size, 4);
    put_number(t, 10, 2);
}

// A checkpoint whose data.pkl is compressed (APPNOTE 4.3).
static struct view checkpoint_of(struct arena *a, struct view packed,
                                 size_t size)
{
    struct text t = {.arena = a};

    text_add(&t, VIEW("PK\3\4"));
    put_facts(&t, packed.len, size);
    put_number(&t, 0, 2);
    text_add(&t, VIEW("m/data.pkl"));
    text_add(&t, packed);
    size_t start = t.len;
    text_add(&t, VIEW("PK\1\2\24\0"));
    put_facts(&t, packed.len, size);
    text_fill(&t, '\0', 16);
    text_add(&t, VIEW("m/data.pkl"));
    size_t len = t.len - start;
    text_add(&t, VIEW("PK\5\6\0\0\0\0\1\0\1\0"));
    put_number(&t, len, 4);
    put_number(&t, start, 4);
    put_number(&t, 0, 2);
    return text_view(&t);
}

// A constant of 9 MiB, and behind it an import that is not unpacked.
TEST(a_pickle_beyond_what_is_unpacked_is_told)
{
    enum { CONSTANT = 9 << 20, ROOM = CONSTANT + 64 };
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct tensors out;
    z_stream z = {0};
    uint32_t noise = 1;

    text_add(&t, VIEW("\x80\2T"));
    put_number(&t, CONSTANT, 4);
    for (size_t i = 0; i < CONSTANT; i++) {
        noise = noise * 1664525 + 1013904223;
        text_byte(&t, i % 64 ? 'x' : (char)(noise >> 24));
    }
    text_add(&t, VIEW("0" EVIL));
    char *packed = arena_room(&a, ROOM);
    CHECK(deflateInit2(&z, 1, Z_DEFLATED, -15, 9, 0) == Z_OK);
    z.next_in = (Bytef *)t.at;
    z.avail_in = (uInt)t.len;
    z.next_out = (Bytef *)packed;
    z.avail_out = ROOM;
    CHECK(deflate(&z, Z_FINISH) == Z_STREAM_END);
    struct view deflated = {packed, ROOM - z.avail_out};
    CHECK(deflateEnd(&z) == Z_OK);
    CHECK(t.len / deflated.len < 200); // no bomb

    struct view bytes = checkpoint_of(&a, deflated, t.len);
    struct file f = file_of(bytes, VIEW("m.pt"));
    (void)!torch_read(&a, &f, &out);
    bool told = false;
    for (size_t i = 0; i < out.note_count; i++)
        told |= view_eq(out.note[i].rule, VIEW("pickle.limit")) &&
                out.note[i].severity == NOTE_LIMIT;
    CHECK(told);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(a_search_that_is_given_up_is_told),
           CHECK_CASE(a_pickle_beyond_what_is_unpacked_is_told))
