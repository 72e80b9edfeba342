// SPDX-License-Identifier: Apache-2.0
// osaid.c - the Open Source AI Definition 1.0, check by check.
//
// The checks, what they need and what would settle them are records of
// knowledge/yardsticks/osaid.txt; here is one function for each, and the
// verdict. Rules: yardsticks.md 2.2 and 2.4, inventory.md 7 (the four-value
// test), canon 3 (D11 and C8 are left to a person and do not block).
#include "verdict/judge.h"

#include <assert.h>

struct sheet { // the check being judged, and where its rows go
    const struct judge *j;
    struct verdict *v;
    const struct record *rule;
    bool freedoms_only; // some terms grant the freedoms and are not on the list
};

// One row: how the check came out, for which part and why.
static struct check *row(struct sheet *s, enum verdict_value value,
                         struct view why)
{
    struct check *c = LIST_ADD(s->j->arena, s->v->check, s->v->check_count);

    *c = (struct check){
        .id = record_get(s->rule, VIEW("check")), .value = value, .why = why};
    return c;
}

static void row_part(struct sheet *s, enum verdict_value value,
                     const struct part *p, struct evidence e, struct view why)
{
    struct check *c = row(s, value, why);

    c->has_part = true;
    c->part = p->kind;
    c->stage = p->stage;
    c->has_evidence = e.path.len || e.shows.len;
    c->evidence = e;
}

static const struct part *part_of(const struct sheet *s, enum part_kind kind)
{
    return judge_part(s->j, kind, STAGE_NONE);
}

static struct view at_part(const struct sheet *s, const struct part *p)
{
    struct evidence e = part_evidence(p);

    return words_at(s->j, &e);
}

// ---------------------------------------------------------------- presence

// Present, linked, or not: for a part that simply has to be there.
static bool row_if_there(struct sheet *s, const struct part *p)
{
    struct view name = words_part(s->j, p), at = at_part(s, p);

    if (!part_is_there(p))
        return false;
    row_part(s, part_is_here(p) ? VERDICT_YES : VERDICT_YES_BY_LINKS, p,
             part_evidence(p),
             arena_print(s->j->arena, VIEW_FMT " is %s" VIEW_FMT,
                         VIEW_ARG(name), part_is_here(p) ? "here" : "linked",
                         VIEW_ARG(at)));
    return true;
}

static void row_missing(struct sheet *s, const struct part *p)
{
    struct view name = words_part(s->j, p), at = at_part(s, p);

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

// For parts asked for only if they were used: absence does not tell.
static void optional_part(struct sheet *s, enum part_kind kind)
{
    const struct part *p = part_of(s, kind);

    if (!row_if_there(s, p))
        row_part(s, VERDICT_NOT_APPLICABLE, p, part_evidence(p),
                 arena_print(s->j->arena,
                             VIEW_FMT " was not found, and nothing here shows "
                                      "that it was used",
                             VIEW_ARG(words_part(s->j, p))));
}

// ---------------------------------------------------------------- data

static struct evidence level_evidence(const struct sheet *s)
{
    const struct document_facts *f = &s->j->inspection->inventory.facts;
    const struct part *p = part_of(s, PART_DATA_INFO);

    return f->level_evidence.path.len ? f->level_evidence : part_evidence(p);
}

static struct view level_words(int level)
{
    static const struct view words[] = {
        VIEW_INIT("no statement on the training data was found"),
        VIEW_INIT("only the size or a general origin of the data is given"),
        VIEW_INIT(
            "some sources are named, others are unnamed or cannot be had"),
        VIEW_INIT("every source is named with a place to get it"),
    };

    return words[level < 0 || level > 3 ? 0 : level];
}

// Level 3 meets the check; from `some` on it is met for some sources only.
static void described(struct sheet *s, int some)
{
    const struct part *p = part_of(s, PART_DATA_INFO);
    struct evidence e = level_evidence(s);
    enum verdict_value value = VERDICT_NO;

    if (p->presence == PRESENCE_UNKNOWN)
        value = VERDICT_UNDETERMINED;
    else if (p->level >= 3)
        value = part_is_here(p) ? VERDICT_YES : VERDICT_YES_BY_LINKS;
    else if (p->level >= some)
        value = VERDICT_UNDETERMINED;
    row_part(s, value, p, e,
             arena_print(s->j->arena, VIEW_FMT VIEW_FMT,
                         VIEW_ARG(level_words(p->level)),
                         VIEW_ARG(words_at(s->j, &e))));
}

static void sources_all(struct sheet *s)
{
    described(s, 3);
}

static void sources_each(struct sheet *s)
{
    described(s, 2);
}

static void not_shown(struct sheet *s)
{
    row(s, VERDICT_NOT_APPLICABLE, VIEW("nothing here shows such data"));
}

static void data_shared(struct sheet *s)
{
    const struct part *p = part_of(s, PART_DATA_TRAIN);

    if (!row_if_there(s, p))
        row_part(s, VERDICT_NOT_APPLICABLE, p, part_evidence(p),
                 VIEW("no training set of the maker's own was found; D7 says "
                      "whether its sources are listed"));
}

// ---------------------------------------------------------------- code

static void data_code(struct sheet *s)
{
    const struct part *code = part_of(s, PART_CODE_DATA);
    const struct part *data = part_of(s, PART_DATA_TRAIN);
    bool data_is_better = data->presence < code->presence;

    if (!row_if_there(s, data_is_better ? data : code))
        row_missing(s, code);
}

// A link to a trainer counts only with the settings of this model beside it.
static void training_code(struct sheet *s)
{
    const struct part *p = judge_training(s->j);
    const struct part *settings = part_of(s, PART_CONFIG_TRAIN);

    if (p->presence == PRESENCE_POINTER && !part_is_there(settings))
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 arena_print(
                     s->j->arena,
                     VIEW_FMT " is elsewhere" VIEW_FMT
                              " and the settings of this model were not found",
                     VIEW_ARG(words_part(s->j, p)), VIEW_ARG(at_part(s, p))));
    else if (!row_if_there(s, p))
        row_missing(s, p);
}

