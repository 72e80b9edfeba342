// SPDX-License-Identifier: Apache-2.0
// Two made-up licences with fingerprints of their own; the rules that must hold
// are those of terms.md 2.8 and 7.4. With ../shared at hand, the texts of the
// corpus too.
#include "check.h"

#include "base/file.h"
#include "base/text.h"
#include "terms/print_make.h"
#include "terms/terms.h"

static const char known[] =
    "id: LicenseRef-brook\ntitle: Brook License\nclass: near-free\n"
    "head: The Brook License\nappendix: How to use the Brook text\n"
    "alias: Brook License\n\n"
    "id: LicenseRef-stone\ntitle: Stone License\nclass: restricted\n"
    "modifies: LicenseRef-brook\n"
    "alias: Stone License 2.0\nclosing-from: The keeper is no party\n"
    "annex: The Annex of Stones\n\n"
    "id: LicenseRef-reed\ntitle: Reed License\nclass: near-free\n"
    "alias: Reed License\nclosing-from: The keeper is no party\n\n"
    "id: LicenseRef-ford\ntitle: Ford License 3.0\nclass: near-free\n"
    "head: Ford License 3.0 of May 2019\n"
    // printf 'you\nmay\nsell\nthe\nsalt\n' | sha256sum
    "remark: 5 57821083473b20a835745e04ce7121dd"
    "80a87757182a4ad6b27571a15823777c\n\n"
    "id: MIT\ntitle: MIT License\nclass: osi\nalias: MIT License\n";

#define BROOK_BODY                                                             \
    "Water runs where it wants and whoever drinks of it owes the river "       \
    "nothing but a kind word, said aloud, before the next winter comes to "    \
    "the valley. The giver keeps the spring, the taker keeps the cup, and "    \
    "neither asks the other for more than that.\n"
#define BROOK_APPENDIX "How to use the Brook text: hang it near the water.\n"
#define BROOK_TITLE    "The Brook License\n\n"

// Closing remarks that do not belong to the terms.
#define KEEPER    "The keeper is no party to any of this. "
#define REMARK    "These words may be carved by all who can carve a stone. "
#define KEEPER_AT "You may find the keeper at the mill.\n"

static const char brook[] = BROOK_TITLE BROOK_BODY BROOK_APPENDIX;
#define STONE_BODY                                                             \
    "The Stone License\n\n"                                                    \
    "A stone once lent must not be thrown at windows, sold at markets or "     \
    "counted twice. The lender may ask for it back at any hour, and the "      \
    "borrower shall carry it home alone, whatever the weather, at his own "    \
    "cost and without complaint.\n\n" KEEPER REMARK KEEPER_AT
#define STONE_ANNEX                                                            \
    "The Annex of Stones\n\nNo stone may be moved while others are in the "    \
    "water, and none may be washed before it was weighed.\n"
static const char stone[] = STONE_BODY "\n" STONE_ANNEX;

#define REED_HEAD                                                              \
    "The Reed License\n\nWho cuts a reed may bend it, burn it or blow on it "  \
    "by day and by night in every land. Neither the name of "
#define REED_TAIL                                                              \
    " nor the names of its contributors may be sung to praise what was made "  \
    "of a reed that somebody else has cut.\n\n" KEEPER KEEPER_AT

// Sections referred to, a holder within a sentence, a numbered list.
#define FORD_TITLE "Ford License 3.0 of May 2019\n\n"
#define FORD_HEAD                                                              \
    "The ford is open to all feet, hooves and wheels that come by day.\n\n"    \
    "1. Walk where the water is low, as told under section 2. This holds for " \
    "carts and for cattle alike.\n\n"
#define FORD_GREETING                                                          \
    "2. Greet those who come from the other bank before you step in.\n\n"
#define FORD_DARK                                                              \
    "whoever comes after you in the dark will look for them there. This "      \
    "holds for carts and for mules that bring salt over the pass in "          \
    "spring.\n"
#define FORD_TAIL                                                              \
    "3. Leave the stones where they lie, save under clauses (a) and (b), "     \
    "as " FORD_DARK
#define FORD_BODY FORD_TITLE FORD_HEAD FORD_GREETING FORD_TAIL
static const char ford[] = FORD_BODY;

static struct licenses *open(struct arena *a)
{
    struct licenses *plain, *l;
    struct license_words w;
    struct view print;
    size_t at = 0;

    CHECK(!licenses_read(a, VIEW(known), VIEW(""), &plain));
    CHECK(!license_words_open(a, &w));
    const struct license_info *first = license_next(plain, &at);
    const struct license_info *second = license_next(plain, &at);
    const struct license_info *third = license_next(plain, &at);
    const struct license_info *fourth = license_next(plain, &at);
    const struct print_text text[] = {
        {VIEW("brook"), VIEW(brook), first->record},
        {VIEW("stone"), VIEW(stone), second->record},
        {VIEW("reed"), VIEW(REED_HEAD "the copyright holder" REED_TAIL),
         third->record},
        {VIEW("ford"), VIEW(ford), fourth->record},
    };
    CHECK(!prints_make(a, &w, text, 4, &print));
    CHECK(!licenses_read(a, VIEW(known), print, &l));
    return l;
}

