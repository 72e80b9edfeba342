// SPDX-License-Identifier: Apache-2.0
// phrase.c - the pieces that the sentences of verdicts are made of.
#include "verdict/judge.h"

#include <inttypes.h>

struct view words_part(const struct judge *j, const struct part *p)
{
    if (p->stage == STAGE_NONE)
        return part_id(p->kind);
    return arena_print(j->arena, VIEW_FMT " (" VIEW_FMT ")",
                       VIEW_ARG(part_id(p->kind)),
                       VIEW_ARG(stage_word(p->stage)));
}

struct view words_at(const struct judge *j, const struct evidence *e)
{
    struct view place = evidence_place(j->arena, e);

    if (!place.len)
        return (struct view){0};
    return arena_print(j->arena, " (" VIEW_FMT ")", VIEW_ARG(place));
}

struct view words_limits(const struct judge *j, uint32_t limits)
{
    struct text t = {.arena = j->arena};

    for (size_t n = 0; n < j->limit_count; n++)
        if (limits & UINT32_C(1) << n)
            text_print(&t, "%s" VIEW_FMT, t.len ? ", " : "",
                       VIEW_ARG(j->limit[n].says));
    return t.len ? text_view(&t) : VIEW("limits use");
}

struct view words_reach(const struct judge *j, const struct reach *r)
{
    struct view limits = words_limits(j, r->limits);

    if (!r->by_words)
        return limits;
    return arena_print(j->arena, VIEW_FMT " (found by its words: read it)",
                       VIEW_ARG(limits));
}

struct view words_terms(const struct judge *j, const struct reach *r)
{
    return arena_print(j->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(r->expression),
                       VIEW_ARG(words_at(j, &r->evidence)));
}
