// SPDX-License-Identifier: Apache-2.0
#include "terms/line_index.h"

enum { BLOCK = 4096 }; // bytes, even

// Line breaks in bytes [from, to).
static uint32_t breaks(const struct line_index *x, size_t from, size_t to)
{
    const char *at = x->bytes.at;
    uint32_t count = 0;

    if (!x->wide)
        return (uint32_t)view_count(
            view_head(view_from(x->bytes, from), to - from), '\n');
    // Of both byte orders: U+0A00 is no character.
    for (size_t i = from; i + 1 < to; i += 2)
        count += (at[i] == '\n' && !at[i + 1]) || (!at[i] && at[i + 1] == '\n');
    return count;
}

void line_index_open(struct arena *a, struct view bytes, enum encoding encoding,
                     struct line_index *out)
{
    size_t blocks = bytes.len / BLOCK + 1;

    *out = (struct line_index){bytes, encoding == ENCODING_UTF16,
                               ARENA_NEW(a, uint32_t, blocks)};
    for (size_t i = 1; i < blocks; i++)
        out->before[i] =
            out->before[i - 1] + breaks(out, (i - 1) * BLOCK, i * BLOCK);
}

uint32_t line_index_at(const struct line_index *x, uint64_t byte)
{
    size_t at = byte < x->bytes.len ? (size_t)byte : x->bytes.len;
    size_t block = at / BLOCK;

    return x->before[block] + breaks(x, block * BLOCK, at) + 1;
}
