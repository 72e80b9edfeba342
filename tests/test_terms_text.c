// SPDX-License-Identifier: Apache-2.0
// Licences for people: what their clause values are called, and that no page
// is wider than asked. Pages themselves are in tests/cases/terms-*.
#include "check.h"

#include "base/unicode.h"
#include "knowledge/clause_words.h"
#include "report/clause_text.h"
#include "terms/database.h"

static struct view said(struct arena *a, struct view key, struct view value)
{
    struct clause_words words;
    struct text t = {.arena = a};

    CHECK(!clause_words_open(a, &words));
    while (value.len) {
        struct view part = clause_part(&words, key, &value);
        struct clause_saying s = clause_say(a, &words, key, part);

        text_print(&t, "%s" VIEW_FMT ": " VIEW_FMT, t.len ? "; " : "",
                   VIEW_ARG(clause_heading_word(s.heading)), VIEW_ARG(s.words));
    }
    return text_view(&t);
}

static const struct {
    struct view key, value, words;
} values[] = {
    // clang-format off
    {VIEW_INIT("use-scale-threshold"),
     VIEW_INIT("mau>700000000@release|revenue>=1500000USD/y"),
     VIEW_INIT("YOU MAY NOT: use it on the same terms with more than 700 "
               "million monthly active users, counted once, for the month "
               "before the release; YOU MAY NOT: use it on the same terms with "
               "a revenue of 1.5 million US dollars a year or more")},
    {VIEW_INIT("use-territory"), VIEW_INIT("excludes:EU,GB"),
     VIEW_INIT("YOU MAY NOT: use it in EU, GB")},
    {VIEW_INIT("naming"), VIEW_INIT("prefix=\"A 1\";display=\"By A, 2\""),
     VIEW_INIT("YOU MUST: begin with \"A 1\" the name of a model made with it, "
               "if you give that out; YOU MUST: show \"By A, 2\"")},
    {VIEW_INIT("use-scale-threshold"), VIEW_INIT("devices>5001"),
     VIEW_INIT("YOU MAY NOT: use it on the same terms on more than 5,001 "
               "devices")},
    {VIEW_INIT("termination"), VIEW_INIT("own-word"),
     VIEW_INIT("ALSO: termination: own-word")},
    // clang-format on
};

TEST(values_are_said_in_words)
{
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct arena a = {0};

        CHECK_VIEW(said(&a, values[i].key, values[i].value), values[i].words);
        arena_free(&a);
    }
}

static size_t widest(struct view page)
{
    size_t most = 0;

    while (page.len) {
        size_t wide = unicode_width(view_cut(page, '\n', &page));

        most = wide > most ? wide : most;
    }
    return most;
}

// "termination: own-word" is what stands where no words are known.
static bool is_unworded(struct view words, struct view key)
{
    return view_starts(words, key) && words.len > key.len &&
           words.at[key.len] == ':';
}

static void check_license(struct arena *a, const struct clause_words *words,
                          const struct license_info *info)
{
    // Of a name alone only some of it may be known.
    if (record_get(info->record, VIEW("text")).len)
        CHECK_U64(info->clause_count, 32);
    for (size_t i = 0; i < info->clause_count; i++) {
        const struct license_clause *c = &info->clause[i];
        struct view value = c->value;

        CHECK(c->where.len > 0);
        while (value.len) {
            struct view part = clause_part(words, c->key, &value);

            if (is_unworded(clause_say(a, words, c->key, part).words, c->key))
                check_fail(__FILE__, __LINE__,
                           VIEW_FMT ": no words for " VIEW_FMT " " VIEW_FMT,
                           VIEW_ARG(info->id), VIEW_ARG(c->key),
                           VIEW_ARG(part));
        }
    }
}

TEST(every_clause_of_every_licence_has_words_and_a_place)
{
    struct arena a = {0};
    struct clause_words words;
    struct licenses *l;
    const struct license_info *info;
    size_t count = 0;

    CHECK(!clause_words_open(&a, &words) && !licenses_open(&a, &l));
    for (size_t at = 0; (info = license_next(l, &at)) != NULL;) {
        if (!info->clause_count)
            continue; // known by name only
        check_license(&a, &words, info);
        count++;
    }
    CHECK(count >= 174);
    arena_free(&a);
}

TEST(no_line_is_wider_than_asked)
{
    static const unsigned widths[] = {72, 80, 96, 100};
    struct arena a = {0};
    struct licenses *l;
    const struct license_info *info;

    CHECK(!licenses_open(&a, &l));
    for (size_t at = 0; (info = license_next(l, &at)) != NULL;) {
        struct terms_subject two[2] = {{.info = info},
                                       {.info = license_find(l, VIEW("MIT"))}};

        for (size_t i = 0; i < sizeof widths / sizeof *widths; i++) {
            struct clause_choice choice = {.width = widths[i], .full = true};
            struct arena own = {0};
            struct text one = {.arena = &own}, both = {.arena = &own};

            CHECK(!clause_text(&own, two, 1, &choice, &one));
            CHECK(!clause_text(&own, two, 2, &choice, &both));
            CHECK(widest(text_view(&one)) <= widths[i]);
            CHECK(widest(text_view(&both)) <= widths[i]);
            arena_free(&own);
        }
    }
    arena_free(&a);
}

TEST(what_stands_in_a_file_cannot_reach_the_terminal)
{
    struct arena a = {0};
    struct licenses *l;
    struct license_file file;
    struct text page = {.arena = &a};
    struct view text =
        VIEW("You agree to this agreement. The licensor may restrict rights "
             "and warranty; permission to distribute is granted. You must "
             "prominently display \"Built \033[31mwith X\".\n");

    CHECK(!licenses_open(&a, &l));
    terms_of_text(&a, l, VIEW("LICENSE"), text, &file);
    struct terms_subject subject = {.file = &file, .bytes = text};
    CHECK(!clause_text(&a, &subject, 1, &(struct clause_choice){0}, &page));
    CHECK(view_has(text_view(&page), VIEW("found by phrase, read it")));
    CHECK(!view_has(text_view(&page), VIEW("\033")));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(values_are_said_in_words),
           CHECK_CASE(every_clause_of_every_licence_has_words_and_a_place),
           CHECK_CASE(no_line_is_wider_than_asked),
           CHECK_CASE(what_stands_in_a_file_cannot_reach_the_terminal))
