// SPDX-License-Identifier: Apache-2.0
// need_team.c - needs that a clause leaves to a fact of the team: size, place,
// kind of use, law.
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

// A name that leaves its version open says nothing of a clause.
static bool weigh_open(struct needing *n, const struct bound *b,
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

// ---- Uses -------------------------------------------------------------------

static const struct use_list *list_of(const struct needing *n,
                                      const struct clause *c)
{
    for (size_t i = 0; i < n->candidate->list_count; i++)
        if (n->candidate->list[i].clause == c)
            return &n->candidate->list[i];
    return NULL;
}

// All words of `item` stand in `line`, at a word's beginning.
static bool item_in(struct view item, struct view line)
{
    while (item.len) {
        struct view word = view_cut(item, ' ', &item), rest = line;
        bool found = false;

        for (size_t at = view_find(rest, word); at != SIZE_MAX && !found;
             at = view_find(rest, word)) {
            found = at ? !ascii_alnum(rest.at[at - 1])
                       : rest.at == line.at || !ascii_alnum(rest.at[-1]);
            rest = view_from(rest, at + word.len);
        }
        if (!found)
            return false;
    }
    return true;
}

// The line of the list, from 1, that names `word`; 0: none.
static uint32_t line_naming(const struct needing *n, const struct record *word,
                            struct view text)
{
    struct view rest = arena_lower(n->arena, text);

    for (uint32_t number = 1; rest.len; number++) {
        struct view line = view_cut(rest, '\n', &rest), item;
        size_t at = 0;

        while (record_next(word, VIEW("item"), &at, &item))
            if (item_in(item, line))
                return number;
    }
    return 0;
}

// Whether the line forbids less than it names: "unlicensed practice of ...".
static bool is_qualified(const struct needing *n, struct view text,
                         uint32_t line)
{
    const struct record *r =
        records_find(&n->words->words, VIEW("qualified"), VIEW("yes"));
    struct view one = {0}, item;
    size_t at = 0;

    while (line--)
        one = view_cut(text, '\n', &text);
    one = arena_lower(n->arena, one);
    while (record_next(r, VIEW("item"), &at, &item))
        if (item_in(item, one))
            return true;
    return false;
}

struct matching { // the team's words against one list
    struct needing *n;
    const struct bound *bound;
    const struct clause *clause;
    const struct use_list *list; // or NULL
    struct view text;            // of the list, or our note on it
    size_t named;
};

static void match_ours(struct matching *m, const char *key, struct view word)
{
    struct needing *n = m->n;
    const struct record *r = records_find(&n->words->words, view_of(key), word);

    if (!r) {
        weigh_clause(
            n, m->bound, m->clause, NEED_COUNSEL,
            arena_print(n->arena,
                        "has a list of forbidden uses; what it says of "
                        "the %s " VIEW_FMT " has to be read",
                        key, VIEW_SHORT(word)));
        return;
    }
    uint32_t line = line_naming(n, r, m->text);
    if (!line)
        return;
    m->named++;
    if (!m->list) {
        weigh_clause(
            n, m->bound, m->clause, NEED_COUNSEL,
            arena_print(n->arena,
                        "has a list that, as it is known, touches " VIEW_FMT,
                        VIEW_ARG(word)));
        return;
    }
    struct evidence e = bound_place(m->bound, m->clause);
    e.line = m->list->line + line - 1;
    e.has_bytes = false;
    bool asks = m->bound->disputed || is_qualified(n, m->text, line);
    weigh(n, asks ? NEED_COUNSEL : NEED_NOT_MET, &e,
          arena_print(n->arena,
                      VIEW_FMT
                      " has a list of forbidden uses that names " VIEW_FMT "%s",
                      VIEW_SHORT(m->bound->license), VIEW_ARG(word),
                      asks ? ", in part" : ""));
}

static bool is_open_ended(const struct bound *b, const struct clause *c)
{
    const struct clause *may = bound_clause(b, VIEW("terms-may-change"));

    return view_ends(c->value, VIEW("+")) ||
           view_has(c->value, VIEW("by-reference")) ||
           (may && view_has(may->value, VIEW("policy")));
}

// The policy that a license names is in the release: it is compared itself.
static bool is_policy_here(const struct matching *m)
{
    const struct bounds *all = &m->n->i->duties.bounds;

    return view_has(m->clause->value, VIEW("by-reference")) &&
           !bound_lacks_policy(m->bound, all, &m->n->i->inventory);
}

// No item names one of ours: that is an answer only for a list that is here,
// whole, and that nobody may change.
static void match_rest(const struct matching *m)
{
    struct needing *n = m->n;
    const struct team *t = &n->needs->team;
    struct view value = m->clause->value;

    if (!t->uses.count && !t->sectors.count)
        weigh_clause(n, m->bound, m->clause, NEED_COUNSEL,
                     arena_print(n->arena,
                                 "has a list of forbidden uses (" VIEW_FMT
                                 "), and the needs file names no uses",
                                 VIEW_ARG(value)));
    else if (m->named)
        return;
    else if (!m->list && !is_policy_here(m))
        weigh_clause(n, m->bound, m->clause, NEED_UNKNOWN,
                     arena_print(n->arena,
                                 "has a list of forbidden uses (" VIEW_FMT
                                 ") whose text is not here",
                                 VIEW_ARG(value)));
    else if (!m->list)
        weigh_clause(n, m->bound, m->clause, NEED_COUNSEL,
                     VIEW("names a policy, which is here as a file of its own "
                          "and may change (cl.aup.dynamic)"));
    else if (is_open_ended(m->bound, m->clause))
        weigh_clause(n, m->bound, m->clause, NEED_COUNSEL,
                     VIEW("has a list that names none of ours and may change "
                          "or go on elsewhere (cl.aup.dynamic)"));
    else
        weigh_clause(n, m->bound, m->clause, NEED_MET,
                     arena_print(n->arena,
                                 "has a list of forbidden uses (" VIEW_FMT
                                 ") in which no words for ours stand",
                                 VIEW_ARG(value)));
}

static void weigh_uses(struct needing *n, const struct bound *b)
{
    const struct clause *c = bound_clause(b, VIEW("use-field-limits"));
    const struct team *t = &n->needs->team;
    struct matching m = {.n = n, .bound = b, .clause = c};

    if (!c) {
        if (!b->is_policy)
            weigh_clause(n, b, NULL, NEED_UNKNOWN,
                         VIEW("says nothing that is known of forbidden uses"));
        return;
    }
    if (weigh_open(n, b, c))
        return;
    if (clause_is_silent(c->value) || view_starts(c->value, VIEW("law-only")) ||
        view_eq(c->value, VIEW("requested"))) {
        weigh_clause(n, b, c, NEED_MET, VIEW("has no list that binds"));
        return;
    }
    m.list = list_of(n, c);
    m.text = m.list ? m.list->text : c->note;
    for (size_t i = 0; i < t->uses.count; i++)
        match_ours(&m, "use", t->uses.item[i]);
    for (size_t i = 0; i < t->sectors.count; i++)
        match_ours(&m, "sector", t->sectors.item[i]);
    match_rest(&m);
}

void need_uses(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    weigh_no_terms(n);
    for (size_t i = 0; i < all->count; i++)
        if (needing_reaches(n, &all->item[i]))
            weigh_uses(n, &all->item[i]);
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
