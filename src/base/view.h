// SPDX-License-Identifier: Apache-2.0
// view.h - a piece of text or bytes that somebody else owns.
//
// A view never owns and is not terminated. It points into a file that was read,
// into an arena or at a literal, and is valid as long as that is.
#ifndef BASE_VIEW_H
#define BASE_VIEW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/banned.h"

struct view {
    const char *at;
    size_t len; // bytes
};

// clang-format off
// A string literal as a view: VIEW in an expression, VIEW_INIT in a table.
#define VIEW_INIT(literal) {(literal), sizeof(literal) - 1}
#define VIEW(literal)      ((struct view)VIEW_INIT(literal))

// For printf: printf("no such part: " VIEW_FMT "\n", VIEW_ARG(name));
#define VIEW_FMT    "%.*s"
#define VIEW_ARG(v) (int)(v).len, (v).at
// The same of a name out of a file, which may be long: its first bytes do.
#define VIEW_SHORT(v) VIEW_ARG(view_head((v), 120))
// clang-format on

// A terminated string of the system (argv, getenv, readdir) as a view; NULL
// gives the empty view.
struct view view_of(const char *terminated);

static inline bool view_eq(struct view a, struct view b)
{
    return a.len == b.len &&
           (a.at == b.at || !a.len || memcmp(a.at, b.at, a.len) == 0);
}

// The first byte first: bytes are asked for dozens of beginnings.
static inline bool view_starts(struct view v, struct view head)
{
    return v.len >= head.len &&
           (head.len == 0 ||
            (v.at[0] == head.at[0] && memcmp(v.at, head.at, head.len) == 0));
}

// The last byte first: names are asked for hundreds of endings.
static inline bool view_ends(struct view v, struct view tail)
{
    return v.len >= tail.len &&
           (tail.len == 0 ||
            (v.at[v.len - 1] == tail.at[tail.len - 1] &&
             memcmp(v.at + v.len - tail.len, tail.at, tail.len) == 0));
}

// `v` from byte `from` on; empty if it is shorter.
static inline struct view view_from(struct view v, size_t from)
{
    return from < v.len ? (struct view){v.at + from, v.len - from}
                        : (struct view){0};
}

// The first `len` bytes of `v`, or all of it.
static inline struct view view_head(struct view v, size_t len)
{
    return (struct view){v.at, len < v.len ? len : v.len};
}

// The part of `v` before the first `sep`; `*rest` gets what follows it. With no
// `sep` in `v` the whole of it is returned and `*rest` is empty.
static inline struct view view_cut(struct view v, char sep, struct view *rest)
{
    const char *hit = v.len ? memchr(v.at, sep, v.len) : NULL;
    size_t head = hit ? (size_t)(hit - v.at) : v.len;

    *rest = hit ? (struct view){hit + 1, v.len - head - 1} : (struct view){0};
    return (struct view){v.at, head};
}

// Byte order, a shorter prefix first: <0, 0, >0.
int view_compare(struct view a, struct view b);

// Equal but for the case of ASCII letters.
bool view_eq_nocase(struct view a, struct view b);

// Where `needle` begins in `v`, or SIZE_MAX. An empty needle is at 0.
size_t view_find(struct view v, struct view needle);

static inline bool view_has(struct view v, struct view needle)
{
    return view_find(v, needle) != SIZE_MAX;
}

// A number whose lowest byte stands first; at most 8 bytes.
static inline uint64_t view_little(struct view v)
{
    uint64_t n = 0;

    for (size_t i = v.len; i > 0; i--)
        n = n << 8 | (unsigned char)v.at[i - 1];
    return n;
}

// `c` is one of the bytes of `set`, which are few.
static inline bool byte_in(char c, struct view set)
{
    for (size_t i = 0; i < set.len; i++)
        if (set.at[i] == c)
            return true;
    return false;
}

// How many bytes of `v` are `c`.
size_t view_count(struct view v, char c);

// `v` without blanks, tabs, CR and LF at both ends.
struct view view_trim(struct view v);

// `v` without the double quotes around it, if it has both.
struct view view_unquote(struct view v);

// The last component of a path; the folder before it, without the slash, or
// the empty view.
struct view view_basename(struct view path);
struct view view_dirname(struct view path);

// No byte of 0x80 or more.
bool view_is_ascii(struct view v);

// A decimal number that fills the whole view and fits.
bool view_u64(struct view v, uint64_t *out);

static inline bool ascii_alpha(char c)
{
    return (unsigned char)((c | 0x20) - 'a') < 26; // either case
}

static inline bool ascii_digit(char c)
{
    return c >= '0' && c <= '9';
}

static inline bool ascii_alnum(char c)
{
    return ascii_alpha(c) || ascii_digit(c);
}

static inline bool ascii_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline char ascii_lower(char c)
{
    if (c >= 'A' && c <= 'Z')
        return (char)(c + ('a' - 'A'));
    return c;
}

// The value of a hexadecimal digit, or -1.
static inline int ascii_hex(char c)
{
    if (ascii_digit(c))
        return c - '0';
    c = ascii_lower(c);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
