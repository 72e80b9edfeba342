// SPDX-License-Identifier: Apache-2.0
// g7.c - the labels of the G7 Vision on AI openness of 2026-05-29.
//
// The labels, the checks and what a failed one leaves are records of
// knowledge/yardsticks/g7.txt. Where a check is open, the label is worked out
// for both answers: if they differ, both are named. Rules: yardsticks.md 5, 8
// (what families of licenses allow) and 9 (gates; a tune takes the worst of its
// lineage).
#include "verdict/sheet.h"

// ---------------------------------------------------------------- terms

// The G7 text has no list of licenses: what is not on that of the OSI and sets
// no limit is left open.
static enum verdict_value open_terms(const struct reach *t)
{
    switch (t->standing) {
    case STANDING_OPEN:
        return VERDICT_YES;
    case STANDING_FREE:
    case STANDING_NEAR:
        return t->limits ? VERDICT_NO : VERDICT_UNDETERMINED;
    case STANDING_RESTRICTED:
        return VERDICT_NO;
    case STANDING_UNSTATED:
    case STANDING_UNKNOWN:
        break;
    }
    return VERDICT_UNDETERMINED;
}

// "restricts use, scale": the label has to say which restrictions there are.
static struct view kinds_of(const struct sheet *s, uint32_t limits)
{
    struct text t = {.arena = s->j->arena};

    for (size_t n = 0; n < s->j->limit_count; n++) {
        struct view kind = record_get(s->j->limit[n].record, VIEW("kind"));

        if (limits & UINT32_C(1) << n && kind.len &&
            !view_has(text_view(&t), kind))
            text_print(&t, "%s" VIEW_FMT, t.len ? ", " : "", VIEW_ARG(kind));
    }
    return text_view(&t);
}

static void row_terms(struct sheet *s, const struct part *p)
{
    struct reach t = judge_reach(s->j, p);
    struct view kinds = kinds_of(s, t.limits);
    enum verdict_value value = open_terms(&t);

    row_part(s, value, p, t.evidence,
             value == VERDICT_NO && kinds.len
                 ? arena_print(s->j->arena,
                               VIEW_FMT ", for " VIEW_FMT
                                        ", restricts " VIEW_FMT ": " VIEW_FMT,
                               VIEW_ARG(words_terms(s->j, &t)),
                               VIEW_ARG(words_part(s->j, p)), VIEW_ARG(kinds),
                               VIEW_ARG(words_reach(s->j, &t)))
                 : terms_words(s, words_part(s->j, p), &t));
}

static void row_on_top(struct sheet *s, const struct part *p)
{
    const struct on_top *top;
    uint32_t limits = judge_on_top(s->j, p, &top);

    if (limits)
        row_part(s, VERDICT_NO, p, top->evidence,
                 arena_print(s->j->arena,
                             "beside the license" VIEW_FMT ": " VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &top->evidence)),
                             VIEW_ARG(words_limits(s->j, limits))));
    for (size_t n = 0; n < p->terms.on_top_count; n++) {
        const struct on_top *one = &p->terms.on_top[n];

        if (one != top && !evidence_is_of_base(&one->evidence))
            row_part(s, VERDICT_UNDETERMINED, p, one->evidence,
                     arena_print(s->j->arena,
                                 "further terms beside the license" VIEW_FMT
                                 " may restrict it",
                                 VIEW_ARG(words_at(s->j, &one->evidence))));
    }
}

// A tune takes the worst of its lineage; what works alone is judged by its own
// terms where those of its base are not in what was given.
static void row_base(struct sheet *s)
{
    struct base b = judge_base(s->j);
    const struct part *p = part_of(s, PART_WEIGHTS_BASE);
    struct view name = b.name.len ? b.name : VIEW("its base");

    if (b.standing == BASE_RESTRICTED && !b.is_same)
        row_part(s, VERDICT_NO, p, b.evidence,
                 arena_print(s->j->arena,
                             "the terms of " VIEW_FMT VIEW_FMT
                             ", which it was made from, bind it too: " VIEW_FMT,
                             VIEW_ARG(name),
                             VIEW_ARG(words_at(s->j, &b.evidence)),
                             VIEW_ARG(words_limits(s->j, b.limits))));
    else if (b.standing == BASE_UNKNOWN && b.needed)
        row_part(s, VERDICT_UNDETERMINED, p, b.evidence,
                 arena_print(s->j->arena,
                             "it works only together with " VIEW_FMT VIEW_FMT
                             ", whose terms are not in what was given",
                             VIEW_ARG(name),
                             VIEW_ARG(words_at(s->j, &b.evidence))));
}

static void check_weights_open(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);

    row_terms(s, p);
    row_contradicted(s, p);
    row_on_top(s, p);
    row_base(s);
}

// ---------------------------------------------------------------- to run it

