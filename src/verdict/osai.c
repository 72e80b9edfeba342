// SPDX-License-Identifier: Apache-2.0
#include "verdict/osai.h"

#include "verdict/judge.h"

#include <assert.h>

static const struct view value_words[] = {
    [OSAI_CLOSED] = VIEW_INIT("closed"),
    [OSAI_PARTIAL] = VIEW_INIT("partial"),
    [OSAI_OPEN] = VIEW_INIT("open"),
};

struct view osai_word(enum osai_value v)
{
    return value_words[v];
}

struct scoring {
    struct judge *j;
    struct verdict *v;
    struct osai_result *r;
    struct records rules;
    const struct record *index; // of the yardstick
};

// ---------------------------------------------------------------- the score

static void open_scoring(struct scoring *s, struct judge *j,
                         struct view yardstick)
{
    s->rules = knowledge_records(VIEW("yardsticks/osai.txt"));
    s->j = j;
    s->v = verdict_begin(j, yardstick);
    s->r = ARENA_NEW(j->arena, struct osai_result, 1);
    s->index = records_find(&s->rules, VIEW("index"), yardstick);
    s->r->applies = true;
    s->v->osai = s->r;
    for (size_t n = 0; n < s->rules.record_count; n++) {
        const struct record *r = &s->rules.record[n];

        if (view_eq(record_get(r, VIEW("of")), yardstick) &&
            s->r->count < OSAI_MOST)
            s->r->parameter[s->r->count++] =
                (struct osai_parameter){.id = record_get(r, VIEW("parameter")),
                                        .group = record_get(r, VIEW("group")),
                                        .record = r};
    }
}

static double worth(enum osai_value v)
{
    return (int)v / 2.0;
}

static void add_group(struct osai_result *r, struct view id)
{
    double sum = 0;
    size_t count = 0;

    for (size_t n = 0; n < r->group_count; n++)
        if (view_eq(r->group[n].id, id))
            return;
    for (size_t n = 0; n < r->count; n++)
        if (view_eq(r->parameter[n].group, id)) {
            sum += worth(r->parameter[n].value);
            count++;
        }
    if (r->group_count < OSAI_GROUPS)
        r->group[r->group_count++] =
            (struct osai_group){id, sum / (double)count};
}

// The mean over all parameters, not of the groups; of the predecessor the sum.
static void score(struct scoring *s)
{
    struct osai_result *r = s->r;
    bool grouped = record_get(s->index, VIEW("groups")).len;
    double sum = 0;

    if (!r->applies)
        return;
    for (size_t n = 0; n < r->count; n++) {
        sum += worth(r->parameter[n].value);
        if (grouped)
            add_group(r, r->parameter[n].group);
    }
    r->score = grouped ? sum / (double)r->count : sum;
}

// "closed: trainingcode, paper; partial: modelcard", or that all is open.
static struct view summary(const struct scoring *s)
{
    struct text t = {.arena = s->j->arena};

    for (enum osai_value v = OSAI_CLOSED; v < OSAI_OPEN; v++) {
        bool first = true;

        for (size_t n = 0; n < s->r->count; n++) {
            const struct osai_parameter *p = &s->r->parameter[n];

            if (p->value != v)
                continue;
            if (first)
                text_print(&t, "%s" VIEW_FMT ": ", t.len ? "; " : "",
                           VIEW_ARG(value_words[v]));
            text_print(&t, "%s" VIEW_FMT, first ? "" : ", ", VIEW_ARG(p->id));
            first = false;
        }
    }
    return t.len ? text_view(&t) : VIEW("every parameter is open");
}

static struct check *add_check(const struct scoring *s,
                               const struct osai_parameter *p,
                               enum verdict_value value, struct view why)
{
    struct check *c = LIST_ADD(s->j->arena, s->v->check, s->v->check_count);

    *c = (struct check){.id = p->id, .value = value, .why = why};
    c->has_part = part_id_find(record_get(p->record, VIEW("part")), &c->part);
    return c;
}

// ---------------------------------------------------------------- records

// Types are a list in one text: "video,audio".
static bool type_applies(const struct scoring *s, struct view types)
{
    struct view one, known;
    bool any = false;

    for (size_t at = 0; record_next(s->index, VIEW("types"), &at, &known);)
        any = true;
    while (any && types.len) {
        one = view_trim(view_cut(types, ',', &types));
        for (size_t at = 0; record_next(s->index, VIEW("types"), &at, &known);)
            if (view_eq(known, one))
                return true;
    }
    return !any;
}

