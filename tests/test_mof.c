// SPDX-License-Identifier: Apache-2.0
// The classes of the Model Openness Framework. The twenty records and what they
// must give are the table of yardsticks.md 3.5; the rest is by hand from 3.2 to
// 3.8 and the licence lists of section 14.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"
#include "verdict/mof.h"

#define III5                                                                   \
    "Model architecture;Model parameters (Final);Evaluation results;"          \
    "Model card;Data card;"
#define III6 III5 "Technical report;"
#define II4  "Training code;Inference code;Evaluation code;Evaluation data;"
#define I3                                                                     \
    "Data preprocessing code;Model parameters (Intermediate);Research paper;"

struct vector {
    unsigned number;
    const char *names;   // included, each ended by ';'
    const char *changed; // "NAME=LICENCE;": the component's own licence
    const char *release; // "KEY=LICENCE;"
    unsigned class_;
    unsigned met[4], needed[4];                        // III, II, I
    const char *missing, *invalid, *unlicensed, *note; // of class III
};

#define APACHE "distribution=Apache-2.0;"

static const struct vector vectors[] = {
    {1, III6, "", APACHE, 3, {6, 6, 0}, {6, 10, 1}, "", "", "", NULL},
    {2,
     III5 "Research paper;",
     "Research paper=CC-BY-4.0;",
     APACHE,
     3,
     {6, 6, 0},
     {6, 10, 1},
     "",
     "",
     "",
     NULL},
    {3,
     III5 "Research paper;",
     "Research paper=unlicensed;",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "",
     "",
     "Research paper;",
     NULL},
    {4,
     III6 "Research paper;",
     "Technical report=unlicensed;Research paper=CC-BY-4.0;",
     APACHE,
     3,
     {6, 6, 0},
     {6, 10, 1},
     "",
     "",
     "Technical report;",
     NULL},
    {5,
     III6 II4 I3 "Datasets;Sample model outputs;"
                 "Supporting libraries and tools;Model metadata;",
     "",
     APACHE,
     1,
     {6, 10, 14},
     {6, 10, 14},
     "",
     "",
     "",
     NULL},
    {6,
     III5 II4 I3 "Datasets;",
     "",
     APACHE,
     1,
     {6, 10, 13},
     {6, 10, 13},
     "",
     "",
     "",
     NULL},
    {7,
     III6 II4 "Datasets;Data preprocessing code;"
              "Model parameters (Intermediate);",
     "",
     APACHE,
     2,
     {6, 10, 13},
     {6, 10, 14},
     "",
     "",
     "",
     NULL},
    {8, III6 II4 I3, "", APACHE, 2, {6, 10, 13}, {6, 10, 14}, "", "", "", NULL},
    {9, III5 II4 I3, "", APACHE, 2, {6, 10, 12}, {6, 10, 13}, "", "", "", NULL},
    {10,
     III6,
     "Model parameters (Final)=Llama 3 Community License;",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "",
     "Model parameters (Final);",
     "",
     NULL},
    {11,
     III6,
     "",
     "distribution=;code=MIT;",
     0,
     {1, 0, 0},
     {6, 1, 1},
     "",
     "",
     "Model parameters (Final);Evaluation results;Model card;Data card;"
     "Technical report;",
     NULL},
    {12,
     III6,
     "Model card=unlicensed;",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "",
     "",
     "Model card;",
     NULL},
    {13,
     III6,
     "Model parameters (Final)=PDDL-1.0;",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "",
     "Model parameters (Final);",
     "",
     NULL},
    {14,
     III6,
     "Model parameters (Final)=CC0-1.0;",
     APACHE,
     3,
     {6, 6, 0},
     {6, 10, 1},
     "",
     "",
     "",
     "Model parameters (Final);"},
    {15,
     III6,
     "Model architecture=Apache 2.0;",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "",
     "Model architecture;",
     "",
     NULL},
    {16,
     "Model architecture;Model parameters (Final);Evaluation results;"
     "Model card;Technical report;" II4 I3 "Datasets;",
     "",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "Data card;",
     "",
     "",
     NULL},
    {17,
     III6 "Sample model outputs;",
     "Sample model outputs=Proprietary;",
     APACHE,
     3,
     {6, 6, 0},
     {6, 10, 1},
     "",
     "Sample model outputs;",
     "",
     NULL},
    {18,
     III5 II4 "Research paper;",
     "Research paper=arXiv.org perpetual non-exclusive license;",
     APACHE,
     0,
     {5, 0, 0},
     {6, 1, 1},
     "",
     "Research paper;",
     "",
     NULL},
    {19,
     III6,
     "",
     "distribution=OpenMDW-1.0;",
     3,
     {6, 6, 0},
     {6, 10, 1},
     "",
     "",
     "",
     ""},
    {20,
     III6,
     "Model architecture=BSD-3-Clause;",
     "data=CC-BY-4.0;document=CC-BY-SA-3.0;",
     3,
     {6, 6, 0},
     {6, 10, 1},
     "",
     "",
     "",
     "Model architecture;Model parameters (Final);"},
};

