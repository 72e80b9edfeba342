// SPDX-License-Identifier: Apache-2.0
// Expected values: the grammar and examples of the SPDX specification 2.3,
// annex D, and by hand.
#include "check.h"

#include "terms/expression.h"

static const char known[] = "id: MIT\nclass: osi\n\n"
                            "id: CC0-1.0\nclass: free\n\n"
                            "id: LicenseRef-x\nclass: restricted\n\n"
                            "id: GPL-2.0-or-later\nclass: osi\n";

static struct licenses *open(struct arena *a)
{
    struct licenses *l;

    CHECK(!licenses_read(a, VIEW(known), VIEW(""), &l));
    return l;
}

static void check_canonical(const char *is, const char *wanted)
{
    struct arena a = {0};

    CHECK_VIEW(expression_canonical(&a, open(&a), view_of(is)),
               view_of(wanted));
    arena_free(&a);
}

static enum terms_class class_of(const char *text)
{
    struct arena a = {0};
    enum terms_class c = expression_class(&a, open(&a), view_of(text));

    arena_free(&a);
    return c;
}

TEST(and_binds_closer_than_or)
{
    check_canonical("MIT OR CC0-1.0 AND LicenseRef-x",
                    "MIT OR CC0-1.0 AND LicenseRef-x");
    check_canonical("(MIT OR CC0-1.0) AND LicenseRef-x",
                    "(MIT OR CC0-1.0) AND LicenseRef-x");
    CHECK(class_of("MIT OR CC0-1.0 AND LicenseRef-x") == TERMS_CLASS_OSI);
    CHECK(class_of("(MIT OR CC0-1.0) AND LicenseRef-x") ==
          TERMS_CLASS_RESTRICTED);
}

TEST(ids_are_found_in_any_case_and_spelled_as_listed)
{
    check_canonical("mit and licenseref-X", "MIT AND LicenseRef-x");
}

TEST(deprecated_ids_are_replaced)
{
    check_canonical("GPL-2.0+", "GPL-2.0-or-later");
    check_canonical("GPL-2.0-with-classpath-exception",
                    "GPL-2.0-only WITH Classpath-exception-2.0");
}

TEST(needless_brackets_go)
{
    check_canonical("((MIT)) AND (CC0-1.0)", "MIT AND CC0-1.0");
}

TEST(what_is_no_expression_is_refused)
{
    static const char *const wrong[] = {
        "",     "NONE",        "NOASSERTION", "MIT AND",      "AND MIT", "(MIT",
        "MIT)", "MIT CC0-1.0", "MIT WITH",    "MIT, CC0-1.0", "a b c",   "()"};

    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        check_canonical(wrong[i], "");
}

TEST(brackets_have_a_depth_limit)
{
    struct arena a = {0};
    char text[300];

    memset(text, '(', 100);
    memcpy(text + 100, "MIT", 3);
    memset(text + 103, ')', 100);
    CHECK(!expression_read(&a, open(&a), (struct view){text, 203}));
    CHECK(expression_read(&a, open(&a), (struct view){text + 50, 103}));
    arena_free(&a);
}

TEST(a_known_limit_weighs_more_than_an_unknown_text)
{
    CHECK(class_of("LicenseRef-x AND LicenseRef-nobody-knows") ==
          TERMS_CLASS_RESTRICTED);
    CHECK(class_of("MIT AND LicenseRef-nobody-knows") == TERMS_CLASS_UNKNOWN);
    CHECK(class_of("MIT OR LicenseRef-nobody-knows") == TERMS_CLASS_OSI);
}

TEST(a_changed_text_is_never_as_free_as_its_model)
{
    CHECK(class_of("LicenseRef-modified-MIT-12345678") == TERMS_CLASS_UNKNOWN);
    CHECK(class_of("LicenseRef-modified-x-12345678") == TERMS_CLASS_RESTRICTED);
}

TEST(joining_names_each_id_once)
{
    struct arena a = {0};
    struct licenses *l = open(&a);

    CHECK_TEXT(expression_join(&a, l, VIEW("MIT"), VIEW("mit")), "MIT");
    CHECK_TEXT(
        expression_join(&a, l, VIEW("MIT OR CC0-1.0"), VIEW("LicenseRef-x")),
        "(MIT OR CC0-1.0) AND LicenseRef-x");
    CHECK_TEXT(expression_join(&a, l, VIEW(""), VIEW("MIT")), "MIT");
    CHECK_TEXT(
        expression_join(&a, l, VIEW("MIT AND ISC"), VIEW("ISC AND Zlib")),
        "MIT AND ISC AND Zlib");
    // A choice that holds it does not ask for it.
    CHECK_TEXT(expression_join(&a, l, VIEW("MIT OR ISC"), VIEW("ISC")),
               "(MIT OR ISC) AND ISC");
    CHECK_TEXT(
        expression_join(&a, l, VIEW("(MIT OR ISC) AND Zlib"), VIEW("Zlib")),
        "(MIT OR ISC) AND Zlib");
    arena_free(&a);
}

// Else a file could bury its first 256 licences under those that follow.
TEST(what_an_expression_has_no_room_for_is_unknown)
{
    struct arena a = {0};
    struct licenses *l = open(&a);
    struct view all = {0}, last = VIEW(" AND LicenseRef-unknown");

    for (int i = 0; i < 300; i++)
        all = expression_join(&a, l, all, arena_print(&a, "LicenseRef-n%d", i));
    CHECK(view_starts(all, VIEW("LicenseRef-n0 AND LicenseRef-n1 AND ")));
    CHECK(view_ends(all, last));
    CHECK(expression_read(&a, l, all) != NULL);
    all.len -= last.len;
    CHECK(!view_has(all, VIEW("unknown")));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(and_binds_closer_than_or),
           CHECK_CASE(ids_are_found_in_any_case_and_spelled_as_listed),
           CHECK_CASE(deprecated_ids_are_replaced),
           CHECK_CASE(needless_brackets_go),
           CHECK_CASE(what_is_no_expression_is_refused),
           CHECK_CASE(brackets_have_a_depth_limit),
           CHECK_CASE(a_known_limit_weighs_more_than_an_unknown_text),
           CHECK_CASE(a_changed_text_is_never_as_free_as_its_model),
           CHECK_CASE(joining_names_each_id_once),
           CHECK_CASE(what_an_expression_has_no_room_for_is_unknown))
