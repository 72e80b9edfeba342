// SPDX-License-Identifier: Apache-2.0
// Expected values: inventory.md 7, yardsticks.md 9 and the canon, by hand.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"

// Weights, training code, code and a full data description, all linked or here.
static void complete(struct facts *f, const char *weights, const char *code)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_POINTER, weights);
    facts_set(f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT, code);
    facts_set(f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, code);
    facts_set(f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "");
    facts_data(f, 3, code);
}

static enum category category_of(struct facts *f)
{
    enum category c;

    facts_judge(f);
    c = f->i.category;
    CHECK(f->i.category_why_count > 0);
    arena_free(&f->arena);
    return c;
}

TEST(a_release_with_all_parts_under_open_terms_is_fully_open)
{
    struct facts f;

    complete(&f, "Apache-2.0", "MIT");
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(weights_without_stated_terms_do_not_change_the_category)
{
    struct facts f;

    complete(&f, "", "Apache-2.0");
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(where_nothing_open_is_stated_all_rights_are_reserved)
{
    struct facts f;

    complete(&f, "", "");
    facts_judge(&f);
    CHECK_U64(f.i.category, CATEGORY_OPEN_WEIGHT_RESTRICTED);
    CHECK_TEXT(f.i.category_why[0],
               "No terms are stated for the weights and no open ones for the "
               "code, so all rights are reserved.");
    arena_free(&f.arena);
}

TEST(weights_without_terms_beside_code_under_a_limited_text_are_restricted)
{
    struct facts f;

    complete(&f, "", "LicenseRef-apple-ascl");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_RESTRICTED);
}

TEST(missing_training_code_makes_it_permissive)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_MENTIONED, "");
    facts_judge(&f);
    CHECK_U64(f.i.category, CATEGORY_OPEN_WEIGHT_PERMISSIVE);
    CHECK_TEXT(f.i.category_why[1], "code.train (pretrain) is only mentioned.");
    arena_free(&f.arena);
}

TEST(finetuning_code_is_no_training_code_of_a_base_model)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    facts_set(&f, PART_CODE_TRAIN, STAGE_FINETUNE, PRESENCE_PRESENT, "MIT");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_PERMISSIVE);

    complete(&f, "Apache-2.0", "Apache-2.0");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    facts_set(&f, PART_CODE_TRAIN, STAGE_FINETUNE, PRESENCE_PRESENT, "MIT");
    f.i.inventory.is_finetune = true;
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(a_use_limit_on_the_weights_restricts_however_complete_the_rest_is)
{
    struct facts f;

    complete(&f, "LicenseRef-bigscience-bloom-rail-1.0", "Apache-2.0");
    facts_judge(&f);
    CHECK_U64(f.i.category, CATEGORY_OPEN_WEIGHT_RESTRICTED);
    CHECK(view_has(f.i.category_why[0], VIEW("forbids fields of use")));
    CHECK(view_has(f.i.category_why[0], VIEW("LICENSE:1")));
    arena_free(&f.arena);
}

TEST(a_text_nobody_can_judge_is_restricted_and_says_so)
{
    struct facts f;

    complete(&f, "LicenseRef-unknown", "Apache-2.0");
    facts_judge(&f);
    CHECK_U64(f.i.category, CATEGORY_OPEN_WEIGHT_RESTRICTED);
    CHECK(view_has(f.i.category_why[0], VIEW("could not be judged")));
    arena_free(&f.arena);
}

TEST(of_two_licences_joined_by_or_the_better_counts_and_by_and_the_worse)
{
    struct facts f;

    complete(&f, "Apache-2.0 OR CC-BY-NC-4.0", "MIT");
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
    complete(&f, "Apache-2.0 AND CC-BY-NC-4.0", "MIT");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_RESTRICTED);
}

TEST(a_dataset_for_noncommercial_use_keeps_a_release_from_fully_open)
{
    struct facts f;

    complete(&f, "Apache-2.0", "MIT");
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER,
              "CC-BY-NC-4.0");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_PERMISSIVE);
}

TEST(what_is_made_from_a_restricted_base_is_restricted)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    f.i.inventory.is_finetune = true;
    facts_parent(&f, "maker/base", RELATION_FINETUNE,
                 "LicenseRef-llama-2-community");
    facts_judge(&f);
    CHECK_U64(f.i.category, CATEGORY_OPEN_WEIGHT_RESTRICTED);
    CHECK(view_has(f.i.category_why[0], VIEW("maker/base (README.md:3)")));
    arena_free(&f.arena);
}

