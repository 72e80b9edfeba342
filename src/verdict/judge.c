// SPDX-License-Identifier: Apache-2.0
#include "verdict/judge.h"

#include <assert.h>
#include <inttypes.h>

// ---------------------------------------------------------------- knowledge

static void read_knowledge(struct arena *a, struct view name,
                           struct records *out)
{
    struct error *e = knowledge_read(a, name, out);

    assert(!e); // compiled in; a test reads each file
    (void)e;
}

static enum claim_level level_of(struct view word)
{
    for (enum claim_level l = CLAIM_C0; l < CLAIM_C3; l++)
        if (view_eq(claim_level_word(l), word))
            return l;
    return CLAIM_C3;
}

void judge_open(struct judge *j, struct arena *a, const struct licenses *l,
                struct inspection *i)
{
    *j = (struct judge){.arena = a, .licenses = l, .inspection = i};
    read_knowledge(a, VIEW("yardsticks/osaid.txt"), &j->checks);
    read_knowledge(a, VIEW("yardsticks/flags.txt"), &j->flags);
    read_knowledge(a, VIEW("yardsticks/limits.txt"), &j->limits);
    assert(j->limits.record_count <= JUDGE_MAX_LIMITS);
    for (size_t n = 0; n < j->limits.record_count; n++) {
        const struct record *r = &j->limits.record[n];
        struct view id = record_get(r, VIEW("limit"));

        if (!id.len || j->limit_count == JUDGE_MAX_LIMITS)
            continue;
        j->limit[j->limit_count++] = (struct limit){
            .record = r,
            .id = id,
            .says = record_get(r, VIEW("says")),
            .hard = level_of(record_get(r, VIEW("hard"))),
            .near = view_eq(record_get(r, VIEW("near")), VIEW("yes")),
            .code_only = view_eq(record_get(r, VIEW("reach")), VIEW("code")),
        };
    }
}

bool record_phrase_in(struct arena *a, const struct record *r, struct view text)
{
    struct view low = arena_lower(a, text), phrase;
    size_t at = 0;

    while (record_next(r, VIEW("phrase"), &at, &phrase))
        if (view_has(low, phrase))
            return true;
    return false;
}

// ---------------------------------------------------------------- parts

const struct part *judge_part(const struct judge *j, enum part_kind kind,
                              enum stage stage)
{
    return inventory_part(&j->inspection->inventory, kind, stage);
}

bool judge_is_tune(const struct judge *j)
{
    const struct inventory *inv = &j->inspection->inventory;

    return inv->is_finetune || inv->is_adapter || inv->is_delta;
}

const struct part *judge_training(const struct judge *j)
{
    const struct part *whole = judge_part(j, PART_CODE_TRAIN, STAGE_PRETRAIN);
    const struct part *own = judge_part(j, PART_CODE_TRAIN, STAGE_FINETUNE);

    return judge_is_tune(j) && own->presence <= whole->presence ? own : whole;
}

struct evidence part_evidence(const struct part *p)
{
    return p->evidence_count ? p->evidence[0] : (struct evidence){0};
}

// ---------------------------------------------------------------- terms

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
// that id (a changed or unknown one whose clauses were read).
static const struct license_info *info_in_files(const struct terms *t,
                                                struct view id)
{
    for (size_t f = 0; f < t->file_count; f++)
        for (size_t r = 0; r < t->file[f].range_count; r++)
            if (t->file[f].range[r].info && view_eq(t->file[f].range[r].id, id))
                return t->file[f].range[r].info;
    return NULL;
}

static const struct license_info *info_of(const struct judge *j, struct view id)
{
    const struct license_info *info = license_find(j->licenses, id);

    return info ? info : info_in_files(&j->inspection->terms, id);
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

        if ((!at || !ascii_alpha(text.at[at - 1])) &&
            (!after.len || !ascii_alpha(after.at[0])))
            return true;
        text = after;
    }
    return false;
}

// Named after an open licence and not it: "Modified MIT", "Apache-style".
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
    return ascii_alpha(c) || ascii_digit(c) || c == '-' || c == '.' ||
           c == '+' || c == ':';
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

static enum standing expression_standing(const struct judge *j,
                                         struct view expression)
{
    enum standing s =
        standing_of(expression_class(j->arena, j->licenses, expression));

    if (s == STANDING_UNKNOWN) {
        const struct license_info *info =
            info_in_files(&j->inspection->terms, expression);
        if (info)
            return standing_of(info->class_);
    }
    return s;
}

static void reach_read(const struct judge *j, struct view expression,
                       struct reach *out)
{
    struct view rest = expression, id;