static void check_granted(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    struct reach t = judge_reach(s->j, p);

    if (t.standing != STANDING_UNSTATED)
        row_part(s, VERDICT_YES, p, t.evidence,
                 arena_print(s->j->arena, "terms are stated" VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &t.evidence))));
    else if (part_is_here(p))
        row_part(s, VERDICT_NO, p, part_evidence(p),
                 VIEW("no terms are stated with the weights, so no right in "
                      "them is granted"));
    else
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 VIEW("the terms stand where the weights are linked from, not "
                      "in what was given"));
}

// Code of the release that runs it: the better licensed, if there is some.
static const struct part *own_runner(const struct sheet *s)
{
    const struct part *infer = part_of(s, PART_CODE_INFER);
    const struct part *arch = part_of(s, PART_CODE_ARCH);

    if (!part_is_here(infer) || !part_is_here(arch))
        return part_is_here(arch) ? arch : infer;
    return judge_reach(s->j, arch).standing < judge_reach(s->j, infer).standing
               ? arch
               : infer;
}

// An architecture that open runtimes have is enough, whatever code comes with
// the release; the check says which.
static bool row_runtime(struct sheet *s)
{
    const struct inventory *inv = &s->j->inspection->inventory;

    if (!inv->known_architecture)
        return false;
    row_part(s, VERDICT_YES, part_of(s, PART_CODE_INFER), inv->architecture,
             arena_print(s->j->arena,
                         "it is of the architecture " VIEW_FMT VIEW_FMT
                         ", which %s support",
                         VIEW_ARG(inv->architecture.shows),
                         VIEW_ARG(words_at(s->j, &inv->architecture)),
                         view_ends(inv->architecture.path, VIEW(".gguf"))
                             ? "open runtimes of GGUF files, such as llama.cpp,"
                             : "open runtimes, such as Transformers,"));
    return true;
}

static void check_deploy_terms(struct sheet *s)
{
    const struct part *p = own_runner(s);

    if (row_runtime(s))
        return;
    if (part_is_here(p))
        row_terms(s, p);
    else if (!part_is_here(judge_training(s->j)))
        row(s, VERDICT_UNDETERMINED,
            VIEW("the code that runs it is not in what was given, nor its "
                 "terms"));
    else
        row_terms(s, judge_training(s->j));
}

static bool has_own_code(const struct sheet *s)
{
    return part_is_there(part_of(s, PART_CODE_INFER)) ||
           part_is_there(part_of(s, PART_CODE_ARCH)) ||
           part_is_there(judge_part(s->j, PART_CODE_TRAIN, STAGE_PRETRAIN));
}

// Settings of an architecture that freehold does not know: a runtime may.
static void check_deploy(struct sheet *s)
{
    const struct part *config = part_of(s, PART_CONFIG_MODEL);

    if (row_runtime(s))
        return;
    if (has_own_code(s) || !part_is_here(config))
        check_inference_code(s);
    else
        row_part(s, VERDICT_UNDETERMINED, config, part_evidence(config),
                 VIEW("whether an open runtime supports the architecture of "
                      "the settings is not known"));
}

// ---------------------------------------------------------------- to make it

static void check_train(struct sheet *s)
{
    const struct part *p = judge_training(s->j);
    struct base b = judge_base(s->j);
    struct reach t = judge_reach(s->j, p);

    check_training_code(s);
    if (part_is_there(p) &&
        (part_is_here(p) || t.standing != STANDING_UNSTATED))
        row_terms(s, p);
    else if (part_is_there(p))
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 VIEW("the training code is only linked, and its terms stand "
                      "there"));
    if (b.standing != BASE_NONE && part_is_there(p))
        row_part(s, VERDICT_UNDETERMINED, part_of(s, PART_WEIGHTS_BASE),
                 b.evidence,
                 arena_print(s->j->arena,
                             "the training code of " VIEW_FMT
                             ", which it was made from, is not in what was "
                             "given",
                             VIEW_ARG(b.name.len ? b.name : VIEW("its base"))));
}

// All of it, and free: a set that is named with its sources is released only if
// it is here or linked itself.
static void check_data_open(struct sheet *s)
{
    const struct part *data = part_of(s, PART_DATA_TRAIN);
    const struct part *info = part_of(s, PART_DATA_INFO);
    struct reach t = judge_reach(s->j, data);

    if (!part_is_there(data))
        row_missing(s, data);
    else if (info->level < 3)
        row_part(s, VERDICT_NO, info, level_evidence(s),
                 arena_print(s->j->arena,
                             "nothing shows that the released data is all of "
                             "it" VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &data->evidence[0]))));
    else if (t.standing <= STANDING_FREE && !t.limits)
        row_part(s, part_is_here(data) ? VERDICT_YES : VERDICT_YES_BY_LINKS,
                 data, t.evidence, terms_words(s, words_part(s->j, data), &t));
    else
        row_terms(s, data);
}

