// SPDX-License-Identifier: Apache-2.0
// Expected values: yardsticks.md 2.2 and 2.4 and the four-value test of
// inventory.md 7, by hand.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"

// Everything the definition asks for, in the tree.
static void complete(struct facts *f)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "Apache-2.0");
    facts_set(f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT,
              "Apache-2.0");
    facts_set(f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "Apache-2.0");
    facts_set(f, PART_CODE_DATA, STAGE_NONE, PRESENCE_PRESENT, "Apache-2.0");
    facts_set(f, PART_CONFIG_TOKENIZER, STAGE_NONE, PRESENCE_PRESENT, "");
    facts_data(f, 3, "Apache-2.0");
}

static size_t change_count(const struct facts *f)
{
    size_t count = 0;

    for (size_t n = 0; n < f->i.change_count; n++)
        count += view_eq(f->i.change[n].yardstick, VIEW("osaid"));
    return count;
}

static const struct verdict *osaid(struct facts *f)
{
    facts_judge(f);
    return verdict_find(&f->i, VIEW("osaid"));
}

static void is_verdict(struct facts *f, enum verdict_value wanted)
{
    const struct verdict *v = osaid(f);

    CHECK_VIEW(verdict_word(v->verdict), verdict_word(wanted));
    arena_free(&f->arena);
}

// One check that came out as `value`, and the verdict with it.
static void is_check(struct facts *f, const char *id, enum verdict_value value)
{
    const struct verdict *v = osaid(f);

    CHECK(verdict_has(v, view_of(id), value));
    CHECK_VIEW(verdict_word(v->verdict), verdict_word(value));
    arena_free(&f->arena);
}

TEST(everything_here_under_open_terms_is_a_self_assessed_yes)
{
    struct facts f;

    complete(&f);
    const struct verdict *v = osaid(&f);
    CHECK_U64(v->verdict, VERDICT_YES);
    CHECK_TEXT(v->qualifier, "self-assessed");
    CHECK_TEXT(v->version, "1.0");
    CHECK_U64(v->not_judged_count, 2);
    CHECK(view_starts(v->not_judged[0], VIEW("D11: ")));
    CHECK(view_starts(v->not_judged[1], VIEW("C8: ")));
    CHECK_U64(v->would_decide_count, 0);
    CHECK_U64(change_count(&f), 0);
    CHECK(!verdict_find(&f.i, VIEW("osaid-increment")));
    arena_free(&f.arena);
}

TEST(what_rests_on_a_link_is_a_yes_by_links)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_POINTER, "MIT");
    is_check(&f, "P1", VERDICT_YES_BY_LINKS);
    complete(&f);
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "");
    is_check(&f, "D9", VERDICT_YES_BY_LINKS);
    complete(&f);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->content =
        CONTENT_LFS_POINTER;
    is_check(&f, "P1", VERDICT_YES_BY_LINKS);
}

TEST(optional_parts_never_decide)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_WEIGHTS_INTERMEDIATE, STAGE_NONE, PRESENCE_POINTER, "");
    facts_set(&f, PART_WEIGHTS_OPTIMIZER, STAGE_NONE, PRESENCE_POINTER, "");
    const struct verdict *v = osaid(&f);
    CHECK(verdict_has(v, VIEW("P2"), VERDICT_YES_BY_LINKS));
    CHECK_U64(v->verdict, VERDICT_YES);
    arena_free(&f.arena);
}

TEST(a_missing_must_is_a_no_that_names_check_part_and_reason)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_MENTIONED, "");
    const struct verdict *v = osaid(&f);
    size_t failed = 0;
    for (size_t c = 0; c < v->check_count; c++) {
        if (v->check[c].value != VERDICT_NO)
            continue;
        failed++;
        CHECK_TEXT(v->check[c].id, "C2");
        CHECK_U64(v->check[c].part, PART_CODE_TRAIN);
        CHECK_U64(v->check[c].stage, STAGE_PRETRAIN);
        CHECK_TEXT(v->check[c].why,
                   "code.train (pretrain) is only mentioned (README.md:19)");
        CHECK(v->check[c].has_evidence);
    }
    CHECK_U64(failed, 1);
    CHECK_U64(change_count(&f), 1);
    CHECK(view_has(f.i.change[0].text, VIEW("training code")));
    arena_free(&f.arena);
}

TEST(a_linked_trainer_without_settings_leaves_it_open)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_POINTER, "");
    is_check(&f, "C2", VERDICT_UNDETERMINED);
    complete(&f);
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_POINTER, "");
    facts_set(&f, PART_CONFIG_TRAIN, STAGE_NONE, PRESENCE_PRESENT, "");
    is_check(&f, "C2", VERDICT_YES_BY_LINKS);
}

