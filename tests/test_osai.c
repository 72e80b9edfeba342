// SPDX-License-Identifier: Apache-2.0
// The European index and its predecessor. Expected values: yardsticks.md 4.2 to
// 4.4, scores added up by hand.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"
#include "verdict/osai.h"

static const char *const index_ids[] = {
    "datasources_basemodel",
    "datasources_endmodel",
    "weights_basemodel",
    "weights_endmodel",
    "trainingcode",
    "code",
    "hardware_architecture",
    "preprint",
    "paper",
    "modelcard",
    "datasheet",
    "licenses",
};

static const char *const legacy_ids[] = {
    "opencode",  "llmdata",   "llmweights",   "rldata",   "rlweights",
    "license",   "code",      "architecture", "preprint", "paper",
    "modelcard", "datasheet", "package",      "api",
};

// `letters`: o, p, c for each parameter; '-' an empty value, ' ' none at all,
// 'x' a word that is no value.
static void record_of(struct facts *f, struct model_record *m,
                      enum record_kind kind, const char *type,
                      const char *letters)
{
    const char *const *ids = kind == RECORD_INDEX ? index_ids : legacy_ids;

    facts_open(f);
    *m = (struct model_record){
        .kind = kind, .path = VIEW("r.yaml"), .type = view_of(type)};
    for (size_t n = 0; letters[n]; n++) {
        struct record_parameter *p;

        if (letters[n] == ' ')
            continue;
        p = LIST_ADD(&f->arena, m->parameter, m->parameter_count);
        p->name = view_of(ids[n]);
        p->line = (uint32_t)n + 10;
        p->value = letters[n] == 'o'   ? VIEW("open")
                   : letters[n] == 'p' ? VIEW("partial ")
                   : letters[n] == 'c' ? VIEW("closed")
                   : letters[n] == 'x' ? VIEW("mostly")
                                       : VIEW("");
    }
    f->release.record = m;
    facts_judge(f);
}

static const struct verdict *found(const struct facts *f, const char *id)
{
    const struct verdict *v = verdict_find(&f->i, view_of(id));

    if (!v || !v->osai)
        abort();
    return v;
}

static void is_near(double is, double wanted)
{
    CHECK(is > wanted - 1e-9 && is < wanted + 1e-9);
}

TEST(the_score_is_the_mean_over_parameters_not_of_groups)
{
    struct model_record m;
    struct facts f;

    // Of "oopcp" 3, of "opcccc" 1.5, of "p" 0.5: in all 5 of 12.
    record_of(&f, &m, RECORD_INDEX, "text", "oopcpopccccp");
    const struct verdict *v = found(&f, "osai");
    is_near(v->osai->score, 5.0 / 12);
    CHECK_U64(v->osai->group_count, 3);
    is_near(v->osai->group[0].score, 3.0 / 5);
    is_near(v->osai->group[1].score, 1.5 / 6);
    is_near(v->osai->group[2].score, 0.5);
    CHECK_TEXT(v->label, "0.42");
    CHECK_U64(v->verdict, VERDICT_NO);
    CHECK_U64(v->check[2].evidence.line, 12);
    arena_free(&f.arena);
}

TEST(an_empty_unknown_or_missing_value_counts_as_closed_and_stays)
{
    struct model_record m;
    struct facts f;

    record_of(&f, &m, RECORD_INDEX, "text", "-xo ooooooo ");
    const struct verdict *v = found(&f, "osai");
    CHECK_U64(v->osai->count, 12);
    is_near(v->osai->score, 8.0 / 12);
    CHECK_U64(v->osai->parameter[0].value, OSAI_CLOSED);
    CHECK_U64(v->osai->parameter[1].value, OSAI_CLOSED);
    CHECK_U64(v->osai->parameter[3].value, OSAI_CLOSED);
    CHECK_U64(v->osai->parameter[11].value, OSAI_CLOSED);
    CHECK(view_has(v->check[1].why, VIEW("mostly")));
    arena_free(&f.arena);
}

