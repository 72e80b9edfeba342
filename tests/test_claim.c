// SPDX-License-Identifier: Apache-2.0
// Expected values: the rule of the design's page on claims (self or other,
// levels), on sentences made here with the grammar of its examples.
#include "check.h"

#include "base/text.h"
#include "parts/claim.h"

enum { NONE = -1 };

// The highest level claimed by a page `text`, or NONE.
static int level(struct view text)
{
    struct arena a = {0};
    struct entry e = {.path = VIEW("README.md"), .lower = VIEW("readme.md")};
    struct document one;
    struct documents d = {.item = &one, .count = 1};
    struct claims found;
    int highest = NONE;

    document_of(&a, &e, text, &one);
    claims_find(&a, &d, &found);
    for (size_t i = 0; i < found.count; i++)
        if ((int)found.item[i].level > highest)
            highest = (int)found.item[i].level;
    arena_free(&a);
    return highest;
}

struct row {
    struct view text;
    int level;
};

static void check_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        int is = level(rows[i].text);

        if (is != rows[i].level)
            check_fail(__FILE__, __LINE__, "C%d, wanted C%d: " VIEW_FMT, is,
                       rows[i].level, VIEW_ARG(rows[i].text));
    }
}

#define ROWS(rows) check_rows((rows), sizeof(rows) / sizeof *(rows))

TEST(what_is_said_again_and_again_is_counted_and_not_listed)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct entry e = {.path = VIEW("README.md"), .lower = VIEW("readme.md")};
    struct document one;
    struct documents d = {.item = &one, .count = 1};
    struct claims found;

    for (int i = 0; i < 1000; i++)
        text_add(&t, VIEW("We have open-sourced Ox.\n"));
    text_add(&t, VIEW("\nOx is a fully open model.\n"));
    document_of(&a, &e, text_view(&t), &one);
    claims_find(&a, &d, &found);
    CHECK_U64(found.count, CLAIMS_MOST + 1);
    CHECK_U64(claims_left_out(&found), 1000 - CLAIMS_MOST);
    CHECK_U64(found.item[CLAIMS_MOST].level, CLAIM_C3);
    arena_free(&a);
}

TEST(phrases_have_the_level_of_what_they_promise)
{
    static const struct row rows[] = {
        {VIEW_INIT("# Ox\n\nOx is a fully open model."), CLAIM_C3},
        {VIEW_INIT("# Ox: A Truly Open Model"), CLAIM_C3},
        {VIEW_INIT("# Ox\n\nWe present completely open-source weights."),
         CLAIM_C3},
        {VIEW_INIT("# Ox\n\n<b>Ox</b> is <b>fully open-sourced</b>."),
         CLAIM_C3},
        {VIEW_INIT("We have open-sourced Ox."), CLAIM_C2},
        {VIEW_INIT("An open source chatbot."), CLAIM_C2},
        {VIEW_INIT("Ox, an opensource LLM."), CLAIM_C2},
        {VIEW_INIT("Released under the Ox open-source license."), CLAIM_C2},
        {VIEW_INIT("A family of small open models."), CLAIM_C1},
        {VIEW_INIT("We are openly releasing Ox."), CLAIM_C1},
        {VIEW_INIT("Available under an open license."), CLAIM_C1},
        {VIEW_INIT("This holds up the principles of openness."), CLAIM_C1},
        {VIEW_INIT("Ox is an open-weights model."), CLAIM_C0},
        {VIEW_INIT("Weights are freely available."), CLAIM_C0},
        {VIEW_INIT("Ox is an open weights research release."), CLAIM_C0},
        {VIEW_INIT("Ox-7B\xe5\xbc\x80\xe6\xba\x90\xe6\xa8\xa1\xe5\x9e\x8b"),
         CLAIM_C2},
        {VIEW_INIT("Nothing of the kind is said."), NONE},
        {VIEW_INIT("Please open an issue."), NONE},
    };

    ROWS(rows);
}

TEST(what_is_said_of_others_is_no_claim)
{
    static const struct row rows[] = {
        {VIEW_INIT("It beats other open-source models."), NONE},
        {VIEW_INIT("Compared to existing open source LLMs, it is small."),
         NONE},
        {VIEW_INIT("Ox outperforms many larger open-source models."), NONE},
        {VIEW_INIT("Ox surpasses the best open-source models."), NONE},
        {VIEW_INIT("Trained on a combination of open source sets."), NONE},
        {VIEW_INIT("Built with our open source libraries."), NONE},
        {VIEW_INIT("Thanks to the open-source AI community."), NONE},
        {VIEW_INIT("On the Open LLM Leaderboard it is third."), NONE},
        {VIEW_INIT("Uses an open-source inference framework."), NONE},
        {VIEW_INIT("It rivals open-source and closed models."), NONE},
        {VIEW_INIT("Our safety tools are open sourced for everyone."), NONE},
        {VIEW_INIT("Under the Acme Open Model License."), NONE},
        {VIEW_INIT("It is on par with equally sized fully open models, and "
                   "competitive with open-weight models."),
         NONE},
        {VIEW_INIT("Tuned from models based on open-source LLMs."), NONE},
        {VIEW_INIT("Write to team_opensource@example.org."), NONE},
        {VIEW_INIT("See https://example.org/open-source/models."), NONE},
        {VIEW_INIT("![logo](open-source.png)"), NONE},
        {VIEW_INIT("\xe7\x8e\xb0\xe6\x9c\x89\xe7\x9a\x84\xe5\xbc\x80\xe6\xba"
                   "\x90\xe6\xa8\xa1\xe5\x9e\x8b"),
         NONE},
    };

    ROWS(rows);
}