// ---------------------------------------------------------------- records

// The value of "NAME=" in "A=x;B=y;"; false: not there.
static bool value_in(struct view list, struct view name, struct view *out)
{
    while (list.len) {
        struct view one = view_cut(list, ';', &list);

        if (view_eq(view_cut(one, '=', out), name))
            return true;
    }
    return false;
}

static void record_of(struct facts *f, const struct vector *v,
                      struct model_record *m)
{
    struct view names = view_of(v->names), release = view_of(v->release);

    *m = (struct model_record){.kind = RECORD_MOF, .path = VIEW("r.yml")};
    while (names.len) {
        struct record_component *c =
            LIST_ADD(&f->arena, m->component, m->component_count);

        c->name = view_cut(names, ';', &names);
        c->line = (uint32_t)m->component_count;
        c->has_license = value_in(view_of(v->changed), c->name, &c->license);
    }
    while (release.len) {
        struct record_license *l =
            LIST_ADD(&f->arena, m->license, m->license_count);
        struct view one = view_cut(release, ';', &release);

        l->key = view_cut(one, '=', &l->name);
    }
    f->release.record = m;
}

static struct view list_words(struct facts *f, const struct mof_result *r,
                              const struct mof_list *l)
{
    struct text t = {.arena = &f->arena};

    for (size_t n = 0; n < l->count; n++)
        text_print(&t, VIEW_FMT ";",
                   VIEW_ARG(r->rules->component[l->at[n]].name));
    return text_view(&t);
}

static void is_list(struct facts *f, const struct mof_result *r,
                    enum mof_status status, const char *wanted)
{
    CHECK_VIEW(list_words(f, r, &r->list[3][status]), view_of(wanted));
}

static const struct mof_result *judged(struct facts *f, const char *yardstick)
{
    const struct verdict *v;

    facts_judge(f);
    v = verdict_find(&f->i, view_of(yardstick));
    if (!v || !v->mof)
        abort();
    return v->mof;
}

TEST(the_twenty_records_give_what_the_tool_gives)
{
    CHECK_U64(sizeof vectors / sizeof *vectors, 20);
    for (size_t n = 0; n < sizeof vectors / sizeof *vectors; n++) {
        const struct vector *v = &vectors[n];
        struct model_record m;
        struct facts f;
        int faults = check_faults;

        facts_open(&f);
        record_of(&f, v, &m);
        const struct mof_result *r = judged(&f, "mof-tool");
        CHECK_U64(r->class_, v->class_);
        for (unsigned k = 3; k >= 1; k--) {
            CHECK_U64(r->progress[k].met, v->met[3 - k]);
            CHECK_U64(r->progress[k].needed, v->needed[3 - k]);
        }
        is_list(&f, r, MOF_MISSING, v->missing);
        is_list(&f, r, MOF_INVALID, v->invalid);
        is_list(&f, r, MOF_UNLICENSED, v->unlicensed);
        if (v->note)
            CHECK_VIEW(list_words(&f, r, &r->unfitting), view_of(v->note));
        if (faults != check_faults)
            printf("    in record %u\n", v->number);
        arena_free(&f.arena);
    }
}

TEST(percent_is_exact)
{
    struct mof_progress p = {5, 6};

    CHECK(mof_percent(&p) > 83.3333333 && mof_percent(&p) < 83.3333334);
    p = (struct mof_progress){10, 10};
    CHECK(mof_percent(&p) >= 100 && mof_percent(&p) <= 100);
}

