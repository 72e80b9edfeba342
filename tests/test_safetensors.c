// SPDX-License-Identifier: Apache-2.0
// The rules of the safetensors format, each with the smallest header that
// breaks it. Files are written by hand from the format's description.
#include "base/text.h"
#include "check.h"
#include "format/safetensors.h"

#define F32_2(begin, end)                                                      \
    "{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[" begin "," end "]}"

// A file with `header` and `size` bytes behind it.
static struct view file_bytes(struct arena *a, struct view header, size_t size)
{
    char *at = arena_alloc(a, 8 + header.len + size);

    for (unsigned i = 0; i < 8; i++)
        at[i] = (char)(header.len >> 8 * i & 0xff);
    memcpy(at + 8, header.at, header.len);
    return (struct view){at, 8 + header.len + size};
}

static struct error *read_bytes(struct arena *a, struct view bytes,
                                struct tensors *t)
{
    struct file f = file_of(bytes, VIEW("model.safetensors"));

    return safetensors_read(a, &f, t);
}

// The rule by which a header with `size` bytes behind it is refused; "ok".
static struct view rule_of(struct arena *a, struct view header, size_t size)
{
    struct tensors t;
    struct error *e = read_bytes(a, file_bytes(a, header, size), &t);

    return e ? t.note[t.note_count - 1].rule : VIEW("ok");
}

#define CHECK_RULE(header, size, rule)                                         \
    do {                                                                       \
        struct arena arena = {0};                                              \
        CHECK_TEXT(rule_of(&arena, VIEW(header), (size)), rule);               \
        arena_free(&arena);                                                    \
    } while (0)

TEST(reads_names_types_shapes_and_places)
{
    struct arena a = {0};
    struct tensors t;
    struct view bytes = file_bytes(
        &a,
        VIEW("{\"__metadata__\":{\"format\":\"pt\"},"
             "\"b\":{\"dtype\":\"BF16\",\"shape\":[3,2],\"data_offsets\":"
             "[8,20]},\"a\":" F32_2("0", "8") "}   "),
        20);

    CHECK(!read_bytes(&a, bytes, &t));
    CHECK_U64(t.tensor_count, 2);
    CHECK_U64(t.parameters, 8);
    CHECK_TEXT(t.tensor[0].name, "a"); // in the order of the bytes
    CHECK_TEXT(t.tensor[1].dtype, "bf16");
    CHECK_U64(t.tensor[1].dims, 2);
    CHECK_U64(t.tensor[1].dim[0], 3);
    CHECK_U64(t.tensor[1].dim[1], 2);
    CHECK_U64(t.tensor[1].size, 12);
    CHECK_U64(t.tensor[1].offset, bytes.len - 12);
    CHECK_TEXT(tensors_meta(&t, VIEW("format")), "pt");
    arena_free(&a);
}

TEST(takes_scalars_zero_dimensions_and_no_tensors)
{
    CHECK_RULE("{}", 0, "ok");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[],\"data_offsets\":[0,4]}"
               "}",
               4, "ok");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[2,0],\"data_offsets\":"
               "[0,0]},\"b\":" F32_2("0", "8") "}",
               8, "ok");
}

TEST(refuses_headers_that_are_no_json_object)
{
    CHECK_RULE("hello", 0, "st.header.json");
    CHECK_RULE("[1,2]", 0, "st.header.json");
    CHECK_RULE("{} {}", 0, "st.header.json");
    CHECK_RULE("{\"\xff\":1}", 0, "st.header.utf8");
    CHECK_RULE("{\"\\ud800\":" F32_2("0", "8") "}", 8, "st.header.json");
    CHECK_RULE("{\"\\ud83d\\ude00\":" F32_2("0", "8") "}", 8, "ok");
    CHECK_RULE("{\"\\udc00\\ud83d\":" F32_2("0", "8") "}", 8, "st.header.json");
}

TEST(a_header_that_is_too_short_for_an_object_is_told)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(read_bytes(&a, VIEW("\1\0\0\0\0\0\0\0{"), &t) != NULL);
    CHECK_TEXT(t.note[0].shows,
               "the header is said to take 1 byte, which cannot hold {}");
    arena_free(&a);
}

