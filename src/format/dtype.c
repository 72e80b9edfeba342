// SPDX-License-Identifier: Apache-2.0
#include "format/dtype.h"

// clang-format off
#define V(text) VIEW_INIT(text)
#define NO      {0, 0}
#define PLAIN(bits) 1, ((bits) % 8 == 0 ? (bits) / 8 : 0), (bits)
#define BLOCK(elements, size) (elements), (size), 0

// The size of a block is written as the sum of its fields in file order, so
// that it can be read against ggml-common.h; 2 is a scale of 16 bits. A test
// holds every row against the bits that its name promises.
static const struct dtype_info table[] = {
    {V("f32"),  PLAIN(32), V("F32"),  V("FloatStorage"),  V("float32"),  V("f4"), 0, 1},
    {V("f16"),  PLAIN(16), V("F16"),  V("HalfStorage"),   V("float16"),  V("f2"), 1, 10},
    {V("bf16"), PLAIN(16), V("BF16"), V("BFloat16Storage"), V("bfloat16"), NO, 30, 16},
    {V("f64"),  PLAIN(64), V("F64"),  V("DoubleStorage"), V("float64"),  V("f8"), 28, 11},
    {V("i8"),   PLAIN(8),  V("I8"),   V("CharStorage"),   V("int8"),     V("i1"), 24, 3},
    {V("i16"),  PLAIN(16), V("I16"),  V("ShortStorage"),  V("int16"),    V("i2"), 25, 5},
    {V("i32"),  PLAIN(32), V("I32"),  V("IntStorage"),    V("int32"),    V("i4"), 26, 6},
    {V("i64"),  PLAIN(64), V("I64"),  V("LongStorage"),   V("int64"),    V("i8"), 27, 7},
    {V("u8"),   PLAIN(8),  V("U8"),   V("ByteStorage"),   V("uint8"),    V("u1"), -1, 2},
    {V("u16"),  PLAIN(16), V("U16"),  V("UInt16Storage"), V("uint16"),   V("u2"), -1, 4},
    {V("u32"),  PLAIN(32), V("U32"),  V("UInt32Storage"), V("uint32"),   V("u4"), -1, 12},
    {V("u64"),  PLAIN(64), V("U64"),  V("UInt64Storage"), V("uint64"),   V("u8"), -1, 13},
    {V("bool"), PLAIN(8),  V("BOOL"), V("BoolStorage"),   V("bool"),     V("b1"), -1, 9},
    {V("c32"),  PLAIN(32), NO,        V("ComplexHalfStorage"), V("complex32"), NO, -1, -1},
    {V("c64"),  PLAIN(64), V("C64"),  V("ComplexFloatStorage"), V("complex64"), V("c8"), -1, 14},
    {V("c128"), PLAIN(128), NO,       V("ComplexDoubleStorage"), V("complex128"), V("c16"), -1, 15},
    {V("f8_e4m3"), PLAIN(8), V("F8_E4M3"), V("Float8_e4m3fnStorage"), V("float8_e4m3fn"), NO, -1, 17},
    {V("f8_e4m3fnuz"), PLAIN(8), V("F8_E4M3FNUZ"), V("Float8_e4m3fnuzStorage"), V("float8_e4m3fnuz"), NO, -1, 18},
    {V("f8_e5m2"), PLAIN(8), V("F8_E5M2"), V("Float8_e5m2Storage"), V("float8_e5m2"), NO, -1, 19},
    {V("f8_e5m2fnuz"), PLAIN(8), V("F8_E5M2FNUZ"), V("Float8_e5m2fnuzStorage"), V("float8_e5m2fnuz"), NO, -1, 20},
    {V("f8_e8m0"), PLAIN(8), V("F8_E8M0"), NO, V("float8_e8m0fnu"), NO, -1, 24},
    {V("f6_e2m3"), PLAIN(6), V("F6_E2M3"), NO, NO, NO, -1, -1},
    {V("f6_e3m2"), PLAIN(6), V("F6_E3M2"), NO, NO, NO, -1, -1},
    {V("f4"),   PLAIN(4),  V("F4"),   NO, NO, NO, -1, 23},
    // torch packs two of them into an element of a byte
    {V("f4x2"), PLAIN(8), NO, NO, V("float4_e2m1fn_x2"), NO, -1, -1},
    {V("u4"),   PLAIN(4),  NO,        NO, V("uint4"), NO, -1, 21},
    {V("i4"),   PLAIN(4),  NO,        NO, V("int4"),  NO, -1, 22},
    {V("qint8"),  PLAIN(8),  NO, V("QInt8Storage"),  V("qint8"),  NO, -1, -1},
    {V("quint8"), PLAIN(8),  NO, V("QUInt8Storage"), V("quint8"), NO, -1, -1},
    {V("qint32"), PLAIN(32), NO, V("QInt32Storage"), V("qint32"), NO, -1, -1},
    // several in a byte, which a storage of torch counts as one
    {V("quint4x2"), BLOCK(2, 1), NO, V("QUInt4x2Storage"), V("quint4x2"), NO, -1, -1},
    {V("quint2x4"), BLOCK(4, 1), NO, V("QUInt2x4Storage"), V("quint2x4"), NO, -1, -1},
    // scale, (min or sum), high bits, quants
    {V("q4_0"), BLOCK(32, 2 + 32 / 2), NO, NO, NO, NO, 2, -1},
    {V("q4_1"), BLOCK(32, 2 + 2 + 32 / 2), NO, NO, NO, NO, 3, -1},
    {V("q5_0"), BLOCK(32, 2 + 32 / 8 + 32 / 2), NO, NO, NO, NO, 6, -1},
    {V("q5_1"), BLOCK(32, 2 + 2 + 32 / 8 + 32 / 2), NO, NO, NO, NO, 7, -1},
    {V("q8_0"), BLOCK(32, 2 + 32), NO, NO, NO, NO, 8, -1},
    {V("q8_1"), BLOCK(32, 2 + 2 + 32), NO, NO, NO, NO, 9, -1},
    // scales and mins of 4 bits, quants of 2, scale, scale of mins
    {V("q2_k"), BLOCK(256, 256 / 16 + 256 / 4 + 2 + 2), NO, NO, NO, NO, 10, -1},
    // high bits, low 2 bits, 16 scales of 6 bits, scale
    {V("q3_k"), BLOCK(256, 256 / 8 + 256 / 4 + 12 + 2), NO, NO, NO, NO, 11, -1},
    // scale, scale of mins, 8 scales and mins of 6 bits, (5th bits,) 4 bits
    {V("q4_k"), BLOCK(256, 2 + 2 + 12 + 256 / 2), NO, NO, NO, NO, 12, -1},
    {V("q5_k"), BLOCK(256, 2 + 2 + 12 + 256 / 8 + 256 / 2), NO, NO, NO, NO, 13, -1},
    // low 4 bits, high 2 bits, 16 scales of 8 bits, scale
    {V("q6_k"), BLOCK(256, 256 / 2 + 256 / 4 + 256 / 16 + 2), NO, NO, NO, NO, 14, -1},
    // scale of 32 bits, quants, sums of 16 quants
    {V("q8_k"), BLOCK(256, 4 + 256 + 256 / 16 * 2), NO, NO, NO, NO, 15, -1},
    // scale, grid indices with signs (and scales)
    {V("iq2_xxs"), BLOCK(256, 2 + 256 / 8 * 2), NO, NO, NO, NO, 16, -1},
    {V("iq2_xs"), BLOCK(256, 2 + 256 / 8 * 2 + 256 / 32), NO, NO, NO, NO, 17, -1},
    {V("iq3_xxs"), BLOCK(256, 2 + 256 / 4 + 256 / 8), NO, NO, NO, NO, 18, -1},
    // scale, low bits of indices, high bits and scales
    {V("iq1_s"), BLOCK(256, 2 + 256 / 8 + 256 / 16), NO, NO, NO, NO, 19, -1},
    {V("iq4_nl"), BLOCK(32, 2 + 32 / 2), NO, NO, NO, NO, 20, -1},
    // scale, quants, high bits, signs, scales
    {V("iq3_s"), BLOCK(256, 2 + 256 / 4 + 256 / 32 + 256 / 8 + 256 / 64), NO, NO, NO, NO, 21, -1},
    // scale, quants with signs, high bits, scales
    {V("iq2_s"), BLOCK(256, 2 + 256 / 4 + 256 / 32 + 256 / 32), NO, NO, NO, NO, 22, -1},
    // scale, high bits of 8 scales, their low 4 bits, quants
    {V("iq4_xs"), BLOCK(256, 2 + 2 + 256 / 64 + 256 / 2), NO, NO, NO, NO, 23, -1},
    // low bits of indices, high bits and shifts, scales
    {V("iq1_m"), BLOCK(256, 256 / 8 + 256 / 16 + 256 / 32), NO, NO, NO, NO, 29, -1},
    // 5 ternary digits a byte for 240 elements, 4 a byte for 16, scale
    {V("tq1_0"), BLOCK(256, (256 - 16) / 5 + 16 / 4 + 2), NO, NO, NO, NO, 34, -1},
    {V("tq2_0"), BLOCK(256, 256 / 4 + 2), NO, NO, NO, NO, 35, -1},
    // exponent, quants; a scale of 8 bits for 16 elements, quants
    {V("mxfp4"), BLOCK(32, 1 + 32 / 2), NO, NO, NO, NO, 39, -1},
    {V("nvfp4"), BLOCK(64, 64 / 16 + 64 / 2), NO, NO, NO, NO, 40, -1},
    {V("q1_0"), BLOCK(128, 2 + 128 / 8), NO, NO, NO, NO, 41, -1},
    {V("q2_0"), BLOCK(64, 2 + 64 / 4), NO, NO, NO, NO, 42, -1},
};
// clang-format on

