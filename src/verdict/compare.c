// SPDX-License-Identifier: Apache-2.0
#include "verdict/compare.h"

#include "base/map.h"
#include "verdict/judge.h"

#include <assert.h>

struct table {
    struct arena *arena;
    struct comparison *out;
};

static const struct view none = VIEW_INIT("-");

static struct comparison_row *row_add(struct table *t, struct view group,
                                      struct view id, struct view title)
{
    struct comparison_row *row =
        LIST_ADD(t->arena, t->out->row, t->out->row_count);

    *row = (struct comparison_row){
        .group = group,
        .id = id,
        .title = title,
        .cell =
            ARENA_NEW(t->arena, struct comparison_cell, t->out->release_count),
    };
    return row;
}

static void row_end(struct comparison *c, struct comparison_row *row)
{
    for (size_t n = 1; n < c->release_count; n++)
        row->differs |= !view_eq(row->cell[n].words, row->cell[0].words) ||
                        !view_eq(row->cell[n].value, row->cell[0].value);
    c->differing += row->differs;
}

// Words for people out of an id: "yes-by-links" is "yes by links".
static struct view plain(struct arena *a, struct view id)
{
    struct text t = {.arena = a};

    for (size_t n = 0; n < id.len; n++)
        text_byte(&t, id.at[n] == '-' ? ' ' : id.at[n]);
    return text_view(&t);
}

// ---- The release ------------------------------------------------------------

static void fill_category(struct arena *a, const struct inspection *i,
                          struct comparison_cell *cell)
{
    static const enum mood mood[] = {
        [CATEGORY_FULLY_OPEN] = MOOD_GOOD,
        [CATEGORY_OPEN_WEIGHT_PERMISSIVE] = MOOD_PLAIN,
        [CATEGORY_OPEN_WEIGHT_RESTRICTED] = MOOD_UNSURE,
        [CATEGORY_API_ONLY] = MOOD_UNSURE,
        [CATEGORY_CODE_ONLY] = MOOD_UNSURE,
    };

    (void)a;
    cell->words = category_words(i->category);
    cell->value = category_id(i->category);
    cell->mood = mood[i->category];
}

static void fill_claim(struct arena *a, const struct inspection *i,
                       struct comparison_cell *cell)
{
    static const enum mood mood[] = {
        [CLAIM_NONE] = MOOD_PLAIN,          [CLAIM_HONEST] = MOOD_GOOD,
        [CLAIM_UNVERIFIABLE] = MOOD_UNSURE, [CLAIM_WASHING_SOFT] = MOOD_BAD,
        [CLAIM_WASHING_HARD] = MOOD_BAD,
    };
    static const struct view words[] = {
        [CLAIM_NONE] = VIEW_INIT("none"),
        [CLAIM_HONEST] = VIEW_INIT("holds"),
        [CLAIM_UNVERIFIABLE] = VIEW_INIT("cannot be checked here"),
        [CLAIM_WASHING_SOFT] = VIEW_INIT("overstated"),
        [CLAIM_WASHING_HARD] = VIEW_INIT("contradicted by the terms"),
    };

    (void)a;
    cell->words = words[i->claim_verdict];
    cell->value = claim_verdict_word(i->claim_verdict);
    cell->mood = mood[i->claim_verdict];
    for (size_t n = 0; n < i->claim_count && !cell->has_evidence; n++)
        if (i->claim[n].verdict == i->claim_verdict) {
            cell->has_evidence = true;
            cell->evidence =
                (struct evidence){.path = i->claim[n].claim.path,
                                  .line = i->claim[n].claim.line,
                                  .rule = VIEW("claim"),
                                  .shows = i->claim[n].claim.phrase};
        }
}

static void fill_flags(struct arena *a, const struct inspection *i,
                       struct comparison_cell *cell)
{
    struct text words = {.arena = a};
    struct map seen = {.arena = a};

    text_print(&words, "%zu", i->flag_count);
    for (size_t n = 0; n < i->flag_count; n++) {
        bool is_new = false;

        map_at(&seen, i->flag[n].id, &is_new);
        if (is_new)
            text_print(&words, "%s" VIEW_FMT, n ? " " : ": ",
                       VIEW_ARG(i->flag[n].id));
    }
    cell->words = cell->value = text_view(&words);
    cell->mood = i->flag_count ? MOOD_UNSURE : MOOD_GOOD;
}

static void fill_safety(struct arena *a, const struct inspection *i,
                        struct comparison_cell *cell)
{
    enum safety_verdict v = i->safety.verdict;

