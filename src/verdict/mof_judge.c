// SPDX-License-Identifier: Apache-2.0
// mof_judge.c - the verdicts mof-tool and mof-evidence, side by side, and the
// fact that separates them (yardsticks.md 3.8).
#include "verdict/mof.h"

#include "verdict/judge.h"

struct mof_sheet_judge { // one of the two verdicts being made
    const struct judge *j;
    struct verdict *v;
    struct mof_result *r;
    enum mof_reading reading;
};

static bool is_record(const struct judge *j)
{
    return j->inspection->release->record &&
           !j->inspection->release->root_count;
}

// ---------------------------------------------------------------- words

static struct view missing_words(const struct mof_sheet_judge *s,
                                 const struct mof_entry *e)
{
    if (!e->part)
        return e->evidence.line ? VIEW("it is named without an address")
                                : VIEW("it is not in the record");
    return arena_print(s->j->arena, VIEW_FMT " is %s" VIEW_FMT,
                       VIEW_ARG(words_part(s->j, e->part)),
                       e->unknown ? "not known: it could not be looked for"
                       : e->part->presence == PRESENCE_MENTIONED
                           ? "only mentioned"
                           : "absent",
                       VIEW_ARG(words_at(s->j, &e->evidence)));
}

static struct view unlicensed_words(const struct mof_sheet_judge *s,
                                    const struct mof_entry *e)
{
    if (e->own)
        return VIEW("it is recorded as unlicensed");
    if (s->reading == MOF_AS_TOOL || !s->r->sheet.distribution.len)
        return VIEW("no license is stated that reaches it");
    return arena_print(
        s->j->arena,
        "nothing says that " VIEW_FMT VIEW_FMT
        ", the license of the release, covers it",
        VIEW_ARG(s->r->sheet.distribution),
        VIEW_ARG(words_at(s->j, &s->r->sheet.distribution_evidence)));
}

static struct view how_reached(const struct mof_entry *e)
{
    if (e->own)
        return (struct view){0};
    if (e->scope == TERMS_TYPE)
        return VIEW(", stated for its kind of part");
    return VIEW(", the license of the release");
}

static struct view component_words(const struct mof_sheet_judge *s, size_t n)
{
    const struct mof_component *c = &s->r->rules->component[n];
    const struct mof_entry *e = &s->r->sheet.entry[n];
    enum mof_status status = mof_status(s->r, n);

    if (status == MOF_MISSING)
        return missing_words(s, e);
    if (status == MOF_UNLICENSED)
        return unlicensed_words(s, e);
    struct view terms = arena_print(
        s->j->arena, "under " VIEW_FMT VIEW_FMT VIEW_FMT, VIEW_ARG(e->license),
        VIEW_ARG(words_at(s->j, &e->license_evidence)),
        VIEW_ARG(how_reached(e)));
    if (status == MOF_INVALID)
        return arena_print(s->j->arena,
                           VIEW_FMT ", which is in none of the tool's lists",
                           VIEW_ARG(terms));
    if (mof_license_fits(s->r->rules, e->license, c->type))
        return terms;
    return arena_print(s->j->arena,
                       VIEW_FMT ": open, but not a license made for %s",
                       VIEW_ARG(terms),
                       c->type == MOF_CODE   ? "code"
                       : c->type == MOF_DATA ? "data"
                                             : "documents");
}

// "missing", "its license is not open", "unlicensed".
static struct view status_words(enum mof_status status)
{
    static const struct view words[] = {
        [MOF_MISSING] = VIEW_INIT("missing"),
        [MOF_INCLUDED] = VIEW_INIT("included"),
        [MOF_INVALID] = VIEW_INIT("license not open"),
        [MOF_UNLICENSED] = VIEW_INIT("unlicensed"),
    };

    return words[status];
}

// The class that would come next: III, II, I, or 0 where I is reached.
static unsigned next_class(const struct mof_result *r)
{
    return r->class_ ? r->class_ - 1 : 3;
}

// "for Class III: Data card missing, Technical report unlicensed".
static struct view blocker_words(const struct mof_sheet_judge *s)
{
    struct text t = {.arena = s->j->arena};
    unsigned next = next_class(s->r);

