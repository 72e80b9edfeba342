// SPDX-License-Identifier: Apache-2.0
// fmti.c - what a release discloses, by indicators of the Foundation Model
// Transparency Index: a list with places, and no score (yardsticks.md 7).
//
// The indicators and where each may be found are knowledge/yardsticks/fmti.txt.
#include "verdict/judge.h"

struct look {
    const struct judge *j;
    const struct record *record;
    struct verdict_item *item;
};

static void found(struct look *l, const struct evidence *e, struct view what)
{
    l->item->state = VIEW("found");
    l->item->why = arena_print(l->j->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(what),
                               VIEW_ARG(words_at(l->j, e)));
    l->item->has_evidence = e->path.len != 0;
    l->item->evidence = *e;
}

static bool found_in_parts(struct look *l)
{
    const struct inventory *inv = &l->j->inspection->inventory;
    struct view id;
    size_t at = 0;

    while (record_next(l->record, VIEW("part"), &at, &id))
        for (size_t n = 0; n < inv->part_count; n++) {
            const struct part *p = &inv->part[n];
            struct evidence e = part_evidence(p);

            if (!view_eq(part_id(p->kind), id) || !part_is_there(p))
                continue;
            found(l, &e, words_part(l->j, p));
            return true;
        }
    return false;
}

static bool found_in_words(struct look *l)
{
    const struct disclosures *d = &l->j->inspection->inventory.disclosures;
    struct view name;
    size_t at = 0;

    while (record_next(l->record, VIEW("disclosure"), &at, &name)) {
        const struct evidence *e = disclosure_of(d, name);

        if (e) {
            found(l, e, VIEW("words on it"));
            return true;
        }
    }
    return false;
}

static bool found_in_terms(struct look *l)
{
    const struct part *p = judge_part(l->j, PART_WEIGHTS_FINAL, STAGE_NONE);

    if (!record_get(l->record, VIEW("terms")).len || !p->terms.expression.len)
        return false;
    found(l, &p->terms.evidence, p->terms.expression);
    return true;
}

// Not looked: nothing that was given could tell.
static bool was_looked_for(const struct look *l)
{
    return !record_get(l->record, VIEW("looked")).len &&
           (record_get(l->record, VIEW("part")).len ||
            l->j->inspection->inventory.documents.count);
}

void fmti_judge(struct judge *j)
{
    struct verdict *v = verdict_begin(j, VIEW("fmti"));
    const struct records *all = judge_rules(j, v->yardstick);
    size_t count[3] = {0};

    v->verdict = VERDICT_NOT_APPLICABLE;
    v->label = VIEW("a list");
    v->qualifier = VIEW("what is disclosed and where; not a score");
    for (size_t n = 0; n < all->record_count; n++) {
        struct look l = {.j = j, .record = &all->record[n]};

        if (!record_get(l.record, VIEW("indicator")).len)
            continue;
        l.item = LIST_ADD(j->arena, v->item, v->item_count);
        *l.item =
            (struct verdict_item){.list = VIEW("disclosures"),
                                  .id = record_get(l.record, VIEW("indicator")),
                                  .title = record_get(l.record, VIEW("title"))};
        if (found_in_parts(&l) || found_in_words(&l) || found_in_terms(&l))
            count[0]++;
        else if (was_looked_for(&l)) {
            l.item->state = VIEW("not found");
            count[1]++;
        } else {
            l.item->state = VIEW("not looked");
            count[2]++;
        }
    }
    v->summary = arena_print(
        j->arena, "%zu disclosures found, %zu not found, %zu not looked for",
        count[0], count[1], count[2]);
}
