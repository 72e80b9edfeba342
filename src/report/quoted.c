// SPDX-License-Identifier: Apache-2.0
#include "report/quoted.h"

const struct quoted_file *quoted_find(const struct quoted_files *s,
                                      struct view path)
{
    size_t low = 0, high = s->count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;
        int order = view_compare(s->item[middle].path, path);

        if (order == 0)
            return &s->item[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NULL;
}

// The line of a file, from 1.
static struct view line_of(struct view bytes, uint32_t line)
{
    struct view one = {0};

    while (line-- && bytes.len)
        one = view_cut(bytes, '\n', &bytes);
    return one;
}

// The head of `v` that ends with a whole character.
static struct view whole(struct view v, size_t len)
{
    while (len && len < v.len && ((unsigned char)v.at[len] & 0xC0) == 0x80)
        len--;
    return view_head(v, len);
}

struct view quoted_words(const struct quoted_files *s,
                         const struct evidence *place, bool *cut)
{
    const struct quoted_file *found = quoted_find(s, place->path);
    struct view words;

    *cut = false;
    if (!found)
        return (struct view){0};
    if (place->has_bytes && place->from <= place->to &&
        place->to <= found->bytes.len)
        words = (struct view){found->bytes.at + place->from,
                              (size_t)(place->to - place->from)};
    else
        words = line_of(found->bytes, place->line);
    words = view_trim(words);
    *cut = words.len > QUOTATION_SIZE;
    return *cut ? whole(words, QUOTATION_SIZE) : words;
}
