// SPDX-License-Identifier: Apache-2.0
// Expected values: the tables of inventory.md 11, by hand.
#include "check.h"
#include "facts.h"

// Weights under `license`, nothing else.
static void weights_only(struct facts *f, const char *license)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, license);
    f->i.inventory.known_architecture = true;
}

static void complete(struct facts *f, const char *license)
{
    weights_only(f, license);
    facts_set(f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT, "MIT");
    facts_set(f, PART_CODE_DATA, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_data(f, 3, "MIT");
}

static void is_judged(struct facts *f, enum claim_level level,
                      enum claim_verdict wanted)
{
    facts_claim(f, level, "open");
    facts_judge(f);
    CHECK_U64(f->i.claim_count, 1);
    CHECK_VIEW(claim_verdict_word(f->i.claim_verdict),
               claim_verdict_word(wanted));
    CHECK(f->i.claim_count && f->i.claim[0].fact.len > 0);
    arena_free(&f->arena);
}

TEST(no_claim_is_none)
{
    struct facts f;

    weights_only(&f, "MIT");
    facts_judge(&f);
    CHECK_U64(f.i.claim_verdict, CLAIM_NONE);
    arena_free(&f.arena);
}

TEST(open_weights_holds_where_weights_can_be_had_without_asking)
{
    struct facts f;

    weights_only(&f, "MIT");
    is_judged(&f, CLAIM_C0, CLAIM_HONEST);
    weights_only(&f, "LicenseRef-llama-2-community");
    is_judged(&f, CLAIM_C0, CLAIM_HONEST);
    weights_only(&f, "MIT");
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_FORM;
    is_judged(&f, CLAIM_C0, CLAIM_WASHING_SOFT);
}

TEST(open_model_is_held_against_limits_on_commerce_users_and_place)
{
    static const struct {
        const char *license;
        enum claim_verdict verdict;
    } cases[] = {
        {"Apache-2.0", CLAIM_HONEST},
        {"CC-BY-SA-4.0", CLAIM_HONEST},
        {"", CLAIM_UNVERIFIABLE},
        {"LicenseRef-unknown", CLAIM_UNVERIFIABLE},
        {"LicenseRef-gemma-terms-2025-03-24", CLAIM_WASHING_SOFT},
        {"LicenseRef-llama-2-community", CLAIM_WASHING_HARD},
        {"CC-BY-NC-4.0", CLAIM_WASHING_HARD},
    };
    struct facts f;

    for (size_t n = 0; n < sizeof cases / sizeof *cases; n++) {
        weights_only(&f, cases[n].license);
        is_judged(&f, CLAIM_C1, cases[n].verdict);
    }
}

TEST(open_source_over_a_use_limit_is_contradicted)
{
    struct facts f;

    weights_only(&f, "LicenseRef-deepseek-model-1.0");
    is_judged(&f, CLAIM_C2, CLAIM_WASHING_HARD);
    complete(&f, "LicenseRef-bigscience-bloom-rail-1.0");
    is_judged(&f, CLAIM_C3, CLAIM_WASHING_HARD);
}

TEST(open_source_over_weights_alone_is_overstated)
{
    struct facts f;

    weights_only(&f, "MIT");
    facts_claim(&f, CLAIM_C2, "open-source");
    facts_judge(&f);
    CHECK_U64(f.i.claim_verdict, CLAIM_WASHING_SOFT);
    CHECK_TEXT(f.i.claim[0].fact, "code.train (pretrain) is absent");
    arena_free(&f.arena);
}

TEST(a_near_open_text_with_a_duty_for_the_large_is_overstated_not_contradicted)
{
    struct facts f;

    weights_only(&f, "LicenseRef-kimi-k2-modified-mit");
    is_judged(&f, CLAIM_C2, CLAIM_WASHING_SOFT);
}

TEST(fully_open_holds_if_the_definition_is_met_and_waits_if_it_is_open)
{
    struct facts f;

    complete(&f, "MIT");
    is_judged(&f, CLAIM_C3, CLAIM_HONEST);
    complete(&f, "");
    is_judged(&f, CLAIM_C3, CLAIM_UNVERIFIABLE);
}

TEST(what_a_base_forbids_counts_against_the_tune)
{
    struct facts f;

    weights_only(&f, "Apache-2.0");
    f.i.inventory.is_finetune = true;
    facts_parent(&f, "maker/base", RELATION_FINETUNE,
                 "LicenseRef-llama-2-community");
    is_judged(&f, CLAIM_C1, CLAIM_WASHING_HARD);
    weights_only(&f, "Apache-2.0");
    f.i.inventory.is_adapter = true;
    facts_parent(&f, "maker/base", RELATION_ADAPTER, "");
    is_judged(&f, CLAIM_C1, CLAIM_UNVERIFIABLE);
}

TEST(the_worst_claim_stands_for_all)
{
    struct facts f;

    weights_only(&f, "MIT");
    facts_claim(&f, CLAIM_C0, "open weights");
    facts_claim(&f, CLAIM_C2, "open source");
    facts_claim(&f, CLAIM_C1, "open model");
    facts_judge(&f);
    CHECK_U64(f.i.claim[0].verdict, CLAIM_HONEST);
    CHECK_U64(f.i.claim_verdict, CLAIM_WASHING_SOFT);
    arena_free(&f.arena);
}

TEST(without_weights_nothing_can_be_said)
{
    struct facts f;

    facts_open(&f);
    is_judged(&f, CLAIM_C2, CLAIM_UNVERIFIABLE);
}

CHECK_MAIN(
    CHECK_CASE(no_claim_is_none),
    CHECK_CASE(open_weights_holds_where_weights_can_be_had_without_asking),
    CHECK_CASE(open_model_is_held_against_limits_on_commerce_users_and_place),
    CHECK_CASE(open_source_over_a_use_limit_is_contradicted),
    CHECK_CASE(open_source_over_weights_alone_is_overstated),
    CHECK_CASE(
        a_near_open_text_with_a_duty_for_the_large_is_overstated_not_contradicted),
    CHECK_CASE(
        fully_open_holds_if_the_definition_is_met_and_waits_if_it_is_open),
    CHECK_CASE(what_a_base_forbids_counts_against_the_tune),
    CHECK_CASE(the_worst_claim_stands_for_all),
    CHECK_CASE(without_weights_nothing_can_be_said))