TEST(of_a_component_that_stands_twice_the_last_entry_wins)
{
    struct model_record m;
    struct facts f;

    facts_open(&f);
    record_of(&f, &vectors[0], &m);
    struct record_component *c =
        LIST_ADD(&f.arena, m.component, m.component_count);
    *c = (struct record_component){.name = VIEW("Model card"),
                                   .has_license = true,
                                   .license = VIEW("unlicensed"),
                                   .line = 99};
    const struct mof_result *r = judged(&f, "mof-tool");
    CHECK_U64(r->class_, 0);
    is_list(&f, r, MOF_UNLICENSED, "Model card;");
    const struct verdict *v = verdict_find(&f.i, VIEW("mof-tool"));
    CHECK_U64(v->verdict, VERDICT_NO);
    CHECK(verdict_has(v, VIEW("Model card"), VERDICT_NO));
    for (size_t n = 0; n < v->check_count; n++)
        if (v->check[n].value == VERDICT_NO)
            CHECK_U64(v->check[n].evidence.line, 99);
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- licences

// Counts and quirks of section 14.
TEST(the_lists_are_those_of_the_tool)
{
    static const struct {
        const char *id;
        bool open, code, data, document;
    } cases[] = {
        {"Apache-2.0", true, true, false, true},
        {"BSD-3-Clause", true, false, false, false},
        {"CC0-1.0", true, false, false, true},
        {"OpenMDW-1.0", true, true, true, true},
        {"OpenMDW-1.1", false, false, false, false},
        {"PDDL-1.0", false, false, true, false},
        {"ODC-PDDL-1.0", true, false, false, false},
        {"CC-PDDC", false, false, false, true},
        {"MulanPSL-1.0", false, true, false, false},
        {"CDLA-Permissive-2.0", true, false, true, false},
        {"apache-2.0", false, false, false, false},
        {"Apache 2.0", false, false, false, false},
        {"", false, false, false, false},
    };
    struct arena a = {0};
    struct mof_rules rules;
    struct records all;
    size_t ids = 0, required[4] = {0};

    mof_rules_read(&a, &rules);
    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct view id = view_of(cases[n].id);

        CHECK_U64(mof_license_open(&rules, id), cases[n].open);
        CHECK_U64(mof_license_fits(&rules, id, MOF_CODE), cases[n].code);
        CHECK_U64(mof_license_fits(&rules, id, MOF_DATA), cases[n].data);
        CHECK_U64(mof_license_fits(&rules, id, MOF_DOCUMENT),
                  cases[n].document);
    }
    CHECK(!knowledge_read(&a, VIEW("yardsticks/mof_licenses.txt"), &all));
    for (size_t n = 0; n < all.record_count; n++)
        for (size_t k = 0; k < all.record[n].field_count; k++)
            if (record_get(&all.record[n], VIEW("open")).len &&
                view_eq(all.record[n].field[k].key, VIEW("ids")))
                ids += 1 + view_count(all.record[n].field[k].value, ' ');
    CHECK_U64(ids, 226);
    CHECK_U64(rules.count, 17);
    for (size_t n = 0; n < rules.count; n++)
        required[rules.component[n].class_] += rules.component[n].required;
    CHECK_U64(required[3], 6);
    CHECK_U64(required[2], 4);
    CHECK_U64(required[1], 4);
    arena_free(&a);
}

// ---------------------------------------------------------------- releases

// The six of class III, each under its own terms.
static void class_three(struct facts *f)
{
    static const enum part_kind parts[] = {
        PART_CODE_ARCH, PART_WEIGHTS_FINAL, PART_DOC_EVALRESULTS,
        PART_DOC_CARD,  PART_DOC_REPORT,
    };

    facts_open(f);
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++)
        facts_set(f, parts[n], STAGE_NONE, PRESENCE_PRESENT, "Apache-2.0");
    facts_data(f, 2, "CC-BY-4.0");
}

TEST(a_release_with_terms_of_its_own_for_each_part_has_the_class_either_way)
{
    struct facts f;

    class_three(&f);
    CHECK_U64(judged(&f, "mof-tool")->class_, 3);
    const struct verdict *v = verdict_find(&f.i, VIEW("mof-evidence"));
    CHECK_U64(v->mof->class_, 3);
    CHECK_U64(v->verdict, VERDICT_YES);
    CHECK_TEXT(v->label, "Class III");
    CHECK_U64(v->mof->separates.len, 0);
    CHECK(verdict_find(&f.i, VIEW("mof-tool"))->proposal);
    arena_free(&f.arena);
}

TEST(a_licence_of_the_release_reaches_documents_for_the_tool_alone)
{
    struct facts f;

    class_three(&f);
    facts_part(&f, PART_DOC_CARD, STAGE_NONE)->terms.scope = TERMS_RELEASE;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->terms.scope = TERMS_RELEASE;
    CHECK_U64(judged(&f, "mof-tool")->class_, 3);
    const struct verdict *v = verdict_find(&f.i, VIEW("mof-evidence"));
    CHECK_U64(v->mof->class_, 0);
    CHECK_U64(v->verdict, VERDICT_NO);
    is_list(&f, v->mof, MOF_UNLICENSED, "Model card;");
    CHECK(view_has(v->mof->separates, VIEW("Model card")));
    CHECK(view_has(v->mof->separates, VIEW("covers it")));
    arena_free(&f.arena);
}

