// SPDX-License-Identifier: Apache-2.0
// change.c - what would change a verdict: the smallest additions.
//
// For a no: the mending of each group of checks that failed. For an open one:
// what would decide it. The texts are records of knowledge/yardsticks.
#include "verdict/judge.h"

#include "verdict/mof.h"
#include "verdict/osai.h"

void change_add(const struct judge *j, struct view yardstick, struct view text)
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
            change_add(j, v->yardstick, record_get(group, VIEW("mend")));
    }
}

static void change_open(const struct judge *j, const struct verdict *v)
{
    for (size_t n = 0; n < v->would_decide_count; n++)
        change_add(j, v->yardstick,
                   arena_print(j->arena, "to decide it: " VIEW_FMT,
                               VIEW_ARG(v->would_decide[n])));
}

// What would bring the next class of the framework.
static void change_class(const struct judge *j, struct view yardstick)
{
    const struct verdict *v = verdict_find(j->inspection, yardstick);

    if (v && v->mof && v->mof->class_ != 1)
        change_add(j, yardstick, mof_next(j->arena, v->mof));
}

// A parameter that opens adds its share.
static void change_index(const struct judge *j, struct view yardstick)
{
    const struct verdict *v = verdict_find(j->inspection, yardstick);
    const struct osai_result *r = v ? v->osai : NULL;

    if (!r || v->proposal || v->verdict != VERDICT_NO)
        return;
    change_add(j, yardstick,
               arena_print(j->arena,
                           "a parameter that goes from closed to open adds "
                           "%.4f, from partial half of it; " VIEW_FMT,
                           r->group_count ? 1.0 / (double)r->count : 1.0,
                           VIEW_ARG(v->summary)));
}

static void change_definition(const struct judge *j)
{
    const struct verdict *v = verdict_find(j->inspection, VIEW("osaid"));

    if (v->verdict == VERDICT_NO)
        change_checks(j, v);
    else
        change_open(j, v);
}

static void change_list(const struct judge *j, struct view yardstick)
{
    const struct verdict *v = verdict_find(j->inspection, yardstick);

    if (v && v->verdict == VERDICT_NO)
        change_add(j, yardstick,
                   arena_print(j->arena, "bring under open terms: " VIEW_FMT,
                               VIEW_ARG(v->summary)));
}

void changes_name(struct judge *j)
{
    change_definition(j);
    change_list(j, VIEW("osaid-checklist-1.0"));
    change_class(j, VIEW("mof-tool"));
    change_class(j, VIEW("mof-evidence"));
    change_index(j, VIEW("osai"));
    change_index(j, VIEW("osai14"));
}
