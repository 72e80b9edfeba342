// SPDX-License-Identifier: Apache-2.0
// The questions people ask, answered. Expected values: the states are set by
// hand; which of them each answer rests on is that of needs.md 2 and README 3
// of the design (categories).
#include "check.h"
#include "facts.h"
#include "schema.h"

#include "api/inspect.h"
#include "base/file.h"
#include "report/explain.h"
#include "verdict/explain.h"

static void explained(struct facts *f, struct explanation *x)
{
    duties_take(&f->arena, f->licenses, &f->release, &f->i.inventory,
                &f->i.terms, &f->i.duties);
    facts_judge(f);
    explain_take(&f->arena, &f->i, x);
}

static const struct explanation_answer *find(const struct explanation *x,
                                             const char *id)
{
    for (size_t n = 0; n < x->count; n++)
        if (view_eq(x->answer[n].id, view_of(id)))
            return &x->answer[n];
    check_fail(__FILE__, __LINE__, "no question %s", id);
    abort();
}

static struct view said(const struct explanation *x, const char *id, size_t n)
{
    const struct explanation_answer *one = find(x, id);

    return n < one->count ? one->sentence[n].says : (struct view){0};
}

TEST(a_limited_licence_is_answered_with_its_section_and_place)
{
    struct facts f;
    struct explanation x;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-llama-3.1-community");
    explained(&f, &x);
    CHECK(
        view_starts(said(&x, "commercial", 0), VIEW("Only under conditions")));
    CHECK(view_has(said(&x, "commercial", 1), VIEW("section 2")));
    CHECK(view_has(said(&x, "publish-tune", 2), VIEW("1.b.i")));
    CHECK(view_has(said(&x, "publish-tune", 2), VIEW("(LICENSE:1)")));
    CHECK(view_has(said(&x, "commercial", 0), VIEW("known by name only")));
    CHECK(find(&x, "outputs")->sentence[0].has_evidence);
    arena_free(&f.arena);
}

TEST(what_is_not_stated_is_unknown_and_says_why)
{
    struct facts f;
    struct explanation x;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "");
    facts_part(&f, PART_DATA_TRAIN, STAGE_NONE)->presence = PRESENCE_UNKNOWN;
    explained(&f, &x);
    CHECK_TEXT(said(&x, "commercial", 0),
               "Unknown, because no terms are stated for the weights "
               "(README.md:10).");
    CHECK(view_starts(said(&x, "data", 0), VIEW("Unknown, because")));
    CHECK(view_starts(said(&x, "own-code", 0), VIEW("Unknown, because")));
    CHECK(view_starts(said(&x, "show", 0), VIEW("Unknown, because")));
    arena_free(&f.arena);
}

TEST(an_adapter_without_its_base_does_not_outlive_its_vendor)
{
    struct facts f;
    struct explanation x;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_parent(&f, "oak/oak-7b", RELATION_ADAPTER, "MIT");
    f.i.inventory.is_adapter = true;
    explained(&f, &x);
    CHECK_TEXT(said(&x, "vendor-gone", 1),
               "It needs its base model oak/oak-7b, which is not here "
               "(README.md:3).");
    arena_free(&f.arena);
}

