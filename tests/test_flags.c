// SPDX-License-Identifier: Apache-2.0
// Expected values: the conditions of yardsticks.md 10, by hand.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"

static void weights(struct facts *f, const char *license)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, license);
}

// A document speaks of the subject.
static void tell(struct facts *f, const char *name, const char *line)
{
    struct disclosures *d = &f->i.inventory.disclosures;

    *LIST_ADD(&f->arena, d->item, d->count) = (struct disclosure){
        view_of(name),
        {.path = VIEW("README.md"), .line = 7, .shows = view_of(line)}};
}

static const struct flag *flag(struct facts *f, const char *id)
{
    for (size_t n = 0; n < f->i.flag_count; n++)
        if (view_eq(f->i.flag[n].id, view_of(id)))
            return &f->i.flag[n];
    return NULL;
}

// Judges, checks that exactly this flag is raised among those of `id`, and that
// it names a fact.
static void is_raised(struct facts *f, const char *id)
{
    facts_judge(f);
    const struct flag *one = flag(f, id);
    CHECK(one && one->fact.len > 0);
    arena_free(&f->arena);
}

static void is_not_raised(struct facts *f, const char *id)
{
    facts_judge(f);
    CHECK(!flag(f, id));
    arena_free(&f->arena);
}

TEST(w1_open_source_under_terms_that_restrict)
{
    struct facts f;

    weights(&f, "LicenseRef-llama-2-community");
    facts_claim(&f, CLAIM_C2, "open-source");
    facts_judge(&f);
    const struct flag *one = flag(&f, "W1");
    CHECK(one != NULL);
    if (one)
        CHECK_TEXT(one->claim, "\"open-source\" (README.md:5)");
    arena_free(&f.arena);
    weights(&f, "LicenseRef-llama-2-community");
    facts_claim(&f, CLAIM_C0, "open-weight");
    is_not_raised(&f, "W1");
}

TEST(w2_open_source_with_weights_only)
{
    struct facts f;

    weights(&f, "MIT");
    facts_claim(&f, CLAIM_C2, "open-source");
    is_raised(&f, "W2");
    weights(&f, "MIT");
    is_not_raised(&f, "W2");
}

TEST(w3_one_conflict_for_all_parts_it_touches)
{
    struct facts f;
    size_t count = 0;

    weights(&f, "Apache-2.0");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "Apache-2.0");
    facts_conflict(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE), "MIT",
                   BY_DETECTED);
    facts_conflict(&f, facts_part(&f, PART_CODE_ARCH, STAGE_NONE), "MIT",
                   BY_DETECTED);
    facts_judge(&f);
    for (size_t n = 0; n < f.i.flag_count; n++)
        count += view_eq(f.i.flag[n].id, VIEW("W3"));
    CHECK_U64(count, 1);
    const struct flag *one = flag(&f, "W3");
    if (one)
        CHECK_TEXT(one->fact, "another source says MIT (README.md:2)");
    arena_free(&f.arena);
}

TEST(w3_is_no_flag_where_all_sources_agree_or_for_settings)
{
    struct facts f;

    weights(&f, "MIT");
    is_not_raised(&f, "W3");
    weights(&f, "MIT");
    facts_set(&f, PART_CONFIG_TRAIN, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_conflict(&f, facts_part(&f, PART_CONFIG_TRAIN, STAGE_NONE),
                   "CC-BY-4.0", BY_DETECTED);
    is_not_raised(&f, "W3");
}

TEST(w4_a_licence_of_the_code_only)
{
    struct facts f;

    weights(&f, "");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    is_not_raised(&f, "W4"); // no claim
    weights(&f, "MIT");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_claim(&f, CLAIM_C2, "open-source");
    is_not_raised(&f, "W4");
    weights(&f, ""); // the terms of what is linked stand there
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_POINTER, "");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_claim(&f, CLAIM_C2, "open-source");
    is_not_raised(&f, "W4");
    weights(&f, "");
    facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_POINTER, "");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "MIT")
        ->terms.scope = TERMS_TYPE;
    facts_claim(&f, CLAIM_C2, "open-source");
    is_raised(&f, "W4");

    weights(&f, "");
    facts_set(&f, PART_CODE_ARCH, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_claim(&f, CLAIM_C2, "open-source");
    is_raised(&f, "W4");
}

