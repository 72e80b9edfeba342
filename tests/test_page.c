// SPDX-License-Identifier: Apache-2.0
// The writer of pages and the pages of several releases: values never become
// markup, places are links, and a comparison and a fit say nothing that their
// JSON lacks. What holds of the page of one release is in test_report.c.
#include "check.h"
#include "facts.h"
#include "page_laws.h"

#include "api/fit.h"
#include "api/inspect.h"
#include "report/compare_json.h"
#include "report/compare_page.h"
#include "report/fit.h"
#include "report/page_frame.h"
#include "report/part_map.h"
#include "report/places.h"
#include "report/portfolio.h"

TEST(a_value_is_never_markup)
{
    struct arena a = {0};
    struct text t = {.arena = &a};

    HTML(&t, "<td title=\"$\">$</td>", VIEW("\"><script>"),
         VIEW("a & b\x1b[2J\xe2\x80\xae$'"));
    CHECK_TEXT(text_view(&t),
               "<td title=\"&quot;&gt;&lt;script&gt;\">a &amp; b\\x1b[2J"
               "\\u{202e}$'</td>");
    arena_free(&a);
}

static const struct evidence at_three = {
    .path = VIEW_INIT("README.md"), .line = 3, .rule = VIEW_INIT("by-hand")};

static struct view sentence(struct arena *a, struct view words)
{
    struct text t = {.arena = a};
    struct places p;

    places_open(&p, a, VIEW("r2-"));
    p.section = "parts";
    place_sentence(&t, &p, words, &at_three);
    return text_view(&t);
}

TEST(a_place_in_a_sentence_is_a_link_and_else_stands_behind_it)
{
#define LINK "<a class=\"at\" href=\"#r2-e1\">README.md:3</a>"
    struct arena a = {0};

    CHECK_TEXT(sentence(&a, VIEW("it is here (README.md:3), whole")),
               "it is here (" LINK "), whole");
    CHECK_TEXT(sentence(&a, VIEW("it is <here>")), "it is &lt;here&gt; " LINK);
    // Line 31 is not line 3.
    CHECK_TEXT(sentence(&a, VIEW("see README.md:31")),
               "see README.md:31 " LINK);
    CHECK_TEXT(sentence(&a, VIEW("")), LINK);
    arena_free(&a);
}

TEST(a_place_is_listed_once_with_the_sections_that_name_it)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct evidence first = {.path = VIEW("LICENSE"),
                             .line = 9,
                             .rule = VIEW("clause"),
                             .digest = VIEW("abc"),
                             .by = BY_DECLARED,
                             .shows = VIEW("<b>")};
    struct places p;

    places_open(&p, &a, VIEW(""));
    p.section = "parts";
    place_link(&t, &p, &at_three);
    place_link(&t, &p, &first);
    p.section = "flags";
    place_link(&t, &p, &at_three);
    CHECK_U64(p.count, 2);
    t.len = 0;
    places_list(&t, &p, VIEW("h3"));
    CHECK_TEXT(
        text_view(&t),
        "<div class=\"files\">\n<article><h3><code>LICENSE</code></h3>\n"
        "<p class=\"note\">SHA-256 <code>abc</code></p>\n<ul>\n"
        "<li id=\"e2\"><span class=\"at\">line 9</span><span>"
        "<span class=\"shows\">&lt;b&gt;</span> <small>clause, declared, named "
        "in parts</small></span></li>\n</ul></article>\n"
        "<article><h3><code>README.md</code></h3>\n<ul>\n"
        "<li id=\"e1\"><span class=\"at\">line 3</span><span><small>by-hand, "
        "named in parts, flags</small></span></li>\n</ul></article>\n</div>\n");
    arena_free(&a);
}

TEST(places_beyond_the_most_are_named_without_a_link)
{
    struct arena a = {0};
    struct text t = {.arena = &a};
    struct places p;

    places_open(&p, &a, VIEW(""));
    for (uint32_t n = 1; n <= PLACES_MOST + 2; n++)
        place_link(&t, &p, &(struct evidence){.path = VIEW("x"), .line = n});
    CHECK_U64(p.count, PLACES_MOST);
    CHECK_U64(p.left_out, 2);
    CHECK(view_ends(text_view(&t), VIEW("<span class=\"at\">x:602</span>")));
    t.len = 0;
    places_list(&t, &p, VIEW("h3"));
    CHECK(view_ends(text_view(&t),
                    VIEW("<p class=\"more\">and 2 more: see the JSON</p>\n")));
    arena_free(&a);
}

static size_t count_of(struct view text, struct view needle)
{
    size_t count = 0, at;

    while ((at = view_find(text, needle)) != SIZE_MAX) {
        text = view_from(text, at + needle.len);
        count++;
    }
    return count;
}

