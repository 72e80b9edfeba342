// SPDX-License-Identifier: Apache-2.0
// need_terms.c - needs that the terms answer.
#include "base/text.h"
#include "terms/clauses.h"
#include "terms/value.h"
#include "verdict/needing.h"

// ---- What binds the user ----------------------------------------------------

static const enum part_kind weights_parts[] = {
    PART_WEIGHTS_FINAL, PART_WEIGHTS_BASE, PART_WEIGHTS_INTERMEDIATE};
static const enum part_kind model_parts[] = {
    PART_WEIGHTS_FINAL, PART_WEIGHTS_BASE,     PART_WEIGHTS_INTERMEDIATE,
    PART_CONFIG_MODEL,  PART_CONFIG_TOKENIZER, PART_CODE_ARCH,
    PART_CODE_INFER};

static bool has_part(const struct bound *b, const enum part_kind *kind,
                     size_t count)
{
    for (size_t i = 0; i < b->part_count; i++)
        for (size_t k = 0; k < count; k++)
            if (view_eq(b->part[i], part_id(kind[k])))
                return true;
    return false;
}

// Where no weights are at hand, what stands with their configuration and code
// is all that is said of them.
static bool stand_in(const struct needing *n)
{
    return !part_is_there(
        judge_part(&n->judge, PART_WEIGHTS_FINAL, STAGE_NONE));
}

// The terms of a service bind where there are no weights to hold.
bool needing_reaches(const struct needing *n, const struct bound *b)
{
    bool model = view_eq(record_get(n->rule, VIEW("reach")), VIEW("model"));

    if (b->part_count && view_eq(b->part[0], VIEW("service")))
        return n->i->category == CATEGORY_API_ONLY;
    return model || stand_in(n)
               ? has_part(b, model_parts,
                          sizeof model_parts / sizeof *model_parts)
               : has_part(b, weights_parts,
                          sizeof weights_parts / sizeof *weights_parts);
}

// The terms of the weights themselves, not of what they were made from.
static bool is_own(const struct needing *n, const struct bound *b)
{
    return has_part(b, weights_parts, 1) ||
           (stand_in(n) && !b->from_base && needing_reaches(n, b));
}

const struct clause *bound_clause(const struct bound *b, struct view key)
{
    for (size_t i = 0; i < b->clause_count; i++)
        if (view_eq(b->clause[i].key, key))
            return &b->clause[i];
    return NULL;
}

static bool has_terms(const struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    for (size_t i = 0; i < all->count; i++)
        if (!all->item[i].is_policy && is_own(n, &all->item[i]))
            return true;
    return n->i->category == CATEGORY_API_ONLY && n->i->terms.service;
}

void weigh_no_terms(struct needing *n)
{
    const struct part *p =
        judge_part(&n->judge, PART_WEIGHTS_FINAL, STAGE_NONE);

    if (!has_terms(n))
        weigh_part(n, NEED_UNKNOWN, p,
                   "has no terms stated, and no text means no rights");
}

// ---- Clauses ----------------------------------------------------------------

// "LICENSE section 2 " and the words; how far it can be relied on.
static struct view clause_sentence(const struct needing *n,
                                   const struct bound *b,
                                   const struct clause *c, struct view words,
                                   const char *tail)
{
    bool placed = c && c->where.len && !view_eq(c->where, VIEW("-"));

    return arena_print(
        n->arena, VIEW_FMT "%s" VIEW_FMT "%s " VIEW_FMT "%s",
        VIEW_SHORT(b->license), placed ? " (" : "",
        VIEW_ARG(placed ? view_head(c->where, 40) : (struct view){0}),
        placed ? ")" : "", VIEW_ARG(words), tail);
}

// A choice of licenses is as good as the better one: the others do not bind.
static bool is_spare(const struct needing *n, const struct bound *b)
{
    const struct bounds *all = &n->i->duties.bounds;

    if (!b->choice)
        return false;
    for (size_t i = 0; i < all->count; i++) {
        const struct bound *o = &all->item[i];
        enum terms_class mine = b->info ? b->info->class_ : TERMS_CLASS_UNKNOWN;
        enum terms_class other =
            o->info ? o->info->class_ : TERMS_CLASS_UNKNOWN;

        if (o != b && o->choice && needing_reaches(n, o) &&
            (other < mine || (other == mine && o < b)))
            return true;
    }
    return false;
}

