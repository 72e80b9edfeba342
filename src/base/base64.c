// SPDX-License-Identifier: Apache-2.0
#include "base/base64.h"

#include <string.h>

static const char alphabet[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

enum { BAD = 0xff };

// The value of each byte; those of the other alphabet too.
static void fill_values(unsigned char value[256])
{
    memset(value, BAD, 256);
    for (unsigned char i = 0; i < 64; i++)
        value[(unsigned char)alphabet[i]] = i;
    value['-'] = 62;
    value['_'] = 63;
}

static bool has_either(struct view v, char one, char other)
{
    return v.len && (memchr(v.at, one, v.len) || memchr(v.at, other, v.len));
}

// Whether the padding is as it must be; cuts it off.
static bool take_padding(struct view *v)
{
    bool url = has_either(*v, '-', '_');
    size_t padding = 0, len = v->len;

    if (url && has_either(*v, '+', '/'))
        return false;
    while (padding < 2 && v->len && v->at[v->len - 1] == '=') {
        v->len--;
        padding++;
    }
    return v->len % 4 != 1 && (url && !padding ? true : len % 4 == 0);
}

bool base64_read(struct arena *a, struct view v, struct view *out)
{
    unsigned char value[256];
    uint32_t bits = 0;
    size_t have = 0, at = 0;

    *out = (struct view){0};
    if (!take_padding(&v))
        return false;
    fill_values(value);
    char *bytes = arena_alloc(a, v.len / 4 * 3 + 3);
    for (size_t i = 0; i < v.len; i++) {
        unsigned char six = value[(unsigned char)v.at[i]];

        if (six == BAD)
            return false;
        bits = bits << 6 | six;
        have += 6;
        if (have >= 8) {
            have -= 8;
            bytes[at++] = (char)(bits >> have & 0xff);
        }
    }
    if (bits & ((1u << have) - 1))
        return false;
    *out = (struct view){bytes, at};
    return true;
}

struct view base64_of(struct arena *a, struct view bytes)
{
    size_t len = (bytes.len + 2) / 3 * 4;
    char *to = arena_alloc(a, len + 1);

    for (size_t i = 0, at = 0; i < bytes.len; i += 3, at += 4) {
        size_t left = bytes.len - i;
        uint32_t bits = (uint32_t)(unsigned char)bytes.at[i] << 16;

        if (left > 1)
            bits |= (uint32_t)(unsigned char)bytes.at[i + 1] << 8;
        if (left > 2)
            bits |= (unsigned char)bytes.at[i + 2];
        to[at] = alphabet[bits >> 18];
        to[at + 1] = alphabet[bits >> 12 & 63];
        to[at + 2] = left > 1 ? alphabet[bits >> 6 & 63] : '=';
        to[at + 3] = left > 2 ? alphabet[bits & 63] : '=';
    }
    return (struct view){to, len};
}
