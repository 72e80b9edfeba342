// SPDX-License-Identifier: Apache-2.0
// category.c - which of the five categories a release is in, and why.
//
// Rules: inventory.md 7, yardsticks.md 9 (tie rules), canon 3 (the ids). Terms
// that are not stated do not change the category as long as the code beside
// them is open; where nothing open is stated at all, all rights are reserved.
#include "verdict/judge.h"

struct reasons {
    const struct judge *j;
    struct view *item;
    size_t count;
};

static void because(struct reasons *r, struct view sentence)
{
    *LIST_ADD(r->j->arena, r->item, r->count) = sentence;
}

// ---------------------------------------------------------------- no weights

// Where what binds the user of a service stands.
static void because_of_service(struct reasons *r, const struct license_file *f)
{
    struct arena *a = r->j->arena;

    if (!f)
        because(r, VIEW("Which terms bind its users is not stated."));
    else if (!f->range_count)
        because(r, arena_print(a,
                               "What binds its users is a text that is not "
                               "here: " VIEW_FMT ".",
                               VIEW_ARG(f->path)));
    else if (view_eq(f->expression, VIEW("LicenseRef-unknown")))
        because(r, arena_print(a,
                               "What binds its users is in " VIEW_FMT
                               ", a text of its own: read it.",
                               VIEW_ARG(f->path)));
    else
        because(r, arena_print(a,
                               "What binds its users is " VIEW_FMT " (" VIEW_FMT
                               ").",
                               VIEW_ARG(f->expression), VIEW_ARG(f->path)));
}

// Why there are no weights to speak of.
static struct view absence_words(const struct judge *j)
{
    const struct inspection *i = j->inspection;
    const struct release *r = i->release;
    const struct weights *w = &i->inventory.weights;

    if (w->set_count && w->set[0].file_count)
        return arena_print(
            j->arena,
            "A file of weights is here and cannot be used: " VIEW_FMT ".",
            VIEW_ARG(w->set[0].file[0].entry->path));
    if (r && !r->manifest && !r->record && !r->entry_count)
        return VIEW("There is no file here: the folder is empty.");
    if (w->small)
        return arena_print(j->arena,
                           "No weights are here or linked; " VIEW_FMT
                           " is named like weights and too small for a "
                           "model's.",
                           VIEW_ARG(w->small->path));
    return VIEW("No weights are here or linked.");
}

// Where there are no weights, what was not looked at matters.
static void because_unread(struct reasons *r)
{
    const struct release *release = r->j->inspection->release;

    for (size_t n = 0; release && n < release->entry_count; n++) {
        const struct entry *e = &release->entry[n];

        if (e->kind != ENTRY_UNREADABLE)
            continue;
        because(r, arena_print(r->j->arena,
                               "Not all could be looked at: " VIEW_FMT
                               " (" VIEW_FMT ").",
                               VIEW_ARG(e->path), VIEW_ARG(e->reason)));
        return;
    }
}

static enum category without_weights(struct reasons *r)
{
    const struct inspection *i = r->j->inspection;
    const struct judge *j = r->j;
    const struct part *train = judge_training(j);
    const struct part *arch = judge_part(j, PART_CODE_ARCH, STAGE_NONE);
    const struct manifest *m = i->release ? i->release->manifest : NULL;

    because(r, absence_words(j));
    because_unread(r);
    if (m && m->has_endpoint) {
        because(r, arena_print(j->arena,
                               "It is a service at " VIEW_FMT " (" VIEW_FMT
                               ":%u).",
                               VIEW_ARG(m->endpoint_at), VIEW_ARG(m->path),
                               (unsigned)m->endpoint_line));
        because_of_service(r, i->terms.service);
        return CATEGORY_API_ONLY;
    }
    if (i->inventory.calls_api && !part_is_here(arch) && !part_is_here(train)) {
        because(r, arena_print(j->arena,
                               "The code calls a remote service" VIEW_FMT ".",
                               VIEW_ARG(words_at(j, &i->inventory.api))));
        return CATEGORY_API_ONLY;
    }
    return CATEGORY_CODE_ONLY;
}

// ---------------------------------------------------------------- restrictions

static void restricted_part(struct reasons *r, const struct part *p,
                            const struct reach *t)
{
    because(r, arena_print(r->j->arena,
                           "The terms of " VIEW_FMT ", " VIEW_FMT ": " VIEW_FMT
                           ".",
                           VIEW_ARG(words_part(r->j, p)),
                           VIEW_ARG(words_terms(r->j, t)),
                           VIEW_ARG(words_reach(r->j, t))));
}