TEST(an_adapter_on_an_open_base_keeps_its_category)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    f.i.inventory.is_adapter = true;
    facts_parent(&f, "maker/base", RELATION_ADAPTER, "MIT");
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(an_adapter_whose_base_has_no_known_terms_cannot_be_called_permissive)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    f.i.inventory.is_adapter = true;
    facts_parent(&f, "maker/base", RELATION_ADAPTER, "");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_RESTRICTED);
}

TEST(a_tune_with_its_own_weights_on_an_unknown_base_is_not_changed_by_it)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    f.i.inventory.is_finetune = true;
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "");
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

// What the terms floor writes when a parent's name says under what it is.
static void hand_down(struct facts *f, struct parent *p, const char *license)
{
    struct part *w = facts_part(f, PART_WEIGHTS_FINAL, STAGE_NONE);

    w->terms.from_base = true;
    facts_conflict(f, w, license, BY_DETECTED);
    w->terms.conflict[w->terms.conflict_count - 1].evidence =
        (struct evidence){.path = p->source.path,
                          .line = p->source.line,
                          .rule = VIEW("license-conflict-with-base")};
}

TEST(prose_that_names_several_bases_binds_no_single_model)
{
    struct facts f;
    struct parent *p;

    complete(&f, "MIT", "MIT");
    facts_parent(&f, "maker/large", RELATION_UNKNOWN, "")->source.rule =
        VIEW("parent-in-prose");
    p = facts_parent(&f, "other/base", RELATION_UNKNOWN, "");
    p->source.rule = VIEW("parent-in-prose");
    p->source.line = 4;
    hand_down(&f, p, "LicenseRef-llama-3.1-community");
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(a_base_that_a_tag_names_binds_whatever_prose_says)
{
    struct facts f;
    struct parent *p;

    complete(&f, "MIT", "MIT");
    facts_parent(&f, "maker/large", RELATION_UNKNOWN, "")->source.rule =
        VIEW("parent-in-prose");
    p = facts_parent(&f, "other/base", RELATION_FINETUNE, "");
    p->source.line = 4;
    hand_down(&f, p, "LicenseRef-llama-3.1-community");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_RESTRICTED);
}

TEST(a_gate_does_not_change_the_category)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    struct part *w = facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE);
    w->has_gate = true;
    w->gate = GATE_AGREEMENT;
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(a_limit_written_beside_the_licence_restricts)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    facts_on_top(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                 "This model is for Research Purposes Only.");
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_RESTRICTED);
}

TEST(of_a_file_and_a_declared_fact_the_stricter_decides)
{
    struct facts f;

    complete(&f, "Apache-2.0", "Apache-2.0");
    facts_conflict(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                   "CC-BY-NC-4.0", BY_DECLARED);
    CHECK_U64(category_of(&f), CATEGORY_OPEN_WEIGHT_RESTRICTED);
    // Two files that differ: the one chosen decides, the other is a flag.
    complete(&f, "Apache-2.0", "Apache-2.0");
    facts_conflict(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                   "CC-BY-NC-4.0", BY_DETECTED);
    CHECK_U64(category_of(&f), CATEGORY_FULLY_OPEN);
}

TEST(without_weights_it_is_code_or_a_service)
{
    static const struct manifest service = {
        .path = VIEW_INIT("s.yaml"), .has_endpoint = true, .endpoint_line = 9};
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT, "MIT");
    CHECK_U64(category_of(&f), CATEGORY_CODE_ONLY);
    facts_open(&f);
    f.i.inventory.calls_api = true;
    CHECK_U64(category_of(&f), CATEGORY_API_ONLY);
    facts_open(&f);
    f.release.manifest = &service;
    CHECK_U64(category_of(&f), CATEGORY_API_ONLY);
    // Code that trains a model of its own and calls a service on the side.
    facts_open(&f);
    f.i.inventory.calls_api = true;
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT, "MIT");
    CHECK_U64(category_of(&f), CATEGORY_CODE_ONLY);
}

TEST(weights_that_are_only_mentioned_are_no_weights)
{
    struct facts f;

    complete(&f, "", "MIT");
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_MENTIONED, "");
    CHECK_U64(category_of(&f), CATEGORY_CODE_ONLY);
}