TEST(the_map_has_a_cell_for_each_part_and_says_its_state_in_words)
{
    struct facts f;

    facts_open(&f);
    struct text t = {.arena = &f.arena};
    struct part *final =
        facts_set(&f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
    facts_on_top(&f, final, "use policy");
    facts_set(&f, PART_CODE_TRAIN, STAGE_PRETRAIN, PRESENCE_POINTER, "MIT");
    part_map(&t, &f.i.inventory, VIEW("map"), VIEW("<x>"));
    struct view map = text_view(&t);

    CHECK_U64(count_of(map, VIEW("class=\"cell\"")), f.i.inventory.part_count);
    CHECK_U64(count_of(map, VIEW("class=\"row\"")), 5);
    CHECK_U64(count_of(map, VIEW("class=\"bang\"")), 1);
    CHECK(view_has(map, VIEW("Map of the parts of &lt;x&gt;")));
    CHECK(view_has(map, VIEW("present: weights.final. pointer: code.train "
                             "pretrain. absent: weights.base, ")));
    CHECK(view_has(map, VIEW("<title>weights.final: present</title>")));
    arena_free(&f.arena);
}

// ---------------------------------------------------------------- several

enum { RELEASES = 3 };
static const struct view given[RELEASES] = {
    VIEW_INIT("examples/cedar-1m"), VIEW_INIT("examples/harbor-8b-tune"),
    VIEW_INIT("examples/quartz-chat/quartz-chat.yaml")};

// Words that only these pages have of their own.
static const char compare_words[] =
    " Category Equal Release Releases alike better hangs linked named needed "
    "parts yardsticks ";
static const char fit_words[] =
    " Candidate Category Musts Needs Openness Prefers Reasons Releases Result "
    "excludes fewer files first musts prefers quality reasons running shares "
    "parts yardsticks ";

static const char portfolio_words[] =
    " Quality Reasons Releases Workload Workloads decided every legitimate "
    "meets model releases where which winner yardsticks files ";

static void says_the_same(struct arena *a, struct view page, struct view json,
                          const char *own, const char *name)
{
    struct text words = {.arena = a};

    page_keeps_laws(page, name, &words);
    words_are_in(text_view(&words), json,
                 arena_print(a, "%s%s", page_words, own).at, name);
}

TEST(the_page_of_a_comparison_says_no_word_that_its_json_lacks)
{
    struct arena a = {0};
    struct inspection each[RELEASES];
    const struct inspection *all[RELEASES];
    const struct release_choice choice = {0};
    struct text page = {.arena = &a}, json = {.arena = &a};
    struct comparison c;

    for (size_t n = 0; n < RELEASES; n++) {
        CHECK(!inspect(&a, NULL, &given[n], 1, &choice, &each[n]));
        all[n] = &each[n];
    }
    compare_take(&a, all, RELEASES, &c);
    compare_page(&c, &page);
    compare_json(&c, &json);
    says_the_same(&a, text_view(&page), text_view(&json), compare_words,
                  "compare");
    arena_free(&a);
}

TEST(the_page_of_a_fit_says_no_word_that_its_json_lacks)
{
    struct arena a = {0};
    const struct release_choice choice = {0};
    struct text page = {.arena = &a}, json = {.arena = &a};
    struct named named[RELEASES];
    struct fit f;

    for (size_t n = 0; n < RELEASES; n++)
        named[n] = (struct named){given[n], &given[n], 1};
    CHECK(!fit_paths(&a, named, RELEASES, VIEW("tests/cases/fit/needs.yaml"),
                     &choice, &f));
    fit_page(&f, &page);
    fit_json(&f, &json);
    says_the_same(&a, text_view(&page), text_view(&json), fit_words, "fit");
    arena_free(&a);
}

TEST(the_page_of_a_portfolio_says_no_word_that_its_json_lacks)
{
    struct arena a = {0};
    const struct release_choice choice = {0};
    struct text page = {.arena = &a}, json = {.arena = &a};
    struct named named[RELEASES];
    struct portfolio p;

    for (size_t n = 0; n < RELEASES; n++)
        named[n] = (struct named){given[n], &given[n], 1};
    CHECK(!portfolio_paths(&a, named, RELEASES,
                           VIEW("tests/cases/fit-portfolio/portfolio.yaml"),
                           &choice, &p));
    portfolio_page(&p, &page);
    portfolio_json(&p, &json);
    says_the_same(&a, text_view(&page), text_view(&json), portfolio_words,
                  "portfolio");
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(a_value_is_never_markup),
    CHECK_CASE(a_place_in_a_sentence_is_a_link_and_else_stands_behind_it),
    CHECK_CASE(a_place_is_listed_once_with_the_sections_that_name_it),
    CHECK_CASE(places_beyond_the_most_are_named_without_a_link),
    CHECK_CASE(the_map_has_a_cell_for_each_part_and_says_its_state_in_words),
    CHECK_CASE(the_page_of_a_comparison_says_no_word_that_its_json_lacks),
    CHECK_CASE(the_page_of_a_fit_says_no_word_that_its_json_lacks),
    CHECK_CASE(the_page_of_a_portfolio_says_no_word_that_its_json_lacks))
