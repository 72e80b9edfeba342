// SPDX-License-Identifier: Apache-2.0
#include "verdict/sheet.h"

#include <assert.h>

struct sheet sheet_begin(const struct judge *j, struct view yardstick)
{
    struct sheet s = {.j = j,
                      .v = verdict_begin(j, yardstick),
                      .rules = judge_rules(j, yardstick)};

    assert(s.rules);
    return s;
}

void sheet_turn(struct sheet *s, struct view check)
{
    s->rule = records_find(s->rules, VIEW("check"), check);
    assert(s->rule);
}

void sheet_decide(struct sheet *s)
{
    struct verdict *v = s->v;

    for (size_t c = 0; c < v->check_count; c++) {
        bool is_new = true;

        if (v->check[c].value != VERDICT_UNDETERMINED)
            continue;
        const struct record *group =
            judge_group(s->j, v->yardstick, v->check[c].id);
        struct view text =
            group ? record_get(group, VIEW("decide")) : (struct view){0};
        for (size_t n = 0; n < v->would_decide_count; n++)
            is_new = is_new && !view_eq(v->would_decide[n], text);
        if (text.len && is_new)
            *LIST_ADD(s->j->arena, v->would_decide, v->would_decide_count) =
                text;
    }
}

struct check *row(struct sheet *s, enum verdict_value value, struct view why)
{
    struct check *c = LIST_ADD(s->j->arena, s->v->check, s->v->check_count);

    *c = (struct check){
        .id = record_get(s->rule, VIEW("check")), .value = value, .why = why};
    return c;
}

void row_part(struct sheet *s, enum verdict_value value, const struct part *p,
              struct evidence e, struct view why)
{
    struct check *c = row(s, value, why);

    c->has_part = true;
    c->part = p->kind;
    c->stage = p->stage;
    c->has_evidence = e.path.len || e.shows.len;
    c->evidence = e;
}

const struct part *part_of(const struct sheet *s, enum part_kind kind)
{
    return judge_part(s->j, kind, STAGE_NONE);
}

// ---------------------------------------------------------------- presence

static struct view part_at(const struct sheet *s, const struct part *p)
{
    struct evidence e = part_evidence(p);

    return words_at(s->j, &e);
}

bool row_if_there(struct sheet *s, const struct part *p)
{
    struct view name = words_part(s->j, p), at = part_at(s, p);

    if (!part_is_there(p))
        return false;
    row_part(s, part_is_here(p) ? VERDICT_YES : VERDICT_YES_BY_LINKS, p,
             part_evidence(p),
             arena_print(s->j->arena, VIEW_FMT " is %s" VIEW_FMT,
                         VIEW_ARG(name), part_is_here(p) ? "here" : "linked",
                         VIEW_ARG(at)));
    return true;
}

void row_missing(struct sheet *s, const struct part *p)
{
    struct view name = words_part(s->j, p), at = part_at(s, p);

    if (p->presence == PRESENCE_UNKNOWN)
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 arena_print(s->j->arena,
                             VIEW_FMT " could not be looked for in what was "
                                      "given",
                             VIEW_ARG(name)));
    else
        row_part(
            s, VERDICT_NO, p, part_evidence(p),
            arena_print(s->j->arena, VIEW_FMT " is %s" VIEW_FMT, VIEW_ARG(name),
                        p->presence == PRESENCE_MENTIONED ? "only mentioned"
                                                          : "absent",
                        VIEW_ARG(at)));
}