static const struct record_parameter *record_parameter(
    const struct model_record *m, struct view id)
{
    for (size_t n = 0; n < m->parameter_count; n++)
        if (view_eq(m->parameter[n].name, id))
            return &m->parameter[n];
    return NULL;
}

// An empty value, and one that is none of the three, counts as closed.
static bool read_value(struct view text, enum osai_value *out)
{
    for (enum osai_value v = OSAI_CLOSED; v <= OSAI_OPEN; v++)
        if (view_eq(value_words[v], view_trim(text))) {
            *out = v;
            return true;
        }
    *out = OSAI_CLOSED;
    return false;
}

static void take_parameter(const struct scoring *s, struct osai_parameter *p)
{
    const struct model_record *m = s->j->inspection->release->record;
    const struct record_parameter *said = record_parameter(m, p->id);
    struct view text = said ? view_trim(said->value) : (struct view){0};
    struct view notes =
        said ? view_head(said->notes, SHOWS_SIZE) : (struct view){0};
    bool known = read_value(text, &p->value);
    struct check *c = add_check(
        s, p, p->value == OSAI_OPEN ? VERDICT_YES : VERDICT_NO,
        known ? arena_print(s->j->arena, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(text),
                            notes.len ? ": " : "", VIEW_ARG(notes))
              : arena_print(s->j->arena, "%s" VIEW_FMT "%s counts as closed",
                            text.len ? "\"" : "no value", VIEW_ARG(text),
                            text.len ? "\"" : ""));

    c->has_evidence = true;
    c->evidence = (struct evidence){
        .path = m->path,
        .line = said ? said->line : 0,
        .digest = m->digest,
        .rule = VIEW("index-record"),
        .shows = said ? view_head(said->value, SHOWS_SIZE) : p->id,
        .by = BY_DECLARED};
}

static void judge_record(struct judge *j, struct view yardstick)
{
    const struct model_record *m = j->inspection->release->record;
    struct scoring s;

    open_scoring(&s, j, yardstick);
    s.r->applies = type_applies(&s, m->type);
    if (!s.r->applies) {
        s.v->verdict = VERDICT_NOT_APPLICABLE;
        s.v->summary = arena_print(
            j->arena,
            "the index has no parameters for systems of type \"" VIEW_FMT "\"",
            VIEW_ARG(m->type));
        return;
    }
    s.v->verdict = VERDICT_YES;
    for (size_t n = 0; n < s.r->count; n++) {
        take_parameter(&s, &s.r->parameter[n]);
        if (s.r->parameter[n].value != OSAI_OPEN)
            s.v->verdict = VERDICT_NO;
    }
    score(&s);
    s.v->label = s.r->group_count ? arena_print(j->arena, "%.2f", s.r->score)
                                  : arena_print(j->arena, "%.1f of %zu",
                                                s.r->score, s.r->count);
    s.v->summary = summary(&s);
    s.v->qualifier =
        VIEW("of the record, whose values people gave at its date");
}

// ---------------------------------------------------------------- proposals

struct proposal {
    enum osai_value value;
    bool judgement; // a person has to say whether it is more, or less
    const struct part *part;
    struct view why;
};

static const struct part *part_of(const struct scoring *s, enum part_kind kind)
{
    return judge_part(s->j, kind, STAGE_NONE);
}

static struct proposal propose(enum osai_value value, bool judgement,
                               const struct part *p, struct view why)
{
    return (struct proposal){value, judgement, p, why};
}

static struct view said_of(const struct scoring *s, const struct part *p)
{
    struct evidence e = part_evidence(p);

    return arena_print(s->j->arena, VIEW_FMT " is " VIEW_FMT VIEW_FMT,
                       VIEW_ARG(words_part(s->j, p)),
                       VIEW_ARG(presence_word(p->presence)),
                       VIEW_ARG(words_at(s->j, &e)));
}

static bool has_base(const struct scoring *s)
{
    return judge_base(s->j).standing != BASE_NONE;
}