void weigh_clause(struct needing *n, const struct bound *b,
                  const struct clause *c, enum need_answer answer,
                  struct view words)
{
    struct evidence e = c ? bound_place(b, c) : b->evidence;
    const char *tail = "";

    if (b->disputed && answer == NEED_NOT_MET) {
        answer = NEED_COUNSEL;
        tail = "; another source names other terms";
    } else if (b->basis == BOUND_NAME && answer == NEED_MET) {
        answer = NEED_UNKNOWN;
        tail = ", as its text is known; only its name is here";
    } else if (b->basis == BOUND_PHRASE && answer == NEED_MET) {
        answer = NEED_COUNSEL;
        tail = ", by a phrase of a text that is no known one";
    } else if (c && c->confidence == CONFIDENCE_HINT &&
               answer == NEED_NOT_MET) {
        answer = NEED_COUNSEL;
        tail = ", by a phrase that a person has to read";
    }
    weigh(n, answer, &e, clause_sentence(n, b, c, words, tail));
}

static bool answer_find(struct view word, enum need_answer *out)
{
    for (enum need_answer a = NEED_MET; a <= NEED_COUNSEL; a++) {
        *out = a;
        if (view_eq(need_answer_word(a), word))
            return true;
    }
    return false;
}

// The first line of the record that fits a value of the clause; its words.
static bool line_for(const struct record *r, struct view key, struct view value,
                     enum need_answer *answer, struct view *words)
{
    struct view star[VALUE_STARS];

    for (size_t i = 0; i < r->field_count; i++) {
        const struct field *f = &r->field[i];
        struct view rest;

        if (!answer_find(f->key, answer))
            continue;
        struct view fact = view_trim(view_cut(f->value, '|', words));
        *words = view_trim(*words);
        if (view_eq(view_cut(fact, ' ', &rest), key) &&
            value_fits(view_trim(rest), value, star))
            return true;
    }
    return false;
}

// The clauses of this need bind those who give something on, and the team
// states of each way that it does not.
static bool binds_others_only(const struct needing *n)
{
    const struct team *t = &n->needs->team;

    if (!record_get(n->rule, VIEW("outlets")).len)
        return false;
    for (enum outlet o = OUTLET_WEIGHTS; o < OUTLET_END; o++)
        if (t->distributes[o] != SAID_NO)
            return false;
    return true;
}

static void weigh_line(struct needing *n, const struct bound *b,
                       const struct clause *c, enum need_answer answer,
                       struct view words)
{
    if (answer == NEED_MET || !binds_others_only(n)) {
        weigh_clause(n, b, c, answer, words);
        return;
    }
    n->out->stated = true;
    weigh_clause(n, b, c, NEED_MET,
                 arena_print(n->arena,
                             VIEW_FMT "; that binds those who give something "
                                      "on, and the team states that it gives "
                                      "on nothing",
                             VIEW_ARG(words)));
}

// A line answers for the whole value, else each of its parts has its own. A
// sentence of the evidence has its own place where the parts have one.
static void weigh_values(struct needing *n, const struct bound *b,
                         const struct clause *c)
{
    struct view rest = c->value, one, words;
    enum need_answer answer;

    while (value_next(&rest, &one)) {
        if (view_eq(one, VIEW("unknown")))
            weigh_clause(n, b, c, NEED_UNKNOWN,
                         VIEW("leaves open which version is meant"));
        else if (line_for(n->rule, c->key, one, &answer, &words))
            weigh_line(n, b, c, answer, words);
    }
}

// The clause that field `i` of the record asks for, or nothing.
static struct view asked_key(const struct record *r, size_t i)
{
    enum need_answer answer;
    struct view rest, words;

    if (!answer_find(r->field[i].key, &answer))
        return (struct view){0};
    return view_cut(view_trim(view_cut(r->field[i].value, '|', &words)), ' ',
                    &rest);
}

static bool asks_for(const struct record *r, struct view key)
{
    for (size_t i = 0; i < r->field_count; i++)
        if (view_eq(asked_key(r, i), key))
            return true;
    return false;
}