    if (!next)
        return VIEW("every component is included under an open license");
    text_print(&t, "for Class " VIEW_FMT, VIEW_ARG(mof_class_word(next)));
    bool first = true;
    for (size_t n = 0; n < s->r->rules->count; n++) {
        if (!mof_blocks(s->r, next, n))
            continue;
        struct view status = status_words(mof_status(s->r, n));
        text_print(&t, "%s " VIEW_FMT " " VIEW_FMT, first ? ":" : ",",
                   VIEW_ARG(s->r->rules->component[n].name), VIEW_ARG(status));
        first = false;
    }
    return text_view(&t);
}

// ---------------------------------------------------------------- checks

// A text that nobody here can judge is in none of the tool's lists; by evidence
// that leaves the component open.
static bool is_open_question(const struct mof_sheet_judge *s, size_t n)
{
    const struct mof_entry *e = &s->r->sheet.entry[n];

    if (e->unknown)
        return true;
    return s->reading == MOF_BY_EVIDENCE &&
           mof_status(s->r, n) == MOF_INVALID &&
           expression_class(s->j->arena, s->j->licenses, e->license) ==
               TERMS_CLASS_UNKNOWN;
}

// What keeps from Class III is a no; what only keeps from a further class is
// said, and fails nothing.
static enum verdict_value value_of(const struct mof_sheet_judge *s, size_t n)
{
    const struct mof_entry *e = &s->r->sheet.entry[n];

    if (mof_status(s->r, n) == MOF_INCLUDED)
        return e->part && e->part->presence == PRESENCE_POINTER
                   ? VERDICT_YES_BY_LINKS
                   : VERDICT_YES;
    if (s->r->class_ || !mof_blocks(s->r, 3, n))
        return VERDICT_NOT_APPLICABLE;
    return is_open_question(s, n) ? VERDICT_UNDETERMINED : VERDICT_NO;
}

static struct check *add_check(const struct mof_sheet_judge *s, struct view id,
                               enum verdict_value value, struct view why)
{
    struct check *c = LIST_ADD(s->j->arena, s->v->check, s->v->check_count);

    *c = (struct check){.id = id, .value = value, .why = why};
    return c;
}

static void check_component(const struct mof_sheet_judge *s, size_t n)
{
    const struct mof_entry *e = &s->r->sheet.entry[n];
    bool of_terms = mof_status(s->r, n) == MOF_INVALID;
    struct check *c = add_check(s, s->r->rules->component[n].name,
                                value_of(s, n), component_words(s, n));

    c->evidence = of_terms ? e->license_evidence : e->evidence;
    c->has_evidence = c->evidence.path.len || c->evidence.shows.len;
    if (!e->part)
        return;
    c->has_part = true;
    c->part = e->part->kind;
    c->stage = e->part->stage;
}

static void would_decide(const struct mof_sheet_judge *s, struct view text)
{
    for (size_t n = 0; n < s->v->would_decide_count; n++)
        if (view_eq(s->v->would_decide[n], text))
            return;
    *LIST_ADD(s->j->arena, s->v->would_decide, s->v->would_decide_count) = text;
}

// A class by evidence follows the lineage: what the base brought along is not
// in what was given.
static void check_lineage(const struct mof_sheet_judge *s)
{
    struct base b = judge_base(s->j);
    struct view name = b.name.len ? b.name : VIEW("its base");
    bool limited = b.standing == BASE_RESTRICTED;
    struct check *c;

    if (b.standing == BASE_NONE || !s->r->class_)
        return;
    c = add_check(
        s, VIEW("lineage"), limited ? VERDICT_NO : VERDICT_UNDETERMINED,
        arena_print(s->j->arena,
                    limited ? "it was made from " VIEW_FMT
                              ", whose terms are not open"
                            : "it was made from " VIEW_FMT
                              ", whose components are not in what was given",
                    VIEW_ARG(name)));
    c->has_evidence = b.evidence.path.len != 0;
    c->evidence = b.evidence;
    if (!limited)
        would_decide(s, VIEW("the release of the base model, inspected too"));
}

