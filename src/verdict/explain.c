// SPDX-License-Identifier: Apache-2.0
#include "verdict/explain.h"

#include "base/map.h"
#include "verdict/clause_answer.h"
#include "verdict/judge.h"

#include <assert.h>

enum { MOST_DUTIES = 4 }; // in a sentence

struct asker {
    struct arena *arena;
    const struct inspection *i;
    struct clause_rows rows;
};

struct found { // what a source says
    struct view state, words, name, why, at;
    bool has_evidence;
    struct evidence evidence;
};

static void found_at(struct asker *k, struct found *f, const struct evidence *e)
{
    f->at = evidence_place(k->arena, e);
    f->has_evidence = f->at.len > 0;
    f->evidence = *e;
}

// ---- Sources ----------------------------------------------------------------

static void from_category(struct asker *k, struct view of, struct found *f)
{
    (void)of;
    f->state = category_id(k->i->category);
    f->words = category_words(k->i->category);
    if (k->i->category_why_count)
        f->why = k->i->category_why[0];
}

// The first check that came out as the verdict did.
static void from_verdict(struct asker *k, struct view of, struct found *f)
{
    const struct verdict *v = verdict_find(k->i, of);

    f->state =
        v ? verdict_word(v->verdict) : verdict_word(VERDICT_NOT_APPLICABLE);
    for (size_t n = 0; v && n < v->check_count; n++) {
        const struct check *c = &v->check[n];

        if (c->value != v->verdict || !c->why.len)
            continue;
        f->why = c->why;
        if (c->has_evidence)
            found_at(k, f, &c->evidence);
        // Many reasons name their place themselves.
        if (f->at.len && view_has(f->why, f->at))
            f->at = (struct view){0};
        return;
    }
}

static void from_row(struct asker *k, struct view of, struct found *f)
{
    const struct record *row = records_find(&k->rows.rows, VIEW("row"), of);
    struct clause_answer answer;

    assert(row); // a test reads each question
    if (!row)
        return;
    clause_answer_take(k->arena, &k->rows, row, k->i, &answer);
    f->state = reply_word(answer.reply);
    f->words = answer.words;
    f->why = answer.why;
    f->name =
        answer.license.len ? answer.license : VIEW("words beside the license");
    if (answer.section.len)
        f->name =
            arena_print(k->arena, VIEW_FMT "%s " VIEW_FMT, VIEW_ARG(f->name),
                        ascii_digit(answer.section.at[0]) ? " section" : ",",
                        VIEW_ARG(answer.section));
    if (answer.by_name)
        f->name = arena_print(k->arena, VIEW_FMT ", known by name only",
                              VIEW_ARG(f->name));
    if (answer.has_evidence)
        found_at(k, f, &answer.evidence);
}

static void from_part(struct asker *k, struct view of, struct found *f)
{
    enum part_kind kind = PART_END;

    if (!part_id_find(of, &kind))
        return;
    const struct part *p = inventory_part(&k->i->inventory, kind, STAGE_NONE);
    f->state = p->content > CONTENT_BYTES ? content_word(p->content)
                                          : presence_word(p->presence);
    f->words = f->state;
    f->name = part_id(kind);
    if (p->evidence_count)
        found_at(k, f, &p->evidence[0]);
}

static void from_level(struct asker *k, struct view of, struct found *f)
{
    const struct part *p =
        inventory_part(&k->i->inventory, PART_DATA_INFO, STAGE_NONE);
    int level = p->level < 0 ? 0 : p->level;

    (void)of;
    f->state = arena_print(k->arena, "%d", level);
    if (level && p->evidence_count)
        found_at(k, f, &p->evidence[0]);
}

// Whether the model needs another one to run, whose weights are not here.
static void from_base(struct asker *k, struct view of, struct found *f)
{
    const struct inventory *inv = &k->i->inventory;
    const struct part *base =
        inventory_part(inv, PART_WEIGHTS_BASE, STAGE_NONE);

    (void)of;
    f->state = VIEW("not-needed");
    if (!inv->is_adapter && !inv->is_delta)
        return;
    f->state = part_is_here(base) ? VIEW("here") : VIEW("missing");
    f->name = VIEW("(not named)");
    if (inv->lineage.parent_count) {
        f->name = inv->lineage.parent[0].name;
        found_at(k, f, &inv->lineage.parent[0].source);
    }
}

static bool has_terms(const struct inspection *i)
{
    return i->duties.bounds.count > 0;
}

static bool duty_fits(const struct duty *d, struct view of)
{
    struct view kind, role = view_cut(of, ' ', &kind);

    return view_eq(duty_role_word(d->role), role) &&
           view_eq(duty_kind_word(d->kind), kind);
}