    out->expression = expression;
    out->standing = expression_standing(j, expression);
    while (next_id(&rest, &id)) {
        const struct license_info *info = info_of(j, id);

        out->like_open = out->like_open || is_like_open(j, id, info);
        if (info)
            out->limits |= limits_of(j, info);
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

        if (other.evidence.by != BY_DECLARED && t->evidence.by != BY_DECLARED)
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
            if (record_phrase_in(j->arena, j->limit[n].record,
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

static void base_worse(struct base *b, struct base one)
{
    one.needed = b->needed;
    if (one.standing > b->standing)
        *b = one;
}

static void base_add(const struct judge *j, struct base *b, struct view name,
                     struct view license, struct evidence at)
{
    struct reach r = {.standing = STANDING_UNSTATED};

    if (license.len)
        reach_read(j, license, &r);
    base_worse(b, (struct base){.standing = base_of_standing(r.standing),
                                .name = name,
                                .expression = license,
                                .evidence = at,
                                .limits = r.limits});
}

// What the terms floor found to be handed down by a parent.
static void base_from_weights(const struct judge *j, struct base *b)
{
    const struct part_terms *t =
        &judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE)->terms;

    if (!t->from_base)
        return;
    for (size_t c = 0; c < t->conflict_count; c++)
        base_add(j, b, b->name, t->conflict[c].expression,
                 t->conflict[c].evidence);
    if (!t->conflict_count)
        base_worse(b, (struct base){.standing = BASE_RESTRICTED,
                                    .name = b->name,
                                    .expression = t->expression,
                                    .evidence = t->evidence});
}

struct base judge_base(const struct judge *j)
{
    const struct inventory *inv = &j->inspection->inventory;
    const struct part *own = judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE);
    const struct part *part = judge_part(j, PART_WEIGHTS_BASE, STAGE_NONE);
    bool one_parent = inv->lineage.parent_count == 1;
    struct base b = {.needed = inv->is_adapter || inv->is_delta};

    for (size_t n = 0; n < inv->lineage.parent_count; n++) {
        const struct parent *p = &inv->lineage.parent[n];

        if (!p->license.len && one_parent && is_stated(&part->terms))
            base_add(j, &b, p->name, part->terms.expression,
                     part->terms.evidence);
        else
            base_add(j, &b, p->name, p->license, p->source);
    }
    base_from_weights(j, &b);
    if (b.standing == BASE_NONE && b.needed)
        b.standing = BASE_UNKNOWN;
    b.is_same =
        b.expression.len && view_eq(b.expression, own->terms.expression);
    return b;
}

// ---------------------------------------------------------------- words

struct view words_part(const struct judge *j, const struct part *p)
{
    if (p->stage == STAGE_NONE)
        return part_id(p->kind);
    return arena_print(j->arena, VIEW_FMT " (" VIEW_FMT ")",
                       VIEW_ARG(part_id(p->kind)),
                       VIEW_ARG(stage_word(p->stage)));
}

struct view words_place(const struct judge *j, const struct evidence *e)
{
    if (!e->path.len)
        return (struct view){0};
    if (e->line)
        return arena_print(j->arena, VIEW_FMT ":%" PRIu32, VIEW_ARG(e->path),
                           e->line);
    if (e->has_bytes)
        return arena_print(j->arena, VIEW_FMT " at byte %" PRIu64,
                           VIEW_ARG(e->path), e->from);
    return e->path;
}

struct view words_at(const struct judge *j, const struct evidence *e)
{
    struct view place = words_place(j, e);

    if (!place.len)
        return (struct view){0};
    return arena_print(j->arena, " (" VIEW_FMT ")", VIEW_ARG(place));
}

struct view words_limits(const struct judge *j, uint32_t limits)
{
    struct text t = {.arena = j->arena};

    for (size_t n = 0; n < j->limit_count; n++)
        if (limits & UINT32_C(1) << n)
            text_print(&t, "%s" VIEW_FMT, t.len ? ", " : "",
                       VIEW_ARG(j->limit[n].says));
    return t.len ? text_view(&t) : VIEW("limits use");
}

struct view words_terms(const struct judge *j, const struct reach *r)
{
    return arena_print(j->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(r->expression),
                       VIEW_ARG(words_at(j, &r->evidence)));
}

// ---------------------------------------------------------------- verdicts

const struct verdict *verdict_find(const struct inspection *i,
                                   struct view yardstick)
{
    for (size_t v = 0; v < i->verdict_count; v++)
        if (view_eq(i->verdict[v].yardstick, yardstick))
            return &i->verdict[v];
    return NULL;
}

bool verdict_has(const struct verdict *v, struct view check,
                 enum verdict_value value)
{
    for (size_t c = 0; c < v->check_count; c++)
        if (v->check[c].value == value && view_eq(v->check[c].id, check))
            return true;
    return false;
}

void verdicts_take(struct arena *a, const struct licenses *l,
                   struct inspection *i)
{
    struct judge j;

    judge_open(&j, a, l, i);
    category_settle(&j);
    osaid_judge(&j);
    claims_judge(&j);
    freedoms_judge(&j);
    flags_raise(&j);
    changes_name(&j);
}
