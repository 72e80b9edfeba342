// SPDX-License-Identifier: Apache-2.0
#include "verdict/mof_component.h"

#include "base/map.h"
#include "terms/expression.h"

#include <assert.h>

struct mof_licenses {
    struct map open, whole, typed[3];
};

static const struct view type_words[] = {
    [MOF_CODE] = VIEW_INIT("code"),
    [MOF_DATA] = VIEW_INIT("data"),
    [MOF_DOCUMENT] = VIEW_INIT("document"),
};

struct view mof_type_word(enum mof_type t)
{
    return type_words[t];
}

static enum mof_type type_of(struct view word)
{
    for (enum mof_type t = MOF_CODE; t < MOF_DOCUMENT; t++)
        if (view_eq(type_words[t], word))
            return t;
    return MOF_DOCUMENT;
}

// ---------------------------------------------------------------- rules

static void add_ids(const struct record *r, struct map *to)
{
    struct view line, rest;
    bool is_new;

    for (size_t at = 0; record_next(r, VIEW("ids"), &at, &line);)
        for (rest = line; rest.len;)
            map_at(to, view_cut(rest, ' ', &rest), &is_new);
}

static const struct mof_licenses *read_licenses(struct arena *a)
{
    struct mof_licenses *l = ARENA_NEW(a, struct mof_licenses, 1);
    struct records all;

    l->open = l->whole = (struct map){.arena = a, .own = true};
    for (size_t t = 0; t < sizeof l->typed / sizeof *l->typed; t++)
        l->typed[t] = (struct map){.arena = a, .own = true};
    all = knowledge_records(VIEW("yardsticks/mof_licenses.txt"));
    for (size_t n = 0; n < all.record_count; n++) {
        struct view typed = record_get(&all.record[n], VIEW("typed"));

        if (typed.len)
            add_ids(&all.record[n], &l->typed[type_of(typed)]);
        else if (record_get(&all.record[n], VIEW("open")).len)
            add_ids(&all.record[n], &l->open);
        else
            add_ids(&all.record[n], &l->whole);
    }
    return l;
}

void mof_rules_read(struct arena *a, struct mof_rules *out)
{
    struct records all;

    *out = (struct mof_rules){.licenses = read_licenses(a)};
    all = knowledge_records(VIEW("yardsticks/mof.txt"));
    for (size_t n = 0; n < all.record_count; n++) {
        const struct record *r = &all.record[n];
        struct view name = record_get(r, VIEW("component"));
        uint64_t class_ = 0;

        if (!name.len || out->count == MOF_MOST)
            continue;
        view_u64(record_get(r, VIEW("class")), &class_);
        out->component[out->count++] = (struct mof_component){
            .name = name,
            .id = record_get(r, VIEW("id")),
            .type = type_of(record_get(r, VIEW("type"))),
            .class_ = (unsigned)class_,
            .required = view_eq(record_get(r, VIEW("need")), VIEW("required")),
            .covered = view_eq(record_get(r, VIEW("covered")), VIEW("yes")),
            .record = r,
        };
    }
}

bool mof_license_open(const struct mof_rules *rules, struct view id)
{
    return map_find(&rules->licenses->open, id) != NULL;
}

bool mof_license_fits(const struct mof_rules *rules, struct view id,
                      enum mof_type type)
{
    return map_find(&rules->licenses->typed[type], id) != NULL;
}

// Whether a license that is stated for the release as a whole reaches a
// component: always as the tool reads it, by evidence only what it speaks of.
static bool reached(const struct mof_rules *rules, enum mof_reading reading,
                    const struct mof_component *c, struct view id)
{
    return reading == MOF_AS_TOOL || c->covered ||
           map_find(&rules->licenses->whole, id);
}

// ---------------------------------------------------------------- records

struct filling {
    struct arena *a;
    const struct licenses *licenses;
    const struct mof_rules *rules;
    const struct inspection *i;
    enum mof_reading reading;
    struct mof_sheet *out;
};

