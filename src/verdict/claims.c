// SPDX-License-Identifier: Apache-2.0
// claims.c - what a release says of its own openness, held against the facts.
//
// Rules: inventory.md 11. A claim is answered by the first fact against it, or
// for it, with its place; never by an adjective. Which limit contradicts which
// level is in knowledge/yardsticks/limits.txt (`hard`, `near`).
#include "verdict/judge.h"

struct facts { // what every claim is held against
    const struct judge *j;
    const struct verdict *osaid;
    const struct part *weights;
    struct reach terms;
    struct base base;
    const struct on_top *on_top;
    uint32_t limits; // of the terms, the base, and beside the license
    bool restricted, from_base;
};

struct outcome {
    enum claim_verdict verdict;
    struct view fact;
    struct evidence evidence;
};

static struct facts gather(const struct judge *j)
{
    struct facts f = {.j = j,
                      .osaid = verdict_find(j->inspection, VIEW("osaid")),
                      .weights = judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE),
                      .base = judge_base(j)};
    bool base_counts = f.base.standing == BASE_RESTRICTED ||
                       (f.base.standing == BASE_UNKNOWN && f.base.needed &&
                        j->inspection->inventory.is_delta);

    f.terms = judge_reach(j, f.weights);
    f.limits = judge_on_top(j, f.weights, &f.on_top);
    if (f.terms.standing == STANDING_RESTRICTED)
        f.limits |= f.terms.limits;
    if (f.base.standing == BASE_RESTRICTED)
        f.limits |= f.base.limits;
    f.from_base = base_counts && f.terms.standing != STANDING_RESTRICTED;
    f.restricted =
        base_counts || f.on_top || f.terms.standing == STANDING_RESTRICTED;
    return f;
}

// ---------------------------------------------------------------- facts

static struct outcome by_check(enum claim_verdict verdict,
                               const struct check *c)
{
    return (struct outcome){verdict, c->why, c->evidence};
}

static const struct check *check_with(const struct verdict *v, struct view id,
                                      enum verdict_value value)
{
    for (size_t c = 0; c < v->check_count; c++)
        if (v->check[c].value == value &&
            (!id.len || view_eq(v->check[c].id, id)))
            return &v->check[c];
    return NULL;
}

static struct outcome by_limits(const struct facts *f,
                                enum claim_verdict verdict)
{
    const struct judge *j = f->j;
    struct view limits = words_limits(j, f->limits);

    if (f->from_base)
        return (struct outcome){
            verdict,
            arena_print(
                j->arena,
                "it was made from " VIEW_FMT VIEW_FMT
                ", whose terms bind it too%s" VIEW_FMT,
                VIEW_ARG(f->base.name.len ? f->base.name : VIEW("its base")),
                VIEW_ARG(words_at(j, &f->base.evidence)), f->limits ? ": " : "",
                VIEW_ARG(f->limits ? limits : (struct view){0})),
            f->base.evidence};
    if (f->terms.standing != STANDING_RESTRICTED)
        return (struct outcome){
            verdict,
            arena_print(j->arena,
                        "beside the license of the weights" VIEW_FMT
                        " stands: " VIEW_FMT,
                        VIEW_ARG(words_at(j, &f->on_top->evidence)),
                        VIEW_ARG(f->on_top->text)),
            f->on_top->evidence};
    return (struct outcome){
        verdict,
        arena_print(j->arena,
                    "the terms of the weights, " VIEW_FMT ": " VIEW_FMT,
                    VIEW_ARG(words_terms(j, &f->terms)), VIEW_ARG(limits)),
        f->terms.evidence};
}

static struct outcome by_terms(const struct facts *f,
                               enum claim_verdict verdict, const char *says)
{
    struct view terms = f->terms.expression.len
                            ? words_terms(f->j, &f->terms)
                            : VIEW("no terms that are stated");

    return (struct outcome){verdict,
                            arena_print(f->j->arena,
                                        "the weights are under " VIEW_FMT "%s",
                                        VIEW_ARG(terms), says),
                            f->terms.evidence};
}

// ---------------------------------------------------------------- levels

// Whether the limits contradict a claim of this level: all but those that a
// text otherwise open may have, and those too small for the level.
static bool limits_are_hard(const struct facts *f, enum claim_level level)
{
    bool near = f->terms.like_open, hard = !f->limits;

    for (size_t n = 0; n < f->j->limit_count; n++) {
        const struct limit *l = &f->j->limit[n];

        if (!(f->limits & UINT32_C(1) << n))
            continue;
        near = near && l->near;
        hard = hard || l->hard <= level;
    }
    return hard && !(near && f->limits);
}

