// SPDX-License-Identifier: Apache-2.0
#include "terms/duty.h"

#include "terms/value.h"

#include <assert.h>

struct lister {
    struct arena *arena;
    struct records rules;
    struct duties *out;
};

static const struct view role_words[ROLE_END] = {
    [ROLE_RUN] = VIEW_INIT("run"),
    [ROLE_TUNE] = VIEW_INIT("tune"),
    [ROLE_SHIP] = VIEW_INIT("ship"),
    [ROLE_SERVE] = VIEW_INIT("serve"),
};

struct view duty_role_word(enum duty_role r)
{
    return role_words[r];
}

static const struct view kind_words[] = {
    [DUTY_MAY_NOT] = VIEW_INIT("may-not"),
    [DUTY_MUST] = VIEW_INIT("must"),
    [DUTY_KNOW] = VIEW_INIT("know"),
};

struct view duty_kind_word(enum duty_kind k)
{
    return kind_words[k];
}

static enum duty_kind kind_of(const struct record *r)
{
    struct view word = record_get(r, VIEW("kind"));
    enum duty_kind k = DUTY_MAY_NOT;

    while (k < DUTY_KNOW && !view_eq(kind_words[k], word))
        k++;
    return k;
}

static bool is_for(const struct record *r, enum duty_role role)
{
    struct view word;
    size_t at = 0;

    while (record_next(r, VIEW("role"), &at, &word))
        if (view_eq(word, role_words[role]))
            return true;
    return false;
}

// ---- One clause -------------------------------------------------------------

// A finder may see one thing at several places of a text: the first one that
// is told stands for all.
static bool is_told(const struct duties *d, const struct duty *new)
{
    for (size_t i = 0; i < d->count; i++)
        if (d->item[i].bound == new->bound &&
            d->item[i].role == new->role &&view_eq(d->item[i].says, new->says))
            return true;
    return false;
}

static bool is_else(const struct record *r)
{
    return record_get(r, VIEW("else")).len > 0;
}

// Adds what the first of the rules says to each role, of those that count first
// or of those that count only where no other one fits. False: none fits.
static bool add_value(struct lister *l, const struct duty *like,
                      struct view value, bool elses)
{
    bool taken[ROLE_END] = {false}, fits = false;

    for (size_t i = 0; i < l->rules.record_count; i++) {
        const struct record *r = &l->rules.record[i];
        struct view star[VALUE_STARS] = {{0}};
        struct duty one = *like;

        if (is_else(r) != elses || !record_fits(r, like->key, value, star))
            continue;
        fits = true;
        one.id = record_get(r, VIEW("duty"));
        one.kind = kind_of(r);
        one.says = value_fill(l->arena, record_get(r, VIEW("says")), star);
        one.value = value;
        for (one.role = 0; one.role < ROLE_END; one.role++) {
            if (taken[one.role] || !is_for(r, one.role))
                continue;
            taken[one.role] = true;
            if (!is_told(l->out, &one))
                *LIST_ADD(l->arena, l->out->item, l->out->count) = one;
        }
    }
    return fits;
}

static bool is_nothing(const struct lister *l, struct view value)
{
    const struct record *nothing =
        records_find(&l->rules, VIEW("duty"), VIEW("nothing"));
    struct view word;

    for (size_t at = 0;
         nothing && record_next(nothing, VIEW("value"), &at, &word);)
        if (view_eq(word, value))
            return true;
    return false;
}

static void add_clause(struct lister *l, const struct duty *like)
{
    struct view rest = like->value, one;

    if (is_nothing(l, like->value) || add_value(l, like, like->value, false))
        return;
    while (value_next(&rest, &one))
        if (!is_nothing(l, one) && !add_value(l, like, one, false))
            add_value(l, like, one, true);
}