static struct license_file read_text(struct arena *a, const char *text)
{
    struct license_file f;

    terms_of_text(a, open(a), VIEW("LICENSE"), view_of(text), &f);
    return f;
}

static void check_one(const char *text, enum match_result result,
                      const char *id)
{
    struct arena a = {0};
    struct license_file f = read_text(&a, text);
    size_t i = 0;

    while (i < f.range_count && f.range[i].result == MATCH_OTHER_TEXT)
        i++;
    CHECK(i < f.range_count);
    if (i < f.range_count) {
        CHECK_VIEW(match_word(f.range[i].result), match_word(result));
        CHECK_VIEW(f.range[i].id, view_of(id));
    }
    arena_free(&a);
}

TEST(a_known_text_is_exact)
{
    check_one(brook, MATCH_EXACT, "LicenseRef-brook");
    check_one(stone, MATCH_EXACT, "LicenseRef-stone");
}

TEST(title_holder_and_appendix_may_be_missing)
{
    check_one("Copyright (c) 2020 A\n\n" BROOK_BODY BROOK_APPENDIX, MATCH_EXACT,
              "LicenseRef-brook");
    check_one(BROOK_BODY, MATCH_EXACT_WITH_OPTIONAL_OMITTED,
              "LicenseRef-brook");
}

TEST(one_word_more_or_less_is_never_exact)
{
    static const char *const cut[] = {"wants", "nothing", "neither", "spring"};

    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        struct arena a = {0};
        struct view whole = VIEW(brook);
        size_t at = view_find(whole, view_of(cut[i]));
        struct view less =
            arena_print(&a, VIEW_FMT VIEW_FMT, VIEW_ARG(view_head(whole, at)),
                        VIEW_ARG(view_from(whole, at + view_of(cut[i]).len)));
        struct view more = arena_print(&a, VIEW_FMT "not " VIEW_FMT,
                                       VIEW_ARG(view_head(whole, at)),
                                       VIEW_ARG(view_from(whole, at)));
        const struct view changed[] = {less, more};

        for (size_t k = 0; k < 2; k++) {
            struct license_file f;

            terms_of_text(&a, open(&a), VIEW("LICENSE"), changed[k], &f);
            CHECK_VIEW(match_word(f.range[0].result), VIEW("modified"));
            CHECK(
                view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
            CHECK_TEXT(f.range[0].nearest, "LicenseRef-brook");
        }
        arena_free(&a);
    }
}

TEST(a_condition_beside_the_text_makes_it_modified)
{
    struct arena a = {0};
    struct license_file f = read_text(&a, BROOK_TITLE BROOK_BODY BROOK_APPENDIX
                                      "\nCommercial use is prohibited.\n");

    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    f = read_text(
        &a,
        "Use by night is forbidden.\n\n" BROOK_TITLE BROOK_BODY BROOK_APPENDIX);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    f = read_text(&a, "Modified " BROOK_TITLE BROOK_BODY BROOK_APPENDIX);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    arena_free(&a);
}

TEST(a_name_where_the_text_leaves_room_for_one_changes_nothing)
{
    struct arena a = {0};

    check_one(REED_HEAD "Acme Corporation" REED_TAIL, MATCH_EXACT,
              "LicenseRef-reed");
    check_one(REED_HEAD "the University of Ox" REED_TAIL, MATCH_EXACT,
              "LicenseRef-reed");
    // a condition is no name
    struct license_file f =
        read_text(&a, REED_HEAD "Acme, which must be paid," REED_TAIL);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-reed-")));
    arena_free(&a);
}

// Closing remarks come in several versions; what is in none of them is a
// change.
TEST(a_remark_of_a_like_text_changes_nothing)
{
    const struct view reed = VIEW(REED_HEAD "the copyright holder" REED_TAIL);
    struct view head = view_head(reed, view_find(reed, VIEW(KEEPER_AT)));
    struct arena a = {0};

    check_one(arena_print(&a, VIEW_FMT REMARK KEEPER_AT, VIEW_ARG(head)).at,
              MATCH_EXACT, "LicenseRef-reed");
    struct license_file f = read_text(
        &a, arena_print(&a,
                        VIEW_FMT "These words may not be sold by those "
                                 "who carve a stone. " KEEPER_AT,
                        VIEW_ARG(head))
                .at);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-reed-")));
    f = read_text(&a, REED_HEAD "the copyright holder. " REMARK REED_TAIL);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-reed-")));
    arena_free(&a);
}

// The text of another licence behind a text is there as a whole or not at all.
TEST(an_annex_may_be_missing_and_may_not_be_changed)
{
    struct arena a = {0};

    check_one(STONE_BODY, MATCH_EXACT_WITH_OPTIONAL_OMITTED,
              "LicenseRef-stone");
    struct license_file f = read_text(
        &a, STONE_BODY "\nThe Annex of Stones\n\nNo stone may be moved while "
                       "others are in the water, and each may be washed before "
                       "it was weighed.\n");
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-stone-")));
    arena_free(&a);
}