TEST(w5_data_from_somewhere_public)
{
    struct facts f;

    weights(&f, "MIT");
    facts_data(&f, 1, "");
    facts_part(&f, PART_DATA_INFO, STAGE_NONE)->evidence[0].shows =
        VIEW("trained on publicly available data");
    is_raised(&f, "W5");
    weights(&f, "MIT");
    facts_data(&f, 1, "");
    is_not_raised(&f, "W5");
    weights(&f, "MIT"); // every source is named too
    facts_data(&f, 3, "");
    facts_part(&f, PART_DATA_INFO, STAGE_NONE)->evidence[0].shows =
        VIEW("trained on publicly available data");
    is_not_raised(&f, "W5");
    weights(&f, "MIT");
    facts_data(&f, 1, "");
    tell(&f, "public-data", "a mix of publicly available online data");
    is_raised(&f, "W5");
}

TEST(w6_and_w7_what_stands_beside_the_licence)
{
    struct facts f;

    weights(&f, "MIT");
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_AGREEMENT;
    is_raised(&f, "W6");
    weights(&f, "MIT");
    facts_on_top(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE), "policy");
    is_raised(&f, "W7");
    weights(&f, "MIT");
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_NONE;
    facts_judge(&f);
    CHECK(!flag(&f, "W6"));
    CHECK(!flag(&f, "W7"));
    arena_free(&f.arena);
}

TEST(w8_a_base_that_is_less_open_unknown_or_contradicted)
{
    struct facts f;

    weights(&f, "Apache-2.0");
    facts_parent(&f, "maker/base", RELATION_FINETUNE,
                 "LicenseRef-llama-2-community");
    is_raised(&f, "W8");
    weights(&f, "Apache-2.0");
    facts_parent(&f, "maker/base", RELATION_ADAPTER, "");
    is_raised(&f, "W8");
    weights(&f, "Apache-2.0");
    struct parent *p = facts_parent(&f, "maker/base", RELATION_FINETUNE, "MIT");
    p->has_contradiction = true;
    p->contradicts = VIEW("config.json names another model");
    is_raised(&f, "W8");
    weights(&f, "Apache-2.0");
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "MIT");
    is_not_raised(&f, "W8");
    weights(&f, "Apache-2.0"); // whole weights whose base was not given
    facts_parent(&f, "maker/base", RELATION_FINETUNE, "");
    is_not_raised(&f, "W8");
}

TEST(w9_one_licence_over_data_from_elsewhere)
{
    struct facts f;

    weights(&f, "MIT");
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "MIT")
        ->terms.scope = TERMS_RELEASE;
    is_raised(&f, "W9");
    weights(&f, "MIT");
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "MIT");
    is_not_raised(&f, "W9"); // terms of its own
}

TEST(w10_to_w15_parts_that_are_less_than_they_seem)
{
    struct facts f;

    weights(&f, "MIT");
    facts_data(&f, 2, "MIT");
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "");
    is_raised(&f, "W10");
    weights(&f, "MIT");
    f.i.inventory.facts.trainer_linked = true;
    is_raised(&f, "W11");
    weights(&f, "MIT");
    facts_set(&f, PART_WEIGHTS_INTERMEDIATE, STAGE_NONE, PRESENCE_MENTIONED,
              "");
    is_raised(&f, "W13");
    weights(&f, "MIT");
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->content = CONTENT_TRUNCATED;
    is_raised(&f, "W14");
    weights(&f, "MIT");
    facts_set(&f, PART_DOC_EVALRESULTS, STAGE_NONE, PRESENCE_PRESENT, "");
    is_raised(&f, "W15");
}

TEST(w10_to_w15_are_not_raised_without_the_fact)
{
    static const char *const ids[] = {"W10", "W11", "W12", "W13", "W14", "W15"};
    struct facts f;

    weights(&f, "MIT");
    facts_judge(&f);
    for (size_t n = 0; n < sizeof ids / sizeof *ids; n++)
        CHECK(!flag(&f, ids[n]));
    arena_free(&f.arena);
    weights(&f, "MIT");
    facts_data(&f, 2, "MIT");
    facts_set(&f, PART_DATA_TRAIN, STAGE_NONE, PRESENCE_POINTER, "");
    tell(&f, "data-mix", "| source | fraction |");
    is_not_raised(&f, "W10");
    weights(&f, "MIT");
    f.i.inventory.facts.trainer_linked = true;
    facts_set(&f, PART_CONFIG_TRAIN, STAGE_NONE, PRESENCE_PRESENT, "");
    is_not_raised(&f, "W11");
    weights(&f, "MIT");
    f.i.inventory.facts.trainer_linked = true;
    f.i.inventory.facts.reproducible = true;
    is_not_raised(&f, "W11");
    weights(&f, "MIT");
    facts_set(&f, PART_WEIGHTS_INTERMEDIATE, STAGE_NONE, PRESENCE_POINTER, "");
    is_not_raised(&f, "W13");
    weights(&f, "MIT");
    facts_set(&f, PART_DOC_EVALRESULTS, STAGE_NONE, PRESENCE_PRESENT, "");
    facts_set(&f, PART_CODE_EVAL, STAGE_NONE, PRESENCE_POINTER, "");
    is_not_raised(&f, "W15");
}