static void unjudged_part(struct reasons *r, const struct part *p,
                          const struct reach *t)
{
    because(r, arena_print(r->j->arena,
                           "The terms of " VIEW_FMT
                           " could not be judged: " VIEW_FMT
                           " is a text freehold does not know.",
                           VIEW_ARG(words_part(r->j, p)),
                           VIEW_ARG(words_terms(r->j, t))));
}

enum statement { SAYS_NOTHING, SAYS_OPEN, SAYS_LIMITED };

// What is stated of the code: the nearest statement there is when the weights
// have none.
static enum statement code_says(const struct judge *j)
{
    const struct inventory *inv = &j->inspection->inventory;
    enum statement says = SAYS_NOTHING;

    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];
        struct reach t = judge_reach(j, p);

        if (!part_is_there(p) || t.standing == STANDING_UNSTATED ||
            !view_starts(part_id(p->kind), VIEW("code.")))
            continue;
        if (t.standing >= STANDING_UNKNOWN || t.limits)
            return SAYS_LIMITED;
        says = SAYS_OPEN;
    }
    return says;
}

static bool document_is_open(const struct judge *j, enum part_kind kind)
{
    const struct part *p = judge_part(j, kind, STAGE_NONE);

    return part_is_there(p) && judge_reach(j, p).standing <= STANDING_NEAR;
}

// Documents speak for a repository that holds no code.
static bool something_open_is_stated(const struct judge *j)
{
    enum statement says = code_says(j);

    if (says != SAYS_NOTHING)
        return says == SAYS_OPEN;
    return document_is_open(j, PART_DATA_INFO) ||
           document_is_open(j, PART_DOC_CARD) ||
           document_is_open(j, PART_DOC_REPORT) ||
           document_is_open(j, PART_DOC_EVALRESULTS);
}

static void weigh_weights(struct reasons *r)
{
    const struct judge *j = r->j;
    const struct part *w = judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE);
    struct reach t = judge_reach(j, w);
    const struct on_top *top;
    uint32_t limits = judge_on_top(j, w, &top);

    if (t.standing == STANDING_RESTRICTED)
        restricted_part(r, w, &t);
    if (t.standing == STANDING_UNKNOWN)
        unjudged_part(r, w, &t);
    if (t.standing == STANDING_UNSTATED && !something_open_is_stated(j))
        because(r, VIEW("No terms are stated for the weights and no open ones "
                        "for the code, so all rights are reserved."));
    if (limits)
        because(r, arena_print(j->arena,
                               "Beside the license of the weights stands a "
                               "limit" VIEW_FMT ": " VIEW_FMT ".",
                               VIEW_ARG(words_at(j, &top->evidence)),
                               VIEW_ARG(words_limits(j, limits))));
}

static void weigh_base(struct reasons *r, const struct base *b)
{
    const struct judge *j = r->j;
    struct view name = b->name.len ? b->name : VIEW("its base");

    if (b->standing == BASE_RESTRICTED && !b->is_same)
        because(r, arena_print(
                       j->arena,
                       "It was made from " VIEW_FMT VIEW_FMT
                       ", whose terms%s" VIEW_FMT " bind it too: " VIEW_FMT ".",
                       VIEW_ARG(name), VIEW_ARG(words_at(j, &b->evidence)),
                       b->expression.len ? " " : "", VIEW_ARG(b->expression),
                       VIEW_ARG(words_limits(j, b->limits))));
    else if (b->standing == BASE_UNKNOWN && b->needed)
        because(r, arena_print(j->arena,
                               "It works only together with " VIEW_FMT VIEW_FMT
                               ", whose terms could not be judged from what "
                               "was given.",
                               VIEW_ARG(name),
                               VIEW_ARG(words_at(j, &b->evidence))));
}

// Said once if it is under the same terms as the weights.
static void weigh_running_code(struct reasons *r)
{
    const struct part *w = judge_part(r->j, PART_WEIGHTS_FINAL, STAGE_NONE);
    static const enum part_kind kinds[] = {PART_CODE_ARCH, PART_CODE_INFER};

    for (size_t k = 0; k < sizeof kinds / sizeof *kinds; k++) {
        const struct part *p = judge_part(r->j, kinds[k], STAGE_NONE);
        struct reach t = judge_reach(r->j, p);

        if (part_is_there(p) && t.standing == STANDING_RESTRICTED &&
            !view_eq(t.expression, w->terms.expression))
            restricted_part(r, p, &t);
    }
}

