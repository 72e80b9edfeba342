// SPDX-License-Identifier: Apache-2.0
// Decides which terms reach which part (inventory.md 6). For one part a text
// weighs more than a statement, a statement more than a badge; what is said of
// another part never fills this one; every answer that differs is kept.
#include "base/file.h"
#include "terms/evidence.h"
#include "terms/expression.h"
#include "terms/service.h"

struct attacher {
    struct arena *arena;
    const struct licenses *licenses;
    const struct release *release;
    struct inventory *inv;
    struct terms_found *found;
    bool code_is_named; // a statement says what the code is under
};

static unsigned group_of(enum part_kind kind)
{
    if (kind <= PART_WEIGHTS_OPTIMIZER)
        return ABOUT_WEIGHTS;
    if (kind <= PART_CONFIG_TRAIN)
        return ABOUT_WEIGHTS | ABOUT_CODE;
    if (kind <= PART_CODE_LIB)
        return ABOUT_CODE;
    if (kind == PART_DATA_TRAIN || kind == PART_DATA_EVAL)
        return ABOUT_DATA;
    return ABOUT_DOCS;
}

// The root that a part lies in, by its first evidence; UINT32_MAX: none.
static uint32_t root_of(const struct attacher *t, const struct part *p)
{
    for (size_t i = 0; i < p->evidence_count; i++) {
        const struct entry *e = release_find(t->release, p->evidence[i].path);

        if (e)
            return e->root;
    }
    return UINT32_MAX;
}

static bool in_folder(const struct part *p, struct view folder)
{
    for (size_t i = 0; i < p->evidence_count; i++)
        if (view_starts(p->evidence[i].path, folder) &&
            p->evidence[i].path.len > folder.len &&
            p->evidence[i].path.at[folder.len] == '/')
            return true;
    return false;
}

static bool has_weights(const struct attacher *t, uint32_t root)
{
    const struct part *w =
        inventory_part(t->inv, PART_WEIGHTS_FINAL, STAGE_NONE);
    enum root_kind kind = t->release->root[root].kind;

    return kind == ROOT_SNAPSHOT || kind == ROOT_CACHE ||
           (w->presence == PRESENCE_PRESENT && root_of(t, w) == root);
}

// Whether what holds for a whole root reaches the part.
static bool reaches_from_root(const struct attacher *t,
                              const struct terms_evidence *e,
                              const struct part *p, unsigned group)
{
    bool here = p->presence == PRESENCE_PRESENT && root_of(t, p) == e->root;

    if (group == ABOUT_DATA)
        return false;
    if (!(group & ABOUT_WEIGHTS))
        return here;
    if (e->about_model)
        return true;
    return here && (group != ABOUT_WEIGHTS || has_weights(t, e->root));
}

// "This project is under X" is said of what is in the tree, not of weights that
// it links.
static bool is_of_everything(const struct terms_evidence *e)
{
    unsigned all = ABOUT_CODE | ABOUT_WEIGHTS | ABOUT_DOCS;

    return (e->parts & all) == all;
}

// Whether the evidence speaks of this part.
static bool reaches(const struct attacher *t, const struct terms_evidence *e,
                    const struct part *p)
{
    unsigned group = group_of(p->kind);
    bool here = p->presence == PRESENCE_PRESENT;

    switch (e->source) {
    case TERMS_DECLARED_OWN:
        return false; // given to its part directly
    case TERMS_TEXT_OWN:
        return (e->parts & group) &&
               (e->depth == 0 || here || group == ABOUT_WEIGHTS) &&
               (!e->folder.len || in_folder(p, e->folder) ||
                group == ABOUT_WEIGHTS);
    case TERMS_STATEMENT_PART:
        return (e->parts & group) &&
               (!is_of_everything(e) || here || group != ABOUT_WEIGHTS);
    case TERMS_TEXT_LINKED:
    case TERMS_METADATA:
    case TERMS_HEADER:
        return (e->parts & group) != 0;
    case TERMS_PACKAGE:
        return group == ABOUT_CODE && here &&
               (e->folder.len ? in_folder(p, e->folder)
                              : root_of(t, p) == e->root);
    case TERMS_TEXT_FOLDER:
        return in_folder(p, e->folder);
    case TERMS_TEXT_RELEASE:
        return e->folder.len ? here && in_folder(p, e->folder)
                             : reaches_from_root(t, e, p, group);
    case TERMS_FRONT_MATTER:
        // The card's license is that of the model, wherever it is kept.
        return group != ABOUT_DATA &&
               (group == ABOUT_WEIGHTS || (here && root_of(t, p) == e->root));
    case TERMS_STATEMENT_RELEASE:
        return group != ABOUT_DATA && (here || group == ABOUT_WEIGHTS);
    case TERMS_BADGE:
        if (e->parts)
            return (e->parts & group) != 0;
        return here && group != ABOUT_DATA &&
               (!(group & ABOUT_WEIGHTS) || has_weights(t, e->root));
    }
    return false;
}

