// SPDX-License-Identifier: Apache-2.0
// osaid.c - the Open Source AI Definition 1.0, check by check.
//
// The checks, what they need and what would settle them are records of
// knowledge/yardsticks/osaid.txt; here are the table of functions that judge
// them, and the verdict. Rules: yardsticks.md 2.2 and 2.4, inventory.md 7 (the
// four-value test), canon 3 (D11 and C8 are left to a person and do not block).
#include "verdict/sheet.h"

#include <assert.h>

static const struct {
    struct view id;
    void (*judge)(struct sheet *s); // NULL: left to a person
} checks[] = {
    {VIEW_INIT("D1"), check_sources_all},
    {VIEW_INIT("D2"), check_sources_each},
    {VIEW_INIT("D3"), check_sources_each},
    {VIEW_INIT("D4"), check_sources_each},
    {VIEW_INIT("D5"), check_not_shown},
    {VIEW_INIT("D6"), check_sources_each},
    {VIEW_INIT("D7"), check_sources_all},
    {VIEW_INIT("D8"), check_sources_all},
    {VIEW_INIT("D9"), check_data_shared},
    {VIEW_INIT("D10"), check_not_shown},
    {VIEW_INIT("D11"), NULL},
    {VIEW_INIT("DT"), check_data_terms},
    {VIEW_INIT("C1"), check_data_code},
    {VIEW_INIT("C2"), check_training_code},
    {VIEW_INIT("C3"), check_evaluation_code},
    {VIEW_INIT("C4"), check_supporting_code},
    {VIEW_INIT("C5"), check_search_code},
    {VIEW_INIT("C6"), check_inference_code},
    {VIEW_INIT("C7"), check_architecture},
    {VIEW_INIT("C8"), NULL},
    {VIEW_INIT("CT"), check_code_terms},
    {VIEW_INIT("P1"), check_parameters},
    {VIEW_INIT("P2"), check_checkpoints},
    {VIEW_INIT("P3"), check_optimizer},
    {VIEW_INIT("PT"), check_weights_terms},
    {VIEW_INIT("PA"), check_statement},
    {VIEW_INIT("F"), check_further_terms},
    {VIEW_INIT("lineage"), check_ancestors},
};

static void leave_to_a_person(struct sheet *s)
{
    *LIST_ADD(s->j->arena, s->v->not_judged, s->v->not_judged_count) =
        arena_print(s->j->arena, VIEW_FMT ": " VIEW_FMT,
                    VIEW_ARG(record_get(s->rule, VIEW("check"))),
                    VIEW_ARG(record_get(s->rule, VIEW("asks"))));
}

static void judge_all(struct sheet *s, bool with_lineage)
{
    for (size_t n = 0; n < sizeof checks / sizeof *checks; n++) {
        s->rule = records_find(s->rules, VIEW("check"), checks[n].id);
        assert(s->rule);
        if (!checks[n].judge)
            leave_to_a_person(s);
        else if (with_lineage || checks[n].judge != check_ancestors)
            checks[n].judge(s);
    }
}

static bool decides(const struct sheet *s, const struct check *c)
{
    const struct record *rule = records_find(s->rules, VIEW("check"), c->id);

    return rule && !view_eq(record_get(rule, VIEW("need")), VIEW("may"));
}

// The worst of the checks; a link on the way is kept in a yes.
static enum verdict_value settle(const struct sheet *s)
{
    const struct verdict *v = s->v;

    static const int rank[] = {
        [VERDICT_NOT_APPLICABLE] = 0,
        [VERDICT_YES] = 0,
        [VERDICT_YES_BY_LINKS] = 1,
        [VERDICT_UNDETERMINED] = 2,
        [VERDICT_NO] = 3,
    };
    enum verdict_value worst = VERDICT_YES;

    for (size_t c = 0; c < v->check_count; c++)
        if (decides(s, &v->check[c]) && rank[v->check[c].value] > rank[worst])
            worst = v->check[c].value;
    return worst;
}

static struct view qualifier(const struct sheet *s)
{
    if (s->v->verdict > VERDICT_YES_BY_LINKS)
        return (struct view){0};
    if (s->freedoms_only)
        return VIEW("self-assessed; some terms grant the freedoms and are not "
                    "on the OSI list");
    return VIEW("self-assessed");
}

static void judge_yardstick(const struct judge *j, struct view id,
                            bool with_lineage)
{
    struct sheet s = sheet_begin(j, id);
    struct verdict *v = s.v;

    if (!part_is_there(judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE))) {
        v->verdict = VERDICT_NOT_APPLICABLE;
        v->qualifier = VIEW("there are no parameters here or linked");
        if (j->inspection->category == CATEGORY_CODE_ONLY)
            *LIST_ADD(j->arena, v->would_decide, v->would_decide_count) =
                VIEW("the weights, given as one more path, or a manifest that "
                     "says where they are");
        return;
    }
    judge_all(&s, with_lineage);
    v->verdict = settle(&s);
    v->qualifier = qualifier(&s);
    sheet_decide(&s);
}

// Two lines for what was made from another model: with its ancestors, which is
// the definition's answer, and the increment alone (yardsticks.md 2.4).
void osaid_judge(struct judge *j)
{
    struct base b = judge_base(j);

    judge_yardstick(j, VIEW("osaid"), true);
    if (b.standing != BASE_NONE)
        judge_yardstick(j, VIEW("osaid-increment"), false);
}
