// SPDX-License-Identifier: Apache-2.0
// change.c - what would change a verdict: the smallest additions.
//
// For a no: the mending of each group of checks that failed. For an open one:
// what would decide it. The texts are records of knowledge/yardsticks.
#include "verdict/judge.h"

static void add_change(const struct judge *j, struct view yardstick,
                       struct view text)
{
    struct inspection *i = j->inspection;

    for (size_t n = 0; n < i->change_count; n++)
        if (view_eq(i->change[n].yardstick, yardstick) &&
            view_eq(i->change[n].text, text))
            return;
    *LIST_ADD(j->arena, i->change, i->change_count) =
        (struct change){yardstick, text};
}

static const struct record *group_of(const struct judge *j, struct view check)
{
    const struct record *rule = records_find(&j->checks, VIEW("check"), check);

    return rule ? records_find(&j->checks, VIEW("group"),
                               record_get(rule, VIEW("in")))
                : NULL;
}

static void change_checks(const struct judge *j, const struct verdict *v)
{
    for (size_t c = 0; c < v->check_count; c++) {
        const struct check *one = &v->check[c];
        bool of_base = one->has_part && one->part == PART_WEIGHTS_BASE;
        const struct record *group =
            group_of(j, of_base ? VIEW("lineage") : one->id);

        if (one->value == VERDICT_NO && group)
            add_change(j, v->yardstick, record_get(group, VIEW("mend")));
    }
}

static void change_open(const struct judge *j, const struct verdict *v)
{
    for (size_t n = 0; n < v->would_decide_count; n++)
        add_change(j, v->yardstick,
                   arena_print(j->arena, "to decide it: " VIEW_FMT,
                               VIEW_ARG(v->would_decide[n])));
}

void changes_name(struct judge *j)
{
    const struct verdict *v = verdict_find(j->inspection, VIEW("osaid"));

    if (v->verdict == VERDICT_NO)
        change_checks(j, v);
    else
        change_open(j, v);
}
