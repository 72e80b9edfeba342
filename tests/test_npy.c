// SPDX-License-Identifier: Apache-2.0
// Headers as numpy.save writes them (format version 1.0), and what its
// documentation forbids.
#include "format/npy.h"

#include "check.h"

// A file of version 1.0 with `header` and `size` zero bytes behind it.
static struct view npy(struct arena *a, const char *header, size_t size)
{
    struct view h = view_of(header);
    char *at = arena_alloc(a, 11 + h.len + size);

    memcpy(at, "\x93NUMPY\1\0", 8);
    at[8] = (char)((h.len + 1) & 0xff);
    at[9] = (char)((h.len + 1) >> 8);
    memcpy(at + 10, h.at, h.len);
    at[10 + h.len] = '\n';
    return (struct view){at, 11 + h.len + size};
}

static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct tensors *t)
{
    struct file f = file_of(bytes, VIEW("t.npy"));

    return npy_read(a, &f, t);
}

TEST(reads_type_and_shape)
{
    static const struct {
        const char *header;
        const char *dtype;
        uint64_t dims, count, size;
    } good[] = {
        {"{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4), }", "f32",
         2, 12, 48},
        {"{'descr': '|u1', 'fortran_order': True, 'shape': (5,), }", "u8", 1, 5,
         5},
        {"{'descr': '>i8', 'fortran_order': False, 'shape': (), }", "i64", 0, 1,
         8},
        {"{\"shape\": (2L,), 'descr': '<c8', 'fortran_order': False}", "c64", 1,
         2, 16},
        {"{'descr': '<U3', 'fortran_order': False, 'shape': (2,), }", "<U3", 1,
         2, 24},
        {"{'descr': [('a', '<f4'), ('b', '<i2', (2,))], 'fortran_order': False,"
         " 'shape': (2,), }",
         "struct", 1, 2, 16},
    };

    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(!read_bytes(&a, npy(&a, good[i].header, 48), &t));
        CHECK_U64(t.note_count, 0);
        CHECK_U64(t.tensor_count, 1);
        if (t.tensor_count) {
            CHECK_VIEW(t.tensor[0].dtype, view_of(good[i].dtype));
            CHECK_U64(t.tensor[0].dims, good[i].dims);
            CHECK_U64(t.tensor[0].count, good[i].count);
            CHECK_U64(t.tensor[0].size, good[i].size);
        }
        arena_free(&a);
    }
}

// The seed of the fuzz target: as numpy.savez writes them, one array "a" of
// float32 [2], 1.0 and 2.0, in a stored member.
TEST(lists_the_arrays_of_an_archive)
{
    struct arena a = {0};
    struct tensors t;
    struct view bytes;

    CHECK(!file_front(&a, VIEW("fuzz/npy/npz"), 1 << 20, &bytes));
    struct file f = file_of(bytes, VIEW("t.npz"));
    CHECK(!npz_read(&a, &f, &t));
    CHECK_U64(t.note_count, 0);
    CHECK_U64(t.tensor_count, 1);
    if (t.tensor_count) {
        CHECK_TEXT(t.tensor[0].name, "a");
        CHECK_TEXT(t.tensor[0].dtype, "f32");
        CHECK_U64(t.tensor[0].dims, 1);
        CHECK_U64(t.tensor[0].dim[0], 2);
        CHECK_U64(t.tensor[0].size, 8);
        CHECK_VIEW(view_head(view_from(bytes, (size_t)t.tensor[0].offset), 8),
                   VIEW("\0\0\x80?\0\0\0@"));
    }
    arena_free(&a);
}

TEST(refuses_headers_that_are_more_than_a_literal)
{
    static const char *const bad[] = {
        "__import__('os').system('true')",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (99,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, "
        "4294967296, 0), }",
        // 2^62 times eight bytes are 2^65, which 64 bits hold as 0
        "{'descr': '<f8', 'fortran_order': False, 'shape': "
        "(4611686018427387904,), }",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), 'x': 1, }",
        "{'descr': '<f4', 'descr': '<f4', 'shape': (1,), }",
        "{'descr': '<f4', 'shape': (1,), }",
        "{'descr': 'f'+'4', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': '<q', 'fortran_order': False, 'shape': (1,), } x",
        "{'descr': '!!', 'fortran_order': False, 'shape': (1,), }",
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena a = {0};
        struct tensors t;
        struct error *e = read_bytes(&a, npy(&a, bad[i], 48), &t);

        CHECK(e && e->kind == ERROR_INPUT);
        CHECK(t.note_count && view_eq(t.note[0].rule, VIEW("npy.malformed")));
        if (!e)
            printf("    %s\n", bad[i]);
        arena_free(&a);
    }
}