static void evaluation_code(struct sheet *s)
{
    optional_part(s, PART_CODE_EVAL);
}

static void supporting_code(struct sheet *s)
{
    const struct part *lib = part_of(s, PART_CODE_LIB);

    optional_part(s,
                  part_is_there(lib) ? PART_CODE_LIB : PART_CONFIG_TOKENIZER);
}

static void search_code(struct sheet *s)
{
    optional_part(s, PART_CODE_HPO);
}

// The model can be built from its definition, from code that runs it, from the
// settings of an architecture that engines know, or from the trainer, which
// holds the definition. Weights linked from here bring their settings along.
static void runnable(struct sheet *s, const struct part *wanted,
                     const struct part *other)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    const struct part *train =
        judge_part(s->j, PART_CODE_TRAIN, STAGE_PRETRAIN);
    const struct part *weights = part_of(s, PART_WEIGHTS_FINAL);

    if (part_is_here(wanted) || part_is_here(other))
        row_if_there(s, part_is_here(wanted) ? wanted : other);
    else if (inv->known_architecture)
        row_part(s, VERDICT_YES, wanted, inv->architecture,
                 arena_print(s->j->arena,
                             "the settings name an architecture that engines "
                             "know" VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &inv->architecture))));
    else if (part_is_here(train))
        row_if_there(s, train);
    else if (!row_if_there(s, wanted) && !row_if_there(s, other) &&
             !row_if_there(s, train)) {
        if (part_is_here(weights))
            row_missing(s, wanted);
        else
            row_part(s, VERDICT_UNDETERMINED, wanted, part_evidence(weights),
                     VIEW("the settings of the model are where the weights "
                          "are, not in what was given"));
    }
}

static void inference_code(struct sheet *s)
{
    runnable(s, part_of(s, PART_CODE_INFER), part_of(s, PART_CODE_ARCH));
}

static void architecture(struct sheet *s)
{
    runnable(s, part_of(s, PART_CODE_ARCH), part_of(s, PART_CODE_INFER));
}

// ---------------------------------------------------------------- terms

