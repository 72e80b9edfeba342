// SPDX-License-Identifier: Apache-2.0
// Messages written by hand from the protobuf encoding page and onnx.proto3.
#include "format/onnx.h"

#include "base/text.h"

#include "check.h"

// ModelProto: ir_version 8, producer_name "p", graph, metadata {"k": "v"}.
// GraphProto: node Relu, initializer "w" f32 [2, 3] with 24 bytes of raw data.
#define TENSOR                                                                 \
    "\x2a\x23"                                                                 \
    "\x08\2\x08\3"                                                             \
    "\x10\1"                                                                   \
    "\x42\1w"                                                                  \
    "\x4a\x18"                                                                 \
    "000000000000000000000000"
#define MODEL                                                                  \
    "\x08\x08"                                                                 \
    "\x12\1p"                                                                  \
    "\x3a\x2d"                                                                 \
    "\x0a\6\x22\4Relu" TENSOR "\x72\6\x0a\1k\x12\1v"

static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct tensors *t)
{
    struct file f = file_of(bytes, VIEW("t.onnx"));

    return onnx_read(a, &f, t);
}

TEST(lists_initializers_and_metadata)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(&a, VIEW(MODEL), &t));
    CHECK_U64(t.note_count, 0);
    CHECK_U64(t.tensor_count, 1);
    CHECK_U64(t.parameters, 6);
    if (t.tensor_count) {
        CHECK_TEXT(t.tensor[0].name, "w");
        CHECK_TEXT(t.tensor[0].dtype, "f32");
        CHECK_U64(t.tensor[0].dims, 2);
        CHECK_U64(t.tensor[0].dim[1], 3);
        CHECK_U64(t.tensor[0].size, 24);
        CHECK_U64(t.tensor[0].offset, view_find(VIEW(MODEL), VIEW("000000")));
    }
    CHECK_TEXT(tensors_meta(&t, VIEW("producer_name")), "p");
    CHECK_TEXT(tensors_meta(&t, VIEW("k")), "v");
    arena_free(&a);
}

TEST(refuses_every_shorter_model)
{
    struct view whole = VIEW(MODEL);
    size_t metadata = whole.len - 8;

    for (size_t len = 0; len < whole.len; len++) {
        struct arena a = {0};
        struct tensors t;
        struct error *e =
            read_bytes(&a, arena_copy(&a, view_head(whole, len)), &t);

        // Without its last field the model is whole again.
        CHECK(len == metadata ? !e : e && e->kind == ERROR_INPUT);
        arena_free(&a);
    }
}

TEST(tells_weights_outside_the_folder)
{
    static const struct {
        struct view bytes; // graph > initializer > external_data > entry
        const char *rule;
    } model[] = {
        {VIEW_INIT("\x3a\x1a\x2a\x18\x6a\x16\x0a\x08location\x12\x0a"
                   "../secret."),
         "onnx.external-path"},
        {VIEW_INIT("\x3a\x1a\x2a\x18\x6a\x16\x0a\x08location\x12\x0a"
                   "/etc/passw"),
         "onnx.external-path"},
        {VIEW_INIT("\x3a\x1a\x2a\x18\x6a\x16\x0a\x08location\x12\x0a"
                   "file:///a/"),
         "onnx.external-path"},
        {VIEW_INIT("\x3a\x1a\x2a\x18\x6a\x16\x0a\x08location\x12\x0a"
                   "d/weights."),
         "onnx.external"},
        // Two places: readers take the first or the last.
        {VIEW_INIT("\x3a\x2b\x2a\x29\x6a\x0d\x0a\x08location\x12\x01w"
                   "\x6a\x18\x0a\x08location\x12\x0c../secret.so"),
         NULL},
        {VIEW_INIT("\x3a\x2b\x2a\x29\x6a\x18\x0a\x08location\x12\x0c"
                   "../secret.so\x6a\x0d\x0a\x08location\x12\x01w"),
         NULL},
    };

    for (size_t i = 0; i < sizeof model / sizeof *model; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(!read_bytes(&a, model[i].bytes, &t));
        CHECK_U64(t.note_count, model[i].rule ? 1 : 2);
        if (t.note_count == 1)
            CHECK_VIEW(t.note[0].rule, view_of(model[i].rule));
        else
            CHECK_U64((t.note[0].severity == NOTE_DANGER) +
                          (t.note[1].severity == NOTE_DANGER),
                      1);
        arena_free(&a);
    }
}

// graph > initializer > data_location = EXTERNAL, and no place.
TEST(refuses_weights_in_another_file_that_is_not_named)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(read_bytes(&a, VIEW("\x3a\x06\x2a\x04\x70\x01\x10\x01"), &t) != NULL);
    CHECK_U64(t.note_count, 1);
    CHECK(t.note_count && view_eq(t.note[0].rule, VIEW("onnx.malformed")) &&
          view_has(t.note[0].shows, VIEW("that is not named")));
    arena_free(&a);
}

