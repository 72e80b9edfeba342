// SPDX-License-Identifier: Apache-2.0
#include "terms/source_text.h"

#include "terms/normal.h"

void source_text_open(struct arena *a, struct view bytes,
                      struct source_text *out)
{
    enum encoding encoding;
    uint32_t *map;

    *out = (struct source_text){0};
    out->text = text_of_bytes(a, bytes, &encoding, &map, &out->shift);
    out->map = map;
}

// The first byte of the text that comes from byte `at` of the file or one
// behind it.
static size_t place_in_text(const struct source_text *s, uint64_t at)
{
    size_t low = 0, high = s->text.len;

    if (!s->map) {
        low = at > s->shift ? (size_t)at - s->shift : 0;
        return low < high ? low : high;
    }
    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (s->map[middle] < at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct view source_text_between(const struct source_text *s, uint64_t from,
                                uint64_t to)
{
    size_t begin = place_in_text(s, from), end = place_in_text(s, to);

    if (begin >= end)
        return (struct view){0};
    return (struct view){s->text.at + begin, end - begin};
}