// Level 3 names every source; why one cannot be shared is for a person to read.
static void check_data_withheld(struct sheet *s)
{
    const struct part *info = part_of(s, PART_DATA_INFO);
    const struct part *data = part_of(s, PART_DATA_TRAIN);
    struct evidence e = level_evidence(s);

    if (verdict_has(s->v, VIEW("G8"), VERDICT_YES) ||
        verdict_has(s->v, VIEW("G8"), VERDICT_YES_BY_LINKS))
        row_part(s, VERDICT_NOT_APPLICABLE, info, e,
                 VIEW("all training data is released"));
    else if (info->presence == PRESENCE_UNKNOWN)
        row_missing(s, info);
    else if (info->level < 3)
        row_part(s, VERDICT_NO, info, e,
                 arena_print(s->j->arena,
                             "not all training data is described" VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &e))));
    else
        row_part(s, VERDICT_UNDETERMINED, info, e,
                 arena_print(s->j->arena,
                             "every source is described" VIEW_FMT
                             "%s; whether what is not released cannot be "
                             "shared, in law or technique, has to be read",
                             VIEW_ARG(words_at(s->j, &e)),
                             part_is_there(data) ? " and some data is released"
                                                 : ""));
}

// ---------------------------------------------------------------- the label

static const struct {
    struct view id;
    void (*judge)(struct sheet *s);
} checks[] = {
    {VIEW_INIT("G1"), check_parameters},
    {VIEW_INIT("G2"), check_granted},
    {VIEW_INIT("G3"), check_deploy},
    {VIEW_INIT("G4"), check_weights_open},
    {VIEW_INIT("G5"), check_deploy_terms},
    {VIEW_INIT("G6"), check_train},
    {VIEW_INIT("G8"), check_data_open},
    {VIEW_INIT("G7"), check_data_withheld},
};

// How far down the list of labels a check that fails leads: 0 for the best.
static size_t rank_of(const struct sheet *s, struct view label)
{
    size_t rank = 0;

    for (size_t n = 0; n < s->rules->record_count; n++) {
        struct view one = record_get(&s->rules->record[n], VIEW("label"));

        if (one.len && view_eq(one, label))
            return rank;
        rank += one.len != 0;
    }
    return rank;
}

static struct view label_at(const struct sheet *s, size_t rank)
{
    for (size_t n = 0; n < s->rules->record_count; n++) {
        struct view one = record_get(&s->rules->record[n], VIEW("label"));

        if (one.len && !rank--)
            return one;
    }
    return (struct view){0};
}

// The label where checks with `open` as their value fail too; `*why` gets the
// check that decides.
static size_t settle(const struct sheet *s, bool open_fails,
                     const struct check **why)
{
    size_t worst = 0;

    *why = NULL;
    for (size_t c = 0; c < s->v->check_count; c++) {
        const struct check *one = &s->v->check[c];
        const struct record *rule =
            records_find(s->rules, VIEW("check"), one->id);
        size_t rank = rank_of(s, record_get(rule, VIEW("else")));

        if (rank > worst &&
            (one->value == VERDICT_NO ||
             (open_fails && one->value == VERDICT_UNDETERMINED))) {
            worst = rank;
            *why = one;
        }
    }
    return worst;
}

static enum verdict_value value_of(const struct sheet *s, size_t rank)
{
    bool links = false;

    if (rank >= rank_of(s, VIEW("Weights Available AI")))
        return VERDICT_NO;
    for (size_t c = 0; c < s->v->check_count; c++)
        links = links || s->v->check[c].value == VERDICT_YES_BY_LINKS;
    return links ? VERDICT_YES_BY_LINKS : VERDICT_YES;
}

static void name_label(struct sheet *s)
{
    const struct check *why, *open;
    size_t best = settle(s, false, &why), worst = settle(s, true, &open);
    struct verdict *v = s->v;

    if (best == worst || !open) {
        v->label = label_at(s, best);
        v->verdict = value_of(s, best);
        v->summary = why ? why->why : (struct view){0};
        return;
    }
    v->verdict = VERDICT_UNDETERMINED;
    v->summary =
        arena_print(s->j->arena, "from " VIEW_FMT " to " VIEW_FMT ": " VIEW_FMT,
                    VIEW_ARG(label_at(s, worst)), VIEW_ARG(label_at(s, best)),
                    VIEW_ARG(open->why));
}

// A yes is a label of open AI; a no is one that allows restrictions, or none.
void g7_judge(struct judge *j)
{
    struct sheet s = sheet_begin(j, VIEW("g7"));

    if (j->inspection->category == CATEGORY_CODE_ONLY) {
        s.v->verdict = VERDICT_NOT_APPLICABLE;
        s.v->qualifier = VIEW("there are no parameters here or linked");
        return;
    }
    for (size_t n = 0; n < sizeof checks / sizeof *checks; n++) {
        sheet_turn(&s, checks[n].id);
        checks[n].judge(&s);
    }
    name_label(&s);
    sheet_decide(&s);
}
