// SPDX-License-Identifier: Apache-2.0
// osaid_terms.c - the checks of OSAID 1.0 that ask for terms, and the lineage.
#include "verdict/sheet.h"

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

struct view terms_words(const struct sheet *s, struct view name,
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
        VIEW_ARG(limited ? words_reach(s->j, t) : (struct view){0}));
}

static enum verdict_value terms_of(struct sheet *s, const struct part *p)
{
    struct reach t = judge_reach(s->j, p);
    enum verdict_value value = terms_value(&t);

    s->freedoms_only = s->freedoms_only ||
                       (t.standing == STANDING_FREE && value == VERDICT_YES);
    row_part(s, value, p, t.evidence, terms_words(s, words_part(s->j, p), &t));
    return value;
}

// A source that contradicts the terms of a part with worse ones leaves open
// which of them holds. What a parent hands down is judged with the lineage.
bool row_contradicted(struct sheet *s, const struct part *p)
{
    for (size_t c = 0; c < p->terms.conflict_count; c++) {
        struct part other = *p;

        if (evidence_is_of_base(&p->terms.conflict[c].evidence))
            continue;

        other.terms =
            (struct part_terms){.expression = p->terms.conflict[c].expression,
                                .scope = p->terms.scope,
                                .evidence = p->terms.conflict[c].evidence};
        struct reach t = judge_reach(s->j, &other);
        if (terms_value(&t) == VERDICT_YES)
            continue;
        row_part(
            s, VERDICT_UNDETERMINED, p, t.evidence,
            arena_print(s->j->arena, "another source says that " VIEW_FMT,
                        VIEW_ARG(terms_words(s, words_part(s->j, p), &t))));
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

void check_data_terms(struct sheet *s)
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
void check_code_terms(struct sheet *s)
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

void check_weights_terms(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);

    if (terms_of(s, p) == VERDICT_YES)
        row_contradicted(s, p);
}

void check_statement(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    struct reach t = judge_reach(s->j, p);
    enum verdict_value value = terms_value(&t);

    row_part(
        s, value, p, t.evidence,
        value == VERDICT_YES
            ? arena_print(s->j->arena,
                          "the license stated for the weights says so" VIEW_FMT,
                          VIEW_ARG(words_at(s->j, &t.evidence)))
        : value == VERDICT_NO
            ? VIEW("what is stated with the weights does not make them "
                   "freely available to all")
            : VIEW("nothing here says so, or not in words that could be "
                   "judged"));
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

void check_further_terms(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    const struct on_top *top;
    uint32_t limits = judge_on_top(s->j, p, &top);
    bool any = gated(s, p);

    for (size_t t = 0; t < p->terms.on_top_count; t++) {
        const struct on_top *one = &p->terms.on_top[t];
        bool limited = limits && one == top;

        if (evidence_is_of_base(&one->evidence))
            continue;
        any = true;
        row_part(s, limited ? VERDICT_NO : VERDICT_UNDETERMINED, p,
                 one->evidence,
                 arena_print(s->j->arena,
                             "beside the license" VIEW_FMT ": " VIEW_FMT
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
    else if (b->standing == BASE_UNKNOWN && b->needed && is_delta(s))
        row_part(s, VERDICT_NO, p, b->evidence,
                 arena_print(s->j->arena,
                             "only the difference to " VIEW_FMT VIEW_FMT
                             " is given, and nothing says that these weights "
                             "are available to all",
                             VIEW_ARG(name),
                             VIEW_ARG(words_at(s->j, &b->evidence))));
}

void check_ancestors(struct sheet *s)
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