// The whole set without a gate is open; less of it, or a gate, is partial.
static struct proposal weights(const struct scoring *s, const struct part *p)
{
    bool gated = p->has_gate && p->gate > GATE_NONE;
    bool cut = p->content == CONTENT_PARTIAL || p->content == CONTENT_TRUNCATED;

    if (!part_is_there(p))
        return propose(OSAI_CLOSED, p->presence == PRESENCE_UNKNOWN, p,
                       said_of(s, p));
    if (gated || cut)
        return propose(OSAI_PARTIAL, cut, p,
                       arena_print(s->j->arena, VIEW_FMT ", %s",
                                   VIEW_ARG(said_of(s, p)),
                                   gated ? "behind a gate"
                                         : "and this copy is not whole"));
    return propose(OSAI_OPEN, false, p, said_of(s, p));
}

static struct proposal weights_end(const struct scoring *s)
{
    return weights(s, part_of(s, PART_WEIGHTS_FINAL));
}

// Where base and end model are the same, the base's values mirror the end's.
static struct proposal weights_base(const struct scoring *s)
{
    return has_base(s) ? weights(s, part_of(s, PART_WEIGHTS_BASE))
                       : weights_end(s);
}

static struct proposal sources_end(const struct scoring *s)
{
    const struct part *set = part_of(s, PART_DATA_TRAIN);
    const struct part *info = part_of(s, PART_DATA_INFO);

    if (info->level >= 3)
        return propose(OSAI_OPEN, false, info,
                       VIEW("every source is named with a place to get it"));
    if (part_is_there(set))
        return propose(OSAI_PARTIAL, true, set, said_of(s, set));
    if (info->level == 2)
        return propose(OSAI_PARTIAL, false, info,
                       VIEW("some sources are named"));
    return propose(OSAI_CLOSED, info->presence == PRESENCE_UNKNOWN, info,
                   VIEW("no source of the training data is named"));
}

static struct proposal sources_base(const struct scoring *s)
{
    const struct part *base = part_of(s, PART_WEIGHTS_BASE);

    if (!has_base(s))
        return sources_end(s);
    return propose(OSAI_CLOSED, true, base,
                   VIEW("the data of its base is not in what was given"));
}

static struct proposal training_code(const struct scoring *s)
{
    const struct part *code = judge_training(s->j);
    bool data = part_is_there(part_of(s, PART_CODE_DATA));
    bool settings = part_is_there(part_of(s, PART_CONFIG_TRAIN));

    if (!part_is_there(code))
        return propose(data ? OSAI_PARTIAL : OSAI_CLOSED,
                       code->presence == PRESENCE_UNKNOWN, code,
                       said_of(s, code));
    return propose(
        data && settings && !has_base(s) ? OSAI_OPEN : OSAI_PARTIAL, false,
        code,
        arena_print(s->j->arena, VIEW_FMT "; data code %s, settings %s",
                    VIEW_ARG(said_of(s, code)), data ? "there" : "not found",
                    settings ? "there" : "not found"));
}

// Documents: that there is one can be seen, how much it covers cannot.
static struct proposal document(const struct scoring *s, enum part_kind kind)
{
    const struct part *p = part_of(s, kind);
    bool there = part_is_there(p);

    return propose(there ? OSAI_PARTIAL : OSAI_CLOSED,
                   there || p->presence == PRESENCE_UNKNOWN, p, said_of(s, p));
}

static struct proposal code_document(const struct scoring *s)
{
    return document(s, PART_DOC_CODE);
}

static struct proposal hardware(const struct scoring *s)
{
    return document(s, PART_DOC_HARDWARE);
}

static struct proposal preprint(const struct scoring *s)
{
    bool report = part_is_there(part_of(s, PART_DOC_REPORT));

    return document(s, report ? PART_DOC_REPORT : PART_DOC_PAPER);
}

static struct proposal paper(const struct scoring *s)
{
    return document(s, PART_DOC_PAPER);
}

static struct proposal card(const struct scoring *s)
{
    return document(s, PART_DOC_CARD);
}

static struct proposal datasheet(const struct scoring *s)
{
    const struct part *info = part_of(s, PART_DATA_INFO);

    if (part_is_there(part_of(s, PART_DOC_SUMMARY53)))
        return document(s, PART_DOC_SUMMARY53);
    if (info->level >= 2)
        return propose(OSAI_PARTIAL, true, info,
                       VIEW("sources of the training data are named"));
    return propose(OSAI_CLOSED, info->presence == PRESENCE_UNKNOWN, info,
                   VIEW("no sheet describes the training data"));
}

