// SPDX-License-Identifier: Apache-2.0
// search.h - halves a sorted list down to a place in it.
//
//     struct search s = {.to = count};
//     while (search_next(&s))
//         search_keep(&s, row[s.at].line < line);
//     return s.from; // the first row that is not before `line`, or `count`
#ifndef BASE_SEARCH_H
#define BASE_SEARCH_H

#include <stdbool.h>
#include <stddef.h>

struct search {
    size_t from, to; // what is looked for is here, or at `to`
    size_t at;       // the row to ask about, once search_next said true
};

static inline bool search_next(struct search *s)
{
    s->at = s->from + (s->to - s->from) / 2;
    return s->from < s->to;
}

// `before`: row `at` comes before what is looked for.
static inline void search_keep(struct search *s, bool before)
{
    if (before)
        s->from = s->at + 1;
    else
        s->to = s->at;
}

#endif
