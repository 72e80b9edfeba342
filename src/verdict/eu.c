// SPDX-License-Identifier: Apache-2.0
// eu.c - whether the open-source exemption of Regulation (EU) 2024/1689 is
// likely, and which duties of a provider remain. Not legal advice.
//
// The checks, thresholds and duties are records of knowledge/yardsticks/eu.txt;
// which limit of a license touches which right is in limits.txt. Rules:
// yardsticks.md 6.1 to 6.3 and 8.
#include "base/plain.h"
#include "verdict/sheet.h"

// ---------------------------------------------------------------- compute

struct compute { // FLOP of the training, as far as the facts tell
    bool known;
    bool at_most; // only an upper bound: not all parameters are used at once
    double least, most;
    struct view inputs; // how it was worked out, with places
    struct evidence evidence;
};

static double threshold(const struct sheet *s, struct view name)
{
    const struct record *r = records_find(s->rules, VIEW("number"), name);
    char text[32] = "";
    struct view flop = record_get(r, VIEW("flop"));

    for (size_t n = 0; n < flop.len && n < sizeof text - 1; n++)
        text[n] = flop.at[n];
    return plain_number(text);
}

// C = 6 * parameters * tokens, for each number of tokens that a document gives:
// it may speak of several models, or of one stage. With experts, of which a
// token meets a few, the product is an upper bound.
static struct compute estimate(const struct sheet *s)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    const struct disclosures *d = &inv->disclosures;
    struct compute c = {.known = inv->weights.parameters && d->token_count,
                        .at_most = disclosure_of(d, VIEW("experts")) != NULL};
    struct text t = {.arena = s->j->arena};

    if (!c.known)
        return c;
    text_print(&t, "6 * %.4g parameters *", (double)inv->weights.parameters);
    for (size_t n = 0; n < d->token_count; n++) {
        double flop =
            6.0 * (double)inv->weights.parameters * d->tokens[n].tokens;

        c.least = !n || flop < c.least ? flop : c.least;
        c.most = flop > c.most ? flop : c.most;
        text_print(&t, "%s %.4g tokens" VIEW_FMT, n ? " or" : "",
                   d->tokens[n].tokens,
                   VIEW_ARG(words_at(s->j, &d->tokens[n].evidence)));
    }
    c.inputs = text_view(&t);
    c.evidence = d->tokens[0].evidence;
    return c;
}

static struct view compute_words(const struct sheet *s, const struct compute *c)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    const struct evidence *told =
        disclosure_of(&inv->disclosures, VIEW("compute"));

    if (c->known && c->least < c->most)
        return arena_print(s->j->arena, "%s%.2g to %.2g FLOP: " VIEW_FMT,
                           c->at_most ? "at most " : "", c->least, c->most,
                           VIEW_ARG(c->inputs));
    if (c->known)
        return arena_print(s->j->arena, "%s%.2g FLOP: " VIEW_FMT,
                           c->at_most ? "at most " : "", c->most,
                           VIEW_ARG(c->inputs));
    return arena_print(
        s->j->arena, "%s%s" VIEW_FMT,
        inv->weights.parameters ? "the number of training tokens was not found"
        : inv->disclosures.token_count
            ? "the number of parameters was not read"
            : "neither the number of parameters nor that of training tokens "
              "was found",
        told ? "; a line speaks of the compute: read it" : "",
        VIEW_ARG(told ? words_at(s->j, told) : (struct view){0}));
}

// Whether the compute is above the threshold; 30 percent of error is accepted.
static enum verdict_value above(const struct sheet *s, const struct compute *c,
                                struct view name)
{
    double flop = threshold(s, name);

    if (!c->known)
        return VERDICT_UNDETERMINED;
    if (c->most < flop / 1.3)
        return VERDICT_NO;
    return c->least > flop * 1.3 && !c->at_most ? VERDICT_YES
                                                : VERDICT_UNDETERMINED;
}

static void row_compute(struct sheet *s, enum verdict_value value,
                        const struct compute *c, struct view says)
{
    struct check *k =
        row(s, value,
            arena_print(s->j->arena, VIEW_FMT " (" VIEW_FMT ")", VIEW_ARG(says),
                        VIEW_ARG(compute_words(s, c))));

    k->has_evidence = c->evidence.path.len != 0;
    k->evidence = c->evidence;
}

