// SPDX-License-Identifier: Apache-2.0
// Expected values: needs.md 4, Portfolio, by hand; the rules between its words
// are those of `freehold help portfolio`.
#include "check.h"
#include "schema.h"

#include "base/file.h"
#include "release/release.h"
#include "report/portfolio.h"

// ---- Workloads by hand ------------------------------------------------------

enum release_state { ABSENT, FITS, OPEN, OUT, SERVICE_OUT };

struct row {
    const char *why;   // the sentence of needs.md, or of the help
    const char *needs; // id and level of one need
    const char *more;  // further lines of the workload
    enum release_state first, second;
    int cost; // -1 none, or enum cost_side
    enum workload_answer answer;
    bool served, drill;
    const char *by; // of the first reason, or NULL: there is none
};

static const struct row rows[] = {
    {"needs exclude API", "N-NO-EGRESS, level: must", "", FITS, ABSENT, -1,
     WORKLOAD_OWN, true, false, "N-NO-EGRESS"},
    {"a critical one that is own needs no drill", "N-LOCAL, level: must",
     "critical: true", FITS, ABSENT, -1, WORKLOAD_OWN, true, false, "N-LOCAL"},
    {"needs exclude API, whatever it costs", "N-WEIGHTS, level: must", "", FITS,
     ABSENT, COST_API, WORKLOAD_OWN, true, false, "N-WEIGHTS"},
    {"it is own even if no release is left", "N-WEIGHTS, level: must", "", OUT,
     ABSENT, -1, WORKLOAD_OWN, false, false, "N-WEIGHTS"},
    {"an open release serves nobody yet", "N-WEIGHTS, level: must", "", OPEN,
     ABSENT, -1, WORKLOAD_OWN, false, false, "N-WEIGHTS"},
    {"no candidate meets hardware", "N-FITS, level: must", "", OUT, OUT, -1,
     WORKLOAD_API, true, false, "N-FITS"},
    {"no candidate meets quality", "N-FITS, level: must",
     "quality: {least: 0.8, results: {one: 0.7, api: 0.9}}", FITS, ABSENT, -1,
     WORKLOAD_API, true, false, "quality"},
    {"quality that is not stated excludes nobody", "N-FITS, level: must",
     "quality: {least: 0.8, results: {api: 0.9}}", FITS, ABSENT, -1,
     WORKLOAD_EITHER, true, false, NULL},
    {"quality at the threshold is enough", "N-FITS, level: must",
     "quality: {least: 0.8, results: {one: 0.8, api: 0.8}}", FITS, ABSENT, -1,
     WORKLOAD_EITHER, true, false, NULL},
    {"a service below the quality is excluded", "N-FITS, level: must",
     "quality: {least: 0.8, results: {api: 0.79}}", FITS, ABSENT, -1,
     WORKLOAD_OWN, true, false, "quality"},
    {"one release that is left is enough", "N-FITS, level: must", "", OUT, FITS,
     -1, WORKLOAD_EITHER, true, false, NULL},
    {"cost clearly favours API", "N-FITS, level: must", "", FITS, ABSENT,
     COST_API, WORKLOAD_API, true, false, "cost"},
    {"then a critical one needs a drill", "N-FITS, level: must",
     "critical: true", FITS, ABSENT, COST_API, WORKLOAD_API, true, true,
     "cost"},
    {"the cost speaks for own", "N-FITS, level: must", "", FITS, ABSENT,
     COST_SELF, WORKLOAD_OWN_PREFERRED, true, false, "cost"},
    {"a cost too close decides nothing", "N-FITS, level: must", "", FITS,
     ABSENT, COST_CLOSE, WORKLOAD_EITHER, true, false, "cost"},
    {"a preferred need speaks for own", "N-WEIGHTS, level: prefer", "", FITS,
     ABSENT, -1, WORKLOAD_OWN_PREFERRED, true, false, "N-WEIGHTS"},
    {"an optional need does not", "N-WEIGHTS, level: optional", "", FITS,
     ABSENT, -1, WORKLOAD_EITHER, true, false, NULL},
    {"nor does one that must not be", "N-WEIGHTS, level: forbid", "", FITS,
     ABSENT, -1, WORKLOAD_EITHER, true, false, NULL},
    {"confidential data speaks for own", "N-FITS, level: must",
     "sensitivity: confidential", FITS, ABSENT, -1, WORKLOAD_OWN_PREFERRED,
     true, false, "sensitivity"},
    {"internal data does not", "N-FITS, level: must", "sensitivity: internal",
     FITS, ABSENT, -1, WORKLOAD_EITHER, true, false, NULL},
    {"no bearable lock-in speaks for own", "N-FITS, level: must",
     "lock_in: none", FITS, ABSENT, -1, WORKLOAD_OWN_PREFERRED, true, false,
     "lock_in"},
    {"some lock-in does not", "N-FITS, level: must", "lock_in: some", FITS,
     ABSENT, -1, WORKLOAD_EITHER, true, false, NULL},
    {"both speak: decide on cost and quality", "N-WEIGHTS, level: prefer",
     "critical: true", FITS, ABSENT, COST_API, WORKLOAD_EITHER, true, true,
     "cost"},
    {"the service that is named meets no must", "N-FITS, level: must", "", FITS,
     SERVICE_OUT, -1, WORKLOAD_OWN, true, false, "N-FITS"},
    {"openness is optional, and no release is named", "N-FITS, level: must", "",
     ABSENT, ABSENT, -1, WORKLOAD_EITHER, true, false, "releases"},
};
enum { ROWS = sizeof rows / sizeof *rows };