TEST(freedoms_keep_terms_and_parts_apart)
{
    struct facts f;

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT,
              "LicenseRef-llama-2-community");
    f.i.inventory.known_architecture = true;
    facts_judge(&f);
    CHECK_TEXT(f.i.freedom[0].name, "use");
    CHECK_U64(f.i.freedom[0].granted, GRANTED_CONDITIONS);
    CHECK_U64(f.i.freedom[0].practicable, PRACTICABLE_YES);
    CHECK_TEXT(f.i.freedom[1].name, "study");
    CHECK_U64(f.i.freedom[1].practicable, PRACTICABLE_PARTLY);
    CHECK_TEXT(f.i.freedom[2].name, "modify");
    CHECK_TEXT(f.i.freedom[3].name, "share");
    arena_free(&f.arena);

    facts_open(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "");
    facts_judge(&f);
    CHECK_U64(f.i.freedom[3].granted, GRANTED_UNKNOWN);
    CHECK_U64(f.i.freedom[0].practicable, PRACTICABLE_PARTLY);
    arena_free(&f.arena);

    facts_open(&f);
    facts_judge(&f);
    CHECK_U64(f.i.freedom[0].granted, GRANTED_UNKNOWN);
    CHECK_U64(f.i.freedom[0].practicable, PRACTICABLE_NO);
    arena_free(&f.arena);
}

TEST(the_words_are_those_of_the_contract)
{
    CHECK_TEXT(category_id(CATEGORY_FULLY_OPEN), "fully-open");
    CHECK_TEXT(category_id(CATEGORY_API_ONLY), "api-only");
    CHECK_TEXT(category_words(CATEGORY_OPEN_WEIGHT_RESTRICTED),
               "open-weight, custom restrictions");
    CHECK_TEXT(verdict_word(VERDICT_YES_BY_LINKS), "yes-by-links");
    CHECK_TEXT(claim_verdict_word(CLAIM_WASHING_SOFT), "washing-soft");
    CHECK_TEXT(claim_level_word(CLAIM_C2), "C2");
    CHECK_TEXT(granted_word(GRANTED_CONDITIONS), "conditions");
    CHECK_TEXT(practicable_word(PRACTICABLE_PARTLY), "partly");
}

CHECK_MAIN(
    CHECK_CASE(a_release_with_all_parts_under_open_terms_is_fully_open),
    CHECK_CASE(weights_without_stated_terms_do_not_change_the_category),
    CHECK_CASE(where_nothing_open_is_stated_all_rights_are_reserved),
    CHECK_CASE(
        weights_without_terms_beside_code_under_a_limited_text_are_restricted),
    CHECK_CASE(missing_training_code_makes_it_permissive),
    CHECK_CASE(finetuning_code_is_no_training_code_of_a_base_model),
    CHECK_CASE(
        a_use_limit_on_the_weights_restricts_however_complete_the_rest_is),
    CHECK_CASE(a_text_nobody_can_judge_is_restricted_and_says_so),
    CHECK_CASE(
        of_two_licences_joined_by_or_the_better_counts_and_by_and_the_worse),
    CHECK_CASE(a_dataset_for_noncommercial_use_keeps_a_release_from_fully_open),
    CHECK_CASE(what_is_made_from_a_restricted_base_is_restricted),
    CHECK_CASE(an_adapter_on_an_open_base_keeps_its_category),
    CHECK_CASE(
        an_adapter_whose_base_has_no_known_terms_cannot_be_called_permissive),
    CHECK_CASE(
        a_tune_with_its_own_weights_on_an_unknown_base_is_not_changed_by_it),
    CHECK_CASE(prose_that_names_several_bases_binds_no_single_model),
    CHECK_CASE(a_base_that_a_tag_names_binds_whatever_prose_says),
    CHECK_CASE(a_gate_does_not_change_the_category),
    CHECK_CASE(a_limit_written_beside_the_licence_restricts),
    CHECK_CASE(of_a_file_and_a_declared_fact_the_stricter_decides),
    CHECK_CASE(without_weights_it_is_code_or_a_service),
    CHECK_CASE(weights_that_are_only_mentioned_are_no_weights),
    CHECK_CASE(freedoms_keep_terms_and_parts_apart),
    CHECK_CASE(the_words_are_those_of_the_contract))
