// SPDX-License-Identifier: Apache-2.0
// What is known with a text added or left out: of all other licences it must be
// what it was, marks and words included. Made-up texts; with ../shared at hand,
// the licences of the corpus.
#include "check.h"

#include "base/file.h"
#include "report/terms_json.h"
#include "terms/database.h"
#include "terms/finder.h"
#include "terms/print_make.h"

static const char known[] = "id: LicenseRef-brook\ntitle: Brook License\n"
                            "head: The Brook License\n"
                            "appendix: How to use the Brook text\n"
                            "field: the copyright holder\n"
                            "disclaimer-from: the water comes as it is\n\n"
                            "id: LicenseRef-stone\ntitle: Stone License\n";

static const char brook[] =
    "The Brook License\n\n"
    "1. Water\n"
    "   a. Water runs where it wants and whoever drinks of it owes the "
    "copyright holder nothing but 30 kind words.\n"
    "   b. The giver keeps the spring, the taker keeps the cup.\n"
    "2. Winter\n"
    "   The water comes as it is, with ice from November on.\n\n"
    "How to use the Brook text: hang it near the water.\n";
static const char stone[] =
    "1. A stone once lent must not be thrown at windows, sold at markets or "
    "counted twice.\n"
    "2. The lender may ask for it back within 14 days, and the borrower shall "
    "carry it home alone, whatever the weather.\n";

static const char larch[] = "id: LicenseRef-larch\ntitle: Larch Terms\n\n"
                            "id: LicenseRef-alder\ntitle: Alder Terms\n";
static const char larch_text[] =
    "1. Larch needles fall in October, 77 of them at a time, onto whoever "
    "sleeps below.\n2. Nobody gathers them but the squirrels of that wood.\n";
static const char alder_text[] =
    "The alder stands with its feet in the river, and asks 3 questions of each "
    "boat that passes: whence, whither, and with whose consent.\n";

static void read_records(struct arena *a, const char *text, struct records *out)
{
    CHECK(!records_read(a, view_of(text), VIEW("records"), out));
}

// Two texts that nobody knows, as a team would add them.
static void added_texts(struct arena *a, struct records *own,
                        struct print_text text[2])
{
    read_records(a, larch, own);
    CHECK_U64(own->record_count, 2);
    text[0] = (struct print_text){VIEW("larch"), view_of(larch_text),
                                  &own->record[0]};
    text[1] = (struct print_text){VIEW("alder"), view_of(alder_text),
                                  &own->record[1]};
}

static struct view answer(struct arena *a, const struct licenses *l,
                          struct view text)
{
    struct license_file file;
    struct text out = {.arena = a};

    terms_of_text(a, l, VIEW("LICENSE"), text, &file);
    terms_json_members(&file, &out);
    return text_view(&out);
}

// The text with words put in and a stretch taken out.
static struct view changed(struct arena *a, struct view text)
{
    size_t third = text.len / 3, half = text.len / 2;

    while (third < half && text.at[third] != ' ')
        third++;
    size_t out = text.len > 400 ? 60 : 12, end = half + out;
    while (half < end && text.at[half] != ' ')
        half++;
    return arena_print(
        a, VIEW_FMT " save for 12 not" VIEW_FMT VIEW_FMT,
        VIEW_ARG(view_head(text, third)),
        VIEW_ARG(view_head(view_from(text, third), half - third)),
        VIEW_ARG(view_from(text, end)));
}

// `less`: another one that gives the same answer, or NULL.
static void check_same(const struct licenses *before,
                       const struct licenses *after,
                       const struct licenses *less, struct view name,
                       struct view text)
{
    struct arena a = {0};
    struct view is = answer(&a, before, text);

    if (!view_eq(is, answer(&a, after, text)) ||
        (less && !view_eq(is, answer(&a, less, text))))
        check_fail(__FILE__, __LINE__, VIEW_FMT, VIEW_ARG(name));
    arena_free(&a);
}

// Marks of the licence `id`, counted from its first word.
static struct view marks_of(struct arena *a, const struct license_prints *p,
                            struct view id)
{
    struct text t = {.arena = a};
    struct print_license l = {0};

    for (uint32_t i = 0; i < p->licenses; i++)
        if (view_eq(print_license(p, i).id, id))
            l = print_license(p, i);
    for (uint32_t i = 0; i < p->marks; i++) {
        struct print_mark k = print_mark(p, i);

        if (k.from >= l.from && k.to <= l.to)
            text_print(&t, "%d %u-%u " VIEW_FMT "\n", (int)k.kind,
                       (unsigned)(k.from - l.from), (unsigned)(k.to - l.from),
                       VIEW_ARG(k.name));
    }
    for (uint32_t i = l.from; i < l.to; i++)
        if (print_word_has_digit(p, print_token(p, i)))
            text_print(&t, "digit %u\n", (unsigned)(i - l.from));
    return text_view(&t);
}

struct small {
    struct arena *a;
    struct license_words words;
    struct records own;
    struct print_text add[2];
    struct license_prints base;
    struct view print;
};

static void open_small(struct arena *a, struct small *s)
{
    struct records all;

    *s = (struct small){.a = a};
    read_records(a, known, &all);
    added_texts(a, &s->own, s->add);
    CHECK(!license_words_open(a, &s->words));
    const struct print_text text[] = {
        {VIEW("brook"), VIEW(brook), &all.record[0]},
        {VIEW("stone"), VIEW(stone), &all.record[1]},
    };
    CHECK(!prints_make(a, &s->words, text, 2, &s->print));
    CHECK(!prints_open(a, s->print, &s->base));
}