enum { TABLE_COUNT = sizeof table / sizeof *table };

const struct dtype_info *dtype_at(size_t i)
{
    return i < TABLE_COUNT ? &table[i] : NULL;
}

// The row whose name at `column` (an offset in the struct) is `name`.
static const struct dtype_info *find(size_t column, struct view name)
{
    if (name.len == 0)
        return NULL;
    for (size_t i = 0; i < TABLE_COUNT; i++) {
        const void *field = (const char *)&table[i] + column;
        struct view found;

        memcpy(&found, field, sizeof found);
        if (view_eq(found, name))
            return &table[i];
    }
    return NULL;
}

const struct dtype_info *dtype_named(struct view name)
{
    return find(offsetof(struct dtype_info, name), name);
}

const struct dtype_info *dtype_of_safetensors(struct view name)
{
    return find(offsetof(struct dtype_info, tensors), name);
}

const struct dtype_info *dtype_of_storage(struct view name)
{
    return find(offsetof(struct dtype_info, storage), name);
}

const struct dtype_info *dtype_of_torch(struct view name)
{
    return find(offsetof(struct dtype_info, torch), name);
}

const struct dtype_info *dtype_of_descr(struct view descr)
{
    if (descr.len && byte_in(descr.at[0], VIEW("<>|=")))
        descr = view_from(descr, 1);
    return find(offsetof(struct dtype_info, descr), descr);
}

const struct dtype_info *dtype_of_ggml(uint32_t id)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (table[i].ggml >= 0 && (uint32_t)table[i].ggml == id)
            return &table[i];
    return NULL;
}

const struct dtype_info *dtype_of_onnx(uint32_t id)
{
    for (size_t i = 0; i < TABLE_COUNT; i++)
        if (table[i].onnx >= 0 && (uint32_t)table[i].onnx == id)
            return &table[i];
    return NULL;
}

bool dtype_ggml_was_removed(uint32_t id)
{
    return id == 4 || id == 5 || (id >= 31 && id <= 33) ||
           (id >= 36 && id <= 38);
}

bool dtype_size(const struct dtype_info *type, uint64_t count, uint64_t *size)
{
    uint64_t bits;

    *size = 0;
    if (type->block_size)
        return count % type->block == 0 &&
               !__builtin_mul_overflow(count / type->block, type->block_size,
                                       size);
    if (__builtin_mul_overflow(count, type->bits, &bits) || bits % 8)
        return false;
    *size = bits / 8;
    return true;
}