static void add_bound(struct lister *l, const struct bound *b)
{
    for (size_t i = 0; i < b->clause_count; i++) {
        const struct clause *c = &b->clause[i];
        bool placed = c->where.len && !view_eq(c->where, VIEW("-"));

        // What the members of a family differ in is told by a flag.
        if (b->info && license_is_family(b->info) && !b->range &&
            view_eq(c->value, VIEW("unknown")))
            continue;
        add_clause(l, &(struct duty){
                          .bound = b,
                          .key = c->key,
                          .value = c->value,
                          .section = placed ? c->where : (struct view){0},
                          .note = c->note,
                          .part = b->part[0],
                          .parts = b->part,
                          .part_count = b->part_count,
                          .place = bound_place(b, c),
                          .confidence = c->confidence,
                      });
    }
}

// ---- Beside the licenses ----------------------------------------------------

static void add_beside(struct lister *l, const struct part *p, struct view key,
                       struct view value, const struct evidence *at)
{
    struct view *part = ARENA_NEW(l->arena, struct view, 1);

    *part = part_id(p->kind);
    add_clause(l, &(struct duty){.key = key,
                                 .value = value,
                                 .part = *part,
                                 .parts = part,
                                 .part_count = 1,
                                 .place = *at,
                                 .confidence = CONFIDENCE_CERTAIN});
}

static void add_gate(struct lister *l, const struct release *r,
                     const struct inventory *inv)
{
    const struct part *w = inventory_part(inv, PART_WEIGHTS_FINAL, STAGE_NONE);
    struct evidence at = inv->facts.gate_evidence;

    if (!w->has_gate || w->gate <= GATE_NONE)
        return;
    if (!at.path.len && r->manifest)
        at = (struct evidence){.path = r->manifest->path,
                               .rule = VIEW("manifest-gate"),
                               .by = BY_DECLARED};
    add_beside(l, w, VIEW("gate"), gate_word(w->gate), &at);
}

// A use policy that is read clause by clause needs no pointer.
static bool is_bound(const struct bounds *all, struct view path)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].is_policy && all->item[i].file &&
            view_eq(all->item[i].file->path, path))
            return true;
    return false;
}

// Prose about the license of a base is told by the base's own clauses.
static void add_on_top(struct lister *l, const struct inventory *inv)
{
    for (size_t i = 0; i < inv->part_count; i++) {
        const struct part *p = &inv->part[i];

        for (size_t k = 0; k < p->terms.on_top_count; k++) {
            const struct on_top *top = &p->terms.on_top[k];

            if (!view_eq(top->evidence.rule,
                         VIEW("license-conflict-with-base")) &&
                !is_bound(&l->out->bounds, top->evidence.path))
                add_beside(l, p, VIEW("beside"), top->text, &top->evidence);
        }
    }
}

// ---- All --------------------------------------------------------------------

// By role, then kind; within both in the order they were found.
static void sort(struct arena *a, struct duties *d)
{
    struct duty *sorted = ARENA_NEW(a, struct duty, d->count + 1);
    size_t n = 0;

    for (enum duty_role role = 0; role < ROLE_END; role++)
        for (enum duty_kind kind = 0; kind <= DUTY_KNOW; kind++)
            for (size_t i = 0; i < d->count; i++)
                if (d->item[i].role == role && d->item[i].kind == kind)
                    sorted[n++] = d->item[i];
    d->item = sorted;
}

void duties_take(struct arena *a, const struct licenses *l,
                 const struct release *r, const struct inventory *inv,
                 const struct terms *t, struct duties *out)
{
    struct lister lister = {.arena = a, .out = out};
    struct error *e =
        knowledge_read(a, VIEW("licenses/duties.txt"), &lister.rules);

    assert(!e); // compiled in; a test reads it
    (void)e;
    *out = (struct duties){0};
    bounds_take(a, l, inv, t, &out->bounds);
    for (size_t i = 0; i < out->bounds.count; i++)
        add_bound(&lister, &out->bounds.item[i]);
    add_gate(&lister, r, inv);
    add_on_top(&lister, inv);
    sort(a, out);
    terms_flags_raise(a, l, r, inv, t, out);
}
