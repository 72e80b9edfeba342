// SPDX-License-Identifier: Apache-2.0
// change.c - what would change a verdict: the smallest additions.
//
// For a no: the mending of each group of checks that failed. For an open one:
// what would decide it. The texts are records of knowledge/yardsticks.
#include "verdict/judge.h"

struct mover {
    const struct judge *j;
    const struct verdict *verdict;
    bool brief; // of a yardstick whose changes always come
};

static void add_change(const struct mover *m, bool for_reader, struct view text)
{
    struct inspection *i = m->j->inspection;
    struct view yardstick = m->verdict->yardstick;

    for (size_t n = 0; n < i->change_count; n++)
        if (view_eq(i->change[n].yardstick, yardstick) &&
            view_eq(i->change[n].text, text))
            return;
    *LIST_ADD(m->j->arena, i->change, i->change_count) = (struct change){
        .yardstick = yardstick, .text = text, .brief = m->brief || for_reader};
}

static const struct record *group_of(const struct mover *m,
                                     const struct check *c)
{
    const struct record *lineage =
        c->has_part && c->part == PART_WEIGHTS_BASE
            ? judge_group(m->j, m->verdict->yardstick, VIEW("lineage"))
            : NULL;

    return lineage ? lineage : judge_group(m->j, m->verdict->yardstick, c->id);
}

// Of a yardstick with several labels, what leads to the one that applies.
static bool counts(const struct mover *m, const struct check *c)
{
    const struct records *rules = judge_rules(m->j, m->verdict->yardstick);
    const struct record *rule = records_find(rules, VIEW("check"), c->id);
    struct view leaves = record_get(rule, VIEW("else"));

    if (view_eq(record_get(rule, VIEW("need")), VIEW("may")))
        return false;
    if (c->value == VERDICT_NO && leaves.len)
        return view_eq(leaves, m->verdict->label);
    return (c->value == VERDICT_NO) == (m->verdict->verdict == VERDICT_NO);
}

static void change_checks(const struct mover *m, enum verdict_value value)
{
    for (size_t n = 0; n < m->verdict->check_count; n++) {
        const struct check *c = &m->verdict->check[n];
        const struct record *group = group_of(m, c);

        if (c->value != value || !group || !counts(m, c))
            continue;
        if (value == VERDICT_NO)
            add_change(m, false, record_get(group, VIEW("mend")));
        else
            add_change(
                m, view_eq(record_get(group, VIEW("act")), VIEW("reader")),
                arena_print(m->j->arena, "to decide it: " VIEW_FMT,
                            VIEW_ARG(record_get(group, VIEW("decide")))));
    }
}

// A verdict without checks says itself what it needs.
static void change_open(const struct mover *m)
{
    for (size_t n = 0; n < m->verdict->would_decide_count; n++)
        add_change(m, false,
                   arena_print(m->j->arena, "to decide it: " VIEW_FMT,
                               VIEW_ARG(m->verdict->would_decide[n])));
}

void changes_name(struct judge *j)
{
    const struct inspection *i = j->inspection;

    for (size_t n = 0; n < i->verdict_count; n++) {
        const struct verdict *v = &i->verdict[n];
        const struct record *row =
            records_find(&j->yardsticks, VIEW("yardstick"), v->yardstick);
        struct mover m = {j, v,
                          view_eq(record_get(row, VIEW("brief")), VIEW("yes"))};

        if (!v->check_count)
            change_open(&m);
        change_checks(&m, VERDICT_NO);
        change_checks(&m, VERDICT_UNDETERMINED);
    }
}