// How strongly: a smaller number wins.
static int weight(const struct terms_evidence *e)
{
    if (e->source == TERMS_TEXT_RELEASE && e->folder.len)
        return TERMS_TEXT_FOLDER;
    return (int)e->source;
}

static enum terms_scope scope_of(const struct terms_evidence *e)
{
    switch (e->source) {
    case TERMS_DECLARED_OWN:
    case TERMS_TEXT_OWN:
    case TERMS_TEXT_FOLDER:
    case TERMS_METADATA:
    case TERMS_HEADER:
    case TERMS_PACKAGE:
        return TERMS_OWN;
    case TERMS_TEXT_LINKED:
    case TERMS_STATEMENT_PART:
        return TERMS_TYPE;
    case TERMS_TEXT_RELEASE:
    case TERMS_FRONT_MATTER:
    case TERMS_STATEMENT_RELEASE:
    case TERMS_BADGE:
        return TERMS_RELEASE;
    }
    return TERMS_NONE_STATED;
}

// ---- Conflicts --------------------------------------------------------------

static bool is_own_reference(struct view expression)
{
    return view_starts(expression, VIEW("LicenseRef-"));
}

// Whether two answers for one part cannot both be meant.
static bool disagree(const struct attacher *t, const struct terms_evidence *a,
                     const struct terms_evidence *b)
{
    if (expressions_agree(t->licenses, a->expression, b->expression))
        return false;
    // A text nobody knows may well be the custom one that the tag names.
    return !(a->modified && is_own_reference(b->expression));
}

static void add_conflict(struct attacher *t, struct part_terms *p,
                         struct view expression,
                         const struct evidence *evidence)
{
    if (view_eq(p->expression, expression))
        return;
    for (size_t i = 0; i < p->conflict_count; i++)
        if (view_eq(p->conflict[i].expression, expression))
            return;
    *LIST_ADD(t->arena, p->conflict, p->conflict_count) =
        (struct conflict){expression, *evidence};
}

// ---- One part ---------------------------------------------------------------

static const struct terms_evidence *strongest(const struct attacher *t,
                                              const struct part *p)
{
    const struct terms_evidence *best = NULL;

    for (size_t i = 0; i < t->found->count; i++) {
        const struct terms_evidence *e = &t->found->item[i];

        if (reaches(t, e, p) &&
            (!best || weight(e) < weight(best) ||
             (weight(e) == weight(best) && e->depth < best->depth)))
            best = e;
    }
    return best;
}

// A text at the top that says not of what it is, beside a statement on the
// weights: nothing but another statement confines it to the code.
static bool stands_against(const struct attacher *t,
                           const struct terms_evidence *e,
                           const struct terms_evidence *best,
                           const struct part *p)
{
    return group_of(p->kind) == ABOUT_WEIGHTS && !t->code_is_named &&
           best->source == TERMS_STATEMENT_PART &&
           e->source == TERMS_TEXT_RELEASE && !e->folder.len &&
           e->root == best->root;
}

// A sentence on the code alone is no answer for settings, which go with the
// weights too, where another source speaks of both.
static bool is_beside(const struct terms_evidence *e,
                      const struct terms_evidence *best, const struct part *p)
{
    unsigned group = group_of(p->kind);

    return e->source == TERMS_STATEMENT_PART && group != ABOUT_WEIGHTS &&
           (group & ABOUT_WEIGHTS) && !(e->parts & ABOUT_WEIGHTS) &&
           (!best->parts || (best->parts & ABOUT_WEIGHTS));
}

// A license of the whole release that a statement gives to this kind of part as
// well is stretched no further than its author said.
static void note_said(struct attacher *t, const struct terms_evidence *best,
                      struct part *p)
{
    struct part_terms *own = &p->terms;

    for (size_t i = 0; own->scope == TERMS_RELEASE && i < t->found->count;
         i++) {
        const struct terms_evidence *e = &t->found->item[i];

        if (scope_of(e) != TERMS_TYPE || !e->parts || !reaches(t, e, p) ||
            !expressions_agree(t->licenses, best->expression, e->expression))
            continue;
        own->scope = TERMS_TYPE;
        own->evidence.shows = view_head(
            arena_print(t->arena, VIEW_FMT "; of such parts: " VIEW_FMT,
                        VIEW_ARG(own->evidence.shows),
                        VIEW_ARG(evidence_place(t->arena, &e->evidence))),
            SHOWS_SIZE);
    }
}

