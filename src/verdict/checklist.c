// SPDX-License-Identifier: Apache-2.0
// checklist.c - the checklist of OSAID 1.0 and that of its draft 0.0.9, as
// views over components of the framework (yardsticks.md 2.5).
//
// Of a record what it declares counts, as when people fill in the list; of a
// release what is here or linked, under the terms that reach it.
#include "verdict/judge.h"
#include "verdict/mof.h"

#include <assert.h>

struct listing { // a checklist being gone through
    const struct judge *j;
    const struct mof_rules *rules;
    const struct mof_sheet *sheet;
    struct verdict *v;
};

struct answer_of { // how one component, or the documents, meet an item
    enum verdict_value value;
    struct view why;
    const struct part *part;
    struct evidence evidence;
};

static const int rank[] = {
    [VERDICT_YES] = 0, [VERDICT_YES_BY_LINKS] = 1,   [VERDICT_UNDETERMINED] = 2,
    [VERDICT_NO] = 3,  [VERDICT_NOT_APPLICABLE] = 4,
};

// ---------------------------------------------------------------- terms

static enum verdict_value terms_value(const struct listing *l,
                                      const struct mof_entry *e, bool osi_only)
{
    struct view id = license_alias(l->j->licenses, e->license);

    if (e->scope == TERMS_ASSUMED || (!e->license.len && e->part))
        return VERDICT_UNDETERMINED;
    if (!e->license.len)
        return VERDICT_NO;
    switch (expression_class(l->j->arena, l->j->licenses,
                             id.len ? id : e->license)) {
    case TERMS_CLASS_OSI:
        return VERDICT_YES;
    case TERMS_CLASS_FREE:
        return osi_only ? VERDICT_NO : VERDICT_YES;
    case TERMS_CLASS_RESTRICTED:
        return VERDICT_NO;
    case TERMS_CLASS_NEAR_FREE:
    case TERMS_CLASS_UNKNOWN:
        break;
    }
    return VERDICT_UNDETERMINED;
}

static struct view terms_words(const struct listing *l,
                               const struct mof_component *c,
                               const struct mof_entry *e)
{
    if (!e->license.len || e->scope == TERMS_ASSUMED)
        return arena_print(l->j->arena, VIEW_FMT " has no terms stated for it",
                           VIEW_ARG(c->name));
    return arena_print(l->j->arena, VIEW_FMT " is under " VIEW_FMT VIEW_FMT,
                       VIEW_ARG(c->name), VIEW_ARG(e->license),
                       VIEW_ARG(words_at(l->j, &e->license_evidence)));
}

// ---------------------------------------------------------------- items

static struct answer_of by_component(const struct listing *l,
                                     const struct mof_component *c,
                                     const struct mof_entry *e, bool osi_only)
{
    struct answer_of a = {.part = e->part, .evidence = e->evidence};

    if (!e->included) {
        a.value = e->unknown ? VERDICT_UNDETERMINED : VERDICT_NO;
        a.why = arena_print(l->j->arena, VIEW_FMT " %s", VIEW_ARG(c->name),
                            e->unknown ? "could not be looked for"
                                       : "is not included");
        return a;
    }
    a.value = terms_value(l, e, osi_only);
    a.why = terms_words(l, c, e);
    if (a.value == VERDICT_YES && e->part && !part_is_here(e->part))
        a.value = VERDICT_YES_BY_LINKS;
    return a;
}

// Documents that describe the data as the definition asks. A record does not
// say how much its documents hold.
static struct answer_of by_level(const struct listing *l, uint64_t level)
{
    const struct part *p = judge_part(l->j, PART_DATA_INFO, STAGE_NONE);
    bool record = l->j->inspection->release->record != NULL;
    struct reach t = judge_reach(l->j, p);
    struct answer_of a = {VERDICT_NO,
                          VIEW("the documents do not name every source of the "
                               "training data with a place to get it"),
                          p, part_evidence(p)};

