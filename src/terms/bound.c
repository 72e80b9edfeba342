// SPDX-License-Identifier: Apache-2.0
#include "terms/bound.h"

#include "terms/expression.h"

struct binder {
    struct arena *arena;
    const struct licenses *licenses;
    const struct terms *terms;
    struct bounds *out;
};

struct view bound_basis_word(enum bound_basis b)
{
    static const struct view word[] = {
        [BOUND_TEXT] = VIEW_INIT("text"),
        [BOUND_PHRASE] = VIEW_INIT("phrase"),
        [BOUND_NAME] = VIEW_INIT("name"),
        [BOUND_UNKNOWN] = VIEW_INIT("unknown"),
    };

    return word[b];
}

// ---- The text of a license --------------------------------------------------

bool range_is_text(const struct license_range *r)
{
    return r->result <= MATCH_MODIFIED || r->result == MATCH_UNKNOWN;
}

// The range of `f` that is the text of `id`, or of a member of the family that
// is so called. A text that nobody knows answers to the name that the file as a
// whole has.
static const struct license_range *range_of(const struct license_file *f,
                                            const struct license_info *info,
                                            struct view id)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (range_is_text(&f->range[i]) && view_eq_nocase(f->range[i].id, id))
            return &f->range[i];
    for (size_t i = 0; info && license_is_family(info) && i < f->range_count;
         i++)
        if (range_is_text(&f->range[i]) && f->range[i].info &&
            license_may_mean(info, f->range[i].info))
            return &f->range[i];
    if (!expression_has(f->expression, id))
        return NULL;
    for (size_t i = 0; i < f->range_count; i++)
        if (f->range[i].result == MATCH_MODIFIED ||
            f->range[i].result == MATCH_UNKNOWN)
            return &f->range[i];
    return NULL;
}

static size_t folders(struct view path)
{
    size_t count = 0;

    for (size_t i = 0; i < path.len; i++)
        count += path.at[i] == '/';
    return count;
}

// The text of `id`: in the file where the release says so, else in the file
// that lies highest.
static void find_text(const struct binder *b, struct bound *one)
{
    for (size_t i = 0; i < b->terms->file_count; i++) {
        const struct license_file *f = &b->terms->file[i];
        const struct license_range *r = range_of(f, one->info, one->license);
        bool here = view_eq(f->path, one->evidence.path);

        if (!r || (one->file && !here &&
                   folders(f->path) >= folders(one->file->path)))
            continue;
        one->file = f;
        one->range = r;
        if (here)
            return;
    }
}

static enum bound_basis basis_of(const struct bound *one)
{
    if (one->range)
        return one->range->result <= MATCH_ADDED_TEXT ? BOUND_TEXT
                                                      : BOUND_PHRASE;
    return one->info && one->info->clause_count ? BOUND_NAME : BOUND_UNKNOWN;
}

// What is known of the license of that name; where it is told in the release is
// the place of the name.
static void clauses_of_name(struct arena *a, struct bound *one)
{
    const struct license_info *info = one->info;

    one->clause = ARENA_NEW(a, struct clause, info->clause_count);
    one->clause_count = info->clause_count;
    for (size_t i = 0; i < info->clause_count; i++)
        one->clause[i] = (struct clause){.key = info->clause[i].key,
                                         .value = info->clause[i].value,
                                         .where = info->clause[i].where,
                                         .note = info->clause[i].note,
                                         .confidence = CONFIDENCE_LIKELY};
}

static bool is_policy(const struct license_info *info)
{
    for (size_t i = 0; info && i < info->clause_count; i++)
        if (view_eq(info->clause[i].key, VIEW("use-commercial")))
            return view_eq(info->clause[i].value, VIEW("policy"));
    return false;
}

static void settle(const struct binder *b, struct bound *one)
{
    one->info = license_find(b->licenses, one->license);
    find_text(b, one);
    one->basis = basis_of(one);
    one->is_policy = is_policy(one->info);
    if (one->range) {
        one->clause = one->range->clause;
        one->clause_count = one->range->clause_count;
    } else if (one->basis == BOUND_NAME) {
        clauses_of_name(b->arena, one);
    }
}

// A use policy that the text binds to and that is not here: how many uses it
// lists is known, if at all, of some version of it only.
static void clauses_without_policy(struct arena *a, struct bound *one)
{
    struct clause *clause = ARENA_NEW(a, struct clause, one->clause_count);

    for (size_t i = 0; i < one->clause_count; i++) {
        struct view value = one->clause[i].value;

        clause[i] = one->clause[i];
        if (!view_eq(clause[i].key, VIEW("use-field-limits")) ||
            !view_starts(value, VIEW("by-reference;items=")))
            continue;
        clause[i].value = VIEW("by-reference;items=unknown");
        if (!view_eq(value, clause[i].value))
            clause[i].note = arena_print(
                a, VIEW_FMT "%s" VIEW_FMT " uses in the policy as known",
                VIEW_ARG(clause[i].note), clause[i].note.len ? "; " : "",
                VIEW_ARG(view_from(value, sizeof "by-reference;items=" - 1)));
    }
    one->clause = clause;
}

// ---- Collecting -------------------------------------------------------------

static void add_part(const struct binder *b, struct bound *one,
                     struct view part)
{
    for (size_t i = 0; i < one->part_count; i++)
        if (view_eq(one->part[i], part))
            return;
    *LIST_ADD(b->arena, one->part, one->part_count) = part;
}