// What a search by phrases left open; nothing was found is no answer.
static void weigh_not_found(struct needing *n, const struct bound *b)
{
    struct text keys = {.arena = n->arena};
    struct view last = {0};

    for (size_t i = 0; i < n->rule->field_count; i++) {
        struct view key = asked_key(n->rule, i);

        if (!key.len || view_eq(key, last) || bound_clause(b, key))
            continue;
        text_print(&keys, "%s" VIEW_FMT, keys.len ? ", " : "", VIEW_ARG(key));
        last = key;
    }
    if (keys.len)
        weigh_clause(
            n, b, NULL, NEED_UNKNOWN,
            arena_print(n->arena,
                        "is here as a text that is not word for word a "
                        "known one; no phrase was found in it for " VIEW_FMT,
                        VIEW_ARG(text_view(&keys))));
}

// "conditional" says no more than the clause that the record's `conditional`
// names, where that is there.
static bool is_left_to(const struct needing *n, const struct bound *b,
                       const struct clause *c)
{
    struct view key = record_get(n->rule, VIEW("conditional"));
    const struct clause *other = key.len ? bound_clause(b, key) : NULL;

    return view_eq(c->value, VIEW("conditional")) && other &&
           !clause_is_silent(other->value);
}

static void weigh_bound(struct needing *n, const struct bound *b)
{
    size_t found = 0;

    for (size_t i = 0; i < b->clause_count; i++) {
        const struct clause *c = &b->clause[i];

        if (!asks_for(n->rule, c->key) ||
            (b->is_policy && clause_is_silent(c->value)))
            continue;
        found++;
        if (!is_left_to(n, b, c))
            weigh_values(n, b, c);
    }
    if (b->is_policy)
        return;
    if (b->basis == BOUND_UNKNOWN)
        weigh_clause(n, b, NULL, NEED_UNKNOWN,
                     VIEW("is a name that nobody here knows, without a text"));
    else if (b->basis == BOUND_PHRASE)
        weigh_not_found(n, b);
    else if (!found)
        weigh_clause(n, b, NULL, NEED_UNKNOWN,
                     VIEW("says nothing that is known of this"));
}

void weigh_clauses(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    for (size_t i = 0; i < all->count; i++)
        if (needing_reaches(n, &all->item[i]) && !is_spare(n, &all->item[i]))
            weigh_bound(n, &all->item[i]);
}

static bool limit_is(const struct needing *n, uint32_t limits)
{
    struct view id;
    size_t at = 0;

    while (record_next(n->rule, VIEW("limit"), &at, &id))
        for (size_t i = 0; i < n->judge.limit_count; i++)
            if (limits & UINT32_C(1) << i && view_eq(n->judge.limit[i].id, id))
                return true;
    return false;
}

// A statement beside the license may take back what the license grants.
void weigh_beside(struct needing *n)
{
    const struct part *p =
        judge_part(&n->judge, PART_WEIGHTS_FINAL, STAGE_NONE);
    const struct on_top *top = NULL;
    uint32_t limits = judge_on_top(&n->judge, p, &top);

    if (top && limit_is(n, limits))
        weigh(n, NEED_COUNSEL, &top->evidence,
              arena_print(n->arena,
                          "beside the license stands: " VIEW_FMT
                          "; whether it binds has to be read",
                          VIEW_SHORT(top->text)));
}

void need_clauses(struct needing *n)
{
    weigh_no_terms(n);
    weigh_clauses(n);
    weigh_beside(n);
}

// ---- Open terms, and their text ---------------------------------------------

static bool is_named_only(const struct needing *n, const struct part *p)
{
    const struct bounds *all = &n->i->duties.bounds;

    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->item[i].part_count; k++)
            if (view_eq(all->item[i].part[k], part_id(p->kind)) &&
                all->item[i].basis != BOUND_TEXT)
                return true;
    return false;
}

static bool is_licensed_kind(enum part_kind kind)
{
    return kind <= PART_DATA_TRAIN && kind != PART_WEIGHTS_BASE;
}