// numpy evaluates the header as a literal, which may be written in ways that
// numpy never writes: the pickle behind it is found all the same.
TEST(looks_behind_headers_that_it_refuses)
{
    static const char *const objects[] = {
        "{'descr': '\\x4f', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': '|' 'O', 'fortran_order': False, 'shape': (1,)}",
        "{'descr': ('O'), 'fortran_order': False, 'shape': (1,)}",
        ("{'descr': '<f4', 'descr': 'O', 'fortran_order': False, 'shape': "
         "(1,)}"),
    };
    static const struct view attack = VIEW_INIT("cos\nsystem\n)R.");

    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        struct arena a = {0};
        struct tensors t;
        struct view v = npy(&a, objects[i], attack.len);
        char *at = arena_alloc(&a, v.len);
        bool found = false;

        memcpy(at, v.at, v.len);
        memcpy(at + v.len - attack.len, attack.at, attack.len);
        CHECK(read_bytes(&a, (struct view){at, v.len}, &t));
        for (size_t k = 0; k < t.note_count; k++)
            found |= view_eq(t.note[k].rule, VIEW("pickle.import.danger")) &&
                     t.note[k].offset == v.len - attack.len;
        CHECK(found);
        arena_free(&a);
    }
}

TEST(looks_into_arrays_of_objects_at_any_depth)
{
    static const char *const objects[] = {
        "{'descr': '|O', 'fortran_order': False, 'shape': (1,), }",
        "{'descr': [('a', [('b', '|O')])], 'fortran_order': False, 'shape': "
        "(1,), }",
        "{'descr': [(('t', 'a'), '|O', (2,))], 'fortran_order': False, "
        "'shape': (1,), }",
    };
    static const struct view attack = VIEW_INIT("cos\nsystem\n)R.");

    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        struct arena a = {0};
        struct tensors t;
        struct view v = npy(&a, objects[i], attack.len);
        char *at = arena_alloc(&a, v.len);

        memcpy(at, v.at, v.len);
        memcpy(at + v.len - attack.len, attack.at, attack.len);
        CHECK(!read_bytes(&a, (struct view){at, v.len}, &t));
        CHECK_U64(t.note_count, 2);
        CHECK_TEXT(t.note[0].rule, "npy.object");
        CHECK_TEXT(t.note[1].rule, "pickle.import.danger");
        CHECK_U64(t.note[1].offset, v.len - attack.len);
        arena_free(&a);
    }
}

TEST(says_what_a_file_of_raw_tokens_may_be)
{
    struct arena a = {0};
    struct tensors t;
    struct error *e = read_bytes(&a, VIEW("\1\0\2\0\3\0\4\0\5\0\6\0\7\0"), &t);

    CHECK(e && e->kind == ERROR_INPUT);
    CHECK(e && view_has(e->message, VIEW("tokens")));
    arena_free(&a);
}

TEST(refuses_every_shorter_file)
{
    struct arena all = {0};
    struct view v = npy(
        &all, "{'descr': '<f4', 'fortran_order': False, 'shape': (2,), }", 8);

    for (size_t len = 0; len < v.len; len++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(read_bytes(&a, arena_copy(&a, view_head(v, len)), &t));
        arena_free(&a);
    }
    arena_free(&all);
}

CHECK_MAIN(CHECK_CASE(reads_type_and_shape),
           CHECK_CASE(lists_the_arrays_of_an_archive),
           CHECK_CASE(refuses_headers_that_are_more_than_a_literal),
           CHECK_CASE(looks_behind_headers_that_it_refuses),
           CHECK_CASE(looks_into_arrays_of_objects_at_any_depth),
           CHECK_CASE(says_what_a_file_of_raw_tokens_may_be),
           CHECK_CASE(refuses_every_shorter_file))
