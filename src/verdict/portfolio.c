// SPDX-License-Identifier: Apache-2.0
#include "verdict/portfolio.h"

static const struct view answer_words[] = {
    [WORKLOAD_OWN] = VIEW_INIT("own"),
    [WORKLOAD_OWN_PREFERRED] = VIEW_INIT("own-preferred"),
    [WORKLOAD_EITHER] = VIEW_INIT("either"),
    [WORKLOAD_API] = VIEW_INIT("api"),
};

struct view workload_answer_word(enum workload_answer w)
{
    return answer_words[w];
}

// What was found, in the order in which it is told.
struct weighing {
    struct arena *a;
    struct answered_workload *w;
    struct workload_reason *reason;
    size_t count;
    bool excludes[3], leans[3]; // by side: what speaks for it
};

static struct workload_reason *speak(struct weighing *g,
                                     enum workload_side for_, bool excludes,
                                     struct view id, struct view says)
{
    struct workload_reason *r = LIST_ADD(g->a, g->reason, g->count);

    *r = (struct workload_reason){.side = for_, .id = id, .says = says};
    g->excludes[for_] = g->excludes[for_] || excludes;
    g->leans[for_] = g->leans[for_] || !excludes;
    return r;
}

// ---- Needs ------------------------------------------------------------------

static struct evidence place_of(const struct needs *n, const struct wish *w)
{
    return (struct evidence){
        .path = n->path, .line = w->line, .rule = w->id, .by = BY_DECLARED};
}

// What a service cannot give, whoever runs it.
static void weigh_needs(struct weighing *g, enum need_level level)
{
    const struct needs *n = g->w->fit.needs;

    for (size_t i = 0; i < n->wish_count; i++) {
        const struct wish *w = &n->wish[i];
        struct view cannot = record_get(w->rule, VIEW("service"));

        if (w->level == level && cannot.len)
            speak(g, SIDE_OWN, level == LEVEL_MUST, w->id,
                  arena_print(g->a, "%s, and " VIEW_FMT,
                              level == LEVEL_MUST ? "it is a must"
                                                  : "it is preferred",
                              VIEW_ARG(cannot)))
                ->evidence = place_of(n, w);
    }
}

static bool is_service(const struct candidate *c)
{
    return c->inspection->category == CATEGORY_API_ONLY;
}

static struct view name_of(const struct candidate *c)
{
    return c->inspection->release->name;
}

// The first must that is not as asked; there is one if the candidate is out.
static void weigh_excluded(struct weighing *g, enum workload_side for_,
                           bool excludes, const struct candidate *c)
{
    for (size_t i = 0; i < g->w->fit.needs->wish_count; i++) {
        const struct answered *one = &c->answer[i];
        enum need_level level = one->wish->level;

        if ((level != LEVEL_MUST && level != LEVEL_FORBID) ||
            need_outcome(level, one->answer) != OUTCOME_BAD)
            continue;
        struct workload_reason *r =
            speak(g, for_, excludes, one->id,
                  arena_print(g->a, VIEW_FMT " is out: " VIEW_FMT,
                              VIEW_ARG(name_of(c)), VIEW_ARG(one->because)));
        if (one->evidence_count)
            r->evidence = one->evidence[0];
        return;
    }
}

// ---- Quality ----------------------------------------------------------------

static const struct quality_result *result_of(const struct workload *w,
                                              struct view name)
{
    for (size_t i = 0; i < w->result_count; i++)
        if (view_eq(w->result[i].of, name))
            return &w->result[i];
    return NULL;
}

static bool is_below(const struct workload *w, struct view name)
{
    const struct quality_result *r = result_of(w, name);

    return w->has_least && r && r->value < w->least;
}

static void weigh_quality(struct weighing *g, enum workload_side for_,
                          bool excludes, struct view name)
{
    const struct workload *w = g->w->workload;

    speak(g, for_, excludes, VIEW("quality"),
          arena_print(g->a,
                      VIEW_FMT " reaches %g, as the team states, and %g is "
                               "required",
                      VIEW_ARG(name), result_of(w, name)->value, w->least));
}

// ---- Sides ------------------------------------------------------------------

static void weigh_services(struct weighing *g)
{
    const struct fit *f = &g->w->fit;
    size_t services = 0, out = 0;

    for (size_t i = 0; i < f->candidate_count; i++) {
        services += is_service(&f->candidate[i]);
        out += is_service(&f->candidate[i]) && f->candidate[i].bad_must;
    }
    for (size_t i = 0; i < f->candidate_count && out == services; i++)
        if (is_service(&f->candidate[i]))
            weigh_excluded(g, SIDE_OWN, true, &f->candidate[i]);
    if (is_below(g->w->workload, VIEW("api")))
        weigh_quality(g, SIDE_OWN, true, VIEW("api"));
}

static bool is_left(const struct answered_workload *w,
                    const struct candidate *c)
{
    return !is_service(c) && !c->bad_must && !is_below(w->workload, name_of(c));
}