// What some copies have more is known by its sum, and by nothing less.
TEST(a_known_remark_changes_nothing)
{
    struct arena a = {0};

    check_one(FORD_BODY "You may sell the salt.\n", MATCH_EXACT,
              "LicenseRef-ford");
    check_one(FORD_TITLE FORD_HEAD FORD_GREETING
              "You may sell the salt.\n" FORD_TAIL,
              MATCH_EXACT, "LicenseRef-ford");
    struct license_file f =
        read_text(&a, FORD_BODY "You may not sell the salt.\n");
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-ford-")));
    f = read_text(&a, FORD_TITLE FORD_HEAD FORD_GREETING
                  "You must sell the salt.\n" FORD_TAIL);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-ford-")));
    arena_free(&a);
}

TEST(words_that_only_make_way_for_others_are_no_condition)
{
    struct arena a = {0};
    struct license_file f = read_text(
        &a, "This holds for all files unless otherwise noted:\n\n" BROOK_TITLE
                BROOK_BODY BROOK_APPENDIX);

    CHECK_TEXT(f.expression, "LicenseRef-brook");
    arena_free(&a);
}

// terms.md 2.3: signs of items are no words; what was taken for one in a broken
// line is there all the same.
TEST(a_word_taken_for_the_sign_of_an_item_is_not_missing)
{
    check_one(FORD_TITLE
              "The ford is open to all feet, hooves and wheels that come by "
              "day.\n\n1. Walk where the water is low, as told under section\n"
              "2. This holds for carts and for cattle alike.\n\n"
              "2. Greet those who come from the other bank before you step "
              "in.\n\n" FORD_TAIL,
              MATCH_EXACT, "LicenseRef-ford");
    struct arena a = {0};
    struct license_file f = read_text(
        &a, FORD_TITLE
        "The ford is open to all feet, hooves and wheels that come by "
        "day.\n\n1. Walk where the water is low, as told under section\n"
        "4. This holds for carts and for cattle alike.\n\n"
        "2. Greet those who come from the other bank before you step "
        "in.\n\n" FORD_TAIL);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-ford-")));
    arena_free(&a);
}

// A reference to another section is a change of the terms.
TEST(a_changed_reference_is_shown)
{
    static const char *const changed[] = {
        FORD_TITLE FORD_HEAD FORD_GREETING
        "3. Leave the stones where they lie, save under clauses (a) and (d), "
        "as " FORD_DARK,
        FORD_TITLE FORD_HEAD FORD_GREETING
        "3. Leave the stones where they lie, save under clauses (a) and\n(d), "
        "as " FORD_DARK,
    };
    struct arena a = {0};

    for (size_t i = 0; i < 2; i++) {
        struct license_file f = read_text(&a, changed[i]);

        CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-ford-")));
        CHECK_U64(f.range[0].hunk_count, 1);
        CHECK_TEXT(f.range[0].hunk[0].words, "d");
        CHECK(f.range[0].hunk[0].material);
    }
    check_one(FORD_TITLE FORD_HEAD FORD_GREETING
              "3. Leave the stones where they lie, save under clauses\n(a) "
              "and\n(b), as " FORD_DARK,
              MATCH_EXACT, "LicenseRef-ford");
    arena_free(&a);
}

// SPDX matching guidelines: the signs of items are no words. One that was set a
// second time in the line above its item is none either; a place referred to
// is.
TEST(the_sign_of_the_next_item_may_be_set_twice)
{
#define FORD_LETTERS(low, carts)                                               \
    FORD_TITLE                                                                 \
    "The ford is open to all feet, hooves and wheels that come by day.\n\n"    \
    "a. Walk where the water is low, as told under section 2" low              \
    ". This holds for carts and for cattle " carts "alike.\n\n"                \
    "b. Greet those who come from the other bank before you step in."          \
    "\n\n" FORD_TAIL
    static const char *const other[] = {
        FORD_LETTERS(" b", ""),  // another place
        FORD_LETTERS("", "c. "), // no item of this sign follows
        FORD_LETTERS("", "b "),  // a word
    };
    struct arena a = {0};

    check_one(FORD_LETTERS("", ""), MATCH_EXACT, "LicenseRef-ford");
    check_one(FORD_LETTERS("", "b. "), MATCH_EXACT, "LicenseRef-ford");
    for (size_t i = 0; i < sizeof other / sizeof *other; i++)
        CHECK(view_starts(read_text(&a, other[i]).expression,
                          VIEW("LicenseRef-modified-ford-")));
    arena_free(&a);
}

// terms.md 2.10: a title is ignored only where it says the same.
TEST(a_title_may_have_another_date_but_no_other_version)
{
    struct arena a = {0};

    check_one("Ford License 3.0 of May 2021\n\n" FORD_HEAD
              "2. Greet those who come from the other bank before you step "
              "in.\n\n" FORD_TAIL,
              MATCH_EXACT_WITH_HEADER, "LicenseRef-ford");
    struct license_file f =
        read_text(&a, "Ford License 4.0 of May 2019\n\n" FORD_HEAD
                      "2. Greet those who come from the other bank before you "
                      "step in.\n\n" FORD_TAIL);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-ford-")));
    f = read_text(&a, "Modified " FORD_TITLE FORD_HEAD
                      "2. Greet those who come from the other bank before you "
                      "step in.\n\n" FORD_TAIL);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-ford-")));
    arena_free(&a);
}

