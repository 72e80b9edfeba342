// SPDX-License-Identifier: Apache-2.0
// Expected values: by hand, from the way model cards speak.
#include "check.h"

#include "parts/disclosure.h"
#include "parts/phrase.h"

static double tokens(const char *line)
{
    struct arena a = {0};
    struct view folded = phrase_fold(&a, view_of(line));
    double n = tokens_before(folded, view_find(folded, VIEW("token")));

    arena_free(&a);
    return n;
}

static bool is_near(double a, double b)
{
    return a > b * 0.999 && a < b * 1.001;
}

TEST(numbers_of_tokens)
{
    CHECK(is_near(tokens("trained on 15T tokens"), 15e12));
    CHECK(is_near(tokens("pretrained on 1.4 trillion tokens"), 1.4e12));
    CHECK(is_near(tokens("on 3,000B tokens"), 3e12));
    CHECK(is_near(tokens("300 billion training tokens"), 3e11));
    CHECK(is_near(tokens("about **2T** tokens"), 2e12));
    CHECK(is_near(tokens("~500 million high-quality tokens"), 5e8));
    CHECK(tokens("a 128K-token window") <= 0);
    CHECK(tokens("special tokens") <= 0);
    CHECK(tokens("version 2 of the tokens") <= 0);
    CHECK(tokens("tokens") <= 0);
}

struct looked {
    struct arena arena;
    struct document document;
    struct disclosures found;
};

static void look(struct looked *l, const char *text)
{
    static const struct entry readme = {.path = VIEW_INIT("README.md")};

    *l = (struct looked){.arena = {0}};
    document_of(&l->arena, &readme, view_of(text), &l->document);
    struct documents all = {.item = &l->document, .count = 1};
    disclosures_find(&l->arena, &all, &l->found);
}

static uint32_t line_of(const struct looked *l, const char *name)
{
    const struct evidence *e = disclosure_of(&l->found, view_of(name));

    return e ? e->line : 0;
}

TEST(subjects_have_the_line_that_speaks_of_them)
{
    struct looked l;

    look(&l, "# Cedar\n\nText.\n\n## Limitations\n\nIt errs.\n\n"
             "Training emitted 12 tCO2eq.\n");
    CHECK_U64(line_of(&l, "limitations"), 5);
    CHECK_U64(line_of(&l, "carbon"), 9);
    CHECK_U64(line_of(&l, "energy"), 0);
    CHECK_U64(line_of(&l, "no-such-subject"), 0);
    arena_free(&l.arena);
}

TEST(code_and_front_matter_do_not_speak)
{
    struct looked l;

    look(&l, "---\ntitle: energy consumption\n---\n# Cedar\n\n"
             "```\nprint('energy consumption')\n```\n");
    CHECK_U64(line_of(&l, "energy"), 0);
    arena_free(&l.arena);
}

TEST(tokens_of_training_and_not_of_a_window)
{
    struct looked l;

    look(&l, "# Cedar\n\nPretrained on 2T tokens and tuned.\n\n"
             "It has a context of 1M tokens, as in training.\n\n"
             "All were trained on 2 trillion tokens.\n\n"
             "The small one was trained on 500B tokens.\n");
    CHECK_U64(l.found.token_count, 2);
    CHECK(is_near(l.found.tokens[0].tokens, 2e12));
    CHECK_U64(l.found.tokens[0].evidence.line, 3);
    CHECK(is_near(l.found.tokens[1].tokens, 5e11));
    arena_free(&l.arena);
}

CHECK_MAIN(CHECK_CASE(numbers_of_tokens),
           CHECK_CASE(subjects_have_the_line_that_speaks_of_them),
           CHECK_CASE(code_and_front_matter_do_not_speak),
           CHECK_CASE(tokens_of_training_and_not_of_a_window))
