// SPDX-License-Identifier: Apache-2.0
// need_team.c - needs that a clause leaves to a fact of the team: size, place,
// law. Kinds of use: need_uses.c.
#include "terms/clauses.h"
#include "terms/value.h"
#include "verdict/needing.h"

#include <inttypes.h>

// ---- Thresholds -------------------------------------------------------------

// Which fact a threshold of clauses.txt counts.
static const struct {
    struct view unit, fact;
} counted[] = {
    {VIEW_INIT("mau"), VIEW_INIT("monthly_active_users")},
    {VIEW_INIT("dau"), VIEW_INIT("daily_active_users")},
    {VIEW_INIT("muu"), VIEW_INIT("monthly_unique_users")},
    {VIEW_INIT("visits"), VIEW_INIT("monthly_visits")},
    {VIEW_INIT("users"), VIEW_INIT("users")},
    {VIEW_INIT("people"), VIEW_INIT("people")},
    {VIEW_INIT("devices"), VIEW_INIT("devices")},
};

struct threshold {        // "revenue>=10000000USD/y", "mau>700000000@release"
    struct view unit;     // "revenue"
    bool from;            // >=: the number itself is beyond
    uint64_t number;      // of a year where it is money
    struct view currency; // "USD", or empty
    bool at_release;      // counted once, for the month before the release
    bool of_some;         // of some models or products only
};

static size_t digits_of(struct view v)
{
    size_t i = 0;

    while (i < v.len && ascii_digit(v.at[i]))
        i++;
    return i;
}

static bool threshold_read(struct view value, struct threshold *out)
{
    struct view rest;

    *out = (struct threshold){.unit = view_cut(value, '>', &rest)};
    if (out->unit.len == value.len)
        return false;
    out->from = view_starts(rest, VIEW("="));
    rest = view_from(rest, out->from ? 1 : 0);
    size_t digits = digits_of(rest);
    if (!view_u64(view_head(rest, digits), &out->number))
        return false;
    rest = view_from(rest, digits);
    if (view_eq(out->unit, VIEW("revenue"))) {
        if (rest.len < 3)
            return false;
        out->currency = view_head(rest, 3);
        if (view_has(rest, VIEW("/month")) &&
            __builtin_mul_overflow(out->number, 12, &out->number))
            return false;
    }
    out->at_release = view_has(rest, VIEW("@release"));
    out->of_some = view_has(rest, VIEW("("));
    return true;
}

static const struct team_number *number_of(const struct team *t,
                                           struct view key)
{
    for (size_t i = 0; i < t->number_count; i++)
        if (view_eq(t->number[i].key, key))
            return &t->number[i];
    return NULL;
}

static struct view fact_of(struct arena *a, const struct threshold *t)
{
    if (t->currency.len)
        return arena_print(a, "revenue_" VIEW_FMT,
                           VIEW_ARG(arena_lower(a, t->currency)));
    for (size_t i = 0; i < sizeof counted / sizeof *counted; i++)
        if (view_eq(counted[i].unit, t->unit))
            return counted[i].fact;
    return (struct view){0};
}

// A tenth below a threshold is near it: growth, or another way to count, may
// cross it.
static bool is_near(uint64_t value, const struct threshold *t)
{
    return value >= t->number - t->number / 10;
}

static void weigh_threshold(struct needing *n, const struct bound *b,
                            const struct clause *c, struct view value)
{
    struct threshold t;
    struct view fact = {0};
    const struct team_number *is = NULL;

    if (threshold_read(value, &t)) {
        fact = fact_of(n->arena, &t);
        is = number_of(&n->needs->team, fact);
    }
    if (!is) {
        weigh_clause(
            n, b, c, NEED_COUNSEL,
            arena_print(n->arena,
                        "has a ceiling, " VIEW_FMT
                        ", and the needs file does not say " VIEW_FMT,
                        VIEW_ARG(value),
                        VIEW_ARG(fact.len ? fact : VIEW("what it counts"))));
        return;
    }
    bool beyond = t.from ? is->value >= t.number : is->value > t.number;
    bool near = !beyond && is_near(is->value, &t);
    bool asks = near || (beyond && (t.at_release || t.of_some));
    weigh_clause(
        n, b, c,
        asks     ? NEED_COUNSEL
        : beyond ? NEED_NOT_MET
                 : NEED_MET,
        arena_print(
            n->arena,
            "has a ceiling, " VIEW_FMT "; " VIEW_FMT " is %" PRIu64 ", %s%s",
            VIEW_ARG(value), VIEW_ARG(fact), is->value,
            beyond ? "beyond it"
            : near ? "near it"
                   : "below it",
            beyond && t.at_release ? ", and was to be counted at the release"
            : beyond && t.of_some  ? ", where it counts for what is used"
                                   : ""));
}

bool weigh_open(struct needing *n, const struct bound *b,
                const struct clause *c)
{
    if (!view_eq(c->value, VIEW("unknown")))
        return false;
    weigh_clause(n, b, c, NEED_UNKNOWN,
                 VIEW("leaves open which version is meant"));
    return true;
}

// Any of the alternatives of a threshold triggers it.
static void weigh_thresholds(struct needing *n, const struct bound *b)
{
    const struct clause *c = bound_clause(b, VIEW("use-scale-threshold"));
    struct view rest, one;

    if (!c || weigh_open(n, b, c) || clause_is_silent(c->value))
        return;
    rest = c->value;
    while (value_next(&rest, &one))
        weigh_threshold(n, b, c, one);
}

