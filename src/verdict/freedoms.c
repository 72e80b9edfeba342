// SPDX-License-Identifier: Apache-2.0
// freedoms.c - use, study, modify, share: granted by the terms, practicable
// with the parts (canon 1). Whether they were exercised is for other commands.
#include "verdict/judge.h"

enum { NEEDS_MAX = 5 };

struct need {
    enum part_kind part;
    bool only_terms; // its terms count if it is there; it need not be
};

struct freedom_rule {
    struct view name;
    struct need need[NEEDS_MAX];
    size_t need_count;
};

static const struct freedom_rule rules[] = {
    {VIEW_INIT("use"),
     {{PART_WEIGHTS_FINAL, false},
      {PART_CODE_INFER, true},
      {PART_CODE_ARCH, true}},
     3},
    {VIEW_INIT("study"),
     {{PART_WEIGHTS_FINAL, false},
      {PART_CODE_TRAIN, false},
      {PART_CODE_DATA, true},
      {PART_DATA_INFO, false}},
     4},
    {VIEW_INIT("modify"),
     {{PART_WEIGHTS_FINAL, false},
      {PART_CODE_TRAIN, false},
      {PART_DATA_TRAIN, true}},
     3},
    {VIEW_INIT("share"),
     {{PART_WEIGHTS_FINAL, false},
      {PART_CODE_INFER, true},
      {PART_CODE_ARCH, true}},
     3},
};

struct bench { // one freedom being weighed
    const struct judge *j;
    const struct freedom_rule *rule;
    struct freedom *out;
    size_t have, want; // parts
    size_t terms;      // parts whose terms were weighed
    bool by_link, unknown;
};

static void because(struct bench *b, struct view sentence)
{
    *LIST_ADD(b->j->arena, b->out->because, b->out->because_count) = sentence;
}

static const struct part *part_of(const struct bench *b, enum part_kind kind)
{
    return kind == PART_CODE_TRAIN ? judge_training(b->j)
                                   : judge_part(b->j, kind, STAGE_NONE);
}

// ---------------------------------------------------------------- granted

static bool narrows(const struct limit *l, struct view freedom)
{
    struct view name;
    size_t at = 0;

    while (record_next(l->record, VIEW("freedom"), &at, &name))
        if (view_eq(name, freedom))
            return true;
    return false;
}

static bool refuses(const struct bench *b, uint32_t limits)
{
    static const struct {
        struct view freedom, limit;
    } refusals[] = {
        {VIEW_INIT("modify"), VIEW_INIT("derivatives")},
        {VIEW_INIT("share"), VIEW_INIT("redistribution")},
    };

    for (size_t n = 0; n < b->j->limit_count; n++)
        for (size_t r = 0; r < sizeof refusals / sizeof *refusals; r++)
            if (limits & UINT32_C(1) << n &&
                view_eq(refusals[r].freedom, b->rule->name) &&
                view_eq(refusals[r].limit, b->j->limit[n].id))
                return true;
    return false;
}

// Limits on use follow whoever gets a copy, so they are conditions of the other
// freedoms too.
static enum granted granted_under(const struct bench *b, const struct reach *t)
{
    switch (t->standing) {
    case STANDING_OPEN:
        return GRANTED_YES;
    case STANDING_FREE:
    case STANDING_NEAR:
        return t->limits ? GRANTED_CONDITIONS : GRANTED_YES;
    case STANDING_RESTRICTED:
        return refuses(b, t->limits) ? GRANTED_NO : GRANTED_CONDITIONS;
    case STANDING_UNSTATED:
    case STANDING_UNKNOWN:
        break;
    }
    return GRANTED_UNKNOWN;
}

// Worst first: no, unknown, conditions, yes.
static enum granted worse_grant(enum granted a, enum granted b)
{
    static const int rank[] = {[GRANTED_YES] = 0,
                               [GRANTED_CONDITIONS] = 1,
                               [GRANTED_UNKNOWN] = 2,
                               [GRANTED_NO] = 3};

    return rank[b] > rank[a] ? b : a;
}

static struct view narrowed_words(const struct bench *b, uint32_t limits)
{
    uint32_t here = 0;

    for (size_t n = 0; n < b->j->limit_count; n++)
        if (limits & UINT32_C(1) << n &&
            narrows(&b->j->limit[n], b->rule->name))
            here |= UINT32_C(1) << n;
    return words_limits(b->j, here ? here : limits);
}

static void weigh_terms(struct bench *b, const struct part *p)
{
    struct reach t = judge_reach(b->j, p);
    enum granted g = granted_under(b, &t);
    struct view name = words_part(b->j, p);

    b->terms++;
    b->out->granted = worse_grant(b->out->granted, g);
    if (g == GRANTED_UNKNOWN)
        because(b,
                t.standing == STANDING_UNSTATED
                    ? arena_print(b->j->arena, VIEW_FMT " has no terms stated",
                                  VIEW_ARG(name))
                    : arena_print(b->j->arena,
                                  "the terms of " VIEW_FMT
                                  " could not be judged: " VIEW_FMT,
                                  VIEW_ARG(name),
                                  VIEW_ARG(words_terms(b->j, &t))));
    else if (g != GRANTED_YES)
        because(b,
                arena_print(b->j->arena, VIEW_FMT ", " VIEW_FMT ": " VIEW_FMT,
                            VIEW_ARG(name), VIEW_ARG(words_terms(b->j, &t)),
                            VIEW_ARG(narrowed_words(b, t.limits))));
}

