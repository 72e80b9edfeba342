// SPDX-License-Identifier: Apache-2.0
// The phrases by which unknown texts are read. Values by the notation of
// terms.md 3, worked out by hand; the corpus' values are those of clauses.tsv.
#include "check.h"

#include "base/file.h"
#include "terms/finder.h"

static struct clauses found_in(struct arena *a, struct view text)
{
    struct license_words words;
    struct finders *finders;
    struct clauses found = {0};
    struct normal n;

    CHECK(!license_words_open(a, &words));
    CHECK(!finders_open(a, &words, &finders));
    normal_read(a, &words, text, &n);
    finders_run(a, finders, text, &n, 0, n.token_count, &found);
    return found;
}

static const struct clause *of_key(const struct clauses *c, struct view key)
{
    for (size_t i = 0; i < c->count; i++)
        if (view_eq(c->item[i].key, key))
            return &c->item[i];
    return NULL;
}

static const struct {
    struct view text, key, value;
} sentences[] = {
    // clang-format off
    {VIEW_INIT("If you have more than 250 million monthly active users, ask."),
     VIEW_INIT("use-scale-threshold"), VIEW_INIT("mau>250000000")},
    {VIEW_INIT("If, on the release date, the monthly active users of your "
               "products exceed one hundred million (100,000,000), ask."),
     VIEW_INIT("use-scale-threshold"), VIEW_INIT("mau>100000000@release")},
    {VIEW_INIT("Free for firms with an annual revenue of less than "
               "US$2,500,000."),
     VIEW_INIT("use-scale-threshold"), VIEW_INIT("revenue>=2500000USD/y")},
    {VIEW_INIT("It ends when revenue exceeds RMB 3 billion per year."),
     VIEW_INIT("use-scale-threshold"), VIEW_INIT("revenue>3000000000CNY/y")},
    {VIEW_INIT("Apply if your DAU reaches 2M or your monthly revenue is over "
               "5 million euros."),
     VIEW_INIT("use-scale-threshold"),
     VIEW_INIT("dau>=2000000|revenue>5000000EUR/month")},
    {VIEW_INIT("\xe5\xa6\x82\xe6\x9e\x9c\xe6\x9c\x88\xe6\xb4\xbb\xe8\xb7\x83"
               "\xe7\x94\xa8\xe6\x88\xb7\xe8\xb6\x85\xe8\xbf\x87"
               "3\xe4\xba\xbf\xef\xbc\x8c\xe9\xa1\xbb\xe7\x94\xb3\xe8\xaf\xb7"),
     VIEW_INIT("use-scale-threshold"), VIEW_INIT("mau>300000000")},
    {VIEW_INIT("This Agreement does not apply in Japan, the European Union or "
               "South Korea."),
     VIEW_INIT("use-territory"), VIEW_INIT("excludes:JP,EU,KR")},
    {VIEW_INIT("You shall prominently display \"Made with Larch\" on your "
               "site."),
     VIEW_INIT("naming"), VIEW_INIT("display=\"Made with Larch\"")},
    {VIEW_INIT("Put \xe2\x80\x9cLarch\xe2\x80\x9d at the beginning of the name "
               "of any model you share."),
     VIEW_INIT("naming"), VIEW_INIT("prefix=\"Larch\"")},
    {VIEW_INIT("You may not use outputs to train any other language model, "
               "other than Larch."),
     VIEW_INIT("output-training-limit"), VIEW_INIT("forbidden-except-family")},
    {VIEW_INIT("You may not use outputs to improve other models."),
     VIEW_INIT("output-training-limit"), VIEW_INIT("forbidden")},
    {VIEW_INIT("Show prominently \"Grown from Larch\" or \"Larch Inside\"."),
     VIEW_INIT("naming"),
     VIEW_INIT("display=\"Grown from Larch\"|\"Larch Inside\"")},
    {VIEW_INIT("You shall prominently display \"Larch Inside\" on your site. If "
               "you share a model, put \"Larch\" at the beginning of its "
               "name."),
     VIEW_INIT("naming"),
     VIEW_INIT("prefix=\"Larch\";display=\"Larch Inside\"")},
    {VIEW_INIT("The ceiling is an annual revenue of 4 million euros or more."),
     VIEW_INIT("use-scale-threshold"), VIEW_INIT("revenue>=4000000EUR/y")},
    {VIEW_INIT("This contract is governed by the laws of the United States and "
               "the State of Delaware."),
     VIEW_INIT("governing-law"), VIEW_INIT("US-DE")},
    {VIEW_INIT("\xe6\x9c\xac\xe8\xae\xb8\xe5\x8f\xaf\xe5\x8f\x97\xe6\x96"
               "\xb0\xe5\x8a\xa0\xe5\x9d\xa1\xe6\xb3\x95\xe5\xbe\x8b\xe7"
               "\xae\xa1\xe8\xbe\x96"),
     VIEW_INIT("governing-law"), VIEW_INIT("SG")},
    {VIEW_INIT("If you sue over a patent in litigation against us, any patent "
               "licenses granted to you terminate."),
     VIEW_INIT("patent-retaliation"), VIEW_INIT("patent-rights-only")},
    {VIEW_INIT("You will not, and will not let others, for any reason, seek to\n"
               "  a. use the outputs to train a model that competes;\n"),
     VIEW_INIT("output-training-limit"), VIEW_INIT("competing-only")},
    {VIEW_INIT("You may use it solely for non-commercial purposes."),
     VIEW_INIT("use-commercial"), VIEW_INIT("no")},
    {VIEW_INIT("\xe4\xbb\x85\xe9\x99\x90\xe9\x9d\x9e\xe5\x95\x86\xe4\xb8\x9a"
               "\xe7\x94\xa8\xe9\x80\x94"),
     VIEW_INIT("use-commercial"), VIEW_INIT("no")},
    {VIEW_INIT("We may terminate this licence at any time."),
     VIEW_INIT("termination"), VIEW_INIT("at-will")},
    // clang-format on
};