static void weigh_approved(struct needing *n, const struct part *p)
{
    struct reach r = judge_reach(&n->judge, p);
    struct view name = words_part(&n->judge, p);
    struct view terms = words_terms(&n->judge, &r);

    if (r.standing == STANDING_UNSTATED)
        weigh_part(n, NEED_UNKNOWN, p, "has no terms stated");
    else if (r.standing == STANDING_RESTRICTED || r.standing == STANDING_NEAR)
        weigh(n, NEED_NOT_MET, &r.evidence,
              arena_print(n->arena,
                          VIEW_FMT " is under " VIEW_FMT
                                   ", which is no approved license",
                          VIEW_ARG(name), VIEW_ARG(terms)));
    else if (r.standing == STANDING_UNKNOWN)
        weigh(n, NEED_COUNSEL, &r.evidence,
              arena_print(n->arena,
                          VIEW_FMT " is under " VIEW_FMT
                                   ", a text that could not be judged",
                          VIEW_ARG(name), VIEW_ARG(terms)));
    else
        weigh(n, is_named_only(n, p) ? NEED_UNKNOWN : NEED_MET, &r.evidence,
              arena_print(n->arena, VIEW_FMT " is under " VIEW_FMT "%s",
                          VIEW_ARG(name), VIEW_ARG(terms),
                          is_named_only(n, p) ? ", of which only the name is "
                                                "here"
                                              : ", whose text is here"));
}

void need_approved(struct needing *n)
{
    const struct inventory *inv = &n->i->inventory;
    bool weights = false;

    for (size_t i = 0; i < inv->part_count; i++) {
        const struct part *p = &inv->part[i];

        if (!is_licensed_kind(p->kind) || !part_is_here(p))
            continue;
        weights = weights || p->kind == PART_WEIGHTS_FINAL;
        weigh_approved(n, p);
    }
    if (!weights)
        weigh_no_terms(n);
}

static bool has_holder(const struct terms *t)
{
    for (size_t i = 0; i < t->file_count; i++)
        for (size_t k = 0; k < t->file[i].range_count; k++)
            if (t->file[i].range[k].copyright_count)
                return true;
    return false;
}

static void weigh_text(struct needing *n, const struct bound *b)
{
    switch (b->basis) {
    case BOUND_TEXT:
        weigh(n, has_holder(&n->i->terms) ? NEED_MET : NEED_UNKNOWN,
              &b->evidence,
              clause_sentence(n, b, NULL, VIEW("is here word for word"),
                              has_holder(&n->i->terms)
                                  ? ", with a holder of the copyright"
                                  : "; no holder of the copyright is named"));
        break;
    case BOUND_PHRASE:
        weigh(n, NEED_COUNSEL, &b->evidence,
              clause_sentence(n, b, NULL,
                              VIEW("is here as a text that is not the known "
                                   "one: freehold terms shows what differs"),
                              ""));
        break;
    case BOUND_NAME:
    case BOUND_UNKNOWN:
        weigh(n, NEED_NOT_MET, &b->evidence,
              clause_sentence(n, b, NULL,
                              VIEW("is only named; its text is not here"), ""));
        break;
    }
}

void need_text(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    if (!has_terms(n))
        weigh_part(n, NEED_NOT_MET,
                   judge_part(&n->judge, PART_WEIGHTS_FINAL, STAGE_NONE),
                   "has no license text and no name of one");
    for (size_t i = 0; i < all->count; i++)
        if (is_own(n, &all->item[i]) && !all->item[i].is_policy &&
            !is_spare(n, &all->item[i]))
            weigh_text(n, &all->item[i]);
}

// ---- Agreement --------------------------------------------------------------