static enum verdict_value check_scope(struct sheet *s, const struct compute *c)
{
    enum verdict_value value = above(s, c, VIEW("gpai"));

    sheet_turn(s, VIEW("S1"));
    row_compute(s, value, c,
                value == VERDICT_YES
                    ? VIEW("a general-purpose model is indicated, if it makes "
                           "language, or images or video from text")
                : value == VERDICT_NO
                    ? VIEW("the compute does not indicate a general-purpose "
                           "model")
                    : VIEW("whether the compute indicates a general-purpose "
                           "model is open"));
    return value;
}

static enum verdict_value check_systemic(struct sheet *s,
                                         const struct compute *c)
{
    enum verdict_value value = above(s, c, VIEW("systemic"));

    sheet_turn(s, VIEW("S2"));
    row_compute(s,
                value == VERDICT_YES  ? VERDICT_NO
                : value == VERDICT_NO ? VERDICT_YES
                                      : VERDICT_UNDETERMINED,
                c,
                value == VERDICT_YES
                    ? VIEW("systemic risk is presumed above 1e25 FLOP, and "
                           "there is no exemption then")
                : value == VERDICT_NO
                    ? VIEW("the compute is below 1e25 FLOP")
                    : VIEW("whether the compute is above 1e25 FLOP, where "
                           "systemic risk is presumed, is open"));
    return value;
}

// ---------------------------------------------------------------- the license

// The clause of the weights' terms that holds a limit, and where it stands.
static bool clause_of(const struct sheet *s, const struct limit *l,
                      bool of_base, struct evidence *e, struct view *section)
{
    const struct bounds *all = &s->j->inspection->duties.bounds;
    struct view key = record_get(l->record, VIEW("key"));

    for (size_t b = 0; b < all->count; b++) {
        const struct bound *one = &all->item[b];

        for (size_t c = 0; one->from_base == of_base && c < one->clause_count;
             c++)
            if (view_eq(one->clause[c].key, key)) {
                *e = bound_place(one, &one->clause[c]);
                *section = one->clause[c].where;
                return true;
            }
    }
    return false;
}

struct binding { // terms that bind whoever takes the weights
    const struct part *part;
    struct view license;
    struct evidence evidence;
    uint32_t limits;
    bool of_base, by_words;
};

// One row for each limit that touches the right; false: none does.
static bool rows_of_limits(struct sheet *s, struct view right,
                           const struct binding *from)
{
    bool any = false;

    for (size_t n = 0; n < s->j->limit_count; n++) {
        const struct limit *l = &s->j->limit[n];
        struct evidence e = from->evidence;
        struct view section = {0};

        if (!(from->limits & UINT32_C(1) << n) ||
            !view_eq(record_get(l->record, VIEW("right")), right))
            continue;
        any = true;
        clause_of(s, l, from->of_base, &e, &section);
        bool fails = view_eq(record_get(l->record, VIEW("eu")), VIEW("fails"));
        row_part(
            s, fails && !from->by_words ? VERDICT_NO : VERDICT_UNDETERMINED,
            from->part, e,
            arena_print(
                s->j->arena,
                VIEW_FMT " " VIEW_FMT "%s" VIEW_FMT VIEW_FMT
                         "; guidelines, " VIEW_FMT "%s",
                VIEW_ARG(from->license), VIEW_ARG(l->says),
                section.len && !view_eq(section, VIEW("-")) ? ", section " : "",
                VIEW_ARG(view_eq(section, VIEW("-")) ? VIEW("") : section),
                VIEW_ARG(words_at(s->j, &e)),
                VIEW_ARG(record_get(l->record, VIEW("point"))),
                from->by_words ? " (found by its words: read it)" : ""));
    }
    return any;
}