static enum verdict_value terms_value(const struct reach *t)
{
    switch (t->standing) {
    case STANDING_OPEN:
        return VERDICT_YES;
    case STANDING_FREE:
        return t->limits ? VERDICT_NO : VERDICT_YES;
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

static struct view terms_why(const struct sheet *s, struct view name,
                             const struct reach *t)
{
    static const struct view tail[] = {
        [STANDING_OPEN] = VIEW_INIT(", which is on the OSI list"),
        [STANDING_FREE] =
            VIEW_INIT(", which grants the freedoms and is not on the OSI list"),
        [STANDING_NEAR] = VIEW_INIT(", a text of its own that is on no list"),
        [STANDING_UNSTATED] = VIEW_INIT(""),
        [STANDING_UNKNOWN] = VIEW_INIT(", a text that could not be judged"),
        [STANDING_RESTRICTED] = VIEW_INIT(", which limits the freedoms"),
    };
    bool limited = terms_value(t) == VERDICT_NO;

    if (t->standing == STANDING_UNSTATED)
        return arena_print(s->j->arena, VIEW_FMT " has no terms stated",
                           VIEW_ARG(name));
    return arena_print(
        s->j->arena, VIEW_FMT " is under " VIEW_FMT VIEW_FMT "%s" VIEW_FMT,
        VIEW_ARG(name), VIEW_ARG(words_terms(s->j, t)),
        VIEW_ARG(tail[t->standing]), limited ? ": " : "",
        VIEW_ARG(limited ? words_limits(s->j, t->limits) : (struct view){0}));
}

static enum verdict_value terms_of(struct sheet *s, const struct part *p)
{
    struct reach t = judge_reach(s->j, p);
    enum verdict_value value = terms_value(&t);

    s->freedoms_only = s->freedoms_only ||
                       (t.standing == STANDING_FREE && value == VERDICT_YES);
    row_part(s, value, p, t.evidence, terms_why(s, words_part(s->j, p), &t));
    return value;
}

// A source that contradicts the terms of a part with worse ones leaves open
// which of them holds. What a parent hands down is judged with the lineage.
static bool contradicted(struct sheet *s, const struct part *p)
{
    for (size_t c = 0; c < p->terms.conflict_count && !p->terms.from_base;
         c++) {
        struct part other = *p;

        other.terms =
            (struct part_terms){.expression = p->terms.conflict[c].expression,
                                .scope = p->terms.scope,
                                .evidence = p->terms.conflict[c].evidence};
        struct reach t = judge_reach(s->j, &other);
        if (terms_value(&t) == VERDICT_YES)
            continue;
        row_part(s, VERDICT_UNDETERMINED, p, t.evidence,
                 arena_print(s->j->arena, "another source says that " VIEW_FMT,
                             VIEW_ARG(terms_why(s, words_part(s->j, p), &t))));
        return true;
    }
    return false;
}

// The document that carries the data information: where its level was read.
static const struct part *data_document(const struct sheet *s)
{
    const struct part *info = part_of(s, PART_DATA_INFO);
    const struct part *card = part_of(s, PART_DOC_CARD);
    struct reach t = judge_reach(s->j, info);

    return t.standing == STANDING_UNSTATED && part_is_here(card) ? card : info;
}

static void data_terms(struct sheet *s)
{
    const struct part *info = part_of(s, PART_DATA_INFO);

    if (info->level <= 0)
        row_part(s, VERDICT_NOT_APPLICABLE, info, level_evidence(s),
                 VIEW("there is no data information that terms could reach"));
    else
        terms_of(s, data_document(s));
}

static bool is_needed_code(const struct part *p, const struct judge *j)
{
    switch ((unsigned)p->kind) {
    case PART_CODE_ARCH:
    case PART_CODE_INFER:
    case PART_CODE_DATA:
    case PART_CODE_EVAL:
    case PART_CODE_HPO:
        return part_is_there(p);
    case PART_CODE_TRAIN:
        return part_is_there(p) && p == judge_training(j);
    default:
        return false;
    }
}

// Every item of code that is here. The terms of code that is only linked stand
// where the link leads; they are judged if something said here reaches it.
static void code_terms(struct sheet *s)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    size_t here = 0, linked = 0, before = s->v->check_count;

    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];
        struct reach t = judge_reach(s->j, p);

        if (!is_needed_code(p, s->j))
            continue;
        if (!part_is_here(p) && t.standing == STANDING_UNSTATED) {
            linked++;
            continue;
        }
        here++;
        terms_of(s, p);
    }
    if (!here && linked)
        row(s, VERDICT_UNDETERMINED,
            VIEW("the code is only linked, and its terms stand there"));
    else if (s->v->check_count == before)
        row(s, VERDICT_NOT_APPLICABLE,
            VIEW("there is no code that terms could reach"));
    else if (linked)
        row(s, VERDICT_YES_BY_LINKS,
            VIEW("some code is linked, and its terms stand there"));
}

static void weights_terms(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);

    if (terms_of(s, p) == VERDICT_YES)
        contradicted(s, p);
}

static void statement(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    struct reach t = judge_reach(s->j, p);
    enum verdict_value value = terms_value(&t);

    row_part(
        s, value, p, t.evidence,
        value == VERDICT_YES
            ? arena_print(s->j->arena,
                          "the licence stated for the weights says so" VIEW_FMT,
                          VIEW_ARG(words_at(s->j, &t.evidence)))
        : value == VERDICT_NO
            ? VIEW("what is stated with the weights does not make them "
                   "freely available to all")
            : VIEW("nothing here says so, or not in words that could be "
                   "judged"));
}

