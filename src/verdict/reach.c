// SPDX-License-Identifier: Apache-2.0
// reach.c - how the terms that reach a part stand to the four freedoms.
//
// The class of an expression comes from knowledge/licenses/, what limits it
// from knowledge/yardsticks/limits.txt. Rules: yardsticks.md 2.2 and 8,
// inventory.md 6 (the base binds what was made from it), manifest.md 4 (of a
// file and a declared fact the stricter decides).
#include "verdict/judge.h"

#include <assert.h>

static enum standing standing_of(enum terms_class c)
{
    switch (c) {
    case TERMS_CLASS_OSI:
        return STANDING_OPEN;
    case TERMS_CLASS_FREE:
        return STANDING_FREE;
    case TERMS_CLASS_NEAR_FREE:
        return STANDING_NEAR;
    case TERMS_CLASS_RESTRICTED:
        return STANDING_RESTRICTED;
    case TERMS_CLASS_UNKNOWN:
        break;
    }
    return STANDING_UNKNOWN;
}

// What the terms floor found of a text that the database does not hold under
// that id. A changed text of a restricted license is taken to limit what the
// license limits; a changed text of an open one cannot be judged by it.
static const struct license_info *range_info(const struct judge *j,
                                             const struct license_range *r)
{
    const struct license_info *nearest;

    if (r->info || r->result != MATCH_MODIFIED)
        return r->info;
    nearest = license_find(j->licenses, r->nearest);
    return nearest && nearest->class_ == TERMS_CLASS_RESTRICTED ? nearest
                                                                : NULL;
}

// Several texts of a release can be equally unknown: the one at `path` speaks
// first.
static const struct license_info *info_in_files(const struct judge *j,
                                                struct view id,
                                                struct view path)
{
    const struct terms *t = &j->inspection->terms;
    const struct license_info *other = NULL;

    for (size_t f = 0; f < t->file_count; f++)
        for (size_t n = 0; n < t->file[f].range_count; n++) {
            const struct license_range *r = &t->file[f].range[n];

            if (!view_eq(r->id, id) || !range_info(j, r))
                continue;
            if (view_eq(t->file[f].path, path))
                return range_info(j, r);
            other = other ? other : range_info(j, r);
        }
    return other;
}

static bool has_clause(const struct license_info *info, struct view key,
                       struct view value)
{
    for (size_t c = 0; c < info->clause_count; c++)
        if (view_eq(info->clause[c].key, key) &&
            view_eq(info->clause[c].value, value))
            return true;
    return false;
}

static bool limit_applies(const struct limit *l,
                          const struct license_info *info)
{
    struct view reason, key = record_get(l->record, VIEW("clause"));
    size_t at = 0;

    while (record_next(l->record, VIEW("reason"), &at, &reason))
        if (view_has(info->why_not, reason))
            return true;
    return key.len &&
           has_clause(info, key, record_get(l->record, VIEW("value")));
}

static uint32_t limits_of(const struct judge *j,
                          const struct license_info *info)
{
    uint32_t limits = 0;

    for (size_t n = 0; n < j->limit_count; n++)
        if (limit_applies(&j->limit[n], info))
            limits |= UINT32_C(1) << n;
    return limits;
}

static bool has_word(struct view text, struct view word)
{
    size_t at;

    while ((at = view_find(text, word)) != SIZE_MAX) {
        struct view after = view_from(text, at + word.len);

        assert(text.at);
        if ((!at || !ascii_alpha(text.at[at - 1])) &&
            (!after.len || !ascii_alpha(after.at[0])))
            return true;
        text = after;
    }
    return false;
}

// Named after an open license and not it: "Modified MIT", "Apache-style".
static bool is_named_after_open(const struct judge *j, struct view name)
{
    const struct record *words =
        records_find(&j->flags, VIEW("flag"), VIEW("W18"));
    struct view low = arena_lower(j->arena, name), open;
    size_t at = 0;

    if (!record_phrase_in(j->arena, words, name))
        return false;
    while (record_next(words, VIEW("open"), &at, &open))
        if (has_word(low, open))
            return true;
    return false;
}

static bool is_like_open(const struct judge *j, struct view id,
                         const struct license_info *info)
{
    return view_starts(id, VIEW("LicenseRef-")) &&
           (is_named_after_open(j, id) ||
            (info && is_named_after_open(j, info->title)));
}