TEST(tells_operators_of_other_domains_once_each)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(!read_bytes(&a,
                      VIEW("\x3a\x1e"
                           "\x0a\x08\x22\1A\x3a\3x.y"
                           "\x0a\x08\x22\1B\x3a\3x.y"
                           "\x0a\x08\x22\1C\x3a\3a.b"),
                      &t));
    CHECK_U64(t.note_count, 2);
    CHECK_TEXT(t.note[0].rule, "onnx.custom-op");
    CHECK_U64(t.note[0].severity, NOTE_REVIEW);
    arena_free(&a);
}

TEST(refuses_groups_and_long_numbers_and_lengths_that_lie)
{
    static const struct view bad[] = {
        VIEW_INIT("\x0b\x0c"),                                   // a group
        VIEW_INIT("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\2"), // 65 bits
        VIEW_INIT("\x3a\xff\xff\xff\xff\x0f"),                   // 4 GiB
        VIEW_INIT("\0\0"),                                       // field 0
        VIEW_INIT("hello world, this is text"),
    };

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct arena a = {0};
        struct tensors t;
        struct error *e = read_bytes(&a, bad[i], &t);

        CHECK(e && e->kind == ERROR_INPUT);
        CHECK(t.note_count && view_eq(t.note[0].rule, VIEW("onnx.malformed")));
        arena_free(&a);
    }
}

// `field` of a message around `inner`.
static struct view around(struct arena *a, unsigned field, struct view inner)
{
    struct text t = {.arena = a};

    text_byte(&t, (char)(field << 3 | 2));
    for (size_t len = inner.len; len || t.len == 1; len >>= 7)
        text_byte(&t, (char)((len & 127) | (len >> 7 ? 128 : 0)));
    text_add(&t, inner);
    return text_view(&t);
}

// ModelProto 7: graph; GraphProto 1: node; NodeProto 5: attribute;
// AttributeProto 6: graph. Field 99 is in no schema.
TEST(tells_what_nests_too_deep)
{
    static const unsigned path[] = {6, 5, 1}, unknown[] = {1, 1, 1};

    for (int strange = 0; strange < 2; strange++) {
        struct arena a = {0};
        struct view v = VIEW("");
        struct tensors t;
        bool told = false;

        for (size_t i = 0; i < 3 * (size_t)102; i++)
            v = around(&a, (strange ? unknown : path)[i % 3], v);
        if (strange)
            v = around(&a, 4, v);
        (void)!read_bytes(&a, around(&a, 7, v), &t);
        for (size_t i = 0; i < t.note_count; i++)
            told |= view_eq(t.note[i].rule, VIEW("onnx.malformed")) &&
                    t.note[i].severity == NOTE_LIMIT;
        CHECK(told);
        arena_free(&a);
    }
}

// ModelProto 7: graph; GraphProto 5: initializer; TensorProto 1: dims, 2: type
// (1: float), 9: raw data, 13: external data, an entry of which has 1: key and
// 2: value.
TEST(tells_tensors_that_cannot_be)
{
    static const struct {
        struct view tensor;
        const char *words;
    } row[] = {
        {VIEW_INIT("\x08\1\x08\1\x08\1\x08\1\x08\1\x08\1\x08\1\x08\1\x08\1"),
         "a shape that cannot be"},
        {VIEW_INIT("\x08\xff\xff\xff\xff\xff\xff\xff\xff\xff\1"), // -1
         "a shape that cannot be"},
        {VIEW_INIT("\x0a\1\x80"), "a broken shape"},
        {VIEW_INIT("\x6a\x0b\x0a\6offset\x12\1x"), "that is no number"},
        {VIEW_INIT("\x6a\x0c\x0a\6length\x12\2-1"), "that is no number"},
        {VIEW_INIT("\x08\x80\x80\x80\x80\x10\x08\x80\x80\x80\x80\x10\x10\1"),
         "does not fit 63 bits"}, // 2^32 by 2^32
        {VIEW_INIT("\x08\3\x10\1\x4a\4abcd"),
         "has 4 bytes, its shape needs 12"},
    };

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct arena a = {0};
        struct tensors t;
        bool told = false;

        (void)!read_bytes(&a, around(&a, 7, around(&a, 5, row[i].tensor)), &t);
        for (size_t k = 0; k < t.note_count; k++)
            told |= view_eq(t.note[k].rule, VIEW("onnx.malformed")) &&
                    t.note[k].severity == NOTE_MALFORMED &&
                    view_has(t.note[k].shows, view_of(row[i].words));
        if (!told)
            check_fail(__FILE__, __LINE__, "not told: %s", row[i].words);
        for (size_t k = 0; !told && k < t.note_count; k++)
            printf("    " VIEW_FMT "\n", VIEW_ARG(t.note[k].shows));
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(tells_tensors_that_cannot_be),
           CHECK_CASE(tells_what_nests_too_deep),
           CHECK_CASE(lists_initializers_and_metadata),
           CHECK_CASE(refuses_every_shorter_model),
           CHECK_CASE(tells_weights_outside_the_folder),
           CHECK_CASE(refuses_weights_in_another_file_that_is_not_named),
           CHECK_CASE(tells_operators_of_other_domains_once_each),
           CHECK_CASE(refuses_groups_and_long_numbers_and_lengths_that_lie))