TEST(numbers_currencies_places_and_names_become_values)
{
    for (size_t i = 0; i < sizeof sentences / sizeof *sentences; i++) {
        struct arena a = {0};
        struct clauses found = found_in(&a, sentences[i].text);
        const struct clause *c = of_key(&found, sentences[i].key);

        CHECK_VIEW(c ? c->value : (struct view){0}, sentences[i].value);
        CHECK(c && c->confidence != CONFIDENCE_CERTAIN);
        arena_free(&a);
    }
}

static const struct view harmless[] = {
    VIEW_INIT("A firm that exists under the laws of France is a legal entity."),
    VIEW_INIT("You may modify this text and give it another name."),
    VIEW_INIT("You may use it for commercial and non-commercial purposes."),
    VIEW_INIT("Export laws of the United States apply in some countries."),
    VIEW_INIT("You may train models and use the outputs as you like."),
    VIEW_INIT("The Work (the \"Larch\") may be displayed."),
    VIEW_INIT("We have 700 million friends."),
    VIEW_INIT(""),
    VIEW_INIT("\xe4\xbb\x85"),
};

TEST(what_limits_nothing_is_not_found_to_limit)
{
    static const struct view keys[] = {
        // clang-format off
        VIEW_INIT("use-commercial"), VIEW_INIT("use-territory"),
        VIEW_INIT("use-scale-threshold"), VIEW_INIT("naming"),
        VIEW_INIT("output-training-limit"), VIEW_INIT("governing-law"),
        VIEW_INIT("terms-may-change"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof harmless / sizeof *harmless; i++) {
        struct arena a = {0};
        struct clauses found = found_in(&a, harmless[i]);

        for (size_t k = 0; k < sizeof keys / sizeof *keys; k++)
            CHECK(!of_key(&found, keys[k]));
        arena_free(&a);
    }
}

TEST(the_items_of_a_list_are_read_with_what_leads_into_them)
{
    struct arena a = {0};
    struct view text = VIEW("You agree that you will not do any of these:\n"
                            "\n"
                            "(a) break the law;\n"
                            "(b) use outputs to train any other AI model;\n"
                            "(c) be rude.\n");
    struct clauses found = found_in(&a, text);
    const struct clause *c = of_key(&found, VIEW("output-training-limit"));

    CHECK(c != NULL);
    if (c) // the item, without its letter
        CHECK_TEXT(view_head(view_from(text, c->from), c->to - c->from),
                   "use outputs to train any other AI model");
    arena_free(&a);
}

TEST(a_suit_that_ends_the_patent_rights_alone_does_not_end_the_license)
{
    struct arena a = {0};
    struct clauses found =
        found_in(&a, VIEW("If you sue over a patent in litigation against us, "
                          "any patent licenses granted to you terminate."));

    CHECK(!of_key(&found, VIEW("termination")));
    arena_free(&a);
}

TEST(a_fallback_is_silent_where_the_text_says_more)
{
    struct arena a = {0};
    struct clauses found =
        found_in(&a, VIEW("It is governed by the laws of Norway.\n\nThe courts "
                          "there have exclusive jurisdiction.\n"));
    size_t laws = 0;

    for (size_t i = 0; i < found.count; i++)
        laws += view_eq(found.item[i].key, VIEW("governing-law"));
    CHECK(laws == 1);
    CHECK_VIEW(found.item[0].value, VIEW("NO"));
    arena_free(&a);
}

TEST(nothing_is_ever_said_to_be_absent)
{
    struct arena a = {0};
    struct records all;

    CHECK(!knowledge_read(&a, VIEW("licenses/finders.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++) {
        struct view value = record_get(&all.record[i], VIEW("value"));

        CHECK(!view_eq(value, VIEW("none")) && !view_eq(value, VIEW("silent")));
    }
    arena_free(&a);
}

static struct error *refused(struct arena *a, struct view text)
{
    struct license_words words;
    struct finders *finders;
    struct records all;

    CHECK(!license_words_open(a, &words));
    CHECK(!records_read(a, text, VIEW("own.txt"), &all));
    return finders_read(a, &words, &all, &finders);
}

TEST(a_pattern_that_makes_no_sense_is_refused_with_its_line)
{
    static const struct view faults[] = {
        VIEW_INIT("clause: naming\nvalue: x\npattern: <nosuch> a\n"),
        VIEW_INIT("clause: naming\nvalue: x\npattern: {nosuch} a\n"),
        VIEW_INIT("clause: naming\nvalue: x\npattern: a ..many b\n"),
        VIEW_INIT("clause: naming\nvalue: x\npattern: ,\n"),
    };

    for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
        struct arena a = {0};
        struct error *e = refused(&a, faults[i]);

        CHECK(e && e->kind == ERROR_INPUT && e->at.line == 3);
        arena_free(&a);
    }
    struct arena a = {0};
    CHECK(refused(&a, VIEW("clause: naming\nvalue: x\n")) != NULL);
    CHECK(!refused(&a, VIEW("clause: naming\nvalue: x\npattern: a b\n")));
    arena_free(&a);
}

// A text made to be slow: every gap could end everywhere.
TEST(a_megabyte_of_one_sentence_is_read_in_bounded_time_and_memory)
{
    struct arena a = {0};
    enum { SIZE = 1 << 20 };
    char *at = arena_alloc(&a, SIZE);

    for (size_t i = 0; i < SIZE; i++)
        at[i] = "not use outputs to train model "[i % 31];
    struct clauses found = found_in(&a, (struct view){at, SIZE});
    CHECK(found.count > 0 && found.count <= 256);
    arena_free(&a);
}

// ---- The corpus -------------------------------------------------------------

static struct view shared_file(struct arena *a, struct view name)
{
    struct view bytes = {0};
    struct view path =
        arena_print(a, "../shared/corpus/licences/" VIEW_FMT, VIEW_ARG(name));
    struct error *e = file_front(a, path, UINT64_MAX, &bytes);

    return e ? (struct view){0} : bytes;
}

static struct view column(struct view line, size_t number)
{
    struct view cell = view_cut(line, '\t', &line);

    while (number--)
        cell = view_cut(line, '\t', &line);
    return view_trim(cell);
}

static bool is_restricting(struct view key, struct view value)
{
    if (view_eq(key, VIEW("use-commercial")))
        return view_eq(value, VIEW("no"));
    return (view_eq(key, VIEW("use-scale-threshold")) ||
            view_eq(key, VIEW("use-territory")) ||
            view_eq(key, VIEW("naming")) ||
            view_eq(key, VIEW("output-training-limit"))) &&
           !view_eq(value, VIEW("none"));
}

static void count_found(struct view id, struct view table,
                        const struct clauses *found, size_t *of, size_t *hits)
{
    while (table.len) {
        struct view line = view_cut(table, '\n', &table);
        struct view key = column(line, 1);

        if (!view_eq(column(line, 0), id) ||
            !is_restricting(key, column(line, 2)))
            continue;
        *of += 1;
        *hits += of_key(found, key) != NULL;
    }
}

TEST(nine_of_ten_restricting_values_of_the_corpus_are_found)
{
    struct arena a = {0};
    struct view index = shared_file(&a, VIEW("index.tsv"));
    struct view table = shared_file(&a, VIEW("clauses.tsv"));
    size_t of = 0, hits = 0;

    if (!index.len || !table.len) {
        check_skip("no ../shared/corpus/licences here");
        return;
    }
    while (index.len) {
        struct arena one = {0};
        struct view line = view_cut(index, '\n', &index);
        struct clauses found =
            found_in(&one, shared_file(&one, column(line, 0)));

        count_found(column(line, 1), table, &found, &of, &hits);
        arena_free(&one);
    }
    CHECK(of > 100 && hits * 10 >= of * 9);
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(numbers_currencies_places_and_names_become_values),
    CHECK_CASE(what_limits_nothing_is_not_found_to_limit),
    CHECK_CASE(the_items_of_a_list_are_read_with_what_leads_into_them),
    CHECK_CASE(
        a_suit_that_ends_the_patent_rights_alone_does_not_end_the_license),
    CHECK_CASE(a_fallback_is_silent_where_the_text_says_more),
    CHECK_CASE(nothing_is_ever_said_to_be_absent),
    CHECK_CASE(a_pattern_that_makes_no_sense_is_refused_with_its_line),
    CHECK_CASE(a_megabyte_of_one_sentence_is_read_in_bounded_time_and_memory),
    CHECK_CASE(nine_of_ten_restricting_values_of_the_corpus_are_found))