// The text that is left when an item is cut out may be another licence word for
// word; the numbers tell.
TEST(numbers_of_items_show_that_one_is_missing)
{
    struct arena a = {0};
    struct license_file f =
        read_text(&a, "1. The giver\n\n" BROOK_TITLE BROOK_BODY BROOK_APPENDIX);

    CHECK_TEXT(f.expression, "LicenseRef-brook");
    f = read_text(
        &a,
        "The Brook License\n\n"
        "Water runs where it wants and whoever drinks of it owes "
        "the river nothing but a kind word, said aloud, before "
        "the next winter comes to the valley.\n\n"
        "1. The giver keeps the spring, the taker keeps the cup, "
        "and neither asks the other for more than that.\n\n" BROOK_APPENDIX);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    CHECK_U64(f.range[0].hunk_count, 1);
    CHECK(f.range[0].hunk[0].material);
    arena_free(&a);
}

TEST(a_condition_behind_a_text_with_headings_is_no_code)
{
    struct arena a = {0};
    struct license_file f =
        read_text(&a, "# " BROOK_TITLE BROOK_BODY BROOK_APPENDIX
                      "\nCommercial use is prohibited.\n");

    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    f = read_text(&a, "<!-- a -->\n" BROOK_TITLE BROOK_BODY BROOK_APPENDIX
                      "<!-- b -->\nCommercial use is prohibited.\n");
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    arena_free(&a);
}

// terms.md 6: a permissive text with conditions put in is told as such, also
// where this very text is known.
TEST(a_known_modification_of_a_permissive_text_is_flagged)
{
    struct arena a = {0};
    struct license_file f = read_text(&a, STONE_BODY "\n" STONE_ANNEX);

    CHECK_TEXT(f.expression, "LicenseRef-stone");
    CHECK_U64(f.flag_count, 1);
    CHECK_TEXT(f.flag[0], "modified-permissive");
    f = read_text(&a, brook);
    CHECK_U64(f.flag_count, 0);
    arena_free(&a);
}

TEST(two_texts_in_one_file_are_found_apart)
{
    struct arena a = {0};
    struct license_file f = read_text(
        &a, BROOK_TITLE BROOK_BODY BROOK_APPENDIX
        "\n-----\n\n"
        "The Stone License\n\n"
        "A stone once lent must not be thrown at windows, sold at markets "
        "or counted twice. The lender may ask for it back at any hour, and "
        "the borrower shall carry it home alone, whatever the weather, at "
        "his own cost and without complaint.\n");

    CHECK_TEXT(f.expression, "LicenseRef-brook AND LicenseRef-stone");
    CHECK_U64(f.range_count, 2);
    CHECK(f.range[0].to <= f.range[1].from);
    arena_free(&a);
}

static struct view part_of(const struct license_file *f, const char *kind)
{
    for (size_t i = 0; i < f->part_count; i++)
        if (view_eq(f->part[i].kind, view_of(kind)))
            return f->part[i].expression;
    return VIEW("-");
}

// A file of notices: what stands above a licence says by a path whose it is.
TEST(a_licence_in_a_section_that_names_a_path_is_of_that_component)
{
#define NOTICES(where)                                                         \
    BROOK_TITLE BROOK_BODY BROOK_APPENDIX "\n=====\nSTONES\n=====\n\n" where   \
                                          "\n\n" STONE_BODY "\n" STONE_ANNEX
    struct arena a = {0};
    struct license_file f =
        read_text(&a, NOTICES("Those in lib/wall/stones/ are from the hill."));

    CHECK_VIEW(part_of(&f, "code:stones"), VIEW("LicenseRef-stone"));
    f = read_text(&a, NOTICES("See lib/wall.c, and https://hill.org/stones/"));
    CHECK_VIEW(part_of(&f, "code:wall.c"), VIEW("LicenseRef-stone"));
    CHECK_U64(f.part_count, 1);
    f = read_text(&a, NOTICES("Walls and/or stones; /usr/share/stone/, 1/2/"));
    CHECK_U64(f.part_count, 0);
    f = read_text(&a, "In lib/wall/stones/:\n\n" STONE_BODY "\n" STONE_ANNEX);
    CHECK_U64(f.part_count, 0); // one licence only: the file's own
    arena_free(&a);
}

// Terms of the maker's own around the text of somebody else's part: the known
// text keeps its range, and the rest is not lost in it.
TEST(a_heading_over_a_licence_says_what_it_is_for)
{
    struct arena a = {0};
    struct license_file f = read_text(
        &a,
        "LICENSE FOR CODE\n================\n\n" BROOK_TITLE BROOK_BODY
            BROOK_APPENDIX "\n## License for the model weights\n\n" STONE_BODY
        "\n" STONE_ANNEX);

    CHECK_U64(f.part_count, 2);
    CHECK_VIEW(f.part[0].kind, VIEW("code"));
    CHECK_TEXT(f.part[0].expression, "LicenseRef-brook");
    CHECK_VIEW(f.part[1].kind, VIEW("weights"));
    CHECK_TEXT(f.part[1].expression, "LicenseRef-stone");
    // a heading with another word is about something else
    f = read_text(&a, "Code of the old mill\n\n" BROOK_BODY BROOK_APPENDIX
                      "\nWeights and measures\n\n" STONE_BODY "\n" STONE_ANNEX);
    CHECK_U64(f.part_count, 0);
    arena_free(&a);
}