TEST(refuses_a_key_that_stands_twice)
{
    CHECK_RULE("{\"a\":" F32_2("0", "8") ",\"\\u0061\":" F32_2("0", "8") "}", 8,
               "st.dup");
}

TEST(refuses_entries_that_are_not_of_the_format)
{
    CHECK_RULE("{\"a\":null}", 0, "st.entry");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", 8, "st.entry");
    CHECK_RULE("{\"a\":{\"dtype\":\"f32\",\"shape\":[2],\"data_offsets\":[0,8]}"
               "}",
               8, "st.dtype");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,"
               "8]}}",
               8, "st.shape");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]"
               "}}",
               8, "st.shape");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],"
               "\"data_offsets\":[0,0]}}",
               0, "st.shape");
    CHECK_RULE("{\"a\":{\"dtype\":\"F32\",\"shape\":[0,4611686018427387904,4],"
               "\"data_offsets\":[0,0]}}",
               0, "st.shape");
    CHECK_RULE(
        "{\"a\":{\"dtype\":\"F4\",\"shape\":[3],\"data_offsets\":[0,2]}}", 2,
        "st.size");
    CHECK_RULE("{\"__metadata__\":{\"a\":1}}", 0, "st.metadata");
    CHECK_RULE("{\"a\":{\"dtype\":\"U8\",\"shape\":2,\"data_offsets\":[0,2]}}",
               2, "st.shape");
}

TEST(refuses_offsets_that_wrap_or_run_backwards)
{
    CHECK_RULE("{\"a\":" F32_2("8", "0") "}", 8, "st.offset");
    CHECK_RULE(
        "{\"a\":" F32_2("18446744073709551608", "18446744073709551615") "}", 8,
        "st.offset");
}

TEST(refuses_holes_overlaps_and_tails)
{
    CHECK_RULE("{\"a\":" F32_2("0", "8") ",\"b\":" F32_2("4", "12") "}", 12,
               "st.overlap");
    CHECK_RULE("{\"a\":" F32_2("0", "8") ",\"b\":" F32_2("0", "8") "}", 8,
               "st.overlap");
    CHECK_RULE("{\"a\":" F32_2("8", "16") "}", 16, "st.gap");
    CHECK_RULE("{\"a\":" F32_2("0", "8") "}", 9, "st.trailing");
}

TEST(a_cut_file_is_told_with_the_bytes_that_are_missing)
{
    struct arena a = {0};
    struct tensors t;
    struct view whole = file_bytes(&a, VIEW("{\"a\":" F32_2("0", "8") "}"), 8);
    struct error *e = read_bytes(&a, view_head(whole, whole.len - 3), &t);

    CHECK(e != NULL);
    if (e)
        CHECK_TEXT(e->message, "the file ends 3 bytes early");
    CHECK_TEXT(t.note[t.note_count - 1].rule, "st.truncated");
    e = read_bytes(&a, view_head(whole, 20), &t);
    CHECK(e && view_has(e->message, VIEW("bytes early")));
    arena_free(&a);
}

TEST(refuses_every_shorter_file_and_says_where)
{
    struct arena a = {0};
    struct view whole = file_bytes(&a, VIEW("{\"a\":" F32_2("0", "8") "}"), 8);

    for (size_t len = 0; len < whole.len; len++) {
        struct arena one = {0};
        struct tensors t;
        struct view cut = arena_copy(&one, view_head(whole, len));
        struct error *e = read_bytes(&one, cut, &t);

        CHECK(e && e->kind == ERROR_INPUT && e->at.offset <= len);
        CHECK(t.note_count == 1);
        arena_free(&one);
    }
    arena_free(&a);
}

TEST(refuses_a_length_before_allocating_by_it)
{
    static const char lengths[][9] = {
        "\x01\xe1\xf5\x05\0\0\0\0",         // 100,000,001
        "\xff\xff\xff\xff\xff\xff\xff\xff", // adding 8 wraps
        "\xf8\xff\xff\xff\xff\xff\xff\xff", // adding 8 gives 0
    };

    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        struct arena a = {0};
        struct tensors t;

        CHECK(read_bytes(&a, (struct view){lengths[i], 8}, &t) != NULL);
        CHECK_TEXT(t.note[0].rule, "st.header.limit");
        CHECK(t.note[0].severity == NOTE_LIMIT);
        CHECK(a.used < 2000);
        arena_free(&a);
    }
}

