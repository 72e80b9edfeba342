// SPDX-License-Identifier: Apache-2.0
// quick.h - a quick hash for words of our own, and a filter on it.
//
// Strangers can make words that collide, so nothing that they add to is ever
// found by this hash: tables of knowledge/ are, which they can only ask.
#ifndef BASE_QUICK_H
#define BASE_QUICK_H

#include "base/view.h"

static inline uint64_t quick_load(const char *at, size_t size)
{
    uint64_t n = 0;

    memcpy(&n, at, size);
    return n;
}

// Up to eight bytes at the front of `v`, which has some, in any order.
static inline uint64_t quick_some(struct view v)
{
    if (v.len >= 8)
        return quick_load(v.at, 8);
    if (v.len >= 4)
        return quick_load(v.at, 4) | quick_load(v.at + v.len - 4, 4) << 32;
    return quick_load(v.at, 1) | quick_load(v.at + v.len / 2, 1) << 8 |
           quick_load(v.at + v.len - 1, 1) << 16;
}

// Four and eight bytes as a number whose lowest byte stands first.
static inline uint64_t quick_little(const char *at)
{
    uint64_t n = quick_load(at, 8);

#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    n = __builtin_bswap64(n);
#endif
    return n;
}

static inline uint32_t quick_little4(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

// Eight times the same byte.
static inline uint64_t quick_each(char c)
{
    return (unsigned char)c * UINT64_C(0x0101010101010101);
}

// Which of eight bytes are zero: the top bit of the first that is, and no bit
// below; 0: none is.
static inline uint64_t quick_zeros(uint64_t bytes)
{
    return (bytes - quick_each(1)) & ~bytes & quick_each('\x80');
}

// Which of eight bytes are no decimal digits: their top bits.
static inline uint64_t quick_others(uint64_t bytes)
{
    uint64_t digits = bytes ^ quick_each('0'); // 0 to 9 where it is one

    return (((digits & quick_each(0x7f)) + quick_each(0x76)) | digits) &
           quick_each('\x80');
}

// The decimal number in front of eight bytes, as quick_little reads them: how
// many digits it has, 0 to 8. Without a branch: numbers vary in length.
static inline size_t quick_decimal(uint64_t bytes, uint64_t *n)
{
    uint64_t digits = bytes ^ quick_each('0');
    uint64_t others = quick_others(bytes);
    size_t len = others ? (size_t)__builtin_ctzll(others) / 8 : 8;

    // Zeros in front up to eight digits; then pairs, fours and all of them are
    // put together, the first digit being in the lowest byte.
    digits = len ? digits << (64 - 8 * len) : 0;
    digits = digits * 10 + (digits >> 8);
    digits = (digits & UINT64_C(0x00ff00ff00ff00ff)) * 100 +
             ((digits >> 16) & UINT64_C(0x00ff00ff00ff00ff));
    digits = (digits & UINT64_C(0x0000ffff0000ffff)) * 10000 +
             ((digits >> 32) & UINT64_C(0x0000ffff0000ffff));
    *n = digits & UINT32_MAX;
    return len;
}

static inline uint64_t quick_hash(struct view v)
{
    const uint64_t odd = 0x9e3779b97f4a7c15u;
    uint64_t h = v.len * odd;
    size_t at = 0;

    for (; v.len - at > 8; at += 8)
        h = (h ^ quick_load(v.at + at, 8)) * odd;
    if (v.len >= 8)
        h ^= quick_load(v.at + v.len - 8, 8);
    else if (v.len >= 4)
        h ^= quick_load(v.at, 4) | quick_load(v.at + v.len - 4, 4) << 32;
    else if (v.len)
        h ^= (uint64_t)(unsigned char)v.at[0] << 16 |
             (uint64_t)(unsigned char)v.at[v.len / 2] << 8 |
             (unsigned char)v.at[v.len - 1];
    h *= odd;
    return h ^ h >> 32;
}

// ---- Filter -----------------------------------------------------------------

enum { QUICK_BITS = 1 << 14 };

// Words, of which it is known at once that most others are not among them.
struct quick_filter {
    uint64_t bit[QUICK_BITS / 64];
};

// By a hash that is at hand: quick_hash, or another.
static inline void quick_add_hash(struct quick_filter *f, uint64_t hash)
{
    hash %= QUICK_BITS;
    f->bit[hash / 64] |= (uint64_t)1 << hash % 64;
}

static inline bool quick_may_hash(const struct quick_filter *f, uint64_t hash)
{
    hash %= QUICK_BITS;
    return f->bit[hash / 64] >> hash % 64 & 1;
}

static inline void quick_add(struct quick_filter *f, struct view word)
{
    quick_add_hash(f, quick_hash(word));
}

// False: the word was not added. True: it may have been.
static inline bool quick_may(const struct quick_filter *f, struct view word)
{
    return quick_may_hash(f, quick_hash(word));
}

#endif