static void weigh_further_terms(struct bench *b)
{
    const struct part *w = part_of(b, PART_WEIGHTS_FINAL);
    const struct judge *j = b->j;

    for (size_t n = 0; n < w->terms.on_top_count; n++) {
        const struct on_top *one = &w->terms.on_top[n];

        if (evidence_is_of_base(&one->evidence))
            continue;
        b->out->granted = worse_grant(b->out->granted, GRANTED_CONDITIONS);
        because(b, arena_print(j->arena,
                               "beside the license" VIEW_FMT ": " VIEW_FMT,
                               VIEW_ARG(words_at(j, &one->evidence)),
                               VIEW_ARG(one->text)));
    }
    if (w->has_gate && (w->gate == GATE_FORM || w->gate == GATE_AGREEMENT)) {
        b->out->granted = worse_grant(b->out->granted, GRANTED_CONDITIONS);
        because(b, w->gate == GATE_FORM
                       ? VIEW("a form stands before the download")
                       : VIEW("an agreement stands before the download"));
    }
}

static void weigh_base(struct bench *b)
{
    struct base base = judge_base(b->j);
    struct view name = base.name.len ? base.name : VIEW("its base");

    if (base.standing == BASE_RESTRICTED && !base.is_same) {
        b->out->granted = worse_grant(b->out->granted, GRANTED_CONDITIONS);
        because(b, arena_print(b->j->arena,
                               "the terms of " VIEW_FMT " bind it too" VIEW_FMT,
                               VIEW_ARG(name),
                               VIEW_ARG(words_at(b->j, &base.evidence))));
    } else if (base.standing == BASE_UNKNOWN && base.needed) {
        b->out->granted = worse_grant(b->out->granted, GRANTED_UNKNOWN);
        because(b, arena_print(b->j->arena,
                               "it needs " VIEW_FMT
                               ", whose terms are not in what was given",
                               VIEW_ARG(name)));
    }
}

// ---------------------------------------------------------------- practicable

static bool is_whole(const struct part *p)
{
    return p->content != CONTENT_TRUNCATED && p->content != CONTENT_PARTIAL &&
           p->content != CONTENT_LFS_POINTER;
}

static bool is_enough(const struct part *p)
{
    return p->kind != PART_DATA_INFO || p->level >= 3;
}

static void weigh_presence(struct bench *b, const struct part *p)
{
    struct view name = words_part(b->j, p);

    b->want++;
    b->unknown = b->unknown || p->presence == PRESENCE_UNKNOWN;
    if (part_is_there(p) && is_enough(p)) {
        b->have++;
        if (!part_is_here(p) || !is_whole(p)) {
            b->by_link = true;
            because(b,
                    arena_print(b->j->arena, VIEW_FMT " is %s", VIEW_ARG(name),
                                !part_is_here(p) ? "only linked"
                                : p->content == CONTENT_LFS_POINTER
                                    ? "named and not downloaded"
                                    : "not whole in this copy"));
        }
        return;
    }
    if (part_is_there(p))
        because(b, arena_print(b->j->arena, VIEW_FMT " reaches level %d of 3",
                               VIEW_ARG(name), p->level < 0 ? 0 : p->level));
    else
        because(b, arena_print(b->j->arena, VIEW_FMT " is " VIEW_FMT,
                               VIEW_ARG(name),
                               VIEW_ARG(presence_word(p->presence))));
}

// Something must run the weights: code, or an architecture that engines know.
static void weigh_running(struct bench *b)
{
    const struct inventory *inv = &b->j->inspection->inventory;

    b->want++;
    if (inv->known_architecture || part_is_there(part_of(b, PART_CODE_INFER)) ||
        part_is_there(part_of(b, PART_CODE_ARCH))) {
        b->have++;
        return;
    }
    because(b, VIEW("no code that runs it was found, and no known "
                    "architecture is named"));
}

static enum practicable practicable_of(const struct bench *b)
{
    if (!part_is_there(part_of(b, PART_WEIGHTS_FINAL)))
        return b->unknown ? PRACTICABLE_UNKNOWN : PRACTICABLE_NO;
    if (b->have < b->want || b->by_link || judge_base(b->j).needed)
        return PRACTICABLE_PARTLY;
    return PRACTICABLE_YES;
}

// ---------------------------------------------------------------- all four

// What the terms say first, then what is missing.
static void weigh(struct bench *b)
{
    const struct freedom_rule *rule = b->rule;

    for (size_t n = 0; n < rule->need_count; n++) {
        const struct part *p = part_of(b, rule->need[n].part);

        if (part_is_here(p) ||
            (p->kind == PART_WEIGHTS_FINAL && part_is_there(p)))
            weigh_terms(b, p);
    }
    weigh_further_terms(b);
    weigh_base(b);
    for (size_t n = 0; n < rule->need_count; n++)
        if (!rule->need[n].only_terms)
            weigh_presence(b, part_of(b, rule->need[n].part));
    if (view_eq(rule->name, VIEW("use")))
        weigh_running(b);
    if (judge_base(b->j).needed)
        because(b, VIEW("the weights here work only together with their base"));
    if (!b->terms)
        b->out->granted = GRANTED_UNKNOWN;
}

void freedoms_judge(struct judge *j)
{
    for (size_t n = 0; n < sizeof rules / sizeof *rules; n++) {
        struct freedom *out = &j->inspection->freedom[n];
        struct bench b = {.j = j, .rule = &rules[n], .out = out};

        *out = (struct freedom){.name = rules[n].name, .granted = GRANTED_YES};
        weigh(&b);
        out->practicable = practicable_of(&b);
    }
}