// Nothing is left to own: then each release says why.
static void weigh_releases(struct weighing *g)
{
    const struct fit *f = &g->w->fit;
    size_t own = 0, left = 0;

    for (size_t i = 0; i < f->candidate_count; i++) {
        const struct candidate *c = &f->candidate[i];

        own += !is_service(c);
        left += is_left(g->w, c);
        g->w->served = g->w->served || (is_left(g->w, c) && c->fits);
    }
    for (size_t i = 0; i < f->candidate_count && !left; i++) {
        const struct candidate *c = &f->candidate[i];

        if (is_service(c))
            continue;
        if (c->bad_must)
            weigh_excluded(g, SIDE_API, true, c);
        else
            weigh_quality(g, SIDE_API, true, name_of(c));
    }
    if (own)
        return;
    g->w->served = true;
    speak(g, SIDE_NEITHER, false, VIEW("releases"),
          VIEW("no release was named to choose from"));
}

static void weigh_cost(struct weighing *g)
{
    static const enum workload_side sides[] = {[COST_SELF] = SIDE_OWN,
                                               [COST_API] = SIDE_API,
                                               [COST_CLOSE] = SIDE_NEITHER};
    const struct cost *c = g->w->cost;

    if (!c)
        return;
    speak(g, sides[c->side], false, VIEW("cost"), c->verdict)->evidence =
        (struct evidence){.path = g->w->workload->cost_path,
                          .rule = VIEW("cost"),
                          .by = BY_DECLARED};
    if (c->in->excludes_api.len)
        speak(g, SIDE_OWN, true, VIEW("cost"), c->in->excludes_api);
    if (c->in->excludes_self.len)
        speak(g, SIDE_API, true, VIEW("cost"), c->in->excludes_self);
}

static void weigh_team(struct weighing *g)
{
    if (g->w->workload->sensitivity == SENSITIVITY_CONFIDENTIAL)
        speak(g, SIDE_OWN, false, VIEW("sensitivity"),
              VIEW("the data is confidential, and a service would see it"));
    if (g->w->workload->lock_in == TOLERANCE_NONE)
        speak(g, SIDE_OWN, false, VIEW("lock_in"),
              VIEW("no dependence on one provider is bearable"));
}

// ---- The answer -------------------------------------------------------------

static enum workload_answer answer_of(const struct weighing *g)
{
    bool cost_api = g->w->cost && g->w->cost->side == COST_API;

    if (g->excludes[SIDE_OWN])
        return WORKLOAD_OWN;
    if (g->excludes[SIDE_API])
        return WORKLOAD_API;
    if (g->leans[SIDE_OWN])
        return cost_api ? WORKLOAD_EITHER : WORKLOAD_OWN_PREFERRED;
    return cost_api ? WORKLOAD_API : WORKLOAD_EITHER;
}

static void keep_reasons(struct weighing *g)
{
    static const enum workload_side first[] = {
        [WORKLOAD_OWN] = SIDE_OWN,
        [WORKLOAD_OWN_PREFERRED] = SIDE_OWN,
        [WORKLOAD_EITHER] = SIDE_NEITHER,
        [WORKLOAD_API] = SIDE_API,
    };
    enum workload_side side = first[g->w->answer];

    for (int own = 1; own >= 0; own--)
        for (size_t i = 0; i < g->count; i++) {
            if ((g->reason[i].side == side) != (own == 1))
                continue;
            if (g->w->reason_count < PORTFOLIO_MAX_REASONS)
                g->w->reason[g->w->reason_count++] = g->reason[i];
            else
                g->w->more_reasons++;
        }
}

static void cover(struct arena *a, struct answered_workload *w)
{
    const struct fit *f = &w->fit;

    for (size_t i = 0; i < f->needs->wish_count; i++) {
        const struct wish *wish = &f->needs->wish[i];

        if (wish->level != LEVEL_MUST && wish->level != LEVEL_FORBID)
            continue;
        struct who_has *c = LIST_ADD(a, w->coverage, w->coverage_count);
        c->wish = wish;
        for (size_t k = 0; k < f->candidate_count; k++) {
            enum need_outcome o =
                need_outcome(wish->level, f->candidate[k].answer[i].answer);

            *LIST_ADD(a, c->names[o], c->count[o]) = name_of(&f->candidate[k]);
        }
        w->nobody += f->candidate_count && !c->count[OUTCOME_GOOD];
    }
}

void workload_take(struct arena *a, struct answered_workload *w)
{
    struct weighing g = {.a = a, .w = w};

    weigh_needs(&g, LEVEL_MUST);
    weigh_services(&g);
    weigh_releases(&g);
    weigh_cost(&g);
    weigh_needs(&g, LEVEL_PREFER);
    weigh_team(&g);
    w->answer = answer_of(&g);
    keep_reasons(&g);
    if (w->answer != WORKLOAD_OWN)
        w->served = true; // a service may be used
    w->drill = w->workload->critical &&
               (w->answer == WORKLOAD_API || w->answer == WORKLOAD_EITHER);
    cover(a, w);
}