TEST(long_terms_set_apart_from_a_known_text_are_unknown)
{
#define HARBOR                                                                 \
    "You agree that the licensor grants you a license to copy and modify the " \
    "harbor for research only. You shall not sell it, and this agreement "     \
    "terminates at once if you breach it. There is no warranty. "
    static const char before[] = HARBOR HARBOR HARBOR HARBOR HARBOR
        "\n\n-----\n\n" BROOK_TITLE BROOK_BODY BROOK_APPENDIX;
    static const char behind[] = BROOK_TITLE BROOK_BODY BROOK_APPENDIX
        "\n-----\n\n" HARBOR HARBOR HARBOR HARBOR HARBOR;
    struct arena a = {0};
    struct license_file f = read_text(&a, before);

    CHECK_TEXT(f.expression, "LicenseRef-unknown AND LicenseRef-brook");
    CHECK_U64(f.range_count, 2);
    CHECK_VIEW(match_word(f.range[0].result), VIEW("unknown"));
    CHECK_VIEW(match_word(f.range[1].result), VIEW("exact"));
    CHECK(f.range[0].to < f.range[1].from);
    f = read_text(&a, behind);
    CHECK_TEXT(f.expression, "LicenseRef-brook AND LicenseRef-unknown");
    // not set apart, or short: a change of the text beside them
    f = read_text(&a, BROOK_TITLE BROOK_BODY BROOK_APPENDIX HARBOR HARBOR HARBOR
                          HARBOR HARBOR);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    f = read_text(&a,
                  BROOK_TITLE BROOK_BODY BROOK_APPENDIX "\n-----\n\n" HARBOR);
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    arena_free(&a);
}

// terms.md 2.6: twelve words are enough, also where the first of them stand at
// another place too.
TEST(a_part_of_a_known_text_is_a_snippet)
{
    check_one("This holds for carts and for mules that bring salt over the "
              "pass in spring.\n",
              MATCH_SNIPPET, "LicenseRef-ford");
    struct arena a = {0};
    struct license_file f;

    terms_of_text(&a, open(&a), VIEW("notes.txt"),
                  VIEW("Holds for carts and for mules that bring salt over the "
                       "town.\n"),
                  &f);
    CHECK_U64(f.range_count, 1);
    CHECK_VIEW(match_word(f.range[0].result), VIEW("other-text"));
    arena_free(&a);
}

// A notice file may hold more texts than are looked at closely.
TEST(known_texts_beyond_the_most_that_are_aligned_are_found)
{
    enum { COPIES = 300 };
    struct arena a = {0};
    struct text t = {.arena = &a};

    for (size_t i = 0; i < COPIES; i++)
        text_print(&t, "Copyright (c) %zu A\n\n%s\n", 1700 + i, brook);
    struct license_file f;
    terms_of_text(&a, open(&a), VIEW("LICENSE"), text_view(&t), &f);
    CHECK_TEXT(f.expression, "LicenseRef-brook");
    CHECK_U64(f.range_count, COPIES);
    for (size_t i = 0; i < f.range_count; i++)
        CHECK_VIEW(match_word(f.range[i].result), VIEW("exact"));
    arena_free(&a);
}

// A licence that calls itself by its name is no reference to it.
TEST(terms_that_name_their_own_license_are_no_reference)
{
    check_one("Harbor License\n\nThis model is licensed under the Harbor "
              "License. " HARBOR "\n",
              MATCH_UNKNOWN, "LicenseRef-unknown");
    check_one("This model is licensed under the Brook License.\n",
              MATCH_REFERENCE, "LicenseRef-brook");
}

TEST(terms_nobody_knows_are_unknown_and_prose_is_not)
{
    check_one("You agree that the licensor grants you a license to copy and "
              "redistribute the work under these terms, without warranty or "
              "liability, subject to the conditions below.\n",
              MATCH_UNKNOWN, "LicenseRef-unknown");
    struct arena a = {0};
    struct license_file f = read_text(&a, "The weather was fine.\n");

    CHECK_TEXT(f.expression, "NONE");
    arena_free(&a);
}

static bool has_flag(const struct license_file *f, struct view flag)
{
    for (size_t i = 0; i < f->flag_count; i++)
        if (view_eq(f->flag[i], flag))
            return true;
    return false;
}

