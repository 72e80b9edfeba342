// SPDX-License-Identifier: Apache-2.0
// Expected values: which texts conform to the Open Source Definition is the
// column of the licences corpus (categories.tsv), read from ../shared.
#include "check.h"

#include "base/file.h"
#include "base/text.h"
#include "terms/limits.h"
#include "terms/terms.h"

#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAVE_SANITIZER
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define HAVE_SANITIZER
#endif
#endif

static const struct licenses *known(struct arena *a)
{
    struct licenses *l;

    CHECK(!licenses_open(a, &l));
    return l;
}

TEST(an_unknown_text_is_held_against_the_words_of_limits)
{
    struct arena a = {0};
    const struct licenses *l = known(&a);
    const struct license_info *info = limits_of_text(
        &a, l, VIEW("LicenseRef-unknown"),
        VIEW("You may use it for \xe2\x80\x9cNon-Commercial\xe2\x80\x9d\n"
             "Purposes, below 100 Monthly Active Users."));

    CHECK(info != NULL);
    if (info) {
        CHECK_TEXT(info->why_not, "commercial use; scale threshold");
        CHECK_U64(info->class_, TERMS_CLASS_RESTRICTED);
    }
    CHECK(!limits_of_text(&a, l, VIEW("x"), VIEW("Do as you like.")));
    CHECK(!limits_of_text(&a, l, VIEW("x"), VIEW("")));
    CHECK(!limits_of_text(&a, l, VIEW("x"), VIEW("\xe2\x80")));
    arena_free(&a);
}

TEST(words_count_whole)
{
    struct arena a = {0};
    const struct licenses *l = known(&a);

    // GPL-2.0 speaks of noncommercial distribution.
    CHECK(!limits_of_text(&a, l, VIEW("x"),
                          VIEW("allowed only for noncommercial distribution")));
    CHECK(!limits_of_text(&a, l, VIEW("x"), VIEW("misuse restrictionsmith")));
    arena_free(&a);
}

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

// The row of `table` whose first column is `id`.
static struct view row_of(struct view table, struct view id)
{
    while (table.len) {
        struct view line = view_cut(table, '\n', &table);

        if (view_eq(column(line, 0), id))
            return line;
    }
    return (struct view){0};
}

// categories.tsv: id, category, osi, fsf, osd-conformant. What the words miss
// is counted; what they say of an open text is a fault.
TEST(no_open_text_of_the_corpus_is_called_restricted_and_most_others_are)
{
    struct arena a = {0};
    const struct licenses *l = known(&a);
    struct view index = shared_file(&a, VIEW("index.tsv"));
    struct view categories = shared_file(&a, VIEW("categories.tsv"));
    size_t restricted = 0, found = 0;

    if (!index.len || !categories.len) {
        check_skip("no ../shared/corpus/licences here");
        return;
    }
    while (index.len) {
        struct view line = view_cut(index, '\n', &index);
        struct view id = column(line, 1);
        struct view osd = column(row_of(categories, id), 4);
        struct view text = shared_file(&a, column(line, 0));
        bool hit = limits_of_text(&a, l, id, text) != NULL;

        if (view_starts(osd, VIEW("yes")) && hit)
            check_fail(__FILE__, __LINE__, "false limit in " VIEW_FMT,
                       VIEW_ARG(id));
        restricted += view_eq(osd, VIEW("no"));
        found += view_eq(osd, VIEW("no")) && hit;
    }
    CHECK(restricted > 0 && found * 100 >= restricted * 80);
    arena_free(&a);
}

// A MiB of a licence again and again, each word an item of its own: hundreds of
// changed texts, and as many candidates for each. The bound is that of the
// specification's hostile texts (terms.md 7.7), of the whole process.
static void check_memory(struct arena *a, struct view license)
{
    enum { MOST = 96 << 10 }; // KiB
    struct text t = {.arena = a};
    struct license_file f;
    struct rusage use;

    while (t.len < 1 << 20) {
        struct view rest = license;

        while (rest.len) {
            struct view line = view_cut(rest, '\n', &rest);

            while (line.len) {
                struct view word = view_cut(line, ' ', &line);

                if (word.len)
                    text_print(&t, "7. " VIEW_FMT "\n", VIEW_ARG(word));
            }
        }
    }
    terms_of_text(a, known(a), VIEW("LICENSE"), text_view(&t), &f);
    CHECK(f.range_count > 1);
    CHECK(!getrusage(RUSAGE_SELF, &use));
    if (use.ru_maxrss > MOST)
        check_fail(__FILE__, __LINE__, "%ld KiB", use.ru_maxrss);
}

TEST(many_copies_of_a_changed_text_need_little_memory)
{
    struct arena a = {0};
    struct view own = {0}, mit = shared_file(&a, VIEW("spdx-MIT.txt"));

#ifdef HAVE_SANITIZER
    check_skip("a sanitizer needs memory of its own");
    return;
#endif
    CHECK(!file_front(&a, VIEW("LICENSE"), UINT64_MAX, &own));
    check_memory(&a, own);
    arena_free(&a);
    a = (struct arena){0};
    if (mit.len) {
        mit = shared_file(&a, VIEW("spdx-MIT.txt"));
        check_memory(&a, mit);
    }
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(many_copies_of_a_changed_text_need_little_memory),
    CHECK_CASE(an_unknown_text_is_held_against_the_words_of_limits),
    CHECK_CASE(words_count_whole),
    CHECK_CASE(
        no_open_text_of_the_corpus_is_called_restricted_and_most_others_are))