TEST(data_information_below_level_3_fails)
{
    struct facts f;

    for (int level = 0; level < 3; level++) {
        complete(&f);
        facts_data(&f, level, "Apache-2.0");
        const struct verdict *v = osaid(&f);
        CHECK_U64(v->verdict, VERDICT_NO);
        CHECK(verdict_has(v, VIEW("D1"), VERDICT_NO));
        CHECK(verdict_has(v, VIEW("D7"), VERDICT_NO));
        CHECK(verdict_has(v, VIEW("D2"),
                          level == 2 ? VERDICT_UNDETERMINED : VERDICT_NO));
        arena_free(&f.arena);
    }
}

TEST(a_published_processed_set_stands_in_for_the_code_that_made_it)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_DATA, STAGE_NONE, PRESENCE_ABSENT, "");
    is_check(&f, "C1", VERDICT_NO);
    complete(&f);
    facts_set(&f, PART_CODE_DATA, STAGE_NONE, PRESENCE_ABSENT, "");
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_PRESENT, "");
    is_check(&f, "C1", VERDICT_YES);
}

TEST(an_architecture_that_engines_know_stands_in_for_code)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_ABSENT, "");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    CHECK(verdict_has(osaid(&f), VIEW("C7"), VERDICT_NO));
    arena_free(&f.arena);
    complete(&f);
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_ABSENT, "");
    f.i.inventory.known_architecture = true;
    is_check(&f, "C7", VERDICT_YES);
}

TEST(terms_of_the_weights_decide)
{
    static const struct {
        const char *license;
        enum verdict_value value;
    } cases[] = {
        {"MIT", VERDICT_YES},
        {"CC-BY-SA-4.0", VERDICT_YES},
        {"", VERDICT_UNDETERMINED},
        {"LicenseRef-unknown", VERDICT_UNDETERMINED},
        {"LicenseRef-gpt-2-modified-mit", VERDICT_UNDETERMINED},
        {"CC-BY-NC-4.0", VERDICT_NO},
        {"LicenseRef-llama-2-community", VERDICT_NO},
    };
    struct facts f;

    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        complete(&f);
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
                  cases[n].license);
        is_check(&f, "PT", cases[n].value);
    }
}

TEST(terms_that_grant_the_freedoms_without_being_listed_are_named_in_a_yes)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "CC0-1.0");
    const struct verdict *v = osaid(&f);
    CHECK_U64(v->verdict, VERDICT_YES);
    CHECK(view_has(v->qualifier, VIEW("not on the OSI list")));
    arena_free(&f.arena);
}

TEST(an_assumed_licence_is_not_a_stated_one)
{
    struct facts f;

    complete(&f);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->terms.scope = TERMS_ASSUMED;
    is_check(&f, "PT", VERDICT_UNDETERMINED);
}

TEST(code_under_terms_that_keep_patents_back_fails)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-apple-ascl");
    is_check(&f, "CT", VERDICT_NO);
}

TEST(terms_of_linked_code_stand_where_the_link_leads)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_DATA, STAGE_NONE, PRESENCE_POINTER, "");
    is_check(&f, "CT", VERDICT_YES_BY_LINKS);
}

TEST(a_source_that_contradicts_the_terms_leaves_them_open)
{
    struct facts f;

    complete(&f);
    facts_conflict(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                   "CC-BY-NC-4.0", BY_DETECTED);
    is_check(&f, "PT", VERDICT_UNDETERMINED);
    complete(&f);
    facts_conflict(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE), "MIT",
                   BY_DETECTED);
    is_check(&f, "PT", VERDICT_YES);
}

TEST(a_policy_or_a_gate_beside_the_licence_must_be_read_by_a_person)
{
    struct facts f;

    complete(&f);
    facts_on_top(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                 "Acceptable Use Policy");
    const struct verdict *v = osaid(&f);
    CHECK_U64(v->verdict, VERDICT_UNDETERMINED);
    CHECK(verdict_has(v, VIEW("F"), VERDICT_UNDETERMINED));
    CHECK_U64(v->would_decide_count, 1);
    CHECK(view_has(v->would_decide[0], VIEW("further terms")));
    arena_free(&f.arena);

    complete(&f);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_FORM;
    is_check(&f, "F", VERDICT_UNDETERMINED);

    complete(&f);
    facts_on_top(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                 "for non-commercial use");
    is_check(&f, "F", VERDICT_NO);
}

TEST(a_tune_has_one_line_for_itself_and_one_with_its_ancestors)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    facts_set(&f, PART_CODE_TRAIN, STAGE_FINETUNE, PRESENCE_PRESENT, "MIT");
    f.i.inventory.is_finetune = true;
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "");
    const struct verdict *v = osaid(&f);
    const struct verdict *own = verdict_find(&f.i, VIEW("osaid-increment"));
    CHECK_U64(v->verdict, VERDICT_UNDETERMINED);
    CHECK(own && own->verdict == VERDICT_YES);
    arena_free(&f.arena);
}