// A card of `title` that links a report in a line that says `report`.
static void versions(struct facts *f, struct document *d, const char *title,
                     const char *report)
{
    static const struct entry readme = {.path = VIEW_INIT("README.md")};

    weights(f, "MIT");
    *d = (struct document){.entry = &readme, .title = view_of(title)};
    f->i.inventory.documents =
        (struct documents){.item = d, .count = 1, .card = d};
    facts_set(f, PART_DOC_REPORT, STAGE_NONE, PRESENCE_POINTER, "")
        ->evidence[0]
        .shows = view_of(report);
}

TEST(w12_a_report_of_an_older_version)
{
    struct facts f;
    struct document d;

    versions(&f, &d, "Cedar 2.1 7B", "see the [Cedar 2 report](https://x.y)");
    is_raised(&f, "W12");
    versions(&f, &d, "Cedar-v3", "the Cedar v1.5 technical report");
    is_raised(&f, "W12");
    versions(&f, &d, "Cedar 2.1 7B", "see the Cedar 2.1 report");
    is_not_raised(&f, "W12");
    versions(&f, &d, "Cedar 2.1 7B", "see the report");
    is_not_raised(&f, "W12");
    versions(&f, &d, "Cedar 2.1", "the Cedar 1b report"); // a size
    is_not_raised(&f, "W12");
    versions(&f, &d, "Cedar 7B", "the Cedar 1 report");
    is_not_raised(&f, "W12");
}

TEST(w16_a_name_that_several_licences_have)
{
    struct facts f;
    struct duties *d = &f.i.duties;

    weights(&f, "LicenseRef-llama");
    *LIST_ADD(&f.arena, d->flag, d->flag_count) =
        (struct terms_flag){.id = VIEW("family-tag"),
                            .part = VIEW("weights.final"),
                            .license = VIEW("LicenseRef-llama"),
                            .fact = VIEW("the name of 6 licenses"),
                            .evidence = {.path = VIEW("README.md"), .line = 3}};
    is_raised(&f, "W16");
    weights(&f, "LicenseRef-llama"); // said of the base, by another
    *LIST_ADD(&f.arena, d->flag, d->flag_count) = (struct terms_flag){
        .id = VIEW("family-tag"), .part = VIEW("weights.base")};
    is_not_raised(&f, "W16");
    weights(&f, "MIT");
    is_not_raised(&f, "W16");
}

TEST(w17_an_approval_that_no_body_gives)
{
    static const struct entry readme = {.path = VIEW_INIT("README.md")};
    struct facts f;
    struct document d = {.entry = &readme,
                         .text = VIEW("# Cedar\n\nCedar is OSI certified.\n")};

    weights(&f, "MIT");
    markdown_read(&f.arena, d.text, &d.md);
    f.i.inventory.documents = (struct documents){.item = &d, .count = 1};
    facts_judge(&f);
    const struct flag *one = flag(&f, "W17");
    CHECK(one && one->evidence.line == 3);
    arena_free(&f.arena);
    d.text = VIEW("# Cedar\n\nCedar is under an OSI-approved licence.\n");
    weights(&f, "MIT");
    markdown_read(&f.arena, d.text, &d.md);
    f.i.inventory.documents = (struct documents){.item = &d, .count = 1};
    is_not_raised(&f, "W17");
}

TEST(w18_a_text_named_after_an_open_licence)
{
    struct facts f;

    weights(&f, "LicenseRef-gpt-2-modified-mit");
    is_raised(&f, "W18");
    weights(&f, "LicenseRef-modified-Apache-2.0-0123abcd");
    is_raised(&f, "W18");
    weights(&f, "LicenseRef-modified-llama-2-community-0123abcd");
    is_not_raised(&f, "W18");
    weights(&f, "MIT");
    is_not_raised(&f, "W18");
}