static bool is_open(const struct scoring *s, const struct part *p)
{
    struct reach t = judge_reach(s->j, p);

    return part_is_there(p) && t.standing <= STANDING_FREE && !t.limits;
}

// Open only if weights, training code and data are all under open licenses, at
// least two of the three for partial.
static struct proposal licenses_of(const struct scoring *s)
{
    const struct part *w = part_of(s, PART_WEIGHTS_FINAL);
    bool of_weights = is_open(s, w), of_code = is_open(s, judge_training(s->j));
    bool of_data = is_open(s, part_of(s, PART_DATA_TRAIN));
    int count = of_weights + of_code + of_data;

    return propose(count == 3   ? OSAI_OPEN
                   : count == 2 ? OSAI_PARTIAL
                                : OSAI_CLOSED,
                   false, w,
                   arena_print(s->j->arena,
                               "under open licenses: weights %s, training code "
                               "%s, training data %s",
                               of_weights ? "yes" : "no",
                               of_code ? "yes" : "no", of_data ? "yes" : "no"));
}

static const struct {
    struct view id;
    struct proposal (*propose)(const struct scoring *s);
} proposals[] = {
    {VIEW_INIT("datasources_basemodel"), sources_base},
    {VIEW_INIT("datasources_endmodel"), sources_end},
    {VIEW_INIT("weights_basemodel"), weights_base},
    {VIEW_INIT("weights_endmodel"), weights_end},
    {VIEW_INIT("trainingcode"), training_code},
    {VIEW_INIT("code"), code_document},
    {VIEW_INIT("hardware_architecture"), hardware},
    {VIEW_INIT("preprint"), preprint},
    {VIEW_INIT("paper"), paper},
    {VIEW_INIT("modelcard"), card},
    {VIEW_INIT("datasheet"), datasheet},
    {VIEW_INIT("licenses"), licenses_of},
};

static void propose_parameter(const struct scoring *s, struct osai_parameter *p)
{
    size_t n = 0;

    while (!view_eq(proposals[n].id, p->id)) {
        n++;
        assert(n < sizeof proposals / sizeof *proposals);
    }
    struct proposal said = proposals[n].propose(s);
    enum verdict_value value =
        said.value == OSAI_OPEN ? VERDICT_YES : VERDICT_NO;
    struct check *c = add_check(
        s, p, said.judgement ? VERDICT_UNDETERMINED : value,
        arena_print(s->j->arena, "proposed as " VIEW_FMT ": " VIEW_FMT,
                    VIEW_ARG(value_words[said.value]), VIEW_ARG(said.why)));

    p->value = said.value;
    c->has_part = true;
    c->part = said.part->kind;
    c->stage = said.part->stage;
    c->evidence = part_evidence(said.part);
    c->has_evidence = c->evidence.path.len || c->evidence.shows.len;
}

// What files show is a proposal: how much a document covers is for a person,
// and the index's own values come from people (yardsticks.md 4.1 and 4.4).
static void judge_release(struct judge *j)
{
    struct scoring s;

    open_scoring(&s, j, VIEW("osai"));
    s.v->proposal = true;
    for (size_t n = 0; n < s.r->count; n++)
        propose_parameter(&s, &s.r->parameter[n]);
    score(&s);
    s.v->verdict = VERDICT_UNDETERMINED;
    s.v->label = arena_print(j->arena, "proposal %.2f", s.r->score);
    s.v->summary = summary(&s);
    s.v->qualifier = VIEW("a proposal from what was found; the index's values "
                          "are given by people");
    *LIST_ADD(j->arena, s.v->would_decide, s.v->would_decide_count) =
        VIEW("a reader of the documents, who says how much of what each "
             "parameter asks for they cover");
}

void osai_judge(struct judge *j)
{
    const struct release *r = j->inspection->release;

    if (!r->record || r->root_count) {
        if (part_is_there(judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE)))
            judge_release(j);
        return;
    }
    if (r->record->kind == RECORD_INDEX)
        judge_record(j, VIEW("osai"));
    else if (r->record->kind == RECORD_INDEX_LEGACY)
        judge_record(j, VIEW("osai14"));
}