struct world {
    struct arena arena;
    struct need_words words;
    struct needs needs;
    struct portfolio p;
    struct answered_workload workload;
    struct candidate candidate[2];
    struct inspection inspection[2];
    struct release release[2];
    struct cost_input cost_input;
    struct cost cost;
};

static void add_candidate(struct world *w, const char *name,
                          enum release_state state)
{
    static const enum need_answer answers[] = {[FITS] = NEED_MET,
                                               [OPEN] = NEED_UNKNOWN,
                                               [OUT] = NEED_NOT_MET,
                                               [SERVICE_OUT] = NEED_NOT_MET};
    size_t n = w->workload.fit.candidate_count;
    struct candidate *c = &w->candidate[n];
    const struct wish *wish = &w->needs.wish[0];
    bool must = wish->level == LEVEL_MUST;

    if (state == ABSENT)
        return;
    w->workload.fit.candidate_count++;
    w->release[n].name = view_of(name);
    w->inspection[n].release = &w->release[n];
    w->inspection[n].category = state == SERVICE_OUT
                                    ? CATEGORY_API_ONLY
                                    : CATEGORY_OPEN_WEIGHT_PERMISSIVE;
    c->inspection = &w->inspection[n];
    c->answer = ARENA_NEW(&w->arena, struct answered, 1);
    c->answer[0] = (struct answered){.wish = wish,
                                     .id = wish->id,
                                     .answer = answers[state],
                                     .because = VIEW("so it was found")};
    c->bad_must = must && answers[state] == NEED_NOT_MET;
    c->open_must = must && answers[state] == NEED_UNKNOWN;
    c->fits = !c->bad_must && !c->open_must;
}

static struct error *read_portfolio(struct arena *a, struct view workloads,
                                    struct portfolio_file *out)
{
    struct text t = {.arena = a};

    text_print(&t, "schema: freehold-portfolio/1\n" VIEW_FMT,
               VIEW_ARG(workloads));
    return portfolio_read(a, text_view(&t), VIEW("team/p.yaml"), out);
}

static void judge(struct world *w, const struct row *r)
{
    struct arena *a;

    *w = (struct world){0};
    a = &w->arena;
    need_words_read(&w->words);
    struct view needs = arena_print(
        a, "schema: freehold-needs/1\nneeds:\n- {id: %s}\n", r->needs);
    CHECK(!needs_read(a, &w->words, needs, VIEW("n.yaml"), &w->needs));
    struct view text = arena_print(
        a, "workloads:\n- name: w\n  needs: n.yaml\n  %s\n", r->more);
    CHECK(!read_portfolio(a, text, &w->p.file));
    w->workload.workload = &w->p.file.workload[0];
    w->workload.fit =
        (struct fit){.needs = &w->needs, .candidate = w->candidate};
    add_candidate(w, "one", r->first);
    add_candidate(w, "two", r->second);
    if (r->cost >= 0) {
        w->cost = (struct cost){.in = &w->cost_input,
                                .side = (enum cost_side)r->cost,
                                .verdict = VIEW("as it was worked out")};
        w->workload.cost = &w->cost;
    }
    workload_take(a, &w->workload);
    w->p.item = &w->workload;
    w->p.count = 1;
    w->p.candidate_count = w->workload.fit.candidate_count;
}

TEST(each_workload_is_answered_by_what_decides)
{
    size_t reached[4] = {0};

    for (size_t i = 0; i < ROWS; i++) {
        const struct row *r = &rows[i];
        struct world w;

        judge(&w, r);
        const struct answered_workload *one = &w.workload;
        if (one->answer != r->answer || one->served != r->served ||
            one->drill != r->drill)
            check_fail(__FILE__, __LINE__, "%s: " VIEW_FMT, r->why,
                       VIEW_ARG(workload_answer_word(one->answer)));
        CHECK_VIEW(one->reason_count ? one->reason[0].id : VIEW("none"),
                   view_of(r->by ? r->by : "none"));
        reached[one->answer]++;
        arena_free(&w.arena);
    }
    for (size_t i = 0; i < 4; i++)
        CHECK(reached[i] > 0);
}