TEST(types_are_a_list_and_decide_whether_the_index_applies)
{
    static const struct {
        const char *type;
        bool applies;
    } cases[] = {
        {"text", true},         {"text ", true},  {"video,audio", true},
        {"robot, code ", true}, {"robot", false}, {"", false},
    };

    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        struct model_record m;
        struct facts f;

        record_of(&f, &m, RECORD_INDEX, cases[n].type, "oooooooooooo");
        const struct verdict *v = found(&f, "osai");
        CHECK_U64(v->osai->applies, cases[n].applies);
        CHECK_U64(v->verdict,
                  cases[n].applies ? VERDICT_YES : VERDICT_NOT_APPLICABLE);
        arena_free(&f.arena);
    }
}

TEST(the_predecessor_adds_up_fourteen)
{
    struct model_record m;
    struct facts f;

    record_of(&f, &m, RECORD_INDEX_LEGACY, "", "opcopcopcopco-");
    const struct verdict *v = found(&f, "osai14");
    CHECK_U64(v->osai->count, 14);
    is_near(v->osai->score, 5 + 4 * 0.5);
    CHECK_U64(v->osai->group_count, 0);
    CHECK_TEXT(v->label, "7.0 of 14");
    CHECK(!verdict_find(&f.i, VIEW("osai")));
    CHECK(!verdict_find(&f.i, VIEW("mof-tool")));
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- proposals

static enum osai_value proposed(const struct facts *f, const char *id)
{
    const struct osai_result *r = found(f, "osai")->osai;

    for (size_t n = 0; n < r->count; n++)
        if (view_eq(r->parameter[n].id, view_of(id)))
            return r->parameter[n].value;
    abort();
}

TEST(a_release_gets_a_proposal_that_is_not_counted_as_open)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_set(&f, PART_DOC_CARD, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_judge(&f);
    const struct verdict *v = found(&f, "osai");
    CHECK(v->proposal);
    CHECK_U64(v->verdict, VERDICT_UNDETERMINED);
    CHECK(!v->strict);
    CHECK_U64(proposed(&f, "weights_endmodel"), OSAI_OPEN);
    CHECK_U64(proposed(&f, "weights_basemodel"), OSAI_OPEN); // the same model
    CHECK_U64(proposed(&f, "modelcard"), OSAI_PARTIAL);
    CHECK_U64(proposed(&f, "trainingcode"), OSAI_CLOSED);
    CHECK_U64(proposed(&f, "licenses"), OSAI_CLOSED);
    CHECK_U64(proposed(&f, "paper"), OSAI_CLOSED);
    is_near(v->osai->score, 2.5 / 12);
    CHECK(verdict_has(v, VIEW("modelcard"), VERDICT_UNDETERMINED));
    CHECK(verdict_has(v, VIEW("paper"), VERDICT_NO));
    arena_free(&f.arena);
}

TEST(training_code_is_open_only_with_data_code_and_settings)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT, "MIT");
    facts_judge(&f);
    CHECK_U64(proposed(&f, "trainingcode"), OSAI_PARTIAL);
    facts_set(&f, PART_CODE_DATA, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_set(&f, PART_CONFIG_TRAIN, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    f.i.verdict_count = 0;
    facts_judge(&f);
    CHECK_U64(proposed(&f, "trainingcode"), OSAI_OPEN);
    CHECK_U64(proposed(&f, "licenses"), OSAI_PARTIAL);
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "CC-BY-4.0");
    f.i.verdict_count = 0;
    facts_judge(&f);
    CHECK_U64(proposed(&f, "licenses"), OSAI_OPEN);
    arena_free(&f.arena);
}

TEST(a_gate_or_a_cut_copy_makes_weights_partial)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_FORM;
    facts_judge(&f);
    CHECK_U64(proposed(&f, "weights_endmodel"), OSAI_PARTIAL);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_NONE;
    f.i.verdict_count = 0;
    facts_judge(&f);
    CHECK_U64(proposed(&f, "weights_endmodel"), OSAI_OPEN);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->content = CONTENT_PARTIAL;
    f.i.verdict_count = 0;
    facts_judge(&f);
    CHECK_U64(proposed(&f, "weights_endmodel"), OSAI_PARTIAL);
    arena_free(&f.arena);
}

