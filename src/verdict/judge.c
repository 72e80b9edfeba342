// SPDX-License-Identifier: Apache-2.0
#include "verdict/judge.h"

#include <assert.h>

// ---------------------------------------------------------------- knowledge

// A yardstick without `checks` has no such file.
static void read_rules(struct judge *j, struct arena *a)
{
    for (size_t n = 0; n < j->yardsticks.record_count; n++) {
        const struct record *r = &j->yardsticks.record[n];
        struct view file = record_get(r, VIEW("checks"));

        if (!file.len)
            continue;
        struct rules *one = LIST_ADD(a, j->rules, j->rules_count);
        *one = (struct rules){.yardstick = record_get(r, VIEW("yardstick"))};
        one->checks = knowledge_records(
            arena_print(a, "yardsticks/" VIEW_FMT, VIEW_ARG(file)));
    }
}

static enum claim_level level_of(struct view word)
{
    for (enum claim_level l = CLAIM_C0; l < CLAIM_C3; l++)
        if (view_eq(claim_level_word(l), word))
            return l;
    return CLAIM_C3;
}

void judge_open(struct judge *j, struct arena *a, const struct licenses *l,
                struct inspection *i)
{
    *j = (struct judge){.arena = a, .licenses = l, .inspection = i};
    j->yardsticks = knowledge_records(VIEW("yardsticks/yardsticks.txt"));
    j->flags = knowledge_records(VIEW("yardsticks/flags.txt"));
    j->limits = knowledge_records(VIEW("yardsticks/limits.txt"));
    read_rules(j, a);
    assert(j->limits.record_count <= JUDGE_MAX_LIMITS);
    for (size_t n = 0; n < j->limits.record_count; n++) {
        const struct record *r = &j->limits.record[n];
        struct view id = record_get(r, VIEW("limit"));

        if (!id.len || j->limit_count == JUDGE_MAX_LIMITS)
            continue;
        j->limit[j->limit_count++] = (struct limit){
            .record = r,
            .id = id,
            .says = record_get(r, VIEW("says")),
            .hard = level_of(record_get(r, VIEW("hard"))),
            .near = view_eq(record_get(r, VIEW("near")), VIEW("yes")),
            .code_only = view_eq(record_get(r, VIEW("reach")), VIEW("code")),
        };
    }
}

bool record_phrase_in(struct arena *a, const struct record *r, struct view text)
{
    struct view low = arena_lower(a, text), phrase;
    size_t at = 0;

    while (record_next(r, VIEW("phrase"), &at, &phrase))
        if (view_has(low, phrase))
            return true;
    return false;
}

// ---------------------------------------------------------------- parts

const struct part *judge_part(const struct judge *j, enum part_kind kind,
                              enum stage stage)
{
    return inventory_part(&j->inspection->inventory, kind, stage);
}

static bool judge_is_tune(const struct judge *j)
{
    const struct inventory *inv = &j->inspection->inventory;

    return inv->is_finetune || inv->is_adapter || inv->is_delta;
}

const struct part *judge_training(const struct judge *j)
{
    const struct part *whole = judge_part(j, PART_CODE_TRAIN, STAGE_PRETRAIN);
    const struct part *own = judge_part(j, PART_CODE_TRAIN, STAGE_FINETUNE);

    return judge_is_tune(j) && own->presence <= whole->presence ? own : whole;
}

struct evidence part_evidence(const struct part *p)
{
    return p->evidence_count ? p->evidence[0] : (struct evidence){0};
}

// ---------------------------------------------------------------- verdicts

struct verdict *verdict_begin(const struct judge *j, struct view yardstick)
{
    struct inspection *i = j->inspection;
    struct verdict *v = LIST_ADD(j->arena, i->verdict, i->verdict_count);
    const struct record *rule =
        records_find(&j->yardsticks, VIEW("yardstick"), yardstick);

    assert(rule);
    *v = (struct verdict){
        .yardstick = record_get(rule, VIEW("yardstick")),
        .title = record_get(rule, VIEW("title")),
        .version = record_get(rule, VIEW("version")),
        .strict = view_eq(record_get(rule, VIEW("strict")), VIEW("yes")),
    };
    return v;
}

const struct records *judge_rules(const struct judge *j, struct view yardstick)
{
    for (size_t n = 0; n < j->rules_count; n++)
        if (view_eq(j->rules[n].yardstick, yardstick))
            return &j->rules[n].checks;
    return NULL;
}

const struct record *judge_group(const struct judge *j, struct view yardstick,
                                 struct view check)
{
    const struct records *all = judge_rules(j, yardstick);
    const struct record *rule =
        all ? records_find(all, VIEW("check"), check) : NULL;

    return rule ? records_find(all, VIEW("group"), record_get(rule, VIEW("in")))
                : NULL;
}

const struct verdict *verdict_find(const struct inspection *i,
                                   struct view yardstick)
{
    for (size_t v = 0; v < i->verdict_count; v++)
        if (view_eq(i->verdict[v].yardstick, yardstick))
            return &i->verdict[v];
    return NULL;
}

bool verdict_has(const struct verdict *v, struct view check,
                 enum verdict_value value)
{
    for (size_t c = 0; c < v->check_count; c++)
        if (v->check[c].value == value && view_eq(v->check[c].id, check))
            return true;
    return false;
}

void verdicts_take(struct arena *a, const struct licenses *l,
                   struct inspection *i)
{
    struct judge j;

    judge_open(&j, a, l, i);
    category_settle(&j);
    osaid_judge(&j);
    mof_judge(&j);
    osai_judge(&j);
    g7_judge(&j);
    eu_judge(&j);
    fmti_judge(&j);
    ntia_judge(&j);
    claims_judge(&j);
    freedoms_judge(&j);
    flags_raise(&j);
    changes_name(&j);
}
