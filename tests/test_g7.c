// SPDX-License-Identifier: Apache-2.0
// Expected values: the rules of yardsticks.md 5 and the column "highest G7
// label" of its section 8, by hand.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"

// Everything that the best label asks for.
static void complete(struct facts *f)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_set(f, PART_CODE_INFER, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_set(f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_PRESENT, "MIT");
    facts_set(f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_PRESENT, "CC-BY-4.0");
    facts_data(f, 3, "MIT");
}

static void weights(struct facts *f, const char *license)
{
    complete(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, license);
}

static const struct verdict *g7(struct facts *f)
{
    facts_judge(f);
    return verdict_find(&f->i, VIEW("g7"));
}

static void is_label(struct facts *f, const char *label, const char *verdict)
{
    const struct verdict *v = g7(f);

    CHECK_VIEW(v->label, view_of(label));
    CHECK_VIEW(verdict_word(v->verdict), view_of(verdict));
    arena_free(&f->arena);
}

TEST(the_four_labels_from_best_to_worst)
{
    struct facts f;

    complete(&f);
    is_label(&f, "Open Source AI with Open Data", "yes");
    complete(&f);
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    is_label(&f, "Open Weights AI", "yes");
    weights(&f, "LicenseRef-llama-2-community");
    is_label(&f, "Weights Available AI", "no");
    weights(&f, "CC-BY-NC-4.0");
    is_label(&f, "Weights Available AI", "no");
    weights(&f, "");
    is_label(&f, "no label", "no");
}

TEST(what_is_linked_is_a_label_by_links)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_POINTER, "MIT");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    is_label(&f, "Open Weights AI", "yes-by-links");
}

TEST(weights_that_cannot_be_had_have_no_label)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_MENTIONED, "");
    f.i.inventory.calls_api = true;
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    is_label(&f, "no label", "no");
    facts_open(&f); // a tree of code only
    is_label(&f, "", "not-applicable");
}

TEST(a_known_architecture_is_deployment_code_and_says_which)
{
    struct facts f;
    bool said = false;

    complete(&f);
    facts_set(&f, PART_CODE_INFER, STAGE_NONE, PRESENCE_ABSENT, "");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    is_label(&f, "no label", "no");
    complete(&f);
    facts_set(&f, PART_CODE_INFER, STAGE_NONE, PRESENCE_ABSENT, "");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_ABSENT, "");
    f.i.inventory.known_architecture = true;
    f.i.inventory.architecture =
        (struct evidence){.path = VIEW("config.json"),
                          .line = 3,
                          .shows = VIEW("LlamaForCausalLM")};
    const struct verdict *v = g7(&f);
    CHECK_TEXT(v->label, "Open Weights AI");
    for (size_t c = 0; c < v->check_count; c++)
        said = said || (view_eq(v->check[c].id, VIEW("G3")) &&
                        view_has(v->check[c].why, VIEW("LlamaForCausalLM")) &&
                        view_has(v->check[c].why, VIEW("Transformers")));
    CHECK(said);
    arena_free(&f.arena);
}

// "Use the OSI list, and mark other unrestricted licences undetermined."
TEST(free_licences_off_the_osi_list_are_undetermined)
{
    static const char *const licenses[] = {"CC-BY-4.0", "OpenMDW-1.0",
                                           "CC0-1.0"};

    for (size_t n = 0; n < sizeof licenses / sizeof *licenses; n++) {
        struct facts f;

        weights(&f, licenses[n]);
        const struct verdict *v = g7(&f);
        CHECK_TEXT(verdict_word(v->verdict), "undetermined");
        CHECK_TEXT(v->label, "");
        CHECK(view_starts(v->summary,
                          VIEW("from Weights Available AI to Open Source AI")));
        CHECK(v->would_decide_count > 0);
        arena_free(&f.arena);
    }
}

TEST(withheld_data_needs_a_description_and_a_reason)
{
    struct facts f;

    complete(&f);
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_ABSENT, "");
    const struct verdict *v = g7(&f);
    CHECK_TEXT(verdict_word(v->verdict), "undetermined");
    CHECK(view_starts(v->summary,
                      VIEW("from Open Weights AI to Open Source AI:")));
    arena_free(&f.arena);
    complete(&f);
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_ABSENT, "");
    facts_data(&f, 2, "MIT");
    is_label(&f, "Open Weights AI", "yes");
}

TEST(terms_beside_the_licence_and_of_the_base_restrict_too)
{
    struct facts f;

    complete(&f);
    facts_on_top(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE),
                 "for research purposes only");
    is_label(&f, "Weights Available AI", "no");
    complete(&f);
    facts_parent(&f, "maker/base", RELATION_FINETUNE,
                 "LicenseRef-llama-2-community");
    is_label(&f, "Weights Available AI", "no");
}

// The training code of a tune's base is a stage of it.
TEST(the_stages_of_the_base_count)
{
    struct facts f;

    complete(&f);
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "MIT");
    const struct verdict *v = g7(&f);
    CHECK_TEXT(verdict_word(v->verdict), "undetermined");
    CHECK(verdict_has(v, VIEW("G6"), VERDICT_UNDETERMINED));
    arena_free(&f.arena);
}

TEST(a_restriction_is_named_by_its_kind_and_what_would_lift_it)
{
    struct facts f;
    bool named = false;

    weights(&f, "LicenseRef-llama-2-community");
    const struct verdict *v = g7(&f);
    CHECK(view_has(v->summary, VIEW("restricts use, field, scale")));
    for (size_t n = 0; n < f.i.change_count; n++)
        named = named || (view_eq(f.i.change[n].yardstick, VIEW("g7")) &&
                          view_has(f.i.change[n].text, VIEW("OSI-approved")));
    CHECK(named);
    CHECK(!v->strict);
    arena_free(&f.arena);
}

CHECK_MAIN(
    CHECK_CASE(the_four_labels_from_best_to_worst),
    CHECK_CASE(what_is_linked_is_a_label_by_links),
    CHECK_CASE(weights_that_cannot_be_had_have_no_label),
    CHECK_CASE(a_known_architecture_is_deployment_code_and_says_which),
    CHECK_CASE(free_licences_off_the_osi_list_are_undetermined),
    CHECK_CASE(withheld_data_needs_a_description_and_a_reason),
    CHECK_CASE(terms_beside_the_licence_and_of_the_base_restrict_too),
    CHECK_CASE(the_stages_of_the_base_count),
    CHECK_CASE(a_restriction_is_named_by_its_kind_and_what_would_lift_it))