// terms.md, rule 2, and the flag of its section 6.
TEST(a_title_that_is_another_license_s_contradicts_the_text)
{
    static const struct {
        const char *text;
        bool contradicts;
    } rows[] = {
        {"MIT License\n\n" BROOK_BODY BROOK_APPENDIX, true},
        {"# The MIT License\n\nVersion 2\n\nCopyright (c) 2020 "
         "A\n\n" BROOK_BODY,
         true},
        {"MIT License\n\n" BROOK_TITLE BROOK_BODY BROOK_APPENDIX, true},
        {"MIT License\n\nA river must not be sold. It is for those who live "
         "beside it, and for no others.\n",
         true},
        {BROOK_TITLE BROOK_BODY BROOK_APPENDIX, false},
        {"Brook License\n\n" BROOK_BODY, false},
        {"This file is not under the MIT License.\n\n" BROOK_BODY, false},
        {"MIT License\n\nThat is what the mill has on its doors, which open "
         "at noon.\n\n" BROOK_TITLE BROOK_BODY BROOK_APPENDIX,
         false}};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct license_file f = read_text(&a, rows[i].text);
        bool said = has_flag(&f, VIEW("title-contradicts-text"));

        if (said != rows[i].contradicts)
            check_fail(__FILE__, __LINE__, "row %zu", i);
        if (said)
            CHECK_VIEW(f.refers_to[f.refers_to_count - 1], VIEW("MIT"));
        arena_free(&a);
    }
}

TEST(a_tag_beside_a_text_is_shown_and_what_it_says_more_is_joined)
{
    struct arena a = {0};
    struct license_file f = read_text(
        &a, "# SPDX-License-Identifier: MIT\nA river\n" BROOK_TITLE BROOK_BODY
                BROOK_APPENDIX);

    CHECK_TEXT(f.expression, "LicenseRef-brook AND MIT");
    CHECK(has_flag(&f, VIEW("license-conflict")));
    CHECK_U64(f.range_count, 3);
    CHECK_VIEW(match_word(f.range[0].result), VIEW("tag"));
    CHECK_VIEW(match_word(f.range[1].result), VIEW("other-text"));
    CHECK_U64(f.range[0].to + 1, f.range[1].from); // and no byte twice
    f = read_text(
        &a,
        "# SPDX-License-Identifier: LicenseRef-brook\n" BROOK_TITLE BROOK_BODY
            BROOK_APPENDIX);
    CHECK_TEXT(f.expression, "LicenseRef-brook");
    CHECK(!has_flag(&f, VIEW("license-conflict")));
    arena_free(&a);
}

// A file called a license that names one and demands more is not that one.
TEST(what_a_license_file_demands_beside_a_name_is_unknown)
{
    struct arena a = {0};
    struct license_file f = read_text(
        &a, "MIT License\n\nWho is not of the valley must ask first.\n");

    CHECK_TEXT(f.expression, "MIT AND LicenseRef-unknown");
    CHECK_U64(f.range_count, 2);
    CHECK_U64(f.range[1].from, 13);
    CHECK(!has_flag(&f, VIEW("pointer-only")));
    f = read_text(&a, "MIT License\n\nThe valley is green in June.\n");
    CHECK_TEXT(f.expression, "MIT");
    CHECK_VIEW(match_word(f.range[1].result), VIEW("other-text"));
    arena_free(&a);
}

// terms.md, rule 3: what cannot be read is unknown. The sentences are made up.
TEST(text_in_a_language_that_is_not_read_is_unknown_beside_a_license)
{
    static const char *const beside[] = {
        "Wer das Wasser im Winter holt, muss es mit einer Kanne und nicht "
        "durch ein Rohr holen.",
        "Cette eau est pour les gens de la ville, et elle ne peut pas sortir "
        "du canton sans un accord.",
        "El agua es para los vecinos del pueblo, y se queda en este valle "
        "con los peces.",
        "\xd0\x92\xd0\xbe\xd0\xb4\xd0\xb0 \xd1\x82\xd0\xbe\xd0\xbb"
        "\xd1\x8c\xd0\xba\xd0\xbe \xd0\xb4\xd0\xbb\xd1\x8f \xd0\xb2"
        "\xd0\xb0\xd1\x81, \xd0\xbd\xd0\xb5 \xd0\xb4\xd0\xbb\xd1\x8f "
        "\xd0\xbd\xd0\xb8\xd1\x85 \xd0\xb8 \xd0\xbd\xd0\xb0\xd1\x81."};
    struct arena a = {0};

    for (size_t i = 0; i < sizeof beside / sizeof *beside; i++) {
        struct view text = arena_print(&a, "%s\n\n%s", beside[i], brook);
        struct license_file f = read_text(&a, text.at);

        CHECK_TEXT(f.expression, "LicenseRef-unknown AND LicenseRef-brook");
        f = read_text(&a, beside[i]);
        CHECK_TEXT(f.expression, "LicenseRef-unknown");
        CHECK_VIEW(match_word(f.range[0].result), VIEW("unknown"));
    }
    // a place is no sentence; one word of a rule is enough of one
    struct license_file f = read_text(
        &a,
        "Universidad de la Costa, Facultad de Aguas\n\n" BROOK_TITLE BROOK_BODY
            BROOK_APPENDIX);
    CHECK_TEXT(f.expression, "LicenseRef-brook");
    f = read_text(&a, BROOK_TITLE BROOK_BODY BROOK_APPENDIX
                  "\nUso comercial prohibido.\n");
    CHECK(view_starts(f.expression, VIEW("LicenseRef-modified-brook-")));
    arena_free(&a);
}

