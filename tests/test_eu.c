// SPDX-License-Identifier: Apache-2.0
// Expected values: yardsticks.md 6.1 to 6.3 and the column "EU licence test" of
// its section 8, by hand.
#include "check.h"
#include "facts.h"

#include "terms/bound.h"
#include "verdict/judge.h"

static void tell(struct facts *f, const char *name)
{
    struct disclosures *d = &f->i.inventory.disclosures;

    *LIST_ADD(&f->arena, d->item, d->count) = (struct disclosure){
        view_of(name), {.path = VIEW("README.md"), .line = 7}};
}

// Weights, architecture and documentation that meet conditions 2 and 3.
static void weights(struct facts *f, const char *license)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, license);
    facts_set(f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    tell(f, "modalities");
    tell(f, "capabilities");
    tell(f, "limitations");
    tell(f, "integration");
}

static const struct verdict *eu(struct facts *f)
{
    bounds_take(&f->arena, f->licenses, &f->i.inventory, &f->i.terms,
                &f->i.duties.bounds);
    facts_judge(f);
    return verdict_find(&f->i, VIEW("eu"));
}

static void is_verdict(struct facts *f, const char *verdict, const char *label)
{
    const struct verdict *v = eu(f);

    CHECK_VIEW(verdict_word(v->verdict), view_of(verdict));
    CHECK_VIEW(v->label, view_of(label));
    arena_free(&f->arena);
}

TEST(families_of_licences)
{
    static const struct {
        const char *license, *verdict, *label;
    } rows[] = {
        {"Apache-2.0", "yes", "exemption likely"},
        {"MIT", "yes", "exemption likely"},
        {"BSD-3-Clause", "yes", "exemption likely"},
        {"MPL-2.0", "yes", "exemption likely"},
        {"GPL-3.0-only", "yes", "exemption likely"},
        {"AGPL-3.0-only", "undetermined", ""},
        {"CC0-1.0", "yes", "exemption likely"},
        {"CC-BY-4.0", "yes", "exemption likely"},
        {"CC-BY-SA-4.0", "yes", "exemption likely"},
        {"OpenMDW-1.0", "yes", "exemption likely"},
        {"CC-BY-NC-4.0", "no", "exemption fails"},
        {"CC-BY-ND-4.0", "no", "exemption fails"},
        {"LicenseRef-bigscience-bloom-rail-1.0", "undetermined", ""},
        {"LicenseRef-llama-2-community", "no", "exemption fails"},
        {"LicenseRef-llama-3.1-community", "no", "exemption fails"},
        {"", "no", "exemption fails"},
    };

    for (size_t n = 0; n < sizeof rows / sizeof *rows; n++) {
        struct facts f;

        weights(&f, rows[n].license);
        is_verdict(&f, rows[n].verdict, rows[n].label);
    }
}

TEST(terms_that_stand_elsewhere_are_open)
{
    struct facts f;

    weights(&f, "");
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_POINTER, "");
    is_verdict(&f, "undetermined", "");
}

TEST(a_failed_right_names_clause_place_and_paragraph)
{
    struct facts f;

    weights(&f, "LicenseRef-llama-2-community");
    const struct verdict *v = eu(&f);
    CHECK(verdict_has(v, VIEW("1b"), VERDICT_NO));
    CHECK(view_has(v->summary, VIEW("guidelines, 83")));
    CHECK(view_has(v->summary, VIEW("LICENSE:1")));
    CHECK(verdict_has(v, VIEW("1d"), VERDICT_YES));
    CHECK(view_has(v->qualifier, VIEW("not legal advice")));
    arena_free(&f.arena);
}

TEST(money_is_at_best_no_contrary_sign)
{
    struct facts f;
    bool said = false;

    weights(&f, "MIT");
    const struct verdict *v = eu(&f);
    for (size_t c = 0; c < v->check_count; c++)
        said = said ||
               (view_eq(v->check[c].id, VIEW("2")) &&
                view_starts(v->check[c].why, VIEW("no contrary sign found")));
    CHECK(said);
    arena_free(&f.arena);
    weights(&f, "MIT");
    tell(&f, "payment");
    is_verdict(&f, "undetermined", "");
    weights(&f, "MIT");
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_FORM;
    is_verdict(&f, "undetermined", "");
}

TEST(parameters_and_usage_have_to_be_public)
{
    struct facts f;

    weights(&f, "MIT");
    f.i.inventory.disclosures.count = 3; // nothing on how to integrate it
    const struct verdict *v = eu(&f);
    CHECK(verdict_has(v, VIEW("3c"), VERDICT_UNDETERMINED));
    CHECK_TEXT(verdict_word(v->verdict), "undetermined");
    arena_free(&f.arena);
    weights(&f, "MIT");
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_MENTIONED, "");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_ABSENT, "");
    f.i.inventory.calls_api = true;
    v = eu(&f);
    CHECK(verdict_has(v, VIEW("3a"), VERDICT_NO));
    CHECK_TEXT(v->label, "exemption fails");
    arena_free(&f.arena);
}