static void settle(const struct mof_sheet_judge *s)
{
    struct verdict *v = s->v;

    v->verdict = s->r->class_ ? VERDICT_YES : VERDICT_NO;
    bool failed = false, open = false;
    for (size_t c = 0; c < v->check_count; c++) {
        failed = failed || v->check[c].value == VERDICT_NO;
        open = open || v->check[c].value == VERDICT_UNDETERMINED;
        if (s->r->class_ && v->check[c].value == VERDICT_YES_BY_LINKS)
            v->verdict = VERDICT_YES_BY_LINKS;
    }
    if (failed)
        v->verdict = VERDICT_NO;
    else if (open)
        v->verdict = VERDICT_UNDETERMINED;
    for (size_t n = 0; n < s->r->rules->count; n++)
        if (value_of(s, n) == VERDICT_UNDETERMINED)
            would_decide(s, s->r->sheet.entry[n].unknown
                                ? VIEW("the place where it could be, given as "
                                       "one more path")
                                : VIEW("a person who reads the terms, or the "
                                       "maker, by naming a known license"));
}

static struct view qualifier(const struct mof_sheet_judge *s)
{
    if (s->reading == MOF_BY_EVIDENCE)
        return VIEW("of what is here or linked, under terms that reach it; the "
                    "framework's authors certify no model");
    return is_record(s->j)
               ? VIEW("of the record as it is written; the tool looks at no "
                      "file, and nobody certifies the result")
               : VIEW("of the record that these facts would make; the tool "
                      "itself reads records that people write");
}

static struct mof_result *judge_reading(const struct judge *j,
                                        const struct mof_rules *rules,
                                        enum mof_reading reading)
{
    struct mof_result *r = ARENA_NEW(j->arena, struct mof_result, 1);
    struct mof_sheet_judge s = {j,
                                verdict_begin(j, reading == MOF_AS_TOOL
                                                     ? VIEW("mof-tool")
                                                     : VIEW("mof-evidence")),
                                r, reading};

    r->rules = rules;
    mof_sheet_fill(j->arena, j->licenses, rules, j->inspection, reading,
                   &r->sheet);
    mof_class(r);
    for (size_t n = 0; n < rules->count; n++)
        check_component(&s, n);
    if (reading == MOF_BY_EVIDENCE)
        check_lineage(&s);
    settle(&s);
    s.v->label = r->class_ ? arena_print(j->arena, "Class " VIEW_FMT,
                                         VIEW_ARG(mof_class_word(r->class_)))
                           : VIEW("no class");
    s.v->summary = blocker_words(&s);
    s.v->qualifier = qualifier(&s);
    s.v->proposal = reading == MOF_AS_TOOL && !is_record(j);
    s.v->mof = r;
    return r;
}

// ---------------------------------------------------------------- both

// The first component that keeps from the tool's class by evidence, and how
// many more there are.
static void separate(const struct judge *j, const struct mof_result *tool,
                     struct mof_result *evidence, struct verdict *v)
{
    struct mof_sheet_judge s = {j, v, evidence, MOF_BY_EVIDENCE};
    size_t first = SIZE_MAX, more = 0;

    if (!tool->class_ || evidence->class_ == tool->class_)
        return;
    for (size_t n = 0; n < evidence->rules->count; n++)
        if (mof_blocks(evidence, tool->class_, n)) {
            more += first != SIZE_MAX;
            first = first == SIZE_MAX ? n : first;
        }
    if (first == SIZE_MAX)
        return;
    evidence->separates = arena_print(
        j->arena, "the tool counts " VIEW_FMT "; by evidence " VIEW_FMT,
        VIEW_ARG(evidence->rules->component[first].name),
        VIEW_ARG(component_words(&s, first)));
    if (more)
        evidence->separates = arena_print(j->arena, VIEW_FMT "; and %zu more",
                                          VIEW_ARG(evidence->separates), more);
    v->summary = evidence->separates;
}

// A record of the European index has no components, and what has no parameters
// here or linked is no model release.
void mof_judge(struct judge *j)
{
    struct mof_rules *rules = ARENA_NEW(j->arena, struct mof_rules, 1);
    struct inspection *i = j->inspection;
    struct mof_result *tool, *evidence;

    if (is_record(j)
            ? i->release->record->kind != RECORD_MOF
            : !part_is_there(judge_part(j, PART_WEIGHTS_FINAL, STAGE_NONE)))
        return;
    mof_rules_read(j->arena, rules);
    checklists_judge(j, rules);
    tool = judge_reading(j, rules, MOF_AS_TOOL);
    evidence = judge_reading(j, rules, MOF_BY_EVIDENCE);
    separate(j, tool, evidence, &i->verdict[i->verdict_count - 1]);
}