TEST(code_of_the_release_that_a_loader_runs_is_told)
{
    struct facts f;
    struct explanation x;

    facts_open(&f);
    safety_add(&f.arena, &f.i.safety,
               (struct safety_finding){.rule = VIEW("config.remote-code"),
                                       .severity = SAFETY_REVIEW,
                                       .path = VIEW("config.json"),
                                       .shows = VIEW("auto_map")});
    explained(&f, &x);
    CHECK_TEXT(said(&x, "own-code", 1),
               "Its files ask a loader to run code that comes with the "
               "release (config.json).");
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- knowledge

// The states that a kind of source can give; ends with NULL.
static const struct {
    const char *source;
    const char *state[8];
} states[] = {
    {"category",
     {"fully-open", "open-weight-permissive", "open-weight-restricted",
      "api-only", "code-only"}},
    {"verdict",
     {"yes", "yes-by-links", "no", "undetermined", "not-applicable"}},
    {"row", {"yes", "conditions", "no", "unknown", "not-applicable"}},
    {"part",
     {"present", "pointer", "mentioned", "absent", "unknown", "lfs-pointer",
      "truncated"}},
    {"level", {"0", "1", "2", "3"}},
    {"base", {"here", "missing", "not-needed"}},
    {"duties", {"some", "none", "unknown"}},
    {"engine", {"known", "unknown"}},
    {"safety", {"found", "none"}},
};

static bool has_say(const struct record *r, size_t from, struct view state)
{
    for (size_t n = from + 1; n < r->field_count; n++) {
        struct view rest;

        if (!view_eq(r->field[n].key, VIEW("say")))
            return false;
        struct view is = view_trim(view_cut(r->field[n].value, '|', &rest));
        if (view_eq(is, state) || view_eq(is, VIEW("*")))
            return true;
    }
    return false;
}

static void answers_every_state(const struct record *r, size_t from)
{
    struct view of, source = view_cut(r->field[from].value, ' ', &of);
    bool known = false;

    for (size_t s = 0; s < sizeof states / sizeof *states; s++) {
        if (!view_eq(source, view_of(states[s].source)))
            continue;
        known = true;
        for (size_t n = 0; n < 8 && states[s].state[n]; n++)
            if (!has_say(r, from, view_of(states[s].state[n])))
                check_fail(__FILE__, __LINE__, VIEW_FMT ", " VIEW_FMT ": %s",
                           VIEW_ARG(record_get(r, VIEW("question"))),
                           VIEW_ARG(r->field[from].value), states[s].state[n]);
    }
    if (!known)
        check_fail(__FILE__, __LINE__, "no source " VIEW_FMT, VIEW_ARG(source));
}

TEST(each_question_answers_every_state_of_its_sources)
{
    struct arena a = {0};
    struct records questions, rows;

    CHECK(!knowledge_read(&a, VIEW("yardsticks/explain.txt"), &questions));
    CHECK(!knowledge_read(&a, VIEW("yardsticks/clause_rows.txt"), &rows));
    CHECK_U64(questions.record_count, 8);
    for (size_t q = 0; q < questions.record_count; q++) {
        const struct record *r = &questions.record[q];
        size_t sources = 0;

        for (size_t n = 0; n < r->field_count; n++) {
            struct view of, from = r->field[n].value;
            enum part_kind kind;

            if (!view_eq(r->field[n].key, VIEW("from")))
                continue;
            sources++;
            answers_every_state(r, n);
            struct view source = view_cut(from, ' ', &of);
            CHECK(!view_eq(source, VIEW("row")) ||
                  records_find(&rows, VIEW("row"), of));
            CHECK(!view_eq(source, VIEW("part")) || part_id_find(of, &kind));
        }
        CHECK(sources >= 1 && sources <= 3);
    }
    arena_free(&a);
}

// ---------------------------------------------------------------- reports

TEST(the_json_keeps_to_its_schema_and_has_every_sentence_of_the_text)
{
    static const char *const examples[] = {
        "examples/cedar-1m", "examples/harbor-8b-tune",
        "examples/quartz-chat/quartz-chat.yaml", "examples/pebble-pickle"};
    struct arena a = {0};
    struct view bytes = {0};
    struct json schema, json;

    CHECK(!file_front(&a, VIEW("docs/schema/explanation.schema.json"), 1 << 20,
                      &bytes));
    CHECK(!json_read(&a, bytes, VIEW("schema"), &schema));
    for (size_t n = 0; n < sizeof examples / sizeof *examples; n++) {
        struct release_choice choice = {.threads = 2};
        struct text_choice form = {.wide = true};
        struct text document = {.arena = &a}, text = {.arena = &a};
        struct view path = view_of(examples[n]);
        struct inspection i;
        struct explanation x;

        CHECK(!inspect(&a, NULL, &path, 1, &choice, &i));
        explain_take(&a, &i, &x);
        explain_json(&x, &document);
        explain_text(&x, &form, &text);
        CHECK(!json_read(&a, text_view(&document), path, &json));
        CHECK_TEXT(schema_fault(&a, &schema, json.root), "");
        for (size_t q = 0; q < x.count; q++) {
            CHECK(x.answer[q].count >= 1);
            for (size_t s = 0; s < x.answer[q].count; s++) {
                struct view says = x.answer[q].sentence[s].says;

                CHECK(view_has(text_view(&text), says));
                CHECK(says.len && says.at[says.len - 1] == '.');
                CHECK(!view_has(says, VIEW("{")) &&
                      !view_has(says, VIEW("  ")));
            }
        }
    }
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(a_limited_licence_is_answered_with_its_section_and_place),
    CHECK_CASE(what_is_not_stated_is_unknown_and_says_why),
    CHECK_CASE(an_adapter_without_its_base_does_not_outlive_its_vendor),
    CHECK_CASE(code_of_the_release_that_a_loader_runs_is_told),
    CHECK_CASE(each_question_answers_every_state_of_its_sources),
    CHECK_CASE(the_json_keeps_to_its_schema_and_has_every_sentence_of_the_text))