// Clauses of free licenses that the guidelines leave open.
static bool rows_of_clauses(struct sheet *s, struct view right,
                            const struct part *p)
{
    const struct bounds *all = &s->j->inspection->duties.bounds;
    bool any = false;

    for (size_t n = 0; n < s->rules->record_count; n++) {
        const struct record *r = &s->rules->record[n];
        struct view key = record_get(r, VIEW("clause"));

        if (!key.len || !view_eq(record_get(r, VIEW("right")), right))
            continue;
        for (size_t b = 0; b < all->count; b++)
            for (size_t c = 0; c < all->item[b].clause_count; c++) {
                const struct clause *one = &all->item[b].clause[c];
                struct evidence e = bound_place(&all->item[b], one);

                if (!all->item[b].part_count ||
                    !view_eq(all->item[b].part[0], part_id(p->kind)) ||
                    !view_eq(one->key, key) ||
                    !view_eq(one->value, record_get(r, VIEW("value"))))
                    continue;
                any = true;
                row_part(s, VERDICT_UNDETERMINED, p, e,
                         arena_print(s->j->arena,
                                     VIEW_FMT ": " VIEW_FMT VIEW_FMT
                                              "; guidelines, " VIEW_FMT,
                                     VIEW_ARG(all->item[b].license),
                                     VIEW_ARG(record_get(r, VIEW("says"))),
                                     VIEW_ARG(words_at(s->j, &e)),
                                     VIEW_ARG(record_get(r, VIEW("point")))));
            }
    }
    return any;
}

static void row_right(struct sheet *s, const struct part *p,
                      const struct reach *t)
{
    enum verdict_value value = VERDICT_YES;
    struct view why = terms_words(s, words_part(s->j, p), t);

    if (t->standing == STANDING_UNSTATED)
        why = part_is_here(p)
                  ? VIEW("no terms are stated with the weights, so the right "
                         "is not granted")
                  : VIEW("the terms stand where the weights are linked from, "
                         "not in what was given");
    if (t->standing == STANDING_UNSTATED)
        value = part_is_here(p) ? VERDICT_NO : VERDICT_UNDETERMINED;
    else if (t->standing == STANDING_NEAR || t->standing == STANDING_UNKNOWN ||
             (t->standing == STANDING_RESTRICTED && !t->limits))
        value = VERDICT_UNDETERMINED;
    else if (t->standing == STANDING_RESTRICTED)
        why = arena_print(s->j->arena,
                          VIEW_FMT " was not found to limit this right",
                          VIEW_ARG(words_terms(s->j, t)));
    row_part(s, value, p, t->evidence, why);
}

static void check_right(struct sheet *s, struct view id, struct view right)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    struct reach t = judge_reach(s->j, p);
    struct base b = judge_base(s->j);
    const struct on_top *top;
    struct binding own = {p,        t.expression, t.evidence,
                          t.limits, false,        t.by_words};
    struct binding beside = {.part = p, .license = VIEW("a text beside it")};
    struct binding base = {
        part_of(s, PART_WEIGHTS_BASE),
        b.expression,
        b.evidence,
        b.standing == BASE_RESTRICTED && !b.is_same ? b.limits : 0,
        true,
        false};
    bool any;

    sheet_turn(s, id);
    beside.limits = judge_on_top(s->j, p, &top);
    if (top)
        beside.evidence = top->evidence;
    any = rows_of_limits(s, right, &own);
    any = rows_of_limits(s, right, &beside) || any;
    any = rows_of_limits(s, right, &base) || any;
    any = rows_of_clauses(s, right, p) || any;
    if (!any)
        row_right(s, p, &t);
}

// Use policies and other texts beside the license that no limit was found in.
static void rows_of_policies(struct sheet *s)
{
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    const struct on_top *top;

    judge_on_top(s->j, p, &top);
    for (size_t n = 0; n < p->terms.on_top_count; n++) {
        const struct on_top *one = &p->terms.on_top[n];

        if (one != top && !evidence_is_of_base(&one->evidence))
            row_part(s, VERDICT_UNDETERMINED, p, one->evidence,
                     arena_print(s->j->arena,
                                 "further terms beside the license" VIEW_FMT
                                 " may limit use; guidelines, 80 against 84",
                                 VIEW_ARG(words_at(s->j, &one->evidence))));
    }
}

// ---------------------------------------------------------------- the others