    (void)a;
    cell->words = cell->value = safety_word(v);
    cell->mood = v <= SAFETY_NOTE                              ? MOOD_GOOD
                 : v == SAFETY_MALFORMED || v == SAFETY_DANGER ? MOOD_BAD
                                                               : MOOD_UNSURE;
}

// What is said of a release as a whole; `group` release stands first, finding
// behind the verdicts.
static const struct whole {
    struct view group, id, title;
    void (*fill)(struct arena *a, const struct inspection *i,
                 struct comparison_cell *cell);
} wholes[] = {
    {VIEW_INIT("release"), VIEW_INIT("category"), VIEW_INIT("CATEGORY"),
     fill_category},
    {VIEW_INIT("release"), VIEW_INIT("claim"), VIEW_INIT("CLAIM"), fill_claim},
    {VIEW_INIT("finding"), VIEW_INIT("flags"), VIEW_INIT("flags"), fill_flags},
    {VIEW_INIT("finding"), VIEW_INIT("safety"), VIEW_INIT("safety"),
     fill_safety},
};

static void add_wholes(struct table *t, struct view group)
{
    for (size_t w = 0; w < sizeof wholes / sizeof *wholes; w++) {
        if (!view_eq(wholes[w].group, group))
            continue;
        struct comparison_row *row =
            row_add(t, group, wholes[w].id, wholes[w].title);
        for (size_t n = 0; n < t->out->release_count; n++)
            wholes[w].fill(t->arena, t->out->release[n], &row->cell[n]);
        row_end(t->out, row);
    }
}

// ---- Parts ------------------------------------------------------------------

static const struct part *part_find(const struct inventory *inv,
                                    enum part_kind kind, enum stage stage)
{
    for (size_t n = 0; n < inv->part_count; n++)
        if (inv->part[n].kind == kind && inv->part[n].stage == stage)
            return &inv->part[n];
    return NULL;
}

static void fill_part(struct arena *a, const struct part *p,
                      struct comparison_cell *cell)
{
    static const enum mood mood[] = {
        [PRESENCE_PRESENT] = MOOD_GOOD,     [PRESENCE_POINTER] = MOOD_PLAIN,
        [PRESENCE_MENTIONED] = MOOD_UNSURE, [PRESENCE_ABSENT] = MOOD_BAD,
        [PRESENCE_UNKNOWN] = MOOD_UNSURE,
    };
    const struct part_terms *t = &p->terms;

    cell->value = cell->words = presence_word(p->presence);
    cell->mood = mood[p->presence];
    cell->has_evidence = p->evidence_count > 0;
    cell->evidence = part_evidence(p);
    if (p->content != CONTENT_NONE && p->content != CONTENT_BYTES)
        cell->words = content_word(p->content);
    if (p->presence > PRESENCE_POINTER)
        return;
    bool marked = t->conflict_count || t->on_top_count || t->from_base;
    cell->words =
        arena_print(a, VIEW_FMT "  " VIEW_FMT "%s", VIEW_ARG(cell->words),
                    VIEW_ARG(t->conflict_count   ? VIEW("conflict")
                             : t->expression.len ? t->expression
                                                 : VIEW("none stated")),
                    marked ? " !" : "");
    cell->value = arena_print(a, VIEW_FMT " " VIEW_FMT, VIEW_ARG(cell->value),
                              VIEW_ARG(t->expression));
    if (marked)
        cell->mood = t->conflict_count ? MOOD_BAD : MOOD_UNSURE;
}

static void add_part(struct table *t, enum part_kind kind, enum stage stage)
{
    struct view id = part_id(kind);

    if (stage != STAGE_NONE)
        id = arena_print(t->arena, VIEW_FMT " " VIEW_FMT, VIEW_ARG(id),
                         VIEW_ARG(stage_word(stage)));
    struct comparison_row *row = row_add(t, VIEW("part"), id, id);
    for (size_t n = 0; n < t->out->release_count; n++) {
        const struct part *p =
            part_find(&t->out->release[n]->inventory, kind, stage);

        if (p)
            fill_part(t->arena, p, &row->cell[n]);
        else
            row->cell[n].words = none;
    }
    row_end(t->out, row);
}

// In the order of the list; of a kind each stage that any of the releases has.
static void add_parts(struct table *t)
{
    for (enum part_kind k = 0; k < PART_END; k++)
        for (enum stage s = STAGE_NONE; s <= STAGE_EVAL; s++)
            for (size_t n = 0; n < t->out->release_count; n++)
                if (part_find(&t->out->release[n]->inventory, k, s)) {
                    add_part(t, k, s);
                    break;
                }
}

