// SPDX-License-Identifier: Apache-2.0
// The only file that includes utf8proc.
#include "base/unicode.h"

#include "base/quick.h"

#include <utf8proc.h>

size_t utf8_next(struct view v, uint32_t *c)
{
    utf8proc_int32_t point;

    *c = 0;
    if (!v.len)
        return 0;
    if ((unsigned char)v.at[0] < 0x80) {
        *c = (unsigned char)v.at[0];
        return 1;
    }
    utf8proc_ssize_t len =
        utf8proc_iterate((const utf8proc_uint8_t *)v.at,
                         (utf8proc_ssize_t)(v.len < 4 ? v.len : 4), &point);
    if (len <= 0)
        return 0;
    *c = (uint32_t)point;
    return (size_t)len;
}

size_t utf8_put(char *to, uint32_t c)
{
    if (c < 0x80) {
        to[0] = (char)c;
        return 1;
    }
    if (c < 0x800) {
        to[0] = (char)(0xc0 | c >> 6);
        to[1] = (char)(0x80 | (c & 0x3f));
        return 2;
    }
    if (c < 0x10000) {
        to[0] = (char)(0xe0 | c >> 12);
        to[1] = (char)(0x80 | (c >> 6 & 0x3f));
        to[2] = (char)(0x80 | (c & 0x3f));
        return 3;
    }
    to[0] = (char)(0xf0 | c >> 18);
    to[1] = (char)(0x80 | (c >> 12 & 0x3f));
    to[2] = (char)(0x80 | (c >> 6 & 0x3f));
    to[3] = (char)(0x80 | (c & 0x3f));
    return 4;
}

size_t utf8_fault(struct view v)
{
    const uint64_t high = 0x8080808080808080u; // bits of eight bytes
    size_t at = 0;

    while (at < v.len) {
        uint32_t c;

        if (!(quick_some(view_from(v, at)) & high)) {
            at += 8;
            continue;
        }
        size_t len = utf8_next(view_from(v, at), &c);

        if (!len)
            return at;
        at += len;
    }
    return SIZE_MAX;
}

bool unicode_is_unsafe(uint32_t c)
{
    if (c < 0x80)
        return c < 0x20 || c == 0x7f;
    // As a number: of the 30 categories only these are asked for.
    const int unsafe = 1 << UTF8PROC_CATEGORY_CC    // controls
                       | 1 << UTF8PROC_CATEGORY_CF  // bidi, zero width
                       | 1 << UTF8PROC_CATEGORY_CS  // surrogates
                       | 1 << UTF8PROC_CATEGORY_CO  // private
                       | 1 << UTF8PROC_CATEGORY_CN  // unassigned
                       | 1 << UTF8PROC_CATEGORY_ZL  // line separator
                       | 1 << UTF8PROC_CATEGORY_ZP; // paragraph separator
    return (unsafe >> utf8proc_category((utf8proc_int32_t)c) & 1) != 0;
}

// Whether each of eight bytes is printable ASCII: from ' ' to '~'.
static bool eight_are_plain(uint64_t bytes)
{
    uint64_t below = (bytes - quick_each(' ')) & ~bytes;
    uint64_t del = quick_zeros(bytes ^ quick_each(0x7f));

    return !((below | del | bytes) & quick_each('\x80'));
}

static bool is_bidi_or_c1(uint32_t c)
{
    return (c >= 0x80 && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

bool utf8_steers(struct view name)
{
    while (name.len) {
        uint32_t c;
        size_t len = utf8_next(name, &c);

        if (len && (c < 0x20 || c == 0x7f || is_bidi_or_c1(c)))
            return true;
        name = view_from(name, len ? len : 1);
    }
    return false;
}

bool utf8_is_safe(struct view v)
{
    while (v.len) {
        uint32_t c;

        if (v.len >= 8 && eight_are_plain(quick_load(v.at, 8))) {
            v = view_from(v, 8);
            continue;
        }
        size_t len = utf8_next(v, &c);

        if (!len || unicode_is_unsafe(c))
            return false;
        v = view_from(v, len);
    }
    return true;
}

bool unicode_is_word(uint32_t c)
{
    if (c < 0x80)
        return ascii_alnum((char)c);
    const int word = 1 << UTF8PROC_CATEGORY_LU | 1 << UTF8PROC_CATEGORY_LL |
                     1 << UTF8PROC_CATEGORY_LT | 1 << UTF8PROC_CATEGORY_LM |
                     1 << UTF8PROC_CATEGORY_LO | 1 << UTF8PROC_CATEGORY_ND |
                     1 << UTF8PROC_CATEGORY_MN | 1 << UTF8PROC_CATEGORY_MC;
    return (word >> utf8proc_category((utf8proc_int32_t)c) & 1) != 0;
}

size_t unicode_width(struct view v)
{
    size_t width = 0;

    while (v.len) {
        uint32_t c;
        size_t len = utf8_next(v, &c);
        int columns = len ? utf8proc_charwidth((utf8proc_int32_t)c) : 1;

        width += columns > 0 ? (size_t)columns : 0;
        v = view_from(v, len ? len : 1);
    }
    return width;
}

// `v` without the bytes that are not UTF-8, in `a`.
static struct view utf8_only(struct arena *a, struct view v)
{
    char *clean = arena_alloc(a, v.len + 1);
    size_t kept = 0;

    while (v.len) {
        uint32_t c;
        size_t len = utf8_next(v, &c);

        if (len)
            memcpy(clean + kept, v.at, len);
        kept += len;
        v = view_from(v, len ? len : 1);
    }
    return (struct view){clean, kept};
}

static struct view mapped(struct arena *a, struct view v, int how)
{
    utf8proc_uint8_t *folded = NULL;

    if (utf8_fault(v) != SIZE_MAX)
        v = utf8_only(a, v);
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)v.at, (utf8proc_ssize_t)v.len,
                     &folded, (utf8proc_option_t)how);
    struct view out = {0};
    if (len > 0)
        out = arena_copy(a, (struct view){(char *)folded, (size_t)len});
    free(folded);
    return out;
}

struct view unicode_compose(struct arena *a, struct view v)
{
    return mapped(a, v, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
}

struct view unicode_fold(struct arena *a, struct view v)
{
    return mapped(a, v,
                  UTF8PROC_STABLE | UTF8PROC_COMPAT | UTF8PROC_COMPOSE |
                      UTF8PROC_CASEFOLD);
}
