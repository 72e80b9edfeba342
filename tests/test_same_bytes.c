// SPDX-License-Identifier: Apache-2.0
// The law "same facts, same bytes" for a program that uses the library under a
// locale of its own: a point stays a point. The command line never asks for a
// locale, so the cases of tests/cases cannot show it.
#define _GNU_SOURCE // environ, mkdtemp with -std=c17
#include "check.h"

#include "api/fit.h"
#include "api/inspect.h"
#include "base/file.h"
#include "freehold.h"
#include "report/compare_json.h"
#include "report/compare_text.h"
#include "report/cost.h"
#include "report/explain.h"
#include "report/fit.h"
#include "report/portfolio.h"

#include <fcntl.h>
#include <locale.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const examples[] = {
    "examples/aurora-1m", "examples/cedar-1m", "examples/harbor-8b-tune"};
enum { EXAMPLES = sizeof examples / sizeof *examples };

static const struct text_choice wide = {.width = 96, .full = true};

static const char portfolio_path[] = "tests/cases/fit-portfolio/portfolio.yaml";

// ---- What is written --------------------------------------------------------

static void write_inspections(struct text *out)
{
    static const enum fh_format forms[] = {FH_TEXT,  FH_JSON, FH_MARKDOWN,
                                           FH_SARIF, FH_SPDX, FH_CYCLONEDX,
                                           FH_MOF,   FH_HTML};

    for (size_t i = 0; i < EXAMPLES; i++) {
        struct fh_inspection *one = fh_inspection_new();

        fh_inspection_add(one, examples[i]);
        CHECK(fh_inspection_run(one) == FH_DONE);
        for (size_t f = 0; f < sizeof forms / sizeof *forms; f++) {
            const struct fh_report form = {.format = forms[f], .full = 1};
            size_t length;
            const char *text = fh_inspection_report(one, &form, &length);

            text_add(out, (struct view){text, length});
        }
        fh_inspection_free(one);
    }
}

static void write_comparison(struct arena *a, const struct database *known,
                             struct text *out)
{
    const struct inspection *all[EXAMPLES];
    const struct release_choice choice = {.threads = 1};
    struct comparison comparison;

    for (size_t i = 0; i < EXAMPLES; i++) {
        struct inspection *one = ARENA_NEW(a, struct inspection, 1);
        struct view path = view_of(examples[i]);
        struct explanation explanation;

        CHECK(!inspect(a, known, &path, 1, &choice, one));
        all[i] = one;
        explain_take(a, one, &explanation);
        explain_json(&explanation, out);
        explain_text(&explanation, &wide, out);
    }
    compare_take(a, all, EXAMPLES, &comparison);
    compare_json(&comparison, out);
    compare_text(&comparison, &wide, out);
}

static void write_fits(struct arena *a, struct text *out)
{
    const struct release_choice choice = {.threads = 1};
    struct view path[EXAMPLES];
    struct named *named;
    struct portfolio p;
    struct fit f;
    size_t count;

    for (size_t i = 0; i < EXAMPLES; i++)
        path[i] = view_of(examples[i]);
    CHECK(!named_read(a, path, EXAMPLES, &named, &count));
    CHECK(!fit_paths(a, named, count, VIEW("tests/cases/fit/needs.yaml"),
                     &choice, &f));
    fit_text(&f, &wide, out);
    fit_json(&f, out);
    fit_sarif(&f, out);
    fit_junit(&f, out);
    CHECK(!portfolio_paths(a, named, count, VIEW(portfolio_path), &choice, &p));
    portfolio_text(&p, &wide, out);
    portfolio_json(&p, out);
}

static void write_cost(struct arena *a, struct text *out)
{
    struct cost_input in;
    struct cost cost;
    struct view bytes;

    CHECK(!file_front(a, VIEW("examples/cost.yaml"), 1 << 20, &bytes));
    CHECK(!cost_input_read(a, bytes, VIEW("cost.yaml"), &in));
    cost_of(a, &in, 8, &cost);
    cost_text(&cost, 96, false, true, out);
    cost_json(&cost, out);
    cost_svg(&cost, out);
}

static struct view write_all(struct arena *a)
{
    struct text out = {.arena = a};
    struct database known;

    CHECK(!database_open(a, (struct view){0}, (struct view){0}, &known));
    write_inspections(&out);
    write_comparison(a, &known, &out);
    write_fits(a, &out);
    write_cost(a, &out);
    return text_view(&out);
}

// ---- A locale with a comma --------------------------------------------------

static bool has_comma(void)
{
    char text[8];

    snprintf(text, sizeof text, "%.1f", 0.5);
    return text[1] == ',';
}

enum { MOST_WORDS = 8 };

// Runs a program and waits for it, its words to nowhere; true: it did well.
static bool run(struct arena *a, const char *const words[MOST_WORDS])
{
    char *argv[MOST_WORDS + 1] = {0};
    posix_spawn_file_actions_t quiet;
    int status = 1;
    pid_t child;

    for (size_t i = 0; i < MOST_WORDS && words[i]; i++) {
        struct view word = view_of(words[i]);

        argv[i] = arena_alloc(a, word.len + 1);
        memcpy(argv[i], word.at, word.len);
    }
    posix_spawn_file_actions_init(&quiet);
    for (int fd = 1; fd <= 2; fd++)
        posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_WRONLY, 0);
    bool started =
        posix_spawnp(&child, argv[0], &quiet, NULL, argv, environ) == 0;
    posix_spawn_file_actions_destroy(&quiet);
    return started && waitpid(child, &status, 0) == child && status == 0;
}

// One that is installed, or else made from the sources of the C library's
// locales, where these are.
static bool take_comma(struct arena *a, const char *folder)
{
    static const char *const names[] = {"de_DE.UTF-8", "fr_FR.UTF-8",
                                        "es_ES.UTF-8", "sv_SE.UTF-8"};
    char path[64];

    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(LC_ALL, names[i]) && has_comma())
            return true;
    snprintf(path, sizeof path, "%s/comma.UTF-8", folder);
    const char *const make[MOST_WORDS] = {"localedef", "-c",    "-i", "de_DE",
                                          "-f",        "UTF-8", path};
    run(a, make); // what it made tells whether it did; it has warnings
    setenv("LOCPATH", folder, 1);
    return setlocale(LC_ALL, "comma.UTF-8") && has_comma();
}

TEST(a_locale_with_a_comma_changes_no_byte)
{
    char folder[] = "/tmp/freehold-locale-XXXXXX";
    const char *const clear[MOST_WORDS] = {"rm", "-r", folder};
    struct arena a = {0};

    if (!mkdtemp(folder))
        abort();
    setlocale(LC_ALL, "C");
    struct view plain = write_all(&a);
    CHECK(plain.len > 100000);
    if (take_comma(&a, folder))
        CHECK(view_eq(write_all(&a), plain)); // too long to show
    else
        check_skip("no locale with a decimal comma can be had");
    setlocale(LC_ALL, "C");
    CHECK(run(&a, clear));
    arena_free(&a);
}

TEST(what_is_written_twice_is_the_same)
{
    struct arena a = {0};

    struct view once = write_all(&a);

    CHECK(once.len > 100000);
    CHECK(view_eq(write_all(&a), once));
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(a_locale_with_a_comma_changes_no_byte),
           CHECK_CASE(what_is_written_twice_is_the_same))