    if (p->presence == PRESENCE_UNKNOWN || (record && p->evidence_count)) {
        a.value = VERDICT_UNDETERMINED;
        a.why = VIEW("how fully the training data is described was not seen");
    } else if (p->level >= 0 && (uint64_t)p->level >= level) {
        a.value = part_is_here(p) ? VERDICT_YES : VERDICT_YES_BY_LINKS;
        a.why = VIEW("every source of the training data is named with a place "
                     "to get it");
        if (t.standing > STANDING_FREE || t.limits) {
            a.value = VERDICT_UNDETERMINED;
            a.why = VIEW("the training data is described, under terms that "
                         "nobody states as open");
        }
    }
    return a;
}

static void add_check(const struct listing *l, struct view item,
                      const struct answer_of *a)
{
    struct check *c = LIST_ADD(l->j->arena, l->v->check, l->v->check_count);

    *c = (struct check){.id = item, .value = a->value, .why = a->why};
    c->evidence = a->evidence;
    c->has_evidence = a->evidence.path.len || a->evidence.shows.len;
    if (!a->part)
        return;
    c->has_part = true;
    c->part = a->part->kind;
    c->stage = a->part->stage;
}

// The best answer to an item.
static void judge_item(const struct listing *l, const struct record *r)
{
    bool osi_only = view_eq(record_get(r, VIEW("terms")), VIEW("osi"));
    struct answer_of best = {.value = VERDICT_NOT_APPLICABLE};
    struct view name;
    uint64_t level;

    for (size_t at = 0; record_next(r, VIEW("component"), &at, &name);)
        for (size_t n = 0; n < l->rules->count; n++) {
            if (!view_eq(l->rules->component[n].name, name))
                continue;
            struct answer_of a = by_component(l, &l->rules->component[n],
                                              &l->sheet->entry[n], osi_only);
            if (rank[a.value] < rank[best.value])
                best = a;
        }
    if (view_u64(record_get(r, VIEW("level")), &level)) {
        struct answer_of a = by_level(l, level);
        if (rank[a.value] < rank[best.value])
            best = a;
    }
    add_check(l, record_get(r, VIEW("item")), &best);
}

static void settle(const struct listing *l)
{
    struct verdict *v = l->v;

    v->verdict = VERDICT_YES;
    for (size_t c = 0; c < v->check_count; c++)
        if (rank[v->check[c].value] > rank[v->verdict])
            v->verdict = v->check[c].value;
    v->qualifier = VIEW("a learning tool; it does not decide what the "
                        "definition asks");
    if (v->verdict == VERDICT_UNDETERMINED)
        *LIST_ADD(l->j->arena, v->would_decide, v->would_decide_count) =
            VIEW("the maker, by stating terms for each component; a reader of "
                 "the documents");
}

static void judge_list(const struct listing *l, const struct records *all)
{
    for (size_t n = 0; n < all->record_count; n++)
        if (view_eq(record_get(&all->record[n], VIEW("of")), l->v->yardstick))
            judge_item(l, &all->record[n]);
    settle(l);
    for (size_t c = 0; c < l->v->check_count; c++) {
        struct text t = {.arena = l->j->arena};

        if (l->v->check[c].value != l->v->verdict ||
            l->v->verdict <= VERDICT_YES_BY_LINKS)
            continue;
        text_print(&t, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(l->v->summary),
                   l->v->summary.len ? ", " : "", VIEW_ARG(l->v->check[c].id));
        l->v->summary = text_view(&t);
    }
}

void checklists_judge(struct judge *j, const struct mof_rules *rules)
{
    static const struct view lists[] = {VIEW_INIT("osaid-checklist-1.0"),
                                        VIEW_INIT("osaid-checklist-0.0.9")};
    struct mof_sheet *sheet = ARENA_NEW(j->arena, struct mof_sheet, 1);
    struct records all = knowledge_records(VIEW("yardsticks/checklists.txt"));
    mof_sheet_fill(j->arena, j->licenses, rules, j->inspection, MOF_AS_TOOL,
                   sheet);
    for (size_t n = 0; n < sizeof lists / sizeof *lists; n++) {
        struct listing l = {j, rules, sheet, verdict_begin(j, lists[n])};

        // What a person fills in; the definition itself stands above.
        l.v->proposal = true;
        judge_list(&l, &all);
    }
}