static void attach_part(struct attacher *t, struct part *p)
{
    const struct terms_evidence *best = strongest(t, p);

    if (!best)
        return;
    p->terms.expression = best->expression;
    p->terms.scope = scope_of(best);
    p->terms.evidence = best->evidence;
    note_said(t, best, p);
    for (size_t i = 0; i < t->found->count; i++) {
        const struct terms_evidence *e = &t->found->item[i];

        // What a deeper document or another folder says is about that.
        if (e != best &&
            ((reaches(t, e, p) && e->depth <= best->depth) ||
             stands_against(t, e, best, p)) &&
            !is_beside(e, best, p) && disagree(t, best, e))
            add_conflict(t, &p->terms, e->expression, &e->evidence);
    }
}

static void add_limits(struct attacher *t, struct part *p)
{
    for (size_t i = 0; i < t->found->limit_count; i++) {
        const struct terms_limit *limit = &t->found->limit[i];

        if (limit->parts & group_of(p->kind))
            *LIST_ADD(t->arena, p->terms.on_top, p->terms.on_top_count) =
                (struct on_top){limit->text, limit->evidence};
    }
}

// ---- Manifest ---------------------------------------------------------------

static struct evidence declared_at(const struct attacher *t, uint32_t line,
                                   struct view shows)
{
    const struct manifest *m = t->release->manifest;

    return (struct evidence){.path = m->path,
                             .line = line,
                             .digest = m->digest,
                             .rule = VIEW("manifest-license"),
                             .shows = view_head(shows, SHOWS_SIZE),
                             .by = BY_DECLARED};
}

static struct view declared_expression(struct attacher *t, struct view text)
{
    struct view e = expression_canonical(t->arena, t->licenses, text);
    struct view alias = license_alias(t->licenses, text);

    if (expression_known(t->arena, t->licenses, text) || !alias.len)
        return e.len ? e : text;
    return alias;
}

// The expression of the text a manifest names as `license_file`.
static struct view declared_file(struct attacher *t,
                                 const struct manifest_part *m)
{
    struct license_file f;
    struct view bytes;

    if (!m->license_file.len ||
        file_front(t->arena, m->license_file, 1 << 20, &bytes))
        return (struct view){0};
    terms_of_text(t->arena, t->licenses, m->license_file, bytes, &f);
    return view_eq(f.expression, VIEW("NONE")) ? (struct view){0}
                                               : f.expression;
}

static void take_declared(struct attacher *t, const struct manifest_part *m,
                          struct part *p)
{
    struct view text = declared_file(t, m);

    for (size_t i = 0; i < m->on_top_count; i++)
        *LIST_ADD(t->arena, p->terms.on_top, p->terms.on_top_count) =
            (struct on_top){m->on_top[i],
                            declared_at(t, m->line, m->on_top[i])};
    if (!m->license.len && !text.len)
        return;
    if (view_eq(m->license, VIEW("none")))
        return;
    struct view declared = text.len ? text : declared_expression(t, m->license);
    struct evidence at = declared_at(t, m->line, declared);
    // What the files say stands; a person's word fills what they leave open.
    if (p->terms.expression.len) {
        if (!expression_has(p->terms.expression, declared))
            add_conflict(t, &p->terms, declared, &at);
        return;
    }
    p->terms.expression = declared;
    p->terms.scope = TERMS_OWN;
    p->terms.evidence = at;
}

static void attach_manifest(struct attacher *t)
{
    const struct manifest *m = t->release->manifest;

    for (size_t i = 0; m && i < m->part_count; i++) {
        enum part_kind kind;
        enum stage stage = STAGE_NONE;

        if (!part_id_find(m->part[i].part, &kind))
            continue;
        stage_find(m->part[i].stage, &stage);
        for (size_t k = 0; k < t->inv->part_count; k++)
            if (t->inv->part[k].kind == kind &&
                (stage == STAGE_NONE || t->inv->part[k].stage == stage))
                take_declared(t, &m->part[i], &t->inv->part[k]);
    }
}

// ---- The base ---------------------------------------------------------------

// What a parent's own name says of its terms: the product names that licenses
// reserve or demand (`product` in the records). The longest one counts.
static struct view license_of_name(struct attacher *t, struct view name)
{
    struct view folded = license_fold(t->arena, view_basename(name)), product;
    struct view best = {0};
    const struct license_info *info;
    size_t longest = 0;

    for (size_t at = 0; (info = license_next(t->licenses, &at));)
        for (size_t k = 0;
             record_next(info->record, VIEW("product"), &k, &product);)
            if (view_starts(folded, product) && product.len > longest &&
                (folded.len == product.len || folded.at[product.len] == ' ')) {
                longest = product.len;
                best = info->id;
            }
    return best;
}