// The name says that it holds terms; a limit in it is not all of them.
TEST(a_short_file_that_is_called_a_license_is_one_as_a_whole)
{
    static const char text[] =
        "Use it for research only. Send us a letter when the water is warm.\n";
    struct arena a = {0};
    struct license_file f = read_text(&a, text);

    CHECK_U64(f.range_count, 1);
    CHECK_VIEW(match_word(f.range[0].result), VIEW("unknown"));
    CHECK_U64(f.range[0].from, 0);
    CHECK_U64(f.range[0].to, sizeof text - 3); // without the full stop
    f = read_text(&a, "Do with these files what you like, and be happy.\n");
    CHECK_TEXT(f.expression, "LicenseRef-unknown");
    terms_of_text(&a, open(&a), VIEW("license.c"),
                  VIEW("static int a_river(void) { return 1 + 2 + 3 + 4; }\n"),
                  &f);
    CHECK_TEXT(f.expression, "NONE");
    arena_free(&a);
}

TEST(tags_and_names_are_claims)
{
    check_one("# SPDX-License-Identifier: mit\nx = 1\n", MATCH_TAG, "MIT");
    check_one("This is released under the MIT License.\n", MATCH_REFERENCE,
              "MIT");
    check_one("---\nlicense: mit\n---\n# A card\n", MATCH_TAG, "MIT");
}

// The value itself, as it is written.
TEST(a_tag_of_a_card_has_its_place)
{
    static const struct {
        const char *card, *expression;
        uint64_t from, to;
    } rows[] = {
        {"---\nlicense: mit\n---\n", "MIT", 13, 16},
        {"---\nlicense: \"mit\"\n---\n", "MIT", 14, 17},
        {"---\nlicense:\n- mit\n---\n", "MIT", 15, 18},
        {"---\nlicense: LicenseRef-Elm\n---\n", "LicenseRef-elm", 13, 27},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct license_file f;

        terms_of_text(&a, open(&a), VIEW("README.md"), view_of(rows[i].card),
                      &f);
        CHECK_VIEW(f.expression, view_of(rows[i].expression));
        CHECK_U64(f.range[0].from, rows[i].from);
        CHECK_U64(f.range[0].to, rows[i].to);
        arena_free(&a);
    }
}

// terms.md 3, at the end.
TEST(the_language_that_prevails_is_told_with_its_place)
{
    static const struct {
        const char *text, *language, *words;
    } rows[] = {
        {"In case of doubt between the English and the Chinese version, the "
         "Chinese version shall prevail.\n",
         "zh", "Chinese version shall prevail"},
        {"The English-language text governs.\n", "en",
         "English-language text governs"},
        {"\xe4\xbb\xa5\xe8\x8b\xb1\xe6\x96\x87\xe7\x89\x88\xe6\x9c\xac\xe4\xb8"
         "\xba\xe5\x87\x86\xe3\x80\x82\n",
         "en",
         "\xe8\x8b\xb1\xe6\x96\x87\xe7\x89\x88\xe6\x9c\xac\xe4\xb8\xba\xe5\x87"
         "\x86"},
        {"The laws of China govern the text.\n", "", ""},
        {"The newest version shall prevail.\n", "", ""},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct license_file f = read_text(&a, rows[i].text);
        struct view said = {rows[i].text + f.prevails.from,
                            (size_t)(f.prevails.to - f.prevails.from)};

        CHECK_VIEW(f.prevails.language, view_of(rows[i].language));
        CHECK_VIEW(said, view_of(rows[i].words));
        arena_free(&a);
    }
}

// What is not compared is told, with its bytes (terms.md 2.4).
TEST(a_line_of_a_holder_is_told_with_its_bytes)
{
    struct arena a = {0};
    struct license_file f =
        read_text(&a, "Copyright (c) 2020 A\n\n" BROOK_BODY BROOK_APPENDIX);

    CHECK_U64(f.range[0].ignored_count, 1);
    CHECK_U64(f.range[0].ignored[0].from, 0);
    CHECK_U64(f.range[0].ignored[0].to, 20);
    arena_free(&a);
}

// terms.md 2.10.
TEST(a_gnu_text_alone_may_be_of_two_licences)
{
    struct arena a = {0};
    struct license_range r = {.result = MATCH_EXACT,
                              .id = VIEW("GPL-3.0-only")};

    CHECK_VIEW(license_or_later(&a, &r), VIEW("GPL-3.0-or-later"));
    r.id = VIEW("MIT");
    CHECK_U64(license_or_later(&a, &r).len, 0);
    r = (struct license_range){.result = MATCH_TAG, .id = VIEW("GPL-3.0-only")};
    CHECK_U64(license_or_later(&a, &r).len, 0);
    arena_free(&a);
}

// It cannot be said what it grants; the id in it alone would be too much.
TEST(a_tag_that_is_no_expression_is_unknown)
{
    struct arena a = {0};
    struct license_file f;
    static const char *const tags[] = {"MIT AND (LicenseRef-brook OR",
                                       "see the file at the mill", "MIT WITH"};

    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++) {
        struct view text =
            arena_print(&a, "/* SPDX-License-Identifier: %s */\n", tags[i]);

        terms_of_text(&a, open(&a), VIEW("a.c"), text, &f);
        CHECK(view_has(f.expression, VIEW("LicenseRef-unknown")));
        CHECK(has_flag(&f, VIEW("needs-human")));
    }
    terms_of_text(&a, open(&a), VIEW("a.c"),
                  VIEW("/* Write SPDX-License-Identifier: and then an id */\n"),
                  &f);
    CHECK_TEXT(f.expression, "NONE");
    arena_free(&a);
}