static struct outcome against_limits(const struct facts *f,
                                     enum claim_level level)
{
    return by_limits(f, limits_are_hard(f, level) ? CLAIM_WASHING_HARD
                                                  : CLAIM_WASHING_SOFT);
}

static struct outcome open_weights(const struct facts *f)
{
    struct evidence e = part_evidence(f->weights);

    if (f->weights->has_gate && f->weights->gate == GATE_FORM)
        return (struct outcome){CLAIM_WASHING_SOFT,
                                arena_print(f->j->arena,
                                            "the weights are given out on "
                                            "request" VIEW_FMT,
                                            VIEW_ARG(words_at(f->j, &e))),
                                e};
    return (struct outcome){
        CLAIM_HONEST,
        arena_print(f->j->arena, "the weights are %s" VIEW_FMT,
                    part_is_here(f->weights) ? "here" : "linked",
                    VIEW_ARG(words_at(f->j, &e))),
        e};
}

static const struct check *limited_code(const struct facts *f)
{
    return check_with(f->osaid, VIEW("CT"), VERDICT_NO);
}

static struct outcome open_model(const struct facts *f)
{
    if (f->restricted)
        return against_limits(f, CLAIM_C1);
    if (f->base.needed && f->base.standing == BASE_UNKNOWN)
        return (struct outcome){
            CLAIM_UNVERIFIABLE,
            arena_print(
                f->j->arena,
                "it needs " VIEW_FMT ", whose terms are not in what was given",
                VIEW_ARG(f->base.name.len ? f->base.name : VIEW("a base"))),
            f->base.evidence};
    if (f->terms.standing <= STANDING_NEAR)
        return by_terms(f, CLAIM_HONEST, ", which sets no limit on use");
    if (f->terms.standing == STANDING_UNSTATED && limited_code(f))
        return by_check(CLAIM_WASHING_SOFT, limited_code(f));
    return by_terms(f, CLAIM_UNVERIFIABLE,
                    ", so the claim cannot be held against them");
}

// The fact that says most against "open source": the training code, then the
// data, then whatever failed first.
static const struct check *first_failed(const struct verdict *v)
{
    static const struct view order[] = {VIEW_INIT("C2"), VIEW_INIT("D1"),
                                        VIEW_INIT("CT"), VIEW_INIT("")};
    const struct check *c = NULL;

    for (size_t n = 0; !c && n < sizeof order / sizeof *order; n++)
        c = check_with(v, order[n], VERDICT_NO);
    return c;
}

static struct outcome open_source(const struct facts *f, enum claim_level level)
{
    const struct check *failed = first_failed(f->osaid);
    const struct check *open;

    if (f->restricted)
        return against_limits(f, level);
    if (failed)
        return by_check(CLAIM_WASHING_SOFT, failed);
    open = check_with(f->osaid, (struct view){0}, VERDICT_UNDETERMINED);
    if (f->osaid->verdict == VERDICT_UNDETERMINED && open)
        return by_check(CLAIM_UNVERIFIABLE, open);
    return (struct outcome){
        CLAIM_HONEST,
        f->osaid->verdict == VERDICT_YES
            ? VIEW("every check of OSAID 1.0 is met")
            : VIEW("every check of OSAID 1.0 is met, if the "
                   "links hold"),
        part_evidence(f->weights)};
}

static struct outcome judge_claim(const struct facts *f, enum claim_level level)
{
    if (!part_is_there(f->weights))
        return (struct outcome){CLAIM_UNVERIFIABLE,
                                VIEW("no weights are here or linked"),
                                {.line = 0}};
    switch (level) {
    case CLAIM_C0:
        return open_weights(f);
    case CLAIM_C1:
        return open_model(f);
    case CLAIM_C2:
    case CLAIM_C3:
        break;
    }
    return open_source(f, level);
}

void claims_judge(struct judge *j)
{
    struct inspection *i = j->inspection;
    const struct claims *claims = &i->inventory.claims;
    struct facts f = gather(j);

    i->claim_verdict = CLAIM_NONE;
    for (size_t n = 0; n < claims->count; n++) {
        struct outcome a = judge_claim(&f, claims->item[n].level);

        *LIST_ADD(j->arena, i->claim, i->claim_count) =
            (struct judged_claim){.claim = claims->item[n],
                                  .verdict = a.verdict,
                                  .fact = a.fact,
                                  .evidence = a.evidence};
        if (a.verdict > i->claim_verdict)
            i->claim_verdict = a.verdict;
    }
}