static bool is_id_byte(char c)
{
    return ascii_alnum(c) || c == '-' || c == '.' || c == '+' || c == ':';
}

// Steps through the ids of an expression, operators left out.
static bool next_id(struct view *rest, struct view *id)
{
    while (rest->len) {
        size_t n = 0;

        while (n < rest->len && is_id_byte(rest->at[n]))
            n++;
        *id = view_head(*rest, n);
        *rest = view_from(*rest, n ? n : 1);
        if (id->len && !view_eq(*id, VIEW("AND")) &&
            !view_eq(*id, VIEW("OR")) && !view_eq(*id, VIEW("WITH")))
            return true;
    }
    return false;
}

// Of a choice, the alternative that limits need not be taken.
static bool counts(const struct reach *r, const struct license_info *info)
{
    return info->class_ != TERMS_CLASS_RESTRICTED ||
           r->standing == STANDING_RESTRICTED;
}

static void reach_read(const struct judge *j, struct view expression,
                       struct reach *out)
{
    struct view rest = expression, id;
    bool choice = view_has(expression, VIEW(" OR "));

    out->expression = expression;
    out->standing =
        standing_of(expression_class(j->arena, j->licenses, expression));
    while (next_id(&rest, &id)) {
        const struct license_info *info = license_find(j->licenses, id);
        bool by_words = !info;

        if (by_words)
            info = info_in_files(j, id, out->evidence.path);
        out->like_open = out->like_open || is_like_open(j, id, info);
        if (!info)
            continue;
        if (by_words && !choice && out->standing == STANDING_UNKNOWN)
            out->standing = standing_of(info->class_);
        if (!counts(out, info))
            continue;
        out->limits |= limits_of(j, info);
        out->by_words = out->by_words || by_words;
    }
}

static bool is_stated(const struct part_terms *t)
{
    return t->expression.len && !view_eq(t->expression, VIEW("NONE")) &&
           t->scope != TERMS_ASSUMED && t->scope != TERMS_NONE_STATED;
}

static bool is_code(const struct part *p)
{
    return view_starts(part_id(p->kind), VIEW("code."));
}

static uint32_t limits_on_code(const struct judge *j)
{
    uint32_t limits = 0;

    for (size_t n = 0; n < j->limit_count; n++)
        if (j->limit[n].code_only)
            limits |= UINT32_C(1) << n;
    return limits;
}

struct reach judge_reach(const struct judge *j, const struct part *p)
{
    const struct part_terms *t = &p->terms;
    struct reach r = {.standing = STANDING_UNSTATED, .evidence = t->evidence};

    if (!is_stated(t))
        return r;
    reach_read(j, t->expression, &r);
    for (size_t c = 0; c < t->conflict_count; c++) {
        struct reach other = {.evidence = t->conflict[c].evidence};

        if (evidence_is_of_base(&other.evidence) ||
            (other.evidence.by != BY_DECLARED && t->evidence.by != BY_DECLARED))
            continue;
        reach_read(j, t->conflict[c].expression, &other);
        if (other.standing > r.standing)
            r = other;
    }
    if (!is_code(p))
        r.limits &= ~limits_on_code(j);
    return r;
}

uint32_t judge_on_top(const struct judge *j, const struct part *p,
                      const struct on_top **found)
{
    uint32_t limits = 0;

    *found = NULL;
    for (size_t t = 0; t < p->terms.on_top_count; t++)
        for (size_t n = 0; n < j->limit_count; n++)
            if (!evidence_is_of_base(&p->terms.on_top[t].evidence) &&
                record_phrase_in(j->arena, j->limit[n].record,
                                 p->terms.on_top[t].text)) {
                limits |= UINT32_C(1) << n;
                *found = *found ? *found : &p->terms.on_top[t];
            }
    return limits;
}

// ---------------------------------------------------------------- the base

static enum base_standing base_of_standing(enum standing s)
{
    switch (s) {
    case STANDING_OPEN:
    case STANDING_FREE:
    case STANDING_NEAR:
        return BASE_OPEN;
    case STANDING_RESTRICTED:
        return BASE_RESTRICTED;
    case STANDING_UNSTATED:
    case STANDING_UNKNOWN:
        break;
    }
    return BASE_UNKNOWN;
}

