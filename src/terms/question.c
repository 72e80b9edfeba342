// SPDX-License-Identifier: Apache-2.0
#include "terms/question.h"

#include "terms/value.h"

#include <assert.h>

struct asker {
    struct arena *arena;
    const struct duties *duties;
    struct questions *out;
};

static void take_facts(const struct asker *k, const struct record *r,
                       struct question *q)
{
    struct view fact;
    size_t at = 0;

    while (record_next(r, VIEW("fact"), &at, &fact))
        *LIST_ADD(k->arena, q->fact, q->fact_count) = fact;
}

// The same question on the same clause is asked once, however often the clause
// was found.
static bool is_asked(const struct questions *all, const struct question *new)
{
    for (size_t i = 0; i < all->count; i++)
        if (view_eq(all->item[i].id, new->id) &&
            all->item[i].bound == new->bound &&
            all->item[i].flag ==
                new->flag &&view_eq(all->item[i].asks, new->asks))
            return true;
    return false;
}

static void ask(const struct asker *k, const struct record *r,
                const struct view star[VALUE_STARS], struct question q)
{
    q.id = record_get(r, VIEW("question"));
    q.need = record_get(r, VIEW("need"));
    q.asks = value_fill(k->arena, record_get(r, VIEW("asks")), star);
    if (is_asked(k->out, &q))
        return;
    take_facts(k, r, &q);
    *LIST_ADD(k->arena, k->out->item, k->out->count) = q;
}

// ---- Clauses ----------------------------------------------------------------

// Whether the rule asks about a value, or about one of its parts; the stars are
// those of what fits first.
static bool fits(const struct record *r, struct view key, struct view value,
                 struct view star[VALUE_STARS])
{
    struct view rest = value, one;

    if (record_fits(r, key, value, star))
        return true;
    while (value_next(&rest, &one))
        if (record_fits(r, key, one, star))
            return true;
    return false;
}

// A text that says nothing raises only the questions that ask about silence,
// and a use policy is not asked what a license would say.
static bool is_silence(const struct record *r, const struct bound *b,
                       const struct clause *c)
{
    static const struct view silent[] = {VIEW_INIT("none"), VIEW_INIT("silent"),
                                         VIEW_INIT("none-stated"),
                                         VIEW_INIT("n/a"), VIEW_INIT("no")};
    bool is_silent = !c->where.len || view_eq(c->where, VIEW("-"));
    struct view value;

    if (b->is_policy && is_silent)
        return true;
    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++) {
        if (!view_eq(silent[i], c->value))
            continue;
        for (size_t at = 0; record_next(r, VIEW("value"), &at, &value);)
            if (view_eq(value, c->value))
                return false;
        return true;
    }
    return false;
}

static void ask_of_bound(const struct asker *k, const struct record *r,
                         const struct bound *b)
{
    for (size_t i = 0; i < b->clause_count; i++) {
        const struct clause *c = &b->clause[i];
        struct view star[VALUE_STARS] = {{0}};

        if (is_silence(r, b, c) || !fits(r, c->key, c->value, star))
            continue;
        // What a "**" stood for is the value itself, when it is asked for.
        struct view shown[VALUE_STARS] = {star[0], c->value, star[2]};
        ask(k, r, shown,
            (struct question){.bound = b,
                              .clause = c,
                              .part = b->part[0],
                              .place = bound_place(b, c)});
    }
}

// A gate and terms beside the license are no clauses: they stand among the
// duties, once for each role.
static void ask_beside(const struct asker *k, const struct record *r)
{
    for (size_t i = 0; i < k->duties->count; i++) {
        const struct duty *d = &k->duties->item[i];
        struct view star[VALUE_STARS] = {{0}};

        if (d->bound || d->role != ROLE_RUN ||
            !record_fits(r, d->key, d->value, star))
            continue;
        ask(k, r, star,
            (struct question){.duty = d, .part = d->part, .place = d->place});
    }
}

static bool is_of_flag(const struct record *r, struct view id)
{
    struct view flag;

    for (size_t at = 0; record_next(r, VIEW("flag"), &at, &flag);)
        if (view_eq(flag, id))
            return true;
    return false;
}

static void ask_of_flags(const struct asker *k, const struct record *r)
{
    const struct view star[VALUE_STARS] = {{0}};

    for (size_t i = 0; i < k->duties->flag_count; i++) {
        const struct terms_flag *f = &k->duties->flag[i];

        if (is_of_flag(r, f->id))
            ask(k, r, star,
                (struct question){
                    .flag = f, .part = f->part, .place = f->evidence});
    }
}

// ---- Facts ------------------------------------------------------------------

static void add_question(struct arena *a, struct team_fact *f, struct view id)
{
    for (size_t i = 0; i < f->question_count; i++)
        if (view_eq(f->question[i], id))
            return;
    *LIST_ADD(a, f->question, f->question_count) = id;
}

static void collect_fact(const struct asker *k, const struct record *r)
{
    struct team_fact f = {.key = record_get(r, VIEW("fact-of-team")),
                          .is = record_get(r, VIEW("is"))};

    for (size_t i = 0; i < k->out->count; i++)
        for (size_t n = 0; n < k->out->item[i].fact_count; n++)
            if (view_eq(k->out->item[i].fact[n], f.key))
                add_question(k->arena, &f, k->out->item[i].id);
    if (f.question_count)
        *LIST_ADD(k->arena, k->out->fact, k->out->fact_count) = f;
}

void questions_take(struct arena *a, const struct duties *d,
                    struct questions *out)
{
    struct asker k = {a, d, out};
    struct records rules;
    struct error *e = knowledge_read(a, VIEW("licenses/questions.txt"), &rules);

    assert(!e); // compiled in; a test reads it
    (void)e;
    *out = (struct questions){0};
    for (size_t i = 0; i < rules.record_count; i++) {
        const struct record *r = &rules.record[i];

        if (record_get(r, VIEW("flag")).len)
            ask_of_flags(&k, r);
        else if (record_get(r, VIEW("question")).len) {
            for (size_t n = 0; n < d->bounds.count; n++)
                ask_of_bound(&k, r, &d->bounds.item[n]);
            ask_beside(&k, r);
        }
    }
    for (size_t i = 0; i < rules.record_count; i++)
        if (record_get(&rules.record[i], VIEW("fact-of-team")).len)
            collect_fact(&k, &rules.record[i]);
}