// ---------------------------------------------------------------- parameters

static void parameters(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    struct view at = at_part(s, p);

    if (p->presence == PRESENCE_PRESENT && p->content == CONTENT_LFS_POINTER)
        row_part(s, VERDICT_YES_BY_LINKS, p, part_evidence(p),
                 arena_print(s->j->arena,
                             "the weights are named with size and digest, not "
                             "downloaded" VIEW_FMT,
                             VIEW_ARG(at)));
    else if (p->presence == PRESENCE_PRESENT &&
             (p->content == CONTENT_TRUNCATED || p->content == CONTENT_PARTIAL))
        row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
                 arena_print(s->j->arena,
                             "this copy of the weights is not whole" VIEW_FMT,
                             VIEW_ARG(at)));
    else if (!row_if_there(s, p))
        row_missing(s, p);
}

static void checkpoints(struct sheet *s)
{
    optional_part(s, PART_WEIGHTS_INTERMEDIATE);
}

static void optimizer(struct sheet *s)
{
    optional_part(s, PART_WEIGHTS_OPTIMIZER);
}

// ---------------------------------------------------------------- other terms

static bool gated(struct sheet *s, const struct part *p)
{
    if (!p->has_gate || (p->gate != GATE_FORM && p->gate != GATE_AGREEMENT))
        return false;
    row_part(s, VERDICT_UNDETERMINED, p, part_evidence(p),
             arena_print(s->j->arena,
                         "%s stands before the download; it may bind or refuse "
                         "whoever asks",
                         p->gate == GATE_FORM ? "a form" : "an agreement"));
    return true;
}

static void further_terms(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    const struct on_top *top;
    uint32_t limits = judge_on_top(s->j, p, &top);
    bool any = gated(s, p);

    for (size_t t = 0; t < p->terms.on_top_count; t++) {
        const struct on_top *one = &p->terms.on_top[t];
        bool limited = limits && one == top;

        any = true;
        row_part(s, limited ? VERDICT_NO : VERDICT_UNDETERMINED, p,
                 one->evidence,
                 arena_print(s->j->arena,
                             "beside the licence" VIEW_FMT ": " VIEW_FMT
                             "%s" VIEW_FMT,
                             VIEW_ARG(words_at(s->j, &one->evidence)),
                             VIEW_ARG(one->text), limited ? ": " : "",
                             VIEW_ARG(limited ? words_limits(s->j, limits)
                                              : (struct view){0})));
    }
    if (!any)
        row_part(s, VERDICT_YES, p, (struct evidence){0},
                 VIEW("no further terms and no gate were found"));
}

// ---------------------------------------------------------------- lineage

// A delta is given out in place of weights that may not be passed on.
static bool is_delta(const struct sheet *s)
{
    return s->j->inspection->inventory.is_delta;
}

static void base_terms(struct sheet *s, const struct base *b)
{
    const struct part *p = part_of(s, PART_WEIGHTS_BASE);
    struct view name = b->name.len ? b->name : VIEW("its base");

    if (b->standing == BASE_RESTRICTED && !b->is_same)
        row_part(
            s, VERDICT_NO, p, b->evidence,
            arena_print(s->j->arena,
                        "it was made from " VIEW_FMT VIEW_FMT
                        ", whose terms%s" VIEW_FMT " bind it too: " VIEW_FMT,
                        VIEW_ARG(name), VIEW_ARG(words_at(s->j, &b->evidence)),
                        b->expression.len ? " " : "", VIEW_ARG(b->expression),
                        VIEW_ARG(words_limits(s->j, b->limits))));
    else if (b->standing == BASE_UNKNOWN && is_delta(s))
        row_part(s, VERDICT_NO, p, b->evidence,
                 arena_print(s->j->arena,
                             "only the difference to " VIEW_FMT VIEW_FMT
                             " is given, and nothing says that these weights "
                             "are available to all",
                             VIEW_ARG(name),
                             VIEW_ARG(words_at(s->j, &b->evidence))));
}

static void ancestors(struct sheet *s)
{
    struct base b = judge_base(s->j);
    struct check *c;

    if (b.standing == BASE_NONE)
        return;
    base_terms(s, &b);
    c = row(s, VERDICT_UNDETERMINED,
            arena_print(s->j->arena,
                        "the data and code of " VIEW_FMT
                        ", which it was made from, are not in what was given",
                        VIEW_ARG(b.name.len ? b.name : VIEW("its base"))));
    c->has_evidence = b.evidence.path.len != 0;
    c->evidence = b.evidence;
}

// ---------------------------------------------------------------- the sheet