static bool is_likened(const char *license, const char *text)
{
    static const struct entry readme = {.path = VIEW_INIT("README.md")};
    struct document d = {.entry = &readme, .text = view_of(text)};
    struct facts f;

    weights(&f, license);
    markdown_read(&f.arena, d.text, &d.md);
    f.i.inventory.documents = (struct documents){.item = &d, .count = 1};
    facts_judge(&f);
    bool is = flag(&f, "W18") != NULL;
    arena_free(&f.arena);
    return is;
}

TEST(w18_words_that_liken_the_licence_to_an_open_one)
{
    CHECK(is_likened("CC-BY-NC-4.0", "Released under an MIT-style licence.\n"));
    CHECK(is_likened("CC-BY-NC-4.0", "Our license is a modified Apache license"
                                     "\n"));
    CHECK(!is_likened("MIT", "Released under an MIT-style licence.\n"));
    CHECK(!is_likened("CC-BY-NC-4.0", "A commit-style licence header.\n"));
    CHECK(!is_likened("CC-BY-NC-4.0", "The API is Apache-like.\n"));
}

TEST(w19_a_base_whose_terms_limit_what_outputs_may_train)
{
    struct facts f;

    weights(&f, "Apache-2.0");
    facts_parent(&f, "maker/base", RELATION_DISTILLED,
                 "LicenseRef-llama-2-community");
    is_raised(&f, "W19");
    weights(&f, "Apache-2.0");
    facts_parent(&f, "maker/base", RELATION_DISTILLED, "MIT");
    is_not_raised(&f, "W19");
    weights(&f, "LicenseRef-llama-2-community"); // its own terms say so too
    facts_parent(&f, "maker/base", RELATION_DISTILLED,
                 "LicenseRef-llama-2-community");
    is_not_raised(&f, "W19");
}

TEST(flags_come_by_number)
{
    struct facts f;
    unsigned last = 0;

    weights(&f, "LicenseRef-gpt-2-modified-mit");
    facts_claim(&f, CLAIM_C2, "open source");
    facts_on_top(&f, facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE), "policy");
    facts_set(&f, PART_DOC_EVALRESULTS, STAGE_NONE, PRESENCE_PRESENT, "");
    facts_judge(&f);
    CHECK(f.i.flag_count >= 4);
    for (size_t n = 0; n < f.i.flag_count; n++) {
        uint64_t number = 0;

        CHECK(view_u64(view_from(f.i.flag[n].id, 1), &number));
        CHECK(number >= last);
        last = (unsigned)number;
    }
    arena_free(&f.arena);
}

TEST(each_flag_of_the_list_has_a_title)
{
    struct arena a = {0};
    struct records r;

    CHECK(!knowledge_read(&a, VIEW("yardsticks/flags.txt"), &r));
    CHECK_U64(r.record_count, 19);
    for (size_t n = 0; n < r.record_count; n++)
        CHECK(record_get(&r.record[n], VIEW("title")).len > 0);
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(w1_open_source_under_terms_that_restrict),
           CHECK_CASE(w2_open_source_with_weights_only),
           CHECK_CASE(w3_one_conflict_for_all_parts_it_touches),
           CHECK_CASE(w3_is_no_flag_where_all_sources_agree_or_for_settings),
           CHECK_CASE(w4_a_licence_of_the_code_only),
           CHECK_CASE(w5_data_from_somewhere_public),
           CHECK_CASE(w6_and_w7_what_stands_beside_the_licence),
           CHECK_CASE(w8_a_base_that_is_less_open_unknown_or_contradicted),
           CHECK_CASE(w9_one_licence_over_data_from_elsewhere),
           CHECK_CASE(w10_to_w15_parts_that_are_less_than_they_seem),
           CHECK_CASE(w10_to_w15_are_not_raised_without_the_fact),
           CHECK_CASE(w12_a_report_of_an_older_version),
           CHECK_CASE(w16_a_name_that_several_licences_have),
           CHECK_CASE(w17_an_approval_that_no_body_gives),
           CHECK_CASE(w18_a_text_named_after_an_open_licence),
           CHECK_CASE(w18_words_that_liken_the_licence_to_an_open_one),
           CHECK_CASE(w19_a_base_whose_terms_limit_what_outputs_may_train),
           CHECK_CASE(flags_come_by_number),
           CHECK_CASE(each_flag_of_the_list_has_a_title))