static bool same_place(const struct evidence *a, const struct evidence *b)
{
    return a->line == b->line && view_eq(a->path, b->path);
}

// The terms that the terms floor found for a parent, beside those of the
// weights; they stand where the parent is named.
static struct view handed_down(const struct judge *j, const struct parent *p)
{
    const struct part_terms *t =
        &judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE)->terms;

    for (size_t c = 0; c < t->conflict_count; c++)
        if (evidence_is_of_base(&t->conflict[c].evidence) &&
            same_place(&t->conflict[c].evidence, &p->source))
            return t->conflict[c].expression;
    return (struct view){0};
}

// Of weights.base only what a manifest declares: what reaches the weights of a
// release does not reach those it was made from.
static struct view declared_base(const struct judge *j)
{
    const struct part_terms *t =
        &judge_part(j, PART_WEIGHTS_BASE, STAGE_NONE)->terms;

    return is_stated(t) && t->evidence.by == BY_DECLARED ? t->expression
                                                         : (struct view){0};
}

static struct base base_of_parent(const struct judge *j, const struct parent *p)
{
    struct view license = p->license;
    struct reach r = {.standing = STANDING_UNSTATED, .evidence = p->source};

    if (!license.len)
        license = handed_down(j, p);
    if (!license.len && j->inspection->inventory.lineage.parent_count == 1)
        license = declared_base(j);
    if (license.len)
        reach_read(j, license, &r);
    return (struct base){.standing = base_of_standing(r.standing),
                         .name = p->name,
                         .expression = license,
                         .evidence = p->source,
                         .limits = r.limits};
}

static bool is_prose(const struct parent *p)
{
    return view_eq(p->source.rule, VIEW("parent-in-prose"));
}

// Prose that names several parents speaks of several models, and the terms of
// one of them bind only what was made from it: then the best counts, and what
// is unlike it makes it unknown.
static struct base mixed(struct base a, struct base b)
{
    struct base best = a.standing <= b.standing ? a : b;

    if (a.standing != b.standing)
        best.standing = BASE_UNKNOWN;
    return best;
}

// The worst of the parents that a setting, a tag or a manifest names; where
// none does, what prose says.
static struct base base_of_lineage(const struct judge *j)
{
    const struct lineage *l = &j->inspection->inventory.lineage;
    struct base named = {.standing = BASE_NONE}, said = named;

    for (size_t n = 0; n < l->parent_count; n++) {
        struct base one = base_of_parent(j, &l->parent[n]);

        if (is_prose(&l->parent[n]))
            said = said.standing == BASE_NONE ? one : mixed(said, one);
        else if (one.standing > named.standing)
            named = one;
    }
    return named.standing == BASE_NONE ? said : named;
}

// The same license, or another of its family: what the base binds is said with
// the weights' own terms already.
static bool same_terms(const struct judge *j, struct view a, struct view b)
{
    const struct license_info *one = license_find(j->licenses, a);
    const struct license_info *other = license_find(j->licenses, b);

    if (!a.len || view_eq(a, b))
        return a.len != 0;
    return one && other && one->family.len &&
           one->class_ == TERMS_CLASS_RESTRICTED &&
           view_eq(one->family, other->family);
}

// An adapter or delta needs its base. That a document speaks of one is not
// enough: it may be about another model of the same maker.
static bool needs_base(const struct inventory *inv)
{
    if (!inv->is_adapter && !inv->is_delta)
        return false;
    for (size_t n = 0; n < inv->weights.set_count; n++)
        if (inv->weights.set[n].role == WEIGHTS_ADAPTER ||
            inv->weights.set[n].role == WEIGHTS_DELTA)
            return true;
    return inv->lineage.parent_count > 0;
}

struct base judge_base(const struct judge *j)
{
    const struct part_terms *own =
        &judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE)->terms;
    struct base b = base_of_lineage(j);

    b.needed = needs_base(&j->inspection->inventory);
    if (b.standing == BASE_NONE && b.needed)
        b.standing = BASE_UNKNOWN;
    b.is_same = same_terms(j, b.expression, own->expression);
    return b;
}