// ---------------------------------------------------------------- fully open

static bool missing_part(struct reasons *r, const struct part *p)
{
    if (part_is_there(p))
        return false;
    because(r, arena_print(r->j->arena, VIEW_FMT " is %s.",
                           VIEW_ARG(words_part(r->j, p)),
                           p->presence == PRESENCE_MENTIONED ? "only mentioned"
                           : p->presence == PRESENCE_UNKNOWN ? "not known"
                                                             : "absent"));
    return true;
}

static bool missing_data(struct reasons *r)
{
    const struct part *p = judge_part(r->j, PART_DATA_INFO, STAGE_NONE);
    struct evidence e = part_evidence(p);

    if (p->level >= 3)
        return false;
    because(r, arena_print(
                   r->j->arena, "data.info reaches level %d of 3" VIEW_FMT ".",
                   p->level < 0 ? 0 : p->level, VIEW_ARG(words_at(r->j, &e))));
    return true;
}

static bool is_counted(const struct part *p) // among "no part restricted"
{
    struct view id = part_id(p->kind);

    return part_is_there(p) &&
           (view_starts(id, VIEW("code.")) || view_starts(id, VIEW("data.")));
}

static bool limited_parts(struct reasons *r)
{
    const struct inventory *inv = &r->j->inspection->inventory;
    size_t before = r->count;

    for (size_t n = 0; n < inv->part_count; n++) {
        const struct part *p = &inv->part[n];
        struct reach t = judge_reach(r->j, p);

        if (!is_counted(p))
            continue;
        if (t.standing == STANDING_RESTRICTED)
            restricted_part(r, p, &t);
        else if (t.standing == STANDING_UNKNOWN)
            unjudged_part(r, p, &t);
    }
    return r->count > before;
}

static void say_terms(struct reasons *r)
{
    const struct part *w = judge_part(r->j, PART_WEIGHTS_FINAL, STAGE_NONE);
    struct reach t = judge_reach(r->j, w);

    if (t.standing == STANDING_UNSTATED)
        because(r, VIEW("The license of the weights is not stated in what was "
                        "given; that does not change the category."));
    else
        because(r, arena_print(r->j->arena,
                               "The weights are under " VIEW_FMT
                               ", which sets no limit on use.",
                               VIEW_ARG(words_terms(r->j, &t))));
}

static void say_all_there(struct reasons *r)
{
    const struct part *train = judge_training(r->j);
    const struct part *info = judge_part(r->j, PART_DATA_INFO, STAGE_NONE);
    struct evidence te = part_evidence(train), de = part_evidence(info);

    because(r,
            arena_print(r->j->arena,
                        "Weights, training code" VIEW_FMT
                        " and a full description of the training data" VIEW_FMT
                        " are here or linked.",
                        VIEW_ARG(words_at(r->j, &te)),
                        VIEW_ARG(words_at(r->j, &de))));
}

static void say_base(struct reasons *r, const struct base *b)
{
    if (b->standing != BASE_NONE)
        because(r, arena_print(r->j->arena,
                               "Whether its base " VIEW_FMT
                               " is as open is not shown by what was given.",
                               VIEW_ARG(b->name)));
}

static enum category without_limits(struct reasons *r, const struct base *b)
{
    struct reasons lack = {.j = r->j};
    bool lacks = missing_part(&lack, judge_training(r->j));

    lacks = missing_data(&lack) || lacks;
    lacks = limited_parts(&lack) || lacks;
    if (!lacks)
        say_all_there(r);
    say_terms(r);
    for (size_t n = 0; n < lack.count; n++)
        because(r, lack.item[n]);
    if (!lacks)
        say_base(r, b);
    return lacks ? CATEGORY_OPEN_WEIGHT_PERMISSIVE : CATEGORY_FULLY_OPEN;
}

static enum category with_weights(struct reasons *r)
{
    struct base b = judge_base(r->j);

    weigh_weights(r);
    weigh_base(r, &b);
    weigh_running_code(r);
    if (r->count)
        return CATEGORY_OPEN_WEIGHT_RESTRICTED;
    return without_limits(r, &b);
}

void category_settle(struct judge *j)
{
    struct reasons r = {.j = j};
    struct inspection *i = j->inspection;
    const struct part *w = judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE);

    i->category = part_is_there(w) ? with_weights(&r) : without_weights(&r);
    i->category_why = r.item;
    i->category_why_count = r.count;
}