// ---- Verdicts ---------------------------------------------------------------

static void fill_verdict(struct arena *a, const struct verdict *v,
                         struct comparison_cell *cell)
{
    static const enum mood mood[] = {
        [VERDICT_YES] = MOOD_GOOD,
        [VERDICT_YES_BY_LINKS] = MOOD_GOOD,
        [VERDICT_NO] = MOOD_BAD,
        [VERDICT_UNDETERMINED] = MOOD_UNSURE,
        [VERDICT_NOT_APPLICABLE] = MOOD_PLAIN,
    };

    cell->value = verdict_word(v->verdict);
    cell->words = v->label.len ? v->label : plain(a, cell->value);
    cell->why = v->summary;
    cell->mood = mood[v->verdict];
    for (size_t n = 0; n < v->check_count && !cell->has_evidence; n++)
        if (v->check[n].value == v->verdict && v->check[n].has_evidence) {
            cell->has_evidence = true;
            cell->evidence = v->check[n].evidence;
        }
}

// In the order of the table of yardsticks; a new yardstick is a new row.
static void add_verdicts(struct table *t)
{
    struct records yardsticks =
        knowledge_records(VIEW("yardsticks/yardsticks.txt"));
    for (size_t y = 0; y < yardsticks.record_count; y++) {
        struct view id = record_get(&yardsticks.record[y], VIEW("yardstick"));
        struct comparison_row *row = NULL;

        for (size_t n = 0; n < t->out->release_count; n++) {
            const struct verdict *v = verdict_find(t->out->release[n], id);

            if (!v)
                continue;
            if (!row)
                row = row_add(t, VIEW("verdict"), id, v->title);
            fill_verdict(t->arena, v, &row->cell[n]);
        }
        if (!row)
            continue;
        for (size_t n = 0; n < t->out->release_count; n++)
            if (!row->cell[n].words.len)
                row->cell[n].words = none;
        row_end(t->out, row);
    }
}

// ---- Clauses ----------------------------------------------------------------

static void fill_clause(const struct clause_answer *from,
                        struct comparison_cell *cell)
{
    static const enum mood mood[] = {
        [REPLY_NOT_APPLICABLE] = MOOD_PLAIN,
        [REPLY_YES] = MOOD_GOOD,
        [REPLY_CONDITIONS] = MOOD_UNSURE,
        [REPLY_UNKNOWN] = MOOD_UNSURE,
        [REPLY_NO] = MOOD_BAD,
    };

    *cell = (struct comparison_cell){
        .words = from->words,
        .value = reply_word(from->reply),
        .section = from->section,
        .why = from->why,
        .mood = mood[from->reply],
        .has_evidence = from->has_evidence,
        .evidence = from->evidence,
    };
}

static void add_clauses(struct table *t)
{
    struct clause_rows rows;

    clause_rows_open(&rows);
    for (size_t r = 0; r < rows.rows.record_count; r++) {
        const struct record *record = &rows.rows.record[r];
        struct comparison_row *row =
            row_add(t, VIEW("clause"), record_get(record, VIEW("row")),
                    record_get(record, VIEW("title")));

        for (size_t n = 0; n < t->out->release_count; n++) {
            struct clause_answer answer;

            clause_answer_take(t->arena, &rows, record, t->out->release[n],
                               &answer);
            fill_clause(&answer, &row->cell[n]);
        }
        row_end(t->out, row);
    }
}

// ---- All --------------------------------------------------------------------

static void name_releases(struct arena *a, struct comparison *c)
{
    struct map seen = {.arena = a};

    c->name = ARENA_NEW(a, struct view, c->release_count);
    for (size_t n = 0; n < c->release_count; n++) {
        struct view name = c->release[n]->release->name;
        bool is_new = false;
        size_t *times = map_at(&seen, name, &is_new);

        ++*times;
        c->name[n] =
            is_new ? name
                   : arena_print(a, VIEW_FMT " (%zu)", VIEW_ARG(name), *times);
    }
}

void compare_take(struct arena *a, const struct inspection *const *release,
                  size_t count, struct comparison *out)
{
    struct table t = {.arena = a, .out = out};

    *out = (struct comparison){.release = release, .release_count = count};
    name_releases(a, out);
    add_wholes(&t, VIEW("release"));
    add_parts(&t);
    add_verdicts(&t);
    add_wholes(&t, VIEW("finding"));
    add_clauses(&t);
}