static const struct {
    struct view id;
    void (*judge)(struct sheet *s); // NULL: left to a person
} checks[] = {
    {VIEW_INIT("D1"), sources_all},     {VIEW_INIT("D2"), sources_each},
    {VIEW_INIT("D3"), sources_each},    {VIEW_INIT("D4"), sources_each},
    {VIEW_INIT("D5"), not_shown},       {VIEW_INIT("D6"), sources_each},
    {VIEW_INIT("D7"), sources_all},     {VIEW_INIT("D8"), sources_all},
    {VIEW_INIT("D9"), data_shared},     {VIEW_INIT("D10"), not_shown},
    {VIEW_INIT("D11"), NULL},           {VIEW_INIT("DT"), data_terms},
    {VIEW_INIT("C1"), data_code},       {VIEW_INIT("C2"), training_code},
    {VIEW_INIT("C3"), evaluation_code}, {VIEW_INIT("C4"), supporting_code},
    {VIEW_INIT("C5"), search_code},     {VIEW_INIT("C6"), inference_code},
    {VIEW_INIT("C7"), architecture},    {VIEW_INIT("C8"), NULL},
    {VIEW_INIT("CT"), code_terms},      {VIEW_INIT("P1"), parameters},
    {VIEW_INIT("P2"), checkpoints},     {VIEW_INIT("P3"), optimizer},
    {VIEW_INIT("PT"), weights_terms},   {VIEW_INIT("PA"), statement},
    {VIEW_INIT("F"), further_terms},    {VIEW_INIT("lineage"), ancestors},
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
        s->rule = records_find(&s->j->checks, VIEW("check"), checks[n].id);
        assert(s->rule);
        if (!checks[n].judge)
            leave_to_a_person(s);
        else if (with_lineage || checks[n].judge != ancestors)
            checks[n].judge(s);
    }
}

static bool decides(const struct judge *j, const struct check *c)
{
    const struct record *rule = records_find(&j->checks, VIEW("check"), c->id);

    return rule && !view_eq(record_get(rule, VIEW("need")), VIEW("may"));
}

// The worst of the checks; a link on the way is kept in a yes.
static enum verdict_value settle(const struct judge *j, const struct verdict *v)
{
    static const int rank[] = {
        [VERDICT_NOT_APPLICABLE] = 0,
        [VERDICT_YES] = 0,
        [VERDICT_YES_BY_LINKS] = 1,
        [VERDICT_UNDETERMINED] = 2,
        [VERDICT_NO] = 3,
    };
    enum verdict_value worst = VERDICT_YES;

    for (size_t c = 0; c < v->check_count; c++)
        if (decides(j, &v->check[c]) && rank[v->check[c].value] > rank[worst])
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

// What would settle the open checks, each group once.
static void would_decide(struct sheet *s)
{
    struct verdict *v = s->v;

    for (size_t c = 0; c < v->check_count; c++) {
        struct view text;
        bool is_new = true;

        if (v->check[c].value != VERDICT_UNDETERMINED)
            continue;
        s->rule = records_find(&s->j->checks, VIEW("check"), v->check[c].id);
        const struct record *group = records_find(
            &s->j->checks, VIEW("group"), record_get(s->rule, VIEW("in")));
        text = group ? record_get(group, VIEW("decide")) : (struct view){0};
        for (size_t n = 0; n < v->would_decide_count; n++)
            is_new = is_new && !view_eq(v->would_decide[n], text);
        if (text.len && is_new)
            *LIST_ADD(s->j->arena, v->would_decide, v->would_decide_count) =
                text;
    }
}

static void judge_yardstick(const struct judge *j, struct view id,
                            bool with_lineage)
{
    struct inspection *i = j->inspection;
    struct verdict *v = LIST_ADD(j->arena, i->verdict, i->verdict_count);
    struct sheet s = {.j = j, .v = v};
    const struct record *yardstick =
        records_find(&j->checks, VIEW("yardstick"), VIEW("osaid"));

    assert(yardstick);
    *v = (struct verdict){.yardstick = id,
                          .version = record_get(yardstick, VIEW("version"))};
    if (!part_is_there(judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE))) {
        v->verdict = VERDICT_NOT_APPLICABLE;
        v->qualifier = VIEW("there are no parameters here or linked");
        if (i->category == CATEGORY_CODE_ONLY)
            *LIST_ADD(j->arena, v->would_decide, v->would_decide_count) =
                VIEW("the weights, given as one more path, or a manifest that "
                     "says where they are");
        return;
    }
    judge_all(&s, with_lineage);
    v->verdict = settle(j, v);
    v->qualifier = qualifier(&s);
    would_decide(&s);
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