TEST(the_best_of_its_kind_is_itself_also_in_a_comparison)
{
    static const struct row rows[] = {
        {VIEW_INIT("It is the best open-source model currently available."),
         CLAIM_C2},
        {VIEW_INIT("Ox is the largest open-source MoE model."), CLAIM_C2},
        {VIEW_INIT("(currently) the world's top open-source LLM"), CLAIM_C2},
        {VIEW_INIT("the strongest open-source base model"), CLAIM_C2},
    };

    ROWS(rows);
}

TEST(a_back_reference_promises_no_more_than_what_it_refers_to)
{
    static const struct row rows[] = {
        {VIEW_INIT("Our open-weight models.\n\nTwo of these open models."),
         CLAIM_C0},
        {VIEW_INIT("Two open models."), CLAIM_C1},
    };

    ROWS(rows);
}

TEST(a_full_claim_that_names_its_limit_is_none)
{
    static const struct row rows[] = {
        {VIEW_INIT("The weights are fully open for academic research."), NONE},
        {VIEW_INIT("\xe5\xaf\xb9\xe5\xad\xa6\xe6\x9c\xaf\xe7\xa0\x94\xe7\xa9"
                   "\xb6\xe5\xae\x8c\xe5\x85\xa8\xe5\xbc\x80\xe6\x94\xbe"),
         NONE},
        {VIEW_INIT("This is not fully open."), NONE},
    };

    ROWS(rows);
}

TEST(in_code_only_words_about_the_release_itself_count)
{
    static const struct row rows[] = {
        {VIEW_INIT("# Ox-1B\n```\n@misc{x,\n title={Ox: An Open-Source "
                   "Model},\n}\n```"),
         CLAIM_C2},
        {VIEW_INIT("# Ox-1B\n```\n@misc{x,\n title={Elk: An Open-Source "
                   "Model},\n}\n```"),
         NONE},
        {VIEW_INIT("# Ox-1B\n@misc{openmodel,\n note={open-source model},\n}"),
         NONE},
        {VIEW_INIT("# OxLM\n```python\np = \"\"\"- OxLM is a helpful "
                   "open-source AI model by Ox.\n\"\"\"\n```"),
         CLAIM_C2},
        {VIEW_INIT("# OxLM\n```python\np = \"Elk is an open-source model\"\n"
                   "```"),
         NONE},
        {VIEW_INIT("# OxLM\n```\n# open source model\n```"), NONE},
    };

    ROWS(rows);
}

TEST(a_claim_says_where_it_stands_in_its_own_words)
{
    struct arena a = {0};
    struct entry e = {.path = VIEW("README.md"), .lower = VIEW("readme.md")};
    struct document one;
    struct documents d = {.item = &one, .count = 1};
    struct claims found;

    document_of(&a, &e, VIEW("# Ox\r\n\r\nOx is an Open-Source model.\r\n"),
                &one);
    claims_find(&a, &d, &found);
    CHECK_U64(found.count, 1);
    CHECK_TEXT(found.item[0].phrase, "Open-Source");
    CHECK_TEXT(found.item[0].text, "Ox is an Open-Source model.");
    CHECK_TEXT(found.item[0].path, "README.md");
    CHECK_U64(found.item[0].line, 3);
    arena_free(&a);
}

TEST(hostile_lines_take_linear_time)
{
    static const struct view piece[] = {
        VIEW_INIT("open source "),
        VIEW_INIT("fully open "),
        VIEW_INIT("<open "),
        VIEW_INIT("the the open model "),
        VIEW_INIT("@a{title={open source\n"),
    };

    for (size_t p = 0; p < sizeof piece / sizeof *piece; p++) {
        struct arena a = {0};
        size_t len = (1 << 20) / piece[p].len * piece[p].len;
        char *bytes = arena_alloc(&a, len);

        for (size_t i = 0; i < len; i += piece[p].len)
            memcpy(bytes + i, piece[p].at, piece[p].len);
        CHECK(level((struct view){bytes, len}) >= NONE);
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(what_is_said_again_and_again_is_counted_and_not_listed),
           CHECK_CASE(phrases_have_the_level_of_what_they_promise),
           CHECK_CASE(what_is_said_of_others_is_no_claim),
           CHECK_CASE(the_best_of_its_kind_is_itself_also_in_a_comparison),
           CHECK_CASE(a_back_reference_promises_no_more_than_what_it_refers_to),
           CHECK_CASE(a_full_claim_that_names_its_limit_is_none),
           CHECK_CASE(in_code_only_words_about_the_release_itself_count),
           CHECK_CASE(a_claim_says_where_it_stands_in_its_own_words),
           CHECK_CASE(hostile_lines_take_linear_time))