// Prose that names several models as "based on" speaks of several releases;
// which of them is this one cannot be told.
static bool is_base(const struct attacher *t, const struct parent *p)
{
    size_t prose = 0;

    for (size_t i = 0; i < t->inv->lineage.parent_count; i++)
        prose += view_eq(t->inv->lineage.parent[i].source.rule,
                         VIEW("parent-in-prose"));
    return p->relation != RELATION_UNKNOWN || p->license.len || prose < 2 ||
           !view_eq(p->source.rule, VIEW("parent-in-prose"));
}

// The terms of a parent: declared, or what its name says.
static struct view license_of(struct attacher *t, const struct parent *p)
{
    return p->license.len ? declared_expression(t, p->license) : p->named;
}

static void name_parents(struct attacher *t)
{
    struct lineage *l = &t->inv->lineage;

    for (size_t i = 0; i < l->parent_count; i++)
        if (!l->parent[i].license.len)
            l->parent[i].named = license_of_name(t, l->parent[i].name);
}

static void attach_base(struct attacher *t, struct part *w)
{
    for (size_t i = 0; i < t->inv->lineage.parent_count; i++) {
        const struct parent *p = &t->inv->lineage.parent[i];
        if (!is_base(t, p))
            continue;
        struct view base = license_of(t, p);

        if (!base.len || expression_class(t->arena, t->licenses, base) !=
                             TERMS_CLASS_RESTRICTED)
            continue;
        w->terms.from_base = true;
        if (expressions_agree(t->licenses, w->terms.expression, base))
            continue;
        struct evidence at = p->source;
        at.rule = VIEW("license-conflict-with-base");
        at.shows =
            arena_print(t->arena, "base " VIEW_FMT " is %s under " VIEW_FMT,
                        VIEW_ARG(view_head(p->name, 50)),
                        p->license.len ? "declared" : "by its name likely",
                        VIEW_ARG(view_head(base, 50)));
        if (w->terms.expression.len)
            add_conflict(t, &w->terms, base, &at);
        else
            *LIST_ADD(t->arena, w->terms.on_top, w->terms.on_top_count) =
                (struct on_top){at.shows, at};
    }
}

// What the release states of itself does not reach what it was made from: the
// terms of weights.base are those of its parents, declared or by their names.
static void attach_base_part(struct attacher *t, struct part *base)
{
    const struct lineage *l = &t->inv->lineage;
    bool had = base->terms.expression.len > 0;

    if (base->presence != PRESENCE_PRESENT &&
        base->presence != PRESENCE_POINTER)
        return;
    for (size_t i = 0; i < l->parent_count && !had; i++) {
        const struct parent *p = &l->parent[i];
        struct view license = license_of(t, p);

        if (!license.len || !is_base(t, p))
            continue;
        if (!base->terms.expression.len) {
            base->terms.scope = p->license.len ? TERMS_OWN : TERMS_ASSUMED;
            base->terms.evidence = p->source;
        }
        base->terms.expression = expression_join(
            t->arena, t->licenses, base->terms.expression, license);
    }
}

static bool code_is_named(const struct terms_found *found)
{
    for (size_t i = 0; i < found->count; i++)
        if ((found->item[i].parts & ABOUT_CODE) &&
            (found->item[i].source == TERMS_STATEMENT_PART ||
             found->item[i].source == TERMS_TEXT_LINKED))
            return true;
    return false;
}

struct error *terms_attach(struct arena *a, const struct licenses *l,
                           const struct release *r, size_t threads,
                           struct inventory *inv, struct terms *out)
{
    struct terms_found found;
    struct attacher t = {a, l, r, inv, &found, false};

    (void)threads; // few small files: not worth a thread
    *out = (struct terms){0};
    evidence_collect(a, l, r, inv, &found);
    t.code_is_named = code_is_named(&found);
    for (size_t i = 0; i < inv->part_count; i++) {
        struct part *p = &inv->part[i];

        if (p->presence != PRESENCE_PRESENT && p->presence != PRESENCE_POINTER)
            continue;
        if (p->kind != PART_WEIGHTS_BASE)
            attach_part(&t, p);
        if (p->kind == PART_WEIGHTS_FINAL)
            add_limits(&t, p);
    }
    attach_manifest(&t);
    name_parents(&t);
    attach_base_part(&t, inventory_part(inv, PART_WEIGHTS_BASE, STAGE_NONE));
    attach_base(&t, inventory_part(inv, PART_WEIGHTS_FINAL, STAGE_NONE));
    struct license_file service;
    bool is_service = service_terms(a, l, r->manifest, &service);
    if (is_service)
        *LIST_ADD(a, found.file, found.file_count) = service;
    *out = (struct terms){
        .file = found.file,
        .file_count = found.file_count,
        .service = is_service ? &found.file[found.file_count - 1] : NULL,
    };
    return NULL;
}