TEST(a_service_without_weights_gets_no_proposal)
{
    struct facts f;

    facts_open(&f);
    facts_judge(&f);
    CHECK(!verdict_find(&f.i, VIEW("osai")));
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- checklists

static const struct verdict *listed(const struct facts *f, const char *id)
{
    const struct verdict *v = verdict_find(&f->i, view_of(id));

    if (!v)
        abort();
    return v;
}

static void with_everything(struct facts *f, int level)
{
    static const enum part_kind parts[] = {
        PART_WEIGHTS_FINAL, PART_CODE_ARCH,  PART_CODE_DATA, PART_CODE_TRAIN,
        PART_CODE_EVAL,     PART_CODE_INFER, PART_CODE_LIB,
    };

    facts_open(f);
    for (size_t n = 0; n < sizeof parts / sizeof *parts; n++)
        facts_set(f, parts[n],
                  parts[n] == PART_CODE_TRAIN ? STAGE_PRETRAIN : STAGE_NONE,
                  PRESENCE_PRESENT, "MIT");
    facts_data(f, level, "CC-BY-4.0");
}

// yardsticks.md 2.5: a data card alone was enough for the draft.
TEST(a_data_card_alone_passes_the_draft_and_not_the_list_of_1_0)
{
    struct facts f;

    with_everything(&f, 1);
    facts_judge(&f);
    CHECK_U64(listed(&f, "osaid-checklist-0.0.9")->verdict, VERDICT_YES);
    const struct verdict *v = listed(&f, "osaid-checklist-1.0");
    CHECK_U64(v->verdict, VERDICT_NO);
    CHECK(verdict_has(v, VIEW("data"), VERDICT_NO));
    CHECK_TEXT(v->summary, "data");
    arena_free(&f.arena);
}

TEST(full_data_information_or_the_datasets_meet_the_list_of_1_0)
{
    struct facts f;

    with_everything(&f, 3);
    facts_judge(&f);
    CHECK_U64(listed(&f, "osaid-checklist-1.0")->verdict, VERDICT_YES);
    arena_free(&f.arena);
    with_everything(&f, 1);
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "ODC-By-1.0");
    facts_judge(&f);
    CHECK_U64(listed(&f, "osaid-checklist-1.0")->verdict, VERDICT_YES_BY_LINKS);
    arena_free(&f.arena);
}

TEST(code_needs_a_listed_licence_and_parameters_open_terms)
{
    struct facts f;

    with_everything(&f, 3);
    facts_set(&f, PART_CODE_EVAL, STAGE_NONE, PRESENCE_PRESENT, "CC-BY-4.0");
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "CC-BY-4.0");
    facts_judge(&f);
    const struct verdict *v = listed(&f, "osaid-checklist-1.0");
    CHECK(verdict_has(v, VIEW("evaluation"), VERDICT_NO));
    CHECK(verdict_has(v, VIEW("parameters"), VERDICT_YES));
    arena_free(&f.arena);
}

CHECK_MAIN(
    CHECK_CASE(the_score_is_the_mean_over_parameters_not_of_groups),
    CHECK_CASE(an_empty_unknown_or_missing_value_counts_as_closed_and_stays),
    CHECK_CASE(types_are_a_list_and_decide_whether_the_index_applies),
    CHECK_CASE(the_predecessor_adds_up_fourteen),
    CHECK_CASE(a_release_gets_a_proposal_that_is_not_counted_as_open),
    CHECK_CASE(training_code_is_open_only_with_data_code_and_settings),
    CHECK_CASE(a_gate_or_a_cut_copy_makes_weights_partial),
    CHECK_CASE(a_service_without_weights_gets_no_proposal),
    CHECK_CASE(a_data_card_alone_passes_the_draft_and_not_the_list_of_1_0),
    CHECK_CASE(full_data_information_or_the_datasets_meet_the_list_of_1_0),
    CHECK_CASE(code_needs_a_listed_licence_and_parameters_open_terms))