TEST(a_restricted_base_fails_the_tune)
{
    struct facts f;

    complete(&f);
    f.i.inventory.is_finetune = true;
    facts_parent(&f, "maker/base", RELATION_FINETUNE,
                 "LicenseRef-llama-2-community");
    const struct verdict *v = osaid(&f);
    CHECK_U64(v->verdict, VERDICT_NO);
    for (size_t c = 0; c < v->check_count; c++)
        if (v->check[c].value == VERDICT_NO)
            CHECK_U64(v->check[c].part, PART_WEIGHTS_BASE);
    arena_free(&f.arena);
}

TEST(terms_the_tune_shares_with_its_base_are_named_once)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-llama-2-community");
    f.i.inventory.is_finetune = true;
    facts_parent(&f, "maker/base", RELATION_FINETUNE,
                 "LicenseRef-llama-2-community");
    const struct verdict *v = osaid(&f);
    for (size_t c = 0; c < v->check_count; c++)
        if (v->check[c].value == VERDICT_NO)
            CHECK_U64(v->check[c].part, PART_WEIGHTS_FINAL);
    arena_free(&f.arena);
}

TEST(without_parameters_the_definition_does_not_apply)
{
    struct facts f;

    facts_open(&f);
    const struct verdict *v = osaid(&f);
    CHECK_U64(v->verdict, VERDICT_NOT_APPLICABLE);
    CHECK_U64(v->would_decide_count, 1);
    arena_free(&f.arena);
}

TEST(truncated_weights_leave_the_parameters_open)
{
    struct facts f;

    complete(&f);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->content = CONTENT_PARTIAL;
    is_verdict(&f, VERDICT_UNDETERMINED);
}

// Each check of the knowledge is judged or left to a person, and the other way
// round: the sheet of a release with ancestors has a row for every one.
TEST(the_checks_are_those_of_the_knowledge)
{
    struct facts f;
    struct records r;
    size_t checks = 0;

    complete(&f);
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "");
    const struct verdict *v = osaid(&f);
    CHECK(!knowledge_read(&f.arena, VIEW("yardsticks/osaid.txt"), &r));
    for (size_t n = 0; n < r.record_count; n++) {
        struct view id = record_get(&r.record[n], VIEW("check"));
        struct view group = record_get(&r.record[n], VIEW("in"));
        bool found = false;

        if (!id.len)
            continue;
        checks++;
        CHECK(record_get(&r.record[n], VIEW("source")).len > 0);
        CHECK(record_get(&r.record[n], VIEW("asks")).len > 0);
        CHECK(!group.len || records_find(&r, VIEW("group"), group));
        for (size_t c = 0; c < v->check_count; c++)
            found = found || view_eq(v->check[c].id, id);
        for (size_t c = 0; c < v->not_judged_count; c++)
            found = found || view_starts(v->not_judged[c], id);
        CHECK(found);
    }
    CHECK_U64(checks, 28); // 27 rows of yardsticks.md 2.2, and the lineage
    CHECK(!knowledge_read(&f.arena, VIEW("yardsticks/yardsticks.txt"), &r));
    CHECK_VIEW(record_get(records_find(&r, VIEW("yardstick"), VIEW("osaid")),
                          VIEW("rules")),
               rules_version());
    arena_free(&f.arena);
}

CHECK_MAIN(
    CHECK_CASE(everything_here_under_open_terms_is_a_self_assessed_yes),
    CHECK_CASE(what_rests_on_a_link_is_a_yes_by_links),
    CHECK_CASE(optional_parts_never_decide),
    CHECK_CASE(a_missing_must_is_a_no_that_names_check_part_and_reason),
    CHECK_CASE(a_linked_trainer_without_settings_leaves_it_open),
    CHECK_CASE(data_information_below_level_3_fails),
    CHECK_CASE(a_published_processed_set_stands_in_for_the_code_that_made_it),
    CHECK_CASE(an_architecture_that_engines_know_stands_in_for_code),
    CHECK_CASE(terms_of_the_weights_decide),
    CHECK_CASE(
        terms_that_grant_the_freedoms_without_being_listed_are_named_in_a_yes),
    CHECK_CASE(an_assumed_licence_is_not_a_stated_one),
    CHECK_CASE(code_under_terms_that_keep_patents_back_fails),
    CHECK_CASE(terms_of_linked_code_stand_where_the_link_leads),
    CHECK_CASE(a_source_that_contradicts_the_terms_leaves_them_open),
    CHECK_CASE(a_policy_or_a_gate_beside_the_licence_must_be_read_by_a_person),
    CHECK_CASE(a_tune_has_one_line_for_itself_and_one_with_its_ancestors),
    CHECK_CASE(a_restricted_base_fails_the_tune),
    CHECK_CASE(terms_the_tune_shares_with_its_base_are_named_once),
    CHECK_CASE(without_parameters_the_definition_does_not_apply),
    CHECK_CASE(truncated_weights_leave_the_parameters_open),
    CHECK_CASE(the_checks_are_those_of_the_knowledge))