// Each duty once, the first with their places; the rest are counted.
static void from_duties(struct asker *k, struct view of, struct found *f)
{
    struct map seen = {.arena = k->arena};
    struct text words = {.arena = k->arena};
    size_t told = 0, more = 0;

    for (size_t n = 0; n < k->i->duties.count; n++) {
        const struct duty *d = &k->i->duties.item[n];
        bool is_new = false;

        if (!duty_fits(d, of))
            continue;
        map_at(&seen, d->says, &is_new);
        if (!is_new)
            continue;
        if (told == MOST_DUTIES) {
            more++;
            continue;
        }
        struct view at = evidence_place(k->arena, &d->place);
        text_print(&words, "%s" VIEW_FMT, told++ ? "; " : "",
                   VIEW_ARG(d->says));
        if (at.len)
            text_print(&words, " (" VIEW_FMT ")", VIEW_ARG(at));
        if (told == 1)
            found_at(k, f, &d->place);
    }
    if (more)
        text_print(&words, "; and %zu more dut%s, which inspect lists", more,
                   more == 1 ? "y" : "ies");
    f->words = text_view(&words);
    f->state = told              ? VIEW("some")
               : has_terms(k->i) ? VIEW("none")
                                 : VIEW("unknown");
}

static void from_engine(struct asker *k, struct view of, struct found *f)
{
    const struct inventory *inv = &k->i->inventory;

    (void)of;
    f->state = inv->known_architecture ? VIEW("known") : VIEW("unknown");
    if (inv->known_architecture)
        found_at(k, f, &inv->architecture);
}

// Whether a finding has a rule that begins so.
static void from_safety(struct asker *k, struct view of, struct found *f)
{
    f->state = VIEW("none");
    for (size_t n = 0; n < k->i->safety.finding_count; n++) {
        const struct safety_finding *s = &k->i->safety.finding[n];

        if (!view_starts(s->rule, of))
            continue;
        f->state = VIEW("found");
        found_at(k, f,
                 &(struct evidence){
                     .path = s->path, .rule = s->rule, .shows = s->shows});
        return;
    }
}

static const struct {
    struct view name;
    void (*take)(struct asker *k, struct view of, struct found *f);
} sources[] = {
    {VIEW_INIT("category"), from_category},
    {VIEW_INIT("verdict"), from_verdict},
    {VIEW_INIT("row"), from_row},
    {VIEW_INIT("part"), from_part},
    {VIEW_INIT("level"), from_level},
    {VIEW_INIT("base"), from_base},
    {VIEW_INIT("duties"), from_duties},
    {VIEW_INIT("engine"), from_engine},
    {VIEW_INIT("safety"), from_safety},
};

static void source_take(struct asker *k, struct view from, struct found *f)
{
    struct view of, name = view_cut(from, ' ', &of);

    *f = (struct found){.state = VIEW("")};
    for (size_t n = 0; n < sizeof sources / sizeof *sources; n++)
        if (view_eq(sources[n].name, name))
            sources[n].take(k, of, f);
}

// ---- Sentences --------------------------------------------------------------

static struct view slot_of(const struct found *f, struct view name)
{
    return view_eq(name, VIEW("words"))  ? f->words
           : view_eq(name, VIEW("name")) ? f->name
           : view_eq(name, VIEW("why"))  ? f->why
                                         : (struct view){0};
}

static struct view fill(struct arena *a, struct view sentence,
                        const struct found *f)
{
    struct text t = {.arena = a};

    while (sentence.len) {
        text_add(&t, view_cut(sentence, '{', &sentence));
        if (!sentence.len)
            break;
        struct view name = view_cut(sentence, '}', &sentence);
        if (!view_eq(name, VIEW("at")))
            text_add(&t, slot_of(f, name));
        else if (f->at.len)
            text_print(&t, " (" VIEW_FMT ")", VIEW_ARG(f->at));
    }
    return view_trim(text_view(&t));
}

static void add_sentence(struct asker *k, struct view from,
                         const struct found *f, struct view sentence,
                         struct explanation_answer *out)
{
    if (!sentence.len)
        return;
    *LIST_ADD(k->arena, out->sentence, out->count) =
        (struct explained){.from = from,
                           .state = f->state,
                           .says = fill(k->arena, sentence, f),
                           .has_evidence = f->has_evidence,
                           .evidence = f->evidence};
}

// The fields of the record in their order: of each `from` the first `say` that
// is for its state.
static void answer(struct asker *k, const struct record *r,
                   struct explanation_answer *out)
{
    struct view from = {0};
    struct found found = {0};
    bool said = true;

    for (size_t n = 0; n < r->field_count; n++) {
        const struct field *field = &r->field[n];

        if (view_eq(field->key, VIEW("from"))) {
            from = field->value;
            source_take(k, from, &found);
            said = false;
        } else if (view_eq(field->key, VIEW("say")) && !said) {
            struct view rest;
            struct view state = view_trim(view_cut(field->value, '|', &rest));

            if (!view_eq(state, found.state) && !view_eq(state, VIEW("*")))
                continue;
            said = true;
            add_sentence(k, from, &found, view_trim(rest), out);
        }
    }
}

void explain_take(struct arena *a, const struct inspection *i,
                  struct explanation *out)
{
    struct asker k = {.arena = a, .i = i};
    struct records questions =
        knowledge_records(VIEW("yardsticks/explain.txt"));
    clause_rows_open(&k.rows);
    *out = (struct explanation){.inspection = i};
    for (size_t n = 0; n < questions.record_count; n++) {
        const struct record *r = &questions.record[n];
        struct explanation_answer *one = LIST_ADD(a, out->answer, out->count);

        *one = (struct explanation_answer){
            .id = record_get(r, VIEW("question")),
            .asks = record_get(r, VIEW("asks")),
        };
        answer(&k, r, one);
    }
}