void need_commercial(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    need_clauses(n);
    for (size_t i = 0; i < all->count; i++)
        if (needing_reaches(n, &all->item[i]))
            weigh_thresholds(n, &all->item[i]);
}

// ---- Places -----------------------------------------------------------------

// The countries of a code, itself if it is one.
static struct view members_of(const struct needing *n, struct view code)
{
    const struct record *r =
        records_find(&n->words->words, VIEW("territory"), code);

    return r ? record_get(r, VIEW("member")) : code;
}

static bool lists_meet(struct view one, struct view other)
{
    while (one.len) {
        struct view a = view_cut(one, ' ', &one), rest = other;

        while (rest.len)
            if (view_eq(view_cut(rest, ' ', &rest), a))
                return true;
    }
    return false;
}

// The first of the team's places that `code` takes in; empty: none.
static struct view place_in(const struct needing *n, struct view code)
{
    const struct team_list *t = &n->needs->team.territories;

    for (size_t i = 0; i < t->count; i++)
        if (view_eq(t->item[i], code) ||
            lists_meet(members_of(n, t->item[i]), members_of(n, code)))
            return t->item[i];
    return (struct view){0};
}

static void weigh_excluded(struct needing *n, const struct bound *b,
                           const struct clause *c, struct view one)
{
    struct view some;
    struct view code = view_trim(view_cut(one, '(', &some));
    struct view place = place_in(n, code);
    bool stated = n->needs->team.territories.count != 0;

    if (!stated)
        weigh_clause(n, b, c, NEED_COUNSEL,
                     arena_print(n->arena,
                                 "excludes " VIEW_FMT
                                 ", and the needs file names no territories",
                                 VIEW_ARG(one)));
    else if (!place.len)
        weigh_clause(n, b, c, NEED_MET,
                     arena_print(n->arena,
                                 "excludes " VIEW_FMT ", none of the team's",
                                 VIEW_ARG(one)));
    else
        weigh_clause(n, b, c, some.len ? NEED_COUNSEL : NEED_NOT_MET,
                     arena_print(n->arena,
                                 "excludes " VIEW_FMT
                                 ", and the team is in " VIEW_FMT "%s",
                                 VIEW_ARG(one), VIEW_ARG(place),
                                 some.len ? "; whether this model is meant has "
                                            "to be read"
                                          : ""));
}

static void weigh_territory(struct needing *n, const struct bound *b)
{
    const struct clause *c = bound_clause(b, VIEW("use-territory"));
    struct view rest, one;

    if (b->is_policy && (!c || clause_is_silent(c->value)))
        return;
    if (!c) {
        weigh_clause(n, b, NULL, NEED_UNKNOWN,
                     VIEW("says nothing that is known of places"));
        return;
    }
    if (weigh_open(n, b, c))
        return;
    if (clause_is_silent(c->value)) {
        weigh_clause(n, b, c, NEED_MET, VIEW("has no limit of places"));
        return;
    }
    if (!view_starts(c->value, VIEW("excludes:"))) {
        weigh_clause(n, b, c, NEED_COUNSEL, VIEW("has a limit of places"));
        return;
    }
    rest = view_from(c->value, sizeof "excludes:" - 1);
    while (value_next(&rest, &one))
        weigh_excluded(n, b, c, one);
}

void need_territory(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    weigh_no_terms(n);
    for (size_t i = 0; i < all->count; i++)
        if (needing_reaches(n, &all->item[i]))
            weigh_territory(n, &all->item[i]);
    weigh_beside(n);
}

// ---- Law --------------------------------------------------------------------

static bool law_is_ours(const struct team_list *laws, struct view law)
{
    for (size_t i = 0; i < laws->count; i++) {
        struct view ours = laws->item[i];

        if (view_eq(ours, law) ||
            (view_starts(law, ours) && law.len > ours.len &&
             law.at[ours.len] == '-'))
            return true;
    }
    return false;
}

static void weigh_law(struct needing *n, const struct bound *b)
{
    const struct clause *c = bound_clause(b, VIEW("governing-law"));
    const struct team_list *laws = &n->needs->team.laws;
    struct view rest, one;

    if (!c) {
        weigh_clause(n, b, NULL, NEED_UNKNOWN,
                     VIEW("says nothing that is known of law and court"));
        return;
    }
    rest = c->value;
    while (value_next(&rest, &one)) {
        bool names = ascii_alpha(one.at[0]) && one.at[0] < 'a';

        if (!names || !laws->count)
            weigh_clause(n, b, c, NEED_COUNSEL,
                         arena_print(n->arena,
                                     names ? "names the law of " VIEW_FMT
                                             ", and the needs file has no "
                                             "list of laws"
                                           : "leaves the law open: " VIEW_FMT,
                                     VIEW_ARG(one)));
        else
            weigh_clause(n, b, c,
                         law_is_ours(laws, one) ? NEED_MET : NEED_NOT_MET,
                         arena_print(n->arena, "names the law of " VIEW_FMT,
                                     VIEW_ARG(one)));
    }
}

void need_law(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    weigh_no_terms(n);
    for (size_t i = 0; i < all->count; i++)
        if (needing_reaches(n, &all->item[i]) && !all->item[i].is_policy)
            weigh_law(n, &all->item[i]);
}
