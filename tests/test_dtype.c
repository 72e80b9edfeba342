// SPDX-License-Identifier: Apache-2.0
// Sizes of blocks against the published sizes of each GGUF type, and against
// the bits a weight that its name promises.
#include "check.h"
#include "format/dtype.h"

// Block elements and bytes as the reference implementation gives them.
static const struct {
    uint32_t id;
    const char *name;
    uint32_t block, size;
} published[] = {
    {0, "f32", 1, 4},         {1, "f16", 1, 2},
    {2, "q4_0", 32, 18},      {3, "q4_1", 32, 20},
    {6, "q5_0", 32, 22},      {7, "q5_1", 32, 24},
    {8, "q8_0", 32, 34},      {9, "q8_1", 32, 36},
    {10, "q2_k", 256, 84},    {11, "q3_k", 256, 110},
    {12, "q4_k", 256, 144},   {13, "q5_k", 256, 176},
    {14, "q6_k", 256, 210},   {15, "q8_k", 256, 292},
    {16, "iq2_xxs", 256, 66}, {17, "iq2_xs", 256, 74},
    {18, "iq3_xxs", 256, 98}, {19, "iq1_s", 256, 50},
    {20, "iq4_nl", 32, 18},   {21, "iq3_s", 256, 110},
    {22, "iq2_s", 256, 82},   {23, "iq4_xs", 256, 136},
    {24, "i8", 1, 1},         {25, "i16", 1, 2},
    {26, "i32", 1, 4},        {27, "i64", 1, 8},
    {28, "f64", 1, 8},        {29, "iq1_m", 256, 56},
    {30, "bf16", 1, 2},       {34, "tq1_0", 256, 54},
    {35, "tq2_0", 256, 66},   {39, "mxfp4", 32, 17},
    {40, "nvfp4", 64, 36},    {41, "q1_0", 128, 18},
    {42, "q2_0", 64, 18},
};

TEST(block_sizes_are_the_published_ones)
{
    for (size_t i = 0; i < sizeof published / sizeof *published; i++) {
        const struct dtype_info *t = dtype_of_ggml(published[i].id);

        CHECK(t != NULL);
        if (!t)
            continue;
        CHECK_VIEW(t->name, view_of(published[i].name));
        CHECK_U64(t->block, published[i].block);
        CHECK_U64(t->block_size, published[i].size);
    }
}

// "q4_k" promises 4 bits and something for scales: less than 1.25 bits more.
TEST(a_block_takes_the_bits_that_its_name_promises)
{
    const struct dtype_info *t;

    for (size_t i = 0; (t = dtype_at(i)); i++) {
        size_t digit = 0;

        if (t->bits)
            continue;
        while (digit < t->name.len && !ascii_digit(t->name.at[digit]))
            digit++;
        CHECK(digit < t->name.len);
        double promised = t->name.at[digit] - '0';
        double bits = 8.0 * t->block_size / t->block;
        CHECK(bits >= promised && bits < promised + 1.25);
    }
}

TEST(sizes_of_plain_elements_follow_from_their_bits)
{
    const struct dtype_info *t;

    for (size_t i = 0; (t = dtype_at(i)); i++)
        if (t->bits)
            CHECK(t->block == 1 &&
                  t->block_size == (t->bits % 8 ? 0 : t->bits / 8));
}

TEST(no_name_or_id_stands_for_two_types)
{
    const struct dtype_info *a, *b;

    for (size_t i = 0; (a = dtype_at(i)); i++)
        for (size_t k = 0; k < i && (b = dtype_at(k)); k++) {
            CHECK(!view_eq(a->name, b->name));
            CHECK(!a->tensors.len || !view_eq(a->tensors, b->tensors));
            CHECK(!a->storage.len || !view_eq(a->storage, b->storage));
            CHECK(!a->torch.len || !view_eq(a->torch, b->torch));
            CHECK(!a->descr.len || !view_eq(a->descr, b->descr));
            CHECK(a->ggml < 0 || a->ggml != b->ggml);
            CHECK(a->onnx < 0 || a->onnx != b->onnx);
        }
}

TEST(removed_and_unknown_ids_are_no_types)
{
    static const uint32_t removed[] = {4, 5, 31, 32, 33, 36, 37, 38};

    for (size_t i = 0; i < sizeof removed / sizeof *removed; i++) {
        CHECK(!dtype_of_ggml(removed[i]));
        CHECK(dtype_ggml_was_removed(removed[i]));
    }
    CHECK(!dtype_of_ggml(43) && !dtype_ggml_was_removed(43));
    CHECK(!dtype_of_ggml(UINT32_MAX) && !dtype_of_onnx(UINT32_MAX));
    CHECK(!dtype_of_safetensors(VIEW("f32")) && !dtype_named(VIEW("")));
}

TEST(knows_a_type_under_the_name_of_each_format)
{
    const struct dtype_info *bf16 = dtype_named(VIEW("bf16"));

    CHECK(bf16 && dtype_of_safetensors(VIEW("BF16")) == bf16);
    CHECK(dtype_of_storage(VIEW("BFloat16Storage")) == bf16);
    CHECK(dtype_of_torch(VIEW("bfloat16")) == bf16);
    CHECK(dtype_of_onnx(16) == bf16 && dtype_of_ggml(30) == bf16);
    CHECK(dtype_of_descr(VIEW("<f4")) == dtype_named(VIEW("f32")));
    CHECK(dtype_of_descr(VIEW("|u1")) == dtype_named(VIEW("u8")));
    CHECK(!dtype_of_descr(VIEW("|O")) && !dtype_of_descr(VIEW("<")));
}

TEST(refuses_what_does_not_fill_blocks_or_bytes)
{
    uint64_t size;

    CHECK(dtype_size(dtype_named(VIEW("q4_0")), 64, &size));
    CHECK_U64(size, 36);
    CHECK(!dtype_size(dtype_named(VIEW("q4_0")), 33, &size));
    CHECK(dtype_size(dtype_named(VIEW("f6_e2m3")), 4, &size));
    CHECK_U64(size, 3);
    CHECK(!dtype_size(dtype_named(VIEW("f4")), 3, &size));
    CHECK(!dtype_size(dtype_named(VIEW("f64")), UINT64_MAX / 4, &size));
    CHECK(dtype_size(dtype_named(VIEW("f64")), 0, &size) && size == 0);
}

CHECK_MAIN(CHECK_CASE(block_sizes_are_the_published_ones),
           CHECK_CASE(a_block_takes_the_bits_that_its_name_promises),
           CHECK_CASE(sizes_of_plain_elements_follow_from_their_bits),
           CHECK_CASE(no_name_or_id_stands_for_two_types),
           CHECK_CASE(removed_and_unknown_ids_are_no_types),
           CHECK_CASE(knows_a_type_under_the_name_of_each_format),
           CHECK_CASE(refuses_what_does_not_fill_blocks_or_bytes))
