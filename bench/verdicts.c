// SPDX-License-Identifier: Apache-2.0
// verdicts.c - how long it takes to judge what is known of a release, and to
// write its page:
//
//     verdicts RELEASE...
//
// Every yardstick, every flag and every need of the vocabulary, on the facts of
// an inspection, which are taken once. Target: 5 ms a release; of the page 20
// ms and 300 kB. The peer is the taking of these facts from the files, in the
// same run on one thread. Medians of RUNS; a line ends with MISSED if the
// target was missed.
#include "api/inspect.h"
#include "report/compare_page.h"
#include "report/fit.h"
#include "report/page.h"
#include "verdict/need.h"

#include <time.h>

enum { RUNS = 51 };
static const double target_ms = 5, page_ms = 20;
enum { PAGE_BYTES = 300000 };

struct measured {
    struct database known;
    struct need_words words;
    struct needs needs;
};

static double now_ms(void)
{
    struct timespec t;

    timespec_get(&t, TIME_UTC);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *ms)
{
    qsort(ms, RUNS, sizeof *ms, by_size);
    return ms[RUNS / 2];
}

// A needs file that asks for everything.
static struct error *ask_all(struct arena *a, struct measured *m)
{
    struct text t = {.arena = a};

    need_words_read(&m->words);
    text_add(&t, VIEW("schema: freehold-needs/1\nneeds:\n"));
    for (size_t i = 0; i < m->words.needs.record_count; i++)
        text_print(
            &t, "- {id: \"" VIEW_FMT "\", level: must}\n",
            VIEW_ARG(record_get(&m->words.needs.record[i], VIEW("need"))));
    return needs_read(a, &m->words, text_view(&t), VIEW("all.yaml"), &m->needs);
}

// `page`: how long its page took, and how large it is.
static double judge(const struct measured *m, const struct inspection *facts,
                    double *page, size_t *page_bytes)
{
    struct arena a = {0};
    struct inspection i = *facts;
    struct candidate candidate = {.inspection = &i};
    struct fit fit = {
        .needs = &m->needs, .candidate = &candidate, .candidate_count = 1};
    double start = now_ms();

    verdicts_take(&a, m->known.licenses, &i);
    fit_take(&a, m->known.licenses, &m->words, &fit);
    double end = now_ms();
    struct text t = {.arena = &a};

    report_page(&i, &t);
    *page = now_ms() - end;
    *page_bytes = t.len;
    arena_free(&a);
    return end - start;
}

static struct error *measure(const struct measured *m, struct view path)
{
    const struct release_choice one = {.threads = 1};
    double judging[RUNS], taking[RUNS], page[RUNS];
    size_t bytes = 0;

    for (size_t n = 0; n < RUNS; n++) {
        struct arena a = {0};
        struct inspection facts;
        double start = now_ms();
        struct error *e = inspect_facts(&a, &m->known, &path, 1, &one, &facts);

        taking[n] = now_ms() - start;
        if (e)
            return e; // in `a`, which the end of the program frees
        judging[n] = judge(m, &facts, &page[n], &bytes);
        arena_free(&a);
    }
    double ms = median(judging), of = median(taking);
    printf("judging    " VIEW_FMT "    %.2f ms, %.2f of taking the facts    "
           "target %.0f ms%s\n",
           VIEW_ARG(view_basename(path)), ms, ms / of, target_ms,
           ms > target_ms ? "    MISSED" : "");
    ms = median(page);
    printf("page       " VIEW_FMT "    %.2f ms, %.2f of taking the facts, %zu "
           "kB    target %.0f ms, %d kB%s\n",
           VIEW_ARG(view_basename(path)), ms, ms / of, bytes / 1000, page_ms,
           PAGE_BYTES / 1000,
           ms > page_ms || bytes > PAGE_BYTES ? "    MISSED" : "");
    return NULL;
}

// ---- All releases on one page -----------------------------------------------

typedef void write_page(struct arena *a, const struct measured *m,
                        struct inspection *i, size_t count, struct text *out);

static void write_comparison(struct arena *a, const struct measured *m,
                             struct inspection *i, size_t count,
                             struct text *out)
{
    const struct inspection **all =
        ARENA_NEW(a, const struct inspection *, count);
    struct comparison c;

    (void)m;
    for (size_t n = 0; n < count; n++)
        all[n] = &i[n];
    compare_take(a, all, count, &c);
    compare_page(&c, out);
}

static void write_fit(struct arena *a, const struct measured *m,
                      struct inspection *i, size_t count, struct text *out)
{
    struct fit fit = {.needs = &m->needs,
                      .candidate = ARENA_NEW(a, struct candidate, count),
                      .candidate_count = count};

    for (size_t n = 0; n < count; n++)
        fit.candidate[n] = (struct candidate){.inspection = &i[n]};
    fit_take(a, m->known.licenses, &m->words, &fit);
    fit_page(&fit, out);
}

static void measure_page(const char *what, const struct measured *m,
                         struct inspection *i, size_t count, write_page *write)
{
    double ms[RUNS];
    size_t bytes = 0;

    for (size_t n = 0; n < RUNS; n++) {
        struct arena a = {0};
        struct text t = {.arena = &a};
        double start = now_ms();

        write(&a, m, i, count, &t);
        ms[n] = now_ms() - start;
        bytes = t.len;
        arena_free(&a);
    }
    double is = median(ms);
    printf("%s of %zu    %.2f ms, %zu kB    target %.0f ms, %d kB%s\n", what,
           count, is, bytes / 1000, page_ms, PAGE_BYTES / 1000,
           is > page_ms || bytes > PAGE_BYTES ? "    MISSED" : "");
}

static struct error *measure_all(struct arena *a, struct measured *m,
                                 char **path, size_t count)
{
    const struct release_choice one = {.threads = 1};
    struct inspection *i = ARENA_NEW(a, struct inspection, count);

    for (size_t n = 0; n < count; n++) {
        struct view root = view_of(path[n]);

        TRY(inspect(a, &m->known, &root, 1, &one, &i[n]));
    }
    measure_page("comparison", m, i, count, write_comparison);
    measure_page("fit, all needs,", m, i, count, write_fit);
    TRY(needs_read(a, &m->words,
                   VIEW("schema: freehold-needs/1\nprofile: product-team\n"),
                   VIEW("team.yaml"), &m->needs));
    measure_page("fit, a profile,", m, i, count, write_fit);
    return NULL;
}

int main(int argc, char **argv)
{
    struct arena a = {0};
    struct measured m = {0};
    struct error *e =
        database_open(&a, (struct view){0}, (struct view){0}, &m.known);

    if (!e)
        e = ask_all(&a, &m);
    if (!e)
        printf("needs      %zu asked\n", m.needs.wish_count);
    for (int n = 1; n < argc && !e; n++)
        e = measure(&m, view_of(argv[n]));
    if (!e && argc > 2)
        e = measure_all(&a, &m, argv + 1, (size_t)argc - 1);
    if (e) {
        struct view line = error_line(&a, e);

        fwrite(line.at, 1, line.len, stderr);
    }
    int code = e ? (int)e->kind : 0;
    arena_free(&a);
    return code;
}
