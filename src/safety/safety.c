// SPDX-License-Identifier: Apache-2.0
#include "safety/safety.h"

static const struct view words[] = {
    [SAFETY_OK] = VIEW_INIT("ok"),
    [SAFETY_NOTE] = VIEW_INIT("note"),
    [SAFETY_REVIEW] = VIEW_INIT("review"),
    [SAFETY_MALFORMED] = VIEW_INIT("malformed"),
    [SAFETY_LIMIT] = VIEW_INIT("limit"),
    [SAFETY_DANGER] = VIEW_INIT("danger"),
};

struct view safety_word(enum safety_verdict v)
{
    return words[v];
}

void safety_add(struct arena *a, struct safety *s, struct safety_finding f)
{
    *LIST_ADD(a, s->finding, s->finding_count) = f;
}

// By path, member, offset, rule, then what is shown; no two different findings
// compare as equal, so the order does not depend on the sort.
static int compare(const void *left, const void *right)
{
    const struct safety_finding *a = left, *b = right;
    int order;

    if ((order = view_compare(a->path, b->path)) ||
        (order = view_compare(a->member, b->member)))
        return order;
    if (a->has_offset != b->has_offset)
        return a->has_offset ? 1 : -1;
    if (a->offset != b->offset)
        return a->offset < b->offset ? -1 : 1;
    if ((order = view_compare(a->rule, b->rule)) ||
        (order = view_compare(a->shows, b->shows)))
        return order;
    return (int)a->severity - (int)b->severity;
}

void safety_settle(struct safety *s)
{
    size_t kept = 0;

    if (s->finding_count)
        qsort(s->finding, s->finding_count, sizeof *s->finding, compare);
    s->verdict = SAFETY_OK;
    for (size_t i = 0; i < s->finding_count; i++) {
        if (kept && compare(&s->finding[kept - 1], &s->finding[i]) == 0)
            continue;
        s->finding[kept++] = s->finding[i];
        if (s->finding[i].severity > s->verdict)
            s->verdict = s->finding[i].severity;
    }
    s->finding_count = kept;
}