TEST(a_mention_is_not_a_component)
{
    struct facts f;

    class_three(&f);
    facts_part(&f, PART_DOC_REPORT, STAGE_NONE)->presence = PRESENCE_MENTIONED;
    const struct mof_result *r = judged(&f, "mof-tool");
    CHECK_U64(r->class_, 0);
    is_list(&f, r, MOF_MISSING, "Technical report;");
    arena_free(&f.arena);
}

TEST(what_could_not_be_looked_for_leaves_the_class_open)
{
    struct facts f;

    class_three(&f);
    facts_part(&f, PART_DOC_REPORT, STAGE_NONE)->presence = PRESENCE_UNKNOWN;
    facts_judge(&f);
    const struct verdict *v = verdict_find(&f.i, VIEW("mof-evidence"));
    CHECK_U64(v->verdict, VERDICT_UNDETERMINED);
    CHECK(v->would_decide_count > 0);
    arena_free(&f.arena);
}

TEST(of_terms_that_hold_together_the_closed_ones_count_of_a_choice_the_open)
{
    static const struct {
        const char *expression;
        unsigned class_;
    } cases[] = {
        {"Apache-2.0 AND CC-BY-NC-4.0", 0},
        {"CC-BY-NC-4.0 AND Apache-2.0", 0},
        {"CC-BY-NC-4.0 OR Apache-2.0", 3},
        {"MIT AND Apache-2.0", 3},
    };

    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct facts f;

        class_three(&f);
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
                  cases[n].expression);
        CHECK_U64(judged(&f, "mof-evidence")->class_, cases[n].class_);
        arena_free(&f.arena);
    }
}

TEST(a_class_by_evidence_follows_the_lineage)
{
    struct facts f;

    class_three(&f);
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "");
    facts_judge(&f);
    CHECK_U64(verdict_find(&f.i, VIEW("mof-tool"))->verdict, VERDICT_YES);
    const struct verdict *v = verdict_find(&f.i, VIEW("mof-evidence"));
    CHECK_U64(v->verdict, VERDICT_UNDETERMINED);
    CHECK(verdict_has(v, VIEW("lineage"), VERDICT_UNDETERMINED));
    arena_free(&f.arena);
}

// A record names its parts; by evidence one needs an address, and names that
// people write for a licence are understood.
TEST(a_record_by_evidence_needs_addresses)
{
    struct model_record m;
    struct facts f;

    facts_open(&f);
    record_of(&f, &vectors[0], &m);
    for (size_t n = 0; n < m.component_count; n++) {
        m.component[n].has_license = true;
        m.component[n].license = VIEW("Apache 2.0");
        m.component[n].component_path = VIEW("https://example.org/x");
    }
    CHECK_U64(judged(&f, "mof-tool")->class_, 0);
    CHECK_U64(verdict_find(&f.i, VIEW("mof-evidence"))->mof->class_, 3);
    m.component[0].component_path = VIEW("");
    f.i.verdict_count = 0;
    const struct mof_result *r = judged(&f, "mof-evidence");
    CHECK_U64(r->class_, 0);
    is_list(&f, r, MOF_MISSING, "Model architecture;");
    arena_free(&f.arena);
}

CHECK_MAIN(
    CHECK_CASE(the_twenty_records_give_what_the_tool_gives),
    CHECK_CASE(percent_is_exact),
    CHECK_CASE(of_a_component_that_stands_twice_the_last_entry_wins),
    CHECK_CASE(the_lists_are_those_of_the_tool),
    CHECK_CASE(
        a_release_with_terms_of_its_own_for_each_part_has_the_class_either_way),
    CHECK_CASE(a_licence_of_the_release_reaches_documents_for_the_tool_alone),
    CHECK_CASE(a_mention_is_not_a_component),
    CHECK_CASE(what_could_not_be_looked_for_leaves_the_class_open),
    CHECK_CASE(
        of_terms_that_hold_together_the_closed_ones_count_of_a_choice_the_open),
    CHECK_CASE(a_class_by_evidence_follows_the_lineage),
    CHECK_CASE(a_record_by_evidence_needs_addresses))