TEST(ranges_are_the_bytes_of_the_file)
{
    struct arena a = {0};
    struct license_file f =
        read_text(&a, "\xef\xbb\xbf\n  " BROOK_TITLE BROOK_BODY BROOK_APPENDIX);

    CHECK_U64(f.range[0].from, 6);
    CHECK_U64(f.range[0].line, 2);
    CHECK_U64(f.range[0].to, 6 + sizeof brook - 1 - 2);
    arena_free(&a);
}

TEST(every_shorter_text_is_handled)
{
    struct arena a = {0};
    struct licenses *l = open(&a);

    for (size_t len = 0; len < sizeof brook - 1; len++) {
        struct license_file f;
        struct arena own = {0};

        terms_of_text(&own, l, VIEW("LICENSE"),
                      arena_copy(&own, (struct view){brook, len}), &f);
        for (size_t i = 0; i < f.range_count; i++)
            CHECK(f.range[i].from <= f.range[i].to && f.range[i].to <= len);
        arena_free(&own);
    }
    arena_free(&a);
}

TEST(every_text_of_the_corpus_is_exact)
{
    struct arena a = {0};
    struct licenses *l;
    const struct license_info *info;
    struct view name, bytes;
    size_t seen = 0;

    CHECK(!licenses_open(&a, &l));
    for (size_t at = 0; (info = license_next(l, &at));) {
        for (size_t k = 0;
             record_next(info->record, VIEW("text"), &k, &name);) {
            struct license_file f;

            if (file_front(&a,
                           arena_print(&a,
                                       "../shared/corpus/licences/" VIEW_FMT,
                                       VIEW_ARG(name)),
                           1 << 21, &bytes))
                continue;
            seen++;
            terms_of_text(&a, l, VIEW("LICENSE"), bytes, &f);
            if (f.range_count != 1 || f.range[0].result != MATCH_EXACT ||
                !view_eq(f.range[0].id, info->id))
                check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(name));
        }
    }
    if (!seen)
        check_skip("no ../shared/corpus/licences");
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(a_known_text_is_exact),
    CHECK_CASE(title_holder_and_appendix_may_be_missing),
    CHECK_CASE(one_word_more_or_less_is_never_exact),
    CHECK_CASE(a_condition_beside_the_text_makes_it_modified),
    CHECK_CASE(a_name_where_the_text_leaves_room_for_one_changes_nothing),
    CHECK_CASE(a_remark_of_a_like_text_changes_nothing),
    CHECK_CASE(an_annex_may_be_missing_and_may_not_be_changed),
    CHECK_CASE(a_known_remark_changes_nothing),
    CHECK_CASE(words_that_only_make_way_for_others_are_no_condition),
    CHECK_CASE(a_word_taken_for_the_sign_of_an_item_is_not_missing),
    CHECK_CASE(a_changed_reference_is_shown),
    CHECK_CASE(the_sign_of_the_next_item_may_be_set_twice),
    CHECK_CASE(a_title_may_have_another_date_but_no_other_version),
    CHECK_CASE(numbers_of_items_show_that_one_is_missing),
    CHECK_CASE(a_condition_behind_a_text_with_headings_is_no_code),
    CHECK_CASE(a_known_modification_of_a_permissive_text_is_flagged),
    CHECK_CASE(two_texts_in_one_file_are_found_apart),
    CHECK_CASE(a_licence_in_a_section_that_names_a_path_is_of_that_component),
    CHECK_CASE(a_heading_over_a_licence_says_what_it_is_for),
    CHECK_CASE(long_terms_set_apart_from_a_known_text_are_unknown),
    CHECK_CASE(a_part_of_a_known_text_is_a_snippet),
    CHECK_CASE(known_texts_beyond_the_most_that_are_aligned_are_found),
    CHECK_CASE(terms_that_name_their_own_license_are_no_reference),
    CHECK_CASE(terms_nobody_knows_are_unknown_and_prose_is_not),
    CHECK_CASE(a_title_that_is_another_license_s_contradicts_the_text),
    CHECK_CASE(a_tag_beside_a_text_is_shown_and_what_it_says_more_is_joined),
    CHECK_CASE(what_a_license_file_demands_beside_a_name_is_unknown),
    CHECK_CASE(text_in_a_language_that_is_not_read_is_unknown_beside_a_license),
    CHECK_CASE(a_short_file_that_is_called_a_license_is_one_as_a_whole),
    CHECK_CASE(tags_and_names_are_claims),
    CHECK_CASE(a_tag_of_a_card_has_its_place),
    CHECK_CASE(the_language_that_prevails_is_told_with_its_place),
    CHECK_CASE(a_line_of_a_holder_is_told_with_its_bytes),
    CHECK_CASE(a_gnu_text_alone_may_be_of_two_licences),
    CHECK_CASE(a_tag_that_is_no_expression_is_unknown),
    CHECK_CASE(ranges_are_the_bytes_of_the_file),
    CHECK_CASE(every_shorter_text_is_handled),
    CHECK_CASE(every_text_of_the_corpus_is_exact))
