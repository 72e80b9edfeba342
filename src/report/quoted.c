// SPDX-License-Identifier: Apache-2.0
#include "report/quoted.h"

#include "base/search.h"

const struct quoted_file *quoted_find(const struct quoted_files *q,
                                      struct view path)
{
    struct search s = {.to = q->count};

    while (search_next(&s))
        search_keep(&s, view_compare(q->item[s.at].path, path) < 0);
    bool found = s.from < q->count && view_eq(q->item[s.from].path, path);
    return found ? &q->item[s.from] : NULL;
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

struct quotation quotation_of(const struct quoted_files *s,
                              const struct evidence *place)
{
    const struct quoted_file *found = quoted_find(s, place->path);
    struct quotation q = {0};

    if (!found || !found->bytes.len)
        return q;
    if (place->has_bytes && place->from < place->to &&
        place->to <= found->bytes.len)
        q.words = (struct view){found->bytes.at + place->from,
                                (size_t)(place->to - place->from)};
    else
        q.words = line_of(found->bytes, place->line);
    q.words = view_trim(q.words);
    q.cut = q.words.len > QUOTATION_SIZE;
    if (q.cut)
        q.words = whole(q.words, QUOTATION_SIZE);
    if (!q.words.len)
        return (struct quotation){0};
    q.from = (uint64_t)(q.words.at - found->bytes.at);
    q.to = q.from + q.words.len;
    return q;
}