static struct license_prints joined(struct small *s, struct view without,
                                    size_t count)
{
    struct license_prints out = {0};
    struct view made;

    CHECK(
        !prints_join(s->a, &s->words, &s->base, without, s->add, count, &made));
    CHECK(!prints_open(s->a, made, &out));
    return out;
}

TEST(sections_and_numbers_of_a_text_are_marked)
{
    struct arena a = {0};
    struct small s;

    // Counted by hand: 3 title words; kind 0 is a section, 1 the title, 2 the
    // appendix, 4 a field, 5 the disclaimer, 7 the sign of an item.
    open_small(&a, &s);
    CHECK_VIEW(marks_of(&a, &s.base, VIEW("LicenseRef-stone")),
               VIEW("0 0-16 1\n0 16-37 2\n7 0-1 1\n7 16-17 2\ndigit 24\n"));
    struct view marks = marks_of(&a, &s.base, VIEW("LicenseRef-brook"));
    CHECK(view_has(marks, VIEW("0 3-4 1\n0 4-23 1.a\n0 23-33 1.b\n")));
    CHECK(view_has(marks, VIEW("1 0-3 \n")));
    CHECK(view_has(marks, VIEW("4 15-18 \n")));
    CHECK(view_has(marks, VIEW("digit 20\n")));
    arena_free(&a);
}

TEST(what_is_known_of_others_stays_when_a_text_is_added_or_left_out)
{
    struct arena a = {0};
    struct small s;
    struct view nothing = {0}, brook_id = VIEW("LicenseRef-brook"),
                stone_id = VIEW("LicenseRef-stone");

    open_small(&a, &s);
    struct license_prints more = joined(&s, nothing, 2);
    struct license_prints less = joined(&s, brook_id, 0);
    CHECK_U64(more.licenses, 4);
    CHECK_U64(less.licenses, 1);
    CHECK_VIEW(marks_of(&a, &more, brook_id), marks_of(&a, &s.base, brook_id));
    CHECK_VIEW(marks_of(&a, &more, stone_id), marks_of(&a, &s.base, stone_id));
    CHECK_VIEW(marks_of(&a, &less, stone_id), marks_of(&a, &s.base, stone_id));
    CHECK(!marks_of(&a, &less, brook_id).len);
    CHECK(marks_of(&a, &more, VIEW("LicenseRef-larch")).len > 0);
    arena_free(&a);
}

TEST(answers_on_others_stay_when_a_text_is_added)
{
    struct arena a = {0};
    struct small s;
    struct licenses *before, *after;

    open_small(&a, &s);
    CHECK(!licenses_read(&a, VIEW(known), s.print, &before));
    CHECK(!licenses_read(&a, VIEW(known), s.print, &after));
    struct license_prints more = joined(&s, (struct view){0}, 2);
    licenses_take_prints(after, &more);
    check_same(before, after, NULL, VIEW("brook"), VIEW(brook));
    check_same(before, after, NULL, VIEW("stone"), VIEW(stone));
    check_same(before, after, NULL, VIEW("brook"), changed(&a, VIEW(brook)));
    check_same(before, after, NULL, VIEW("stone"), changed(&a, VIEW(stone)));
    struct view page = answer(&a, after, changed(&a, VIEW(brook)));
    CHECK(view_has(page, VIEW("\"license_section\": \"1.a\"")));
    arena_free(&a);
}

// Once, and not for each text.
static void read_finders(struct arena *a, struct licenses *l)
{
    struct finders *finders;

    CHECK(!finders_open(a, license_words(l), &finders));
    licenses_take_finders(l, finders);
}

static void open_more(struct arena *a, struct view without,
                      struct licenses **out)
{
    struct license_prints prints;
    struct records *own = ARENA_NEW(a, struct records, 1);
    struct print_text *text = ARENA_NEW(a, struct print_text, 2);
    struct view made;

    added_texts(a, own, text);
    CHECK(!licenses_open_with(a, without, own, out));
    CHECK(!prints_join(a, license_words(*out), license_prints(*out), without,
                       text, 2, &made));
    CHECK(!prints_open(a, made, &prints));
    licenses_take_prints(*out, &prints);
    read_finders(a, *out);
}

TEST(answers_on_all_texts_of_the_corpus_stay_when_a_text_is_added)
{
    struct arena a = {0};
    struct licenses *before, *after, *less;
    const struct license_info *info;
    struct view name, bytes, mit = VIEW("LicenseRef-kimi-k2-modified-mit");
    size_t seen = 0;

    CHECK(!licenses_open(&a, &before));
    read_finders(&a, before);
    open_more(&a, (struct view){0}, &after);
    open_more(&a, mit, &less);
    for (size_t at = 0; (info = license_next(before, &at));)
        for (size_t k = 0;
             record_next(info->record, VIEW("text"), &k, &name);) {
            struct view path = arena_print(
                &a, "../shared/corpus/licences/" VIEW_FMT, VIEW_ARG(name));

            if (file_front(&a, path, 1 << 21, &bytes))
                continue;
            seen++;
            bytes = changed(&a, bytes);
            bool is_mit =
                view_eq(info->id, mit) || view_eq(info->id, VIEW("MIT"));
            check_same(before, after, is_mit ? NULL : less, name, bytes);
        }
    if (!seen)
        check_skip("no ../shared/corpus/licences");
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(sections_and_numbers_of_a_text_are_marked),
    CHECK_CASE(what_is_known_of_others_stays_when_a_text_is_added_or_left_out),
    CHECK_CASE(answers_on_others_stay_when_a_text_is_added),
    CHECK_CASE(answers_on_all_texts_of_the_corpus_stay_when_a_text_is_added))
