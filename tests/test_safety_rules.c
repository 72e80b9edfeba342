// SPDX-License-Identifier: Apache-2.0
// What classes there are and which is worse is from threats.md 1.
#include "base/text.h"
#include "safety/rules.h"

#include "check.h"

static struct error *read_text(struct arena *a, struct view text,
                               struct safety_rules *out)
{
    struct records rows;

    *out = (struct safety_rules){0};
    TRY(records_read(a, text, VIEW("rows.txt"), &rows));
    return safety_rules_read(a, &rows, out);
}

TEST(every_row_of_the_table_is_complete)
{
    struct arena a = {0};
    struct safety_rules rules;

    CHECK(!safety_rules_open(&a, &rules));
    CHECK(rules.count > 120);
    for (size_t i = 0; i < rules.count; i++) {
        const struct safety_rule *r = &rules.rule[i];

        CHECK(safety_rules_find(&rules, r->id) == r);
        CHECK(r->classes & 1U << r->usual);
        CHECK(view_ends(r->why, VIEW(".")) && view_ends(r->loader, VIEW(".")) &&
              view_ends(r->remedy, VIEW(".")));
    }
    CHECK(!safety_rules_find(&rules, VIEW("pickle")));
    arena_free(&a);
}

TEST(a_row_that_is_not_complete_is_refused)
{
    static const struct view rows[] = {
        VIEW_INIT("rule: a\nseverity: danger\ntitle: t\nwhy: w\nloader: l\n"),
        VIEW_INIT("rule: a\nseverity: awful\ntitle: t\nwhy: w\nloader: l\n"
                  "do: d\n"),
        VIEW_INIT("rule: a\nseverity: ok\ntitle: t\nwhy: w\nloader: l\n"
                  "do: d\n"),
        VIEW_INIT("rule: a\ntitle: t\nwhy: w\nloader: l\ndo: d\n"),
        VIEW_INIT("rule: a\nseverity: note\ntitle: t\nwhy: w\nloader: l\n"
                  "do: d\n\nrule: a\nseverity: note\ntitle: t\nwhy: w\n"
                  "loader: l\ndo: d\n"),
    };
    struct arena a = {0};
    struct safety_rules rules;

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct error *e = read_text(&a, rows[i], &rules);

        CHECK(e && e->kind == ERROR_INPUT);
    }
    arena_free(&a);
}

TEST(the_row_decides_which_class_a_finding_has)
{
    struct arena a = {0};
    struct safety_rules rules;
    struct safety s = {0};

    CHECK(!read_text(&a,
                     VIEW("rule: one\nseverity: review\ntitle: t\nwhy: w\n"
                          "loader: l\ndo: d\n\n"
                          "rule: several\nseverity: danger malformed\n"
                          "title: t\nwhy: w\nloader: l\ndo: d\n"),
                     &rules));
    const struct {
        struct view rule;
        enum safety_verdict said, wanted;
    } cases[] = {
        {VIEW("one"), SAFETY_DANGER, SAFETY_REVIEW},
        {VIEW("one"), SAFETY_NOTE, SAFETY_REVIEW},
        {VIEW("several"), SAFETY_MALFORMED, SAFETY_MALFORMED},
        // Where less is asked, a finding becomes no graver than it was.
        {VIEW("several"), SAFETY_NOTE, SAFETY_MALFORMED},
        {VIEW("several"), SAFETY_LIMIT, SAFETY_DANGER},
        {VIEW("nobody"), SAFETY_LIMIT, SAFETY_LIMIT},
    };
    enum { CASES = sizeof cases / sizeof *cases };

    for (size_t i = 0; i < CASES; i++)
        safety_add(&a, &s,
                   (struct safety_finding){.rule = cases[i].rule,
                                           .severity = cases[i].said});
    safety_classify(&rules, &s);
    for (size_t i = 0; i < CASES; i++)
        CHECK_U64(s.finding[i].severity, cases[i].wanted);
    arena_free(&a);
}

// Which rules there are of a group is counted by hand.
TEST(a_word_names_a_rule_or_a_group)
{
    static const struct {
        const char *word, *first;
        size_t count;
    } cases[] = {
        {"a", "a", 1},         {"b", "b.one", 2}, {"b.*", "b.one", 2},
        {"b.two", "b.two", 1}, {"b.", "", 0},     {"b.on", "", 0},
        {"bb", "bb.three", 1}, {"", "", 0},       {".*", "", 0},
        {"a.*", "", 0},
    };
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct safety_rules all;

    static const char *const ids[] = {"b.two", "bb.three", "a", "b.one"};

    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        text_print(&t,
                   "rule: %s\nseverity: note\ntitle: t\nwhy: w\nloader: l\n"
                   "do: d\n\n",
                   ids[i]);
    CHECK(!read_text(&a, text_view(&t), &all));
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct safety_rules is =
            safety_rules_named(&all, view_of(cases[i].word));

        CHECK_U64(is.count, cases[i].count);
        if (is.count)
            CHECK_VIEW(is.rule->id, view_of(cases[i].first));
    }
    arena_free(&a);
}

TEST(danger_is_worse_than_a_limit_and_a_limit_than_a_broken_file)
{
    const char *const rising[] = {"ok",        "note",  "review",
                                  "malformed", "limit", "danger"};
    enum safety_verdict v;

    for (size_t i = 0; i < sizeof rising / sizeof *rising; i++) {
        CHECK(safety_verdict_of(view_of(rising[i]), &v));
        CHECK_U64(v, i);
    }
    CHECK(!safety_verdict_of(VIEW("fine"), &v));
}

CHECK_MAIN(
    CHECK_CASE(every_row_of_the_table_is_complete),
    CHECK_CASE(a_row_that_is_not_complete_is_refused),
    CHECK_CASE(the_row_decides_which_class_a_finding_has),
    CHECK_CASE(a_word_names_a_rule_or_a_group),
    CHECK_CASE(danger_is_worse_than_a_limit_and_a_limit_than_a_broken_file))