static struct evidence record_line(const struct model_record *m, uint32_t line,
                                   struct view shows)
{
    return (struct evidence){.path = m->path,
                             .line = line,
                             .digest = m->digest,
                             .rule = VIEW("mof-record"),
                             .shows = view_head(shows, SHOWS_SIZE),
                             .by = BY_DECLARED};
}

// A name as people write it, as the id it stands for; the tool takes it as it
// is written.
static struct view license_name(const struct filling *f, struct view name)
{
    struct view id;

    if (f->reading == MOF_AS_TOOL)
        return name;
    id = license_alias(f->licenses, name);
    return id.len ? id : view_trim(name);
}

static const struct record_license *release_license(
    const struct model_record *m, struct view key)
{
    for (size_t n = 0; n < m->license_count; n++) {
        const struct record_license *l = &m->license[n];

        if (view_eq(l->key, key) && l->name.len && !view_eq(l->name, VIEW("0")))
            return l;
    }
    return NULL;
}

static void inherit(const struct filling *f, const struct mof_component *to,
                    struct mof_entry *e)
{
    const struct model_record *m = f->i->release->record;
    const struct record_license *l =
        release_license(m, mof_type_word(to->type));

    e->scope = TERMS_TYPE;
    if (!l) {
        l = release_license(m, VIEW("distribution"));
        e->scope = TERMS_RELEASE;
    }
    if (!l || (e->scope == TERMS_RELEASE &&
               !reached(f->rules, f->reading, to, f->out->distribution))) {
        e->scope = TERMS_NONE_STATED;
        return;
    }
    e->license = license_name(f, l->name);
    e->license_evidence = record_line(m, l->line, l->name);
}

static void fill_component(const struct filling *f,
                           const struct record_component *c,
                           const struct mof_component *to, struct mof_entry *e)
{
    const struct model_record *m = f->i->release->record;
    bool linked = view_has(c->component_path, VIEW("://"));

    *e = (struct mof_entry){
        .included = f->reading == MOF_AS_TOOL || linked,
        .evidence =
            record_line(m, c->line, linked ? c->component_path : c->name),
    };
    if (!c->has_license) {
        inherit(f, to, e);
        return;
    }
    e->own = true;
    e->scope = TERMS_OWN;
    e->license_evidence = record_line(m, c->line, c->license);
    if (!view_eq(c->license, VIEW("unlicensed")))
        e->license = license_name(f, c->license);
}

// A component that stands twice is what its last entry says.
static void fill_from_record(const struct filling *f)
{
    const struct model_record *m = f->i->release->record;
    const struct record_license *whole =
        release_license(m, VIEW("distribution"));

    if (whole) {
        f->out->distribution = license_name(f, whole->name);
        f->out->distribution_evidence =
            record_line(m, whole->line, whole->name);
    }
    for (size_t c = 0; c < f->rules->count; c++)
        for (size_t n = 0; n < m->component_count; n++)
            if (view_eq(m->component[n].name, f->rules->component[c].name))
                fill_component(f, &m->component[n], &f->rules->component[c],
                               &f->out->entry[c]);
}

// ---------------------------------------------------------------- releases

static struct view one_id(const struct filling *f, const struct expression *e)
{
    struct view left, right;

    if (e->kind == EXPRESSION_ID)
        return e->id;
    left = one_id(f, e->left);
    right = one_id(f, e->right);
    bool take_left =
        mof_license_open(f->rules, left) == (e->kind == EXPRESSION_OR);
    if (mof_license_open(f->rules, left) == mof_license_open(f->rules, right))
        return left;
    return take_left ? left : right;
}

static struct view id_of(const struct filling *f, struct view expression)
{
    const struct expression *e = expression_read(f->a, f->licenses, expression);

    return e ? one_id(f, e) : expression;
}

static bool is_stated(const struct part_terms *t)
{
    return t->expression.len && !view_eq(t->expression, VIEW("NONE")) &&
           t->scope != TERMS_NONE_STATED;
}