static void check_money(struct sheet *s)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    const struct part *p = part_of(s, PART_WEIGHTS_FINAL);
    const struct evidence *sign =
        disclosure_of(&inv->disclosures, VIEW("payment"));
    struct evidence gate = inv->facts.gate_evidence.path.len
                               ? inv->facts.gate_evidence
                               : part_evidence(p);
    bool asked = p->has_gate && p->gate >= GATE_FORM;

    sheet_turn(s, VIEW("2"));
    if (sign)
        row_part(s, VERDICT_UNDETERMINED, p, *sign,
                 arena_print(s->j->arena,
                             "a line speaks of payment" VIEW_FMT ": read it",
                             VIEW_ARG(words_at(s->j, sign))));
    if (asked)
        row_part(s, VERDICT_UNDETERMINED, p, gate,
                 arena_print(s->j->arena,
                             "%s before the download" VIEW_FMT
                             " may ask for personal data",
                             p->gate == GATE_FORM ? "a form" : "an agreement",
                             VIEW_ARG(words_at(s->j, &gate))));
    if (!sign && !asked)
        row(s, VERDICT_YES,
            VIEW("no contrary sign found; files cannot show more"));
}

static void check_built(struct sheet *s)
{
    const struct part *config = part_of(s, PART_CONFIG_MODEL);

    sheet_turn(s, VIEW("3b"));
    if (!part_is_here(part_of(s, PART_CODE_ARCH)) && part_is_here(config))
        row_if_there(s, config);
    else
        check_architecture(s);
}

static void check_usage(struct sheet *s)
{
    const struct inventory *inv = &s->j->inspection->inventory;
    const struct part *p = part_of(s, PART_DOC_USAGE);
    struct view subject, words;
    size_t at = 0;

    sheet_turn(s, VIEW("3c"));
    while (record_next(s->rule, VIEW("subject"), &at, &subject)) {
        struct view name = view_trim(view_cut(subject, '|', &words));
        const struct evidence *e = disclosure_of(&inv->disclosures, name);

        words = view_trim(words);
        if (e)
            row_part(s, VERDICT_YES, p, *e,
                     arena_print(s->j->arena,
                                 VIEW_FMT ": there are words on it" VIEW_FMT,
                                 VIEW_ARG(words), VIEW_ARG(words_at(s->j, e))));
        else
            row_part(s, VERDICT_UNDETERMINED, p, (struct evidence){0},
                     arena_print(s->j->arena,
                                 VIEW_FMT ": no words on it were found in the "
                                          "documents here",
                                 VIEW_ARG(words)));
    }
}

// ---------------------------------------------------------------- duties

static struct verdict_item *add_item(struct sheet *s, struct view list,
                                     struct view id, const struct record *r)
{
    struct verdict_item *one =
        LIST_ADD(s->j->arena, s->v->item, s->v->item_count);

    *one = (struct verdict_item){
        .list = list, .id = id, .title = record_get(r, VIEW("title"))};
    return one;
}

// The paper for a duty, if the release has it or names a place for it.
static void find_paper(struct sheet *s, const struct record *r,
                       struct verdict_item *one)
{
    enum part_kind kind;
    const struct part *p;

    if (!part_id_find(record_get(r, VIEW("part")), &kind))
        return;
    p = part_of(s, kind);
    one->evidence = part_evidence(p);
    one->has_evidence = one->evidence.path.len != 0;
    one->why = arena_print(
        s->j->arena, VIEW_FMT " is %s" VIEW_FMT, VIEW_ARG(part_id(kind)),
        part_is_here(p)                     ? "here"
        : part_is_there(p)                  ? "linked"
        : p->presence == PRESENCE_MENTIONED ? "only mentioned"
                                            : "not in what was given",
        VIEW_ARG(words_at(s->j, &one->evidence)));
}

static void list_duties(struct sheet *s, enum verdict_value scope)
{
    for (size_t n = 0; n < s->rules->record_count; n++) {
        const struct record *r = &s->rules->record[n];
        struct view id = record_get(r, VIEW("duty"));
        bool lifted = view_eq(record_get(r, VIEW("exempt")), VIEW("yes"));

        if (!id.len)
            continue;
        struct verdict_item *one = add_item(s, VIEW("duties"), id, r);
        one->state = scope == VERDICT_NO            ? VIEW("not in scope")
                     : !lifted                      ? VIEW("remains")
                     : s->v->verdict == VERDICT_YES ? VIEW("likely exempt")
                     : s->v->verdict == VERDICT_NO  ? VIEW("remains")
                                                    : VIEW("undetermined");
        find_paper(s, r, one);
        if (scope == VERDICT_UNDETERMINED)
            one->why =
                arena_print(s->j->arena, "if it is in scope%s" VIEW_FMT,
                            one->why.len ? "; " : "", VIEW_ARG(one->why));
    }
}

// ---------------------------------------------------------------- the summary