// A license that reaches several parts is one, wherever each part is told it.
static void bind_id(const struct binder *b, struct view part,
                    const struct bound *like)
{
    struct bound one = *like;

    settle(b, &one);
    for (size_t i = 0; i < b->out->count; i++) {
        struct bound *had = &b->out->item[i];

        if (view_eq(had->license, one.license) && had->range == one.range &&
            had->from_base == one.from_base && had->disputed == one.disputed) {
            had->choice = had->choice && one.choice;
            add_part(b, had, part);
            return;
        }
    }
    add_part(b, &one, part);
    *LIST_ADD(b->arena, b->out->item, b->out->count) = one;
}

static void bind(const struct binder *b, struct view part,
                 struct view expression, const struct evidence *at,
                 bool from_base, bool disputed)
{
    const struct expression *read =
        expression_read(b->arena, b->licenses, expression);
    struct view rest = expression, id;

    while (expression_next(&rest, &id))
        bind_id(b, part,
                &(struct bound){.license = id,
                                .evidence = *at,
                                .from_base = from_base,
                                .disputed = disputed,
                                .choice = read && read->kind == EXPRESSION_OR});
}

static bool is_bound_kind(enum part_kind kind)
{
    return kind <= PART_DATA_TRAIN || kind == PART_DATA_EVAL;
}

static void bind_part(const struct binder *b, const struct part *p)
{
    const struct part_terms *t = &p->terms;

    bind(b, part_id(p->kind), t->expression, &t->evidence,
         p->kind == PART_WEIGHTS_BASE, false);
    for (size_t i = 0; i < t->conflict_count; i++) {
        const struct conflict *c = &t->conflict[i];
        bool base =
            view_eq(c->evidence.rule, VIEW("license-conflict-with-base"));

        bind(b, base ? part_id(PART_WEIGHTS_BASE) : part_id(p->kind),
             c->expression, &c->evidence, base, !base);
    }
}

// Use policies are files of their own and reach the model.
static void bind_policies(const struct binder *b)
{
    for (size_t i = 0; i < b->terms->file_count; i++) {
        const struct license_file *f = &b->terms->file[i];

        for (size_t k = 0; k < f->range_count; k++) {
            const struct license_range *r = &f->range[k];

            if (range_is_text(r) && is_policy(r->info))
                bind_id(b, part_id(PART_WEIGHTS_FINAL),
                        &(struct bound){.license = r->id,
                                        .evidence = bound_text(&(struct bound){
                                            .file = f, .range = r})});
        }
    }
}

static bool policy_is_here(const struct bounds *all,
                           const struct inventory *inv)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].is_policy)
            return true;
    return inventory_part(inv, PART_DOC_AUP, STAGE_NONE)->presence ==
           PRESENCE_PRESENT;
}

bool bound_lacks_policy(const struct bound *b, const struct bounds *all,
                        const struct inventory *inv)
{
    bool inside =
        b->info && b->info->record && b->range &&
        view_eq(record_get(b->info->record, VIEW("policy")), VIEW("inside"));

    return !inside && !policy_is_here(all, inv);
}

void bounds_take(struct arena *a, const struct licenses *l,
                 const struct inventory *inv, const struct terms *t,
                 struct bounds *out)
{
    struct binder b = {a, l, t, out};

    *out = (struct bounds){0};
    for (size_t i = 0; i < inv->part_count; i++)
        if (is_bound_kind(inv->part[i].kind))
            bind_part(&b, &inv->part[i]);
    bind_policies(&b);
    for (size_t i = 0; i < out->count; i++)
        if (bound_lacks_policy(&out->item[i], out, inv))
            clauses_without_policy(a, &out->item[i]);
    if (t->service)
        bind(&b, VIEW("service"), t->service->expression,
             &(struct evidence){.path = t->service->path,
                                .rule = VIEW("service-terms"),
                                .shows = t->service->expression},
             false, false);
}

void bounds_of_expression(struct arena *a, const struct licenses *l,
                          const struct terms *t, struct view expression,
                          const struct evidence *at, struct bounds *out)
{
    struct binder b = {a, l, t, out};

    bind(&b, (struct view){0}, expression, at, false, false);
}

bool bounds_have(const struct bounds *all, const struct license_range *r)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].range == r)
            return true;
    return false;
}

struct evidence bound_place(const struct bound *b, const struct clause *c)
{
    struct evidence at = b->evidence;

    at.rule = VIEW("clause");
    at.shows = view_head(c->note, SHOWS_SIZE);
    if (!b->range)
        return at;
    at.path = b->file->path;
    at.digest = (struct view){0};
    at.line = c->line;
    at.has_bytes = true;
    at.from = c->from;
    at.to = c->to;
    at.by = BY_DETECTED;
    return at;
}

struct evidence bound_span_place(const struct bound *b, const struct clause *c,
                                 size_t i)
{
    struct evidence at = bound_place(b, c);

    at.line = c->span[i].line;
    at.from = c->span[i].from;
    at.to = c->span[i].to;
    return at;
}

struct evidence bound_text(const struct bound *b)
{
    return (struct evidence){.path = b->file->path,
                             .line = b->range->line,
                             .has_bytes = true,
                             .from = b->range->from,
                             .to = b->range->to,
                             .rule = VIEW("license-text"),
                             .shows = b->range->id};
}