static void check_limit(struct view header, const char *rule, const char *words)
{
    struct arena a = {0};
    struct tensors t;

    CHECK(read_bytes(&a, file_bytes(&a, header, 0), &t) != NULL);
    CHECK_U64(t.note_count, 1);
    CHECK_VIEW(t.note[0].rule, view_of(rule));
    CHECK_U64(t.note[0].severity, NOTE_LIMIT);
    CHECK(view_has(t.note[0].shows, view_of(words)));
    arena_free(&a);
}

TEST(refuses_deep_and_long_headers_by_limits)
{
    struct arena a = {0};
    char *deep = arena_alloc(&a, 200000);
    struct text rank = {.arena = &a}, values = {.arena = &a};

    memset(deep, '[', 100000);
    check_limit((struct view){deep, 100000}, "st.header.json",
                "more than 128 levels deep");
    memset(deep, 'n', 200000);
    memcpy(deep, "{\"", 2);
    memcpy(deep + 100000, "\":0}", 4);
    check_limit((struct view){deep, 100004}, "st.limit", "99998 bytes");
    text_add(&rank, VIEW("{\"a\":{\"dtype\":\"U8\",\"shape\":[1"));
    for (size_t i = 0; i < 256; i++)
        text_add(&rank, VIEW(",1"));
    text_add(&rank, VIEW("],\"data_offsets\":[0,1]}}"));
    check_limit(text_view(&rank), "st.limit", "257 dimensions");
    text_add(&values, VIEW("{\"a\":[0"));
    for (size_t i = 0; i < SAFETENSORS_MAX_VALUES; i++)
        text_add(&values, VIEW(",0"));
    text_add(&values, VIEW("]}"));
    check_limit(text_view(&values), "st.limit", "values; we read at most");
    arena_free(&a);
}

TEST(folds_the_outer_dimensions_of_a_rank_above_eight)
{
    struct arena a = {0};
    struct tensors t;
    struct view bytes = file_bytes(
        &a,
        VIEW("{\"a\":{\"dtype\":\"U8\",\"shape\":[2,3,1,1,1,1,1,1,1,5],"
             "\"data_offsets\":[0,30]}}"),
        30);

    CHECK(!read_bytes(&a, bytes, &t));
    CHECK_U64(t.tensor[0].dims, 8);
    CHECK_U64(t.tensor[0].dim[0], 6);
    CHECK_U64(t.tensor[0].dim[7], 5);
    CHECK_U64(t.parameters, 30);
    arena_free(&a);
}

// 20,000 tensors without elements, all at the same place, are legal.
TEST(takes_many_empty_tensors_in_linear_time)
{
    struct arena a = {0};
    char *at = arena_alloc(&a, (size_t)20000 * 80);
    size_t len = 0;

    at[len++] = '{';
    for (int i = 0; i < 20000; i++)
        len += (size_t)snprintf(at + len, 80,
                                "%s\"t%05d\":{\"dtype\":\"U8\",\"shape\":[0],"
                                "\"data_offsets\":[0,0]}",
                                i ? "," : "", i);
    at[len++] = '}';
    CHECK_TEXT(rule_of(&a, (struct view){at, len}, 0), "ok");
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(reads_names_types_shapes_and_places),
           CHECK_CASE(takes_scalars_zero_dimensions_and_no_tensors),
           CHECK_CASE(refuses_headers_that_are_no_json_object),
           CHECK_CASE(a_header_that_is_too_short_for_an_object_is_told),
           CHECK_CASE(refuses_a_key_that_stands_twice),
           CHECK_CASE(refuses_entries_that_are_not_of_the_format),
           CHECK_CASE(refuses_offsets_that_wrap_or_run_backwards),
           CHECK_CASE(refuses_holes_overlaps_and_tails),
           CHECK_CASE(a_cut_file_is_told_with_the_bytes_that_are_missing),
           CHECK_CASE(refuses_every_shorter_file_and_says_where),
           CHECK_CASE(refuses_a_length_before_allocating_by_it),
           CHECK_CASE(refuses_deep_and_long_headers_by_limits),
           CHECK_CASE(folds_the_outer_dimensions_of_a_rank_above_eight),
           CHECK_CASE(takes_many_empty_tensors_in_linear_time))