TEST(json_of_every_answer_keeps_to_its_schema)
{
    struct arena a = {0};
    struct view bytes;
    struct json schema;

    CHECK(!file_front(&a, VIEW("docs/schema/portfolio.schema.json"), 1 << 20,
                      &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    for (size_t i = 0; i < ROWS; i++) {
        struct world w;

        judge(&w, &rows[i]);
        struct text t = {.arena = &w.arena};
        struct json json;
        portfolio_json(&w.p, &t);
        CHECK(!json_read(&w.arena, text_view(&t), VIEW("out"), &json));
        CHECK_VIEW(schema_fault(&w.arena, &schema, json.root),
                   (struct view){0});
        arena_free(&w.arena);
    }
    arena_free(&a);
}

TEST(what_one_release_leaves_open_another_gives)
{
    struct world w;

    judge(&w, &(struct row){"", "N-FITS, level: must", "", OPEN, FITS, -1, 0, 0,
                            0, NULL});
    CHECK_U64(w.workload.coverage_count, 1);
    const struct who_has *c = &w.workload.coverage[0];
    CHECK_U64(c->count[OUTCOME_GOOD], 1);
    CHECK_TEXT(c->names[OUTCOME_GOOD][0], "two");
    CHECK_U64(c->count[OUTCOME_OPEN], 1);
    CHECK_TEXT(c->names[OUTCOME_OPEN][0], "one");
    CHECK_U64(w.workload.nobody, 0);
    arena_free(&w.arena);
    judge(&w, &(struct row){"", "N-FITS, level: must", "", OPEN, OUT, -1, 0, 0,
                            0, NULL});
    CHECK_U64(w.workload.nobody, 1);
    arena_free(&w.arena);
}

TEST(three_reasons_are_told_and_the_rest_counted)
{
    struct world w;
    const struct row row = {"",
                            "N-WEIGHTS, level: must",
                            "sensitivity: confidential\n  lock_in: none\n"
                            "  quality: {least: 1, results: {api: 0}}",
                            FITS,
                            ABSENT,
                            -1,
                            0,
                            0,
                            0,
                            NULL};

    judge(&w, &row);
    CHECK_U64(w.workload.reason_count, 3);
    CHECK_U64(w.workload.more_reasons, 1);
    CHECK_TEXT(w.workload.reason[0].evidence.path, "n.yaml");
    CHECK_U64(w.workload.reason[0].evidence.line, 3);
    arena_free(&w.arena);
}

// ---- The file ---------------------------------------------------------------

TEST(paths_are_taken_from_where_the_file_lies)
{
    struct arena a = {0};
    struct portfolio_file f;

    CHECK(!read_portfolio(
        &a, VIEW("workloads: [{name: a, needs: n.yaml, cost: /c.yaml}]\n"),
        &f));
    CHECK_TEXT(f.workload[0].needs_path, "team/n.yaml");
    CHECK_TEXT(f.workload[0].cost_path, "/c.yaml");
    arena_free(&a);
}

static const struct {
    const char *text;
    uint32_t line;
    const char *says;
} refused[] = {
    {"", 1, "no workloads"},
    {"workloads: []\n", 1, "no workloads"},
    {"workloads: {}\n", 2, "a list"},
    {"workload: []\n", 2, "workloads"},
    {"workloads: [7]\n", 2, "a map"},
    {"workloads:\n- {name: a}\n", 3, "no `needs`"},
    {"workloads:\n- {needs: n}\n", 3, "no `name`"},
    {"workloads:\n- {name: a, needs: n}\n- {name: a, needs: n}\n", 4, "twice"},
    {"workloads:\n- {name: a, needs: n, sensitivity: secrte}\n", 3, "public"},
    {"workloads:\n- {name: a, needs: n, lock_in: nonee}\n", 3, "none"},
    {"workloads:\n- {name: a, needs: n, critical: maybe}\n", 3, "true"},
    {"workloads:\n- {name: a, needs: 5}\n", 3, "text"},
    {"workloads:\n- {name: a, needs: n, quality: {results: {}}}\n", 3, "least"},
    {"workloads:\n- {name: a, needs: n, quality: {least: \"1\"}}\n", 3,
     "without quotes"},
    {"workloads:\n- {name: a, needs: n, quality: {least: 1.2.3}}\n", 3,
     "a number"},
    {"workloads:\n- {name: a, needs: n, critcal: true}\n", 3, "critical"},
    {"workloads:\n- &a {name: a, needs: n}\n", 3, "anchors"},
    {"name: x\nname: y\n", 3, "twice"},
    {"schema: other\n", 2, "twice"},
};

TEST(a_wrong_file_is_refused_with_its_line_and_what_to_write)
{
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        struct arena a = {0};
        struct portfolio_file f;
        struct error *e = read_portfolio(&a, view_of(refused[i].text), &f);

        CHECK(e && e->kind == ERROR_INPUT);
        if (e) {
            CHECK_U64(e->at.line, refused[i].line);
            if (view_find(e->message, view_of(refused[i].says)) == SIZE_MAX)
                check_fail(__FILE__, __LINE__, "%s: " VIEW_FMT, refused[i].text,
                           VIEW_ARG(e->message));
        }
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(each_workload_is_answered_by_what_decides),
           CHECK_CASE(json_of_every_answer_keeps_to_its_schema),
           CHECK_CASE(what_one_release_leaves_open_another_gives),
           CHECK_CASE(three_reasons_are_told_and_the_rest_counted),
           CHECK_CASE(paths_are_taken_from_where_the_file_lies),
           CHECK_CASE(a_wrong_file_is_refused_with_its_line_and_what_to_write))