static void trained(struct facts *f, uint64_t parameters, double tokens)
{
    struct disclosures *d = &f->i.inventory.disclosures;

    weights(f, "MIT");
    f->i.inventory.weights.parameters = parameters;
    d->tokens[d->token_count++] =
        (struct token_count){tokens, {.path = VIEW("README.md"), .line = 9}};
}

static void is_scope(struct facts *f, enum verdict_value scope,
                     enum verdict_value systemic)
{
    const struct verdict *v = eu(f);

    CHECK(verdict_has(v, VIEW("S1"), scope));
    CHECK(verdict_has(v, VIEW("S2"), systemic));
    arena_free(&f->arena);
}

// 6 * 7e9 * 2e12 = 8.4e22; 6 * 70e9 * 2e12 = 8.4e23; 6 * 405e9 * 15e12
// = 3.6e25; 6 * 8e9 * 2e12 = 9.6e22, less than 30 percent below 1e23.
TEST(compute_is_six_times_parameters_times_tokens)
{
    struct facts f;

    trained(&f, 1000000000, 2e12);
    is_scope(&f, VERDICT_NO, VERDICT_YES);
    trained(&f, 70000000000, 2e12);
    is_scope(&f, VERDICT_YES, VERDICT_YES);
    trained(&f, 8000000000, 2e12);
    is_scope(&f, VERDICT_UNDETERMINED, VERDICT_YES);
    trained(&f, 405000000000, 15e12);
    is_scope(&f, VERDICT_YES, VERDICT_NO);
    trained(&f, 0, 15e12);
    is_scope(&f, VERDICT_UNDETERMINED, VERDICT_UNDETERMINED);
    trained(&f, 70000000000, 2e12); // one of several stages or models
    f.i.inventory.disclosures.tokens[1] = (struct token_count){.tokens = 1e9};
    f.i.inventory.disclosures.token_count = 2;
    is_scope(&f, VERDICT_UNDETERMINED, VERDICT_YES);
    trained(&f, 70000000000, 2e12);
    tell(&f, "experts"); // an upper bound only
    is_scope(&f, VERDICT_UNDETERMINED, VERDICT_YES);
}

TEST(the_estimate_names_its_inputs)
{
    struct facts f;
    bool said = false;

    trained(&f, 70000000000, 2e12);
    const struct verdict *v = eu(&f);
    for (size_t c = 0; c < v->check_count; c++)
        said =
            said || view_has(v->check[c].why,
                             VIEW("8.4e+23 FLOP: 6 * 7e+10 parameters * 2e+12 "
                                  "tokens (README.md:9)"));
    CHECK(said);
    arena_free(&f.arena);
}

TEST(no_exemption_with_systemic_risk)
{
    struct facts f;

    trained(&f, 405000000000, 15e12);
    is_verdict(&f, "no", "exemption fails");
}

static struct view state(const struct verdict *v, const char *duty)
{
    for (size_t n = 0; n < v->item_count; n++)
        if (view_eq(v->item[n].list, VIEW("duties")) &&
            view_eq(v->item[n].id, view_of(duty)))
            return v->item[n].state;
    return (struct view){0};
}

TEST(two_duties_remain_and_three_are_lifted)
{
    struct facts f;

    trained(&f, 70000000000, 2e12);
    const struct verdict *v = eu(&f);
    CHECK_TEXT(state(v, "53(1)(a)"), "likely exempt");
    CHECK_TEXT(state(v, "53(1)(b)"), "likely exempt");
    CHECK_TEXT(state(v, "53(1)(c)"), "remains");
    CHECK_TEXT(state(v, "53(1)(d)"), "remains");
    CHECK_TEXT(state(v, "54"), "likely exempt");
    arena_free(&f.arena);
    trained(&f, 405000000000, 15e12);
    v = eu(&f);
    CHECK_TEXT(state(v, "53(1)(a)"), "remains");
    CHECK_TEXT(state(v, "54"), "remains");
    arena_free(&f.arena);
    trained(&f, 1000000000, 2e12);
    v = eu(&f);
    CHECK_TEXT(state(v, "53(1)(d)"), "not in scope");
    arena_free(&f.arena);
}

TEST(a_tree_of_code_is_not_judged)
{
    struct facts f;

    facts_open(&f);
    is_verdict(&f, "not-applicable", "");
}

CHECK_MAIN(CHECK_CASE(families_of_licences),
           CHECK_CASE(terms_that_stand_elsewhere_are_open),
           CHECK_CASE(a_failed_right_names_clause_place_and_paragraph),
           CHECK_CASE(money_is_at_best_no_contrary_sign),
           CHECK_CASE(parameters_and_usage_have_to_be_public),
           CHECK_CASE(compute_is_six_times_parameters_times_tokens),
           CHECK_CASE(the_estimate_names_its_inputs),
           CHECK_CASE(no_exemption_with_systemic_risk),
           CHECK_CASE(two_duties_remain_and_three_are_lifted),
           CHECK_CASE(a_tree_of_code_is_not_judged))