static const struct evidence *spoken_elsewhere(const struct sheet *s,
                                               const struct summary_item *one)
{
    struct view subject = record_get(one->record, VIEW("contrary"));
    const struct evidence *e =
        disclosure_of(&s->j->inspection->inventory.disclosures, subject);

    return e && !view_eq(e->path, one->evidence.path) ? e : NULL;
}

// The headings of the template that a summary has, each answered or not. A "not
// applicable" is held against what other documents say.
static void list_summary(struct sheet *s)
{
    static const struct view states[] = {
        [SUMMARY_NOT_FOUND] = VIEW_INIT("not found"),
        [SUMMARY_EMPTY] = VIEW_INIT("not answered"),
        [SUMMARY_DECLINED] = VIEW_INIT("declined"),
        [SUMMARY_ANSWERED] = VIEW_INIT("answered"),
    };
    const struct training_summary *all = &s->j->inspection->inventory.summary;

    for (size_t n = 0; n < all->count; n++) {
        const struct summary_item *one = &all->item[n];
        const struct evidence *other =
            one->state == SUMMARY_DECLINED ? spoken_elsewhere(s, one) : NULL;

        if (!one->id.len)
            continue;
        struct verdict_item *row =
            add_item(s, VIEW("summary"), one->id, one->record);
        row->state = states[one->state];
        row->has_evidence = one->evidence.path.len != 0;
        row->evidence = one->evidence;
        row->why = evidence_place(s->j->arena, &one->evidence);
        if (other)
            row->why = arena_print(s->j->arena,
                                   VIEW_FMT ", but another document speaks of "
                                            "it" VIEW_FMT,
                                   VIEW_ARG(row->why),
                                   VIEW_ARG(words_at(s->j, other)));
    }
}

// ---------------------------------------------------------------- the verdict

// The worst of the checks that decide; systemic risk counts only if it is
// indicated, since nearly no release says what would rule it out.
static const struct check *decides(const struct sheet *s,
                                   enum verdict_value value)
{
    for (size_t c = 0; c < s->v->check_count; c++) {
        const struct check *one = &s->v->check[c];
        const struct record *rule =
            records_find(s->rules, VIEW("check"), one->id);

        if (one->value != value ||
            view_eq(record_get(rule, VIEW("need")), VIEW("may")))
            continue;
        if (value == VERDICT_NO || !view_eq(one->id, VIEW("S2")))
            return one;
    }
    return NULL;
}

static void conclude(struct sheet *s, enum verdict_value systemic)
{
    const struct check *no = decides(s, VERDICT_NO);
    const struct check *open = decides(s, VERDICT_UNDETERMINED);
    struct verdict *v = s->v;

    v->verdict = no ? VERDICT_NO : open ? VERDICT_UNDETERMINED : VERDICT_YES;
    if (no || open)
        v->summary = no ? no->why : open->why;
    if (no)
        v->label = VIEW("exemption fails");
    else if (!open)
        v->label = VIEW("exemption likely");
    v->qualifier =
        !no && !open && systemic == VERDICT_UNDETERMINED
            ? VIEW("unless it took more than 1e25 FLOP to train, which is not "
                   "known; a reading, not legal advice")
            : VIEW("a reading, not legal advice");
}

void eu_judge(struct judge *j)
{
    struct sheet s = sheet_begin(j, VIEW("eu"));
    struct compute c = estimate(&s);
    enum verdict_value scope, systemic;

    if (j->inspection->category == CATEGORY_CODE_ONLY) {
        s.v->verdict = VERDICT_NOT_APPLICABLE;
        s.v->qualifier = VIEW("there are no parameters here or linked");
        return;
    }
    scope = check_scope(&s, &c);
    systemic = check_systemic(&s, &c);
    check_right(&s, VIEW("1a"), VIEW("access"));
    check_right(&s, VIEW("1b"), VIEW("use"));
    rows_of_policies(&s);
    check_right(&s, VIEW("1c"), VIEW("modification"));
    check_right(&s, VIEW("1d"), VIEW("distribution"));
    check_money(&s);
    sheet_turn(&s, VIEW("3a"));
    check_parameters(&s);
    check_built(&s);
    check_usage(&s);
    conclude(&s, systemic);
    list_duties(&s, scope);
    list_summary(&s);
    sheet_decide(&s);
}