// The part that stands for a component: the best that is there, of training
// code any stage.
static const struct part *part_for(const struct filling *f,
                                   const struct mof_component *c)
{
    const struct inventory *inv = &f->i->inventory;
    const struct part *best = NULL;
    struct view id;

    for (size_t at = 0; record_next(c->record, VIEW("part"), &at, &id);)
        for (size_t n = 0; n < inv->part_count; n++)
            if (view_eq(part_id(inv->part[n].kind), id) &&
                (!best || inv->part[n].presence < best->presence))
                best = &inv->part[n];
    return best;
}

// Of sources that contradict each other, the one the tool would not take.
static void take_stated(const struct filling *f, const struct part_terms *t,
                        struct mof_entry *e)
{
    e->license = id_of(f, t->expression);
    e->license_evidence = t->evidence;
    e->scope = t->scope;
    for (size_t n = 0; n < t->conflict_count; n++) {
        struct view other = id_of(f, t->conflict[n].expression);

        if (mof_license_open(f->rules, e->license) &&
            !mof_license_open(f->rules, other)) {
            e->license = other;
            e->license_evidence = t->conflict[n].evidence;
        }
    }
}

// Whether what is stated for the part counts in this reading.
static bool counts(const struct filling *f, const struct mof_component *c,
                   const struct part_terms *t)
{
    if (!is_stated(t) || t->scope == TERMS_ASSUMED)
        return false;
    return t->scope != TERMS_RELEASE ||
           reached(f->rules, f->reading, c, id_of(f, t->expression));
}

static void fill_part(const struct filling *f, const struct mof_component *c,
                      struct mof_entry *e)
{
    const struct part *p = part_for(f, c);

    if (!p)
        return;
    *e = (struct mof_entry){
        .included = p->presence <= PRESENCE_POINTER,
        .unknown = p->presence == PRESENCE_UNKNOWN,
        .part = p,
        .scope = TERMS_NONE_STATED,
    };
    if (p->evidence_count)
        e->evidence = p->evidence[0];
    if (counts(f, c, &p->terms)) {
        take_stated(f, &p->terms, e);
        e->own = p->terms.scope != TERMS_RELEASE ||
                 !view_eq(e->license, f->out->distribution);
    } else if (f->reading == MOF_AS_TOOL && f->out->distribution.len) {
        e->license = f->out->distribution;
        e->license_evidence = f->out->distribution_evidence;
        e->scope = TERMS_ASSUMED;
    }
}

// What people give as the license of a release: the one that is stated for all
// of it, else that of the weights.
static void take_distribution(const struct filling *f)
{
    const struct inventory *inv = &f->i->inventory;
    const struct part *found =
        inventory_part(inv, PART_WEIGHTS_FINAL, STAGE_NONE);
    struct mof_entry e = {0};

    for (size_t n = 0; n < inv->part_count && !is_stated(&found->terms); n++)
        if (is_stated(&inv->part[n].terms) &&
            inv->part[n].terms.scope == TERMS_RELEASE)
            found = &inv->part[n];
    if (!is_stated(&found->terms))
        return;
    take_stated(f, &found->terms, &e);
    f->out->distribution = e.license;
    f->out->distribution_evidence = e.license_evidence;
}

void mof_sheet_fill(struct arena *a, const struct licenses *l,
                    const struct mof_rules *rules, const struct inspection *i,
                    enum mof_reading reading, struct mof_sheet *out)
{
    struct filling f = {a, l, rules, i, reading, out};
    const struct model_record *m = i->release->record;

    *out = (struct mof_sheet){.distribution = {.at = NULL}};
    if (m && m->kind == RECORD_MOF && !i->release->root_count) {
        fill_from_record(&f);
        return;
    }
    take_distribution(&f);
    for (size_t c = 0; c < rules->count; c++)
        fill_part(&f, &rules->component[c], &out->entry[c]);
}