void need_consistent(struct needing *n)
{
    const struct duties *d = &n->i->duties;
    const struct part *p =
        judge_part(&n->judge, PART_WEIGHTS_FINAL, STAGE_NONE);

    for (size_t i = 0; i < d->flag_count; i++)
        if (view_eq(d->flag[i].id, VIEW("license-conflict")) ||
            view_eq(d->flag[i].id, VIEW("license-conflict-with-base"))) {
            weigh(n, NEED_NOT_MET, &d->flag[i].evidence, d->flag[i].fact);
            weigh(n, NEED_NOT_MET, &d->flag[i].against, d->flag[i].fact);
        }
    for (size_t i = 0; i < p->terms.on_top_count; i++)
        weigh(n, NEED_COUNSEL, &p->terms.on_top[i].evidence,
              arena_print(n->arena, "beside the license stands: " VIEW_FMT,
                          VIEW_SHORT(p->terms.on_top[i].text)));
    weigh_no_terms(n);
    for (size_t i = 0; i < d->bounds.count; i++) {
        const struct bound *b = &d->bounds.item[i];

        if (has_part(b, weights_parts, 1))
            weigh(
                n, b->range ? NEED_MET : NEED_COUNSEL, &b->evidence,
                clause_sentence(
                    n, b, NULL,
                    b->range
                        ? VIEW("is here as a text, and nothing contradicts")
                        : VIEW("is named, and no text stands beside the name"),
                    ""));
    }
}

void need_gate(struct needing *n)
{
    const struct part *p =
        judge_part(&n->judge, PART_WEIGHTS_FINAL, STAGE_NONE);
    const struct bounds *all = &n->i->duties.bounds;
    bool open = judge_reach(&n->judge, p).standing <= STANDING_FREE;

    for (size_t i = 0; i < all->count; i++) {
        const struct clause *c =
            bound_clause(&all->item[i], VIEW("use-registration"));

        if (c && !clause_is_silent(c->value) &&
            needing_reaches(n, &all->item[i]))
            weigh_clause(n, &all->item[i], c, NEED_NOT_MET,
                         VIEW("asks for a step towards the licensor"));
    }
    if (!p->has_gate || p->gate == GATE_UNKNOWN)
        weigh_part(n, NEED_UNKNOWN, p,
                   "comes from a place that nothing here describes");
    else if (p->gate == GATE_NONE)
        weigh_part(n, NEED_MET, p, "is offered without a gate");
    else
        weigh_part(n, open ? NEED_COUNSEL : NEED_NOT_MET, p,
                   open ? "is gated, though its license is open"
                        : "is behind a gate");
}

// ---- Together ---------------------------------------------------------------

static bool is_copyleft(const struct bound *b)
{
    const struct clause *c = bound_clause(b, VIEW("share-alike"));

    return c && !clause_is_silent(c->value) &&
           !view_eq(c->value, VIEW("use-limits-only"));
}

static void weigh_pairs(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->count; k++) {
            const struct bound *a = &all->item[i], *b = &all->item[k];

            if (a == b || !needing_reaches(n, a) || !needing_reaches(n, b) ||
                a->is_policy || b->is_policy || !is_copyleft(a) ||
                view_eq(a->license, b->license))
                continue;
            weigh(n, NEED_COUNSEL, &a->evidence,
                  arena_print(n->arena,
                              VIEW_FMT
                              " is copyleft and stands beside " VIEW_FMT
                              "; the pair is in no table",
                              VIEW_SHORT(a->license), VIEW_SHORT(b->license)));
        }
}

void need_compatible(struct needing *n)
{
    const struct duties *d = &n->i->duties;

    for (size_t i = 0; i < d->flag_count; i++) {
        const struct terms_flag *f = &d->flag[i];

        if (view_eq(f->id, VIEW("license-conflict-with-base"))) {
            weigh(n, NEED_NOT_MET, &f->evidence, f->fact);
            weigh(n, NEED_NOT_MET, &f->against, f->fact);
        } else if (view_eq(f->id, VIEW("parent-license-unknown"))) {
            weigh(n, NEED_UNKNOWN, &f->evidence, f->fact);
        }
    }
    weigh_no_terms(n);
    weigh_pairs(n);
    for (size_t i = 0; i < d->bounds.count; i++) {
        const struct bound *b = &d->bounds.item[i];

        if (!needing_reaches(n, b) || b->is_policy)
            continue;
        if (b->basis == BOUND_UNKNOWN || b->basis == BOUND_PHRASE)
            weigh_clause(n, b, NULL, NEED_COUNSEL,
                         VIEW("is in no table of pairs"));
        else
            weigh_clause(n, b, NULL, NEED_MET,
                         VIEW("does not conflict with what stands beside it"));
    }
}
