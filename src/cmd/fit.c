// SPDX-License-Identifier: Apache-2.0
// freehold fit RELEASE... --needs FILE - which candidate gives a team what it
// asks for; --portfolio FILE - which workload needs a model of its own;
// freehold fit --recheck FILE - what changed since it decided.
#define _GNU_SOURCE // gmtime_r with -std=c17
#include "api/fit.h"
#include "base/file.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"
#include "report/decision.h"
#include "report/fit.h"
#include "report/portfolio.h"
#include "verdict/ask.h"

#include <time.h>

enum { EXIT_NONE_FITS = 1, EXIT_WORSE = 1, EXIT_OPEN = 5 };
enum { MOST_RECORD = 64 << 20, MOST_LINE = 4096 };

struct fit_choice {
    struct text_options shown;
    struct view format, needs, portfolio, record, recheck;
    uint64_t threads;
    bool strict, digest, dated, ask;
};

const struct option fit_options[] = {
    {"needs", 'n', OPTION_TEXT, offsetof(struct fit_choice, needs), "FILE",
     "What the team asks for: YAML or JSON, freehold-needs/1", NULL},
    {"portfolio", 0, OPTION_TEXT, offsetof(struct fit_choice, portfolio),
     "FILE",
     "Workloads, each with a needs file: where to own, where a service "
     "will do",
     NULL},
    {"format", 'f', OPTION_TEXT, offsetof(struct fit_choice, format), "FORM",
     "Form of the answer", "text json html sarif junit"},
    {"output", 'o', OPTION_TEXT, offsetof(struct fit_choice, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"ask", 0, OPTION_FLAG, offsetof(struct fit_choice, ask), NULL,
     "Ask ten questions and write a needs file from the answers", NULL},
    {"record", 0, OPTION_TEXT, offsetof(struct fit_choice, record), "FILE",
     "Also write a record of the decision there", NULL},
    {"dated", 0, OPTION_FLAG, offsetof(struct fit_choice, dated), NULL,
     "Put the date into the record", NULL},
    {"recheck", 0, OPTION_TEXT, offsetof(struct fit_choice, recheck), "FILE",
     "Say what changed since that record; exit 1 if an answer got worse", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct fit_choice, shown.full), NULL,
     "Every need with its reason, not only what decides", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct fit_choice, shown.wide), NULL,
     "Do not cut the last column", NULL},
    {"strict", 0, OPTION_FLAG, offsetof(struct fit_choice, strict), NULL,
     "Exit 5, not 1, if no candidate fits and one is only undecided", NULL},
    {"digest", 0, OPTION_FLAG, offsetof(struct fit_choice, digest), NULL,
     "Also hash every file (SHA-256)", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct fit_choice, threads), "N",
     "Threads to work on; the answer is the same for any number", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct fit_choice, shown.color), "WHEN",
     "When to use colours", COLOR_CHOICES},
    {0},
};

static void print_fit(const struct fit_choice *choice, const struct fit *f,
                      struct text *out)
{
    struct text_choice form = text_form(&choice->shown);

    if (view_eq(choice->format, VIEW("json")))
        fit_json(f, out);
    else if (view_eq(choice->format, VIEW("html")))
        fit_page(f, out);
    else if (view_eq(choice->format, VIEW("sarif")))
        fit_sarif(f, out);
    else if (view_eq(choice->format, VIEW("junit")))
        fit_junit(f, out);
    else
        fit_text(f, &form, out);
}

static int exit_of(const struct fit_choice *choice, const struct fit *f)
{
    if (f->any_fits)
        return 0;
    return choice->strict && f->any_open ? EXIT_OPEN : EXIT_NONE_FITS;
}

// Today, or the day of SOURCE_DATE_EPOCH, in UTC: YYYY-MM-DD.
static struct view today(struct arena *a)
{
    struct view epoch = view_of(getenv("SOURCE_DATE_EPOCH"));
    time_t now = time(NULL);
    uint64_t said;
    struct tm day;
    char date[16];

    if (epoch.len && view_u64(epoch, &said))
        now = (time_t)said;
    if (!gmtime_r(&now, &day) || !strftime(date, sizeof date, "%Y-%m-%d", &day))
        return (struct view){0};
    return arena_copy(a, view_of(date));
}

static int write_record(struct arena *a, const struct fit_choice *choice,
                        const struct fit *f)
{
    struct text record = {.arena = a};

    decision_record(f, choice->dated ? today(a) : (struct view){0},
                    choice->digest, &record);
    return command_print(a, choice->record, text_view(&record));
}

static int usage(struct arena *a, const char *what)
{
    return command_failed(
        a, error_new(a, ERROR_USAGE, (struct place){0}, "%s", what));
}

static int fit(struct arena *a, const struct fit_choice *choice,
               const struct release_choice *inspecting,
               const struct words *words)
{
    struct text out = {.arena = a};
    struct named *named;
    size_t count;
    struct fit f;

    if (!words->count)
        return usage(a, "say which releases: freehold fit RELEASE... --needs "
                        "FILE");
    if (!choice->needs.len)
        return usage(a, "say what you need: --needs FILE");
    struct error *e = named_read(a, words->item, words->count, &named, &count);
    if (!e)
        e = fit_paths(a, named, count, choice->needs, inspecting, &f);
    if (e)
        return command_failed(a, e);
    for (size_t i = 0; i < f.candidate_count; i++)
        command_unread(a, f.candidate[i].inspection);
    print_fit(choice, &f, &out);
    int code = command_print(a, choice->shown.output, text_view(&out));
    if (!code && choice->record.len)
        code = write_record(a, choice, &f);
    return code ? code : exit_of(choice, &f);
}

// Exit 1: nothing serves a workload; 5, with --strict, if releases that could
// are only open.
static int portfolio_exit(const struct fit_choice *choice,
                          const struct portfolio *p)
{
    int code = 0;

    for (size_t i = 0; i < p->count; i++) {
        if (p->item[i].served)
            continue;
        if (!choice->strict || !p->item[i].fit.any_open)
            return EXIT_NONE_FITS;
        code = EXIT_OPEN;
    }
    return code;
}

static int portfolio(struct arena *a, const struct fit_choice *choice,
                     const struct release_choice *inspecting,
                     const struct words *words)
{
    struct text_choice form = text_form(&choice->shown);
    struct text out = {.arena = a};
    struct named *named;
    struct portfolio p;
    size_t count;

    if (choice->needs.len || choice->record.len || choice->recheck.len)
        return usage(a, "--portfolio names the needs files itself: give no "
                        "--needs, --record or --recheck");
    bool json = view_eq(choice->format, VIEW("json"));
    bool html = view_eq(choice->format, VIEW("html"));
    if (!json && !html && choice->format.len &&
        !view_eq(choice->format, VIEW("text")))
        return usage(a, "--portfolio answers as text, json or html");
    struct error *e = named_read(a, words->item, words->count, &named, &count);
    if (!e)
        e = portfolio_paths(a, named, count, choice->portfolio, inspecting, &p);
    if (e)
        return command_failed(a, e);
    if (json)
        portfolio_json(&p, &out);
    else if (html)
        portfolio_page(&p, &out);
    else
        portfolio_text(&p, &form, &out);
    int code = command_print(a, choice->shown.output, text_view(&out));
    return code ? code : portfolio_exit(choice, &p);
}

// The releases and the needs are those that the record names.
static struct error *compare(struct arena *a, struct view path,
                             struct release_choice *inspecting,
                             struct decision *d, struct decision_changes *c)
{
    struct named *named = NULL;
    struct view bytes;
    size_t count = 0;
    struct fit f;

    TRY(file_front(a, path, MOST_RECORD, &bytes));
    TRY(decision_read(a, bytes, path, d));
    for (size_t i = 0; i < d->candidate_count; i++)
        *LIST_ADD(a, named, count) = d->candidate[i].named;
    inspecting->digest = d->hashed;
    TRY(fit_paths(a, named, count, d->needs_path, inspecting, &f));
    decision_compare(a, d, &f, c);
    return NULL;
}

static int recheck(struct arena *a, const struct fit_choice *choice,
                   struct release_choice *inspecting, const struct words *words)
{
    struct text out = {.arena = a};
    struct text_choice form = text_form(&choice->shown);
    struct decision_changes changes;
    struct decision d;

    if (words->count || choice->needs.len || choice->record.len)
        return usage(a, "--recheck takes releases and needs from the record: "
                        "give no others");
    struct error *e = compare(a, choice->recheck, inspecting, &d, &changes);
    if (e)
        return command_failed(a, e);
    if (view_eq(choice->format, VIEW("json")))
        changes_json(&d, &changes, &out);
    else if (!choice->format.len || view_eq(choice->format, VIEW("text")))
        changes_text(&d, &changes, &form, &out);
    else
        return usage(a, "--recheck answers as text or json");
    int code = command_print(a, choice->shown.output, text_view(&out));
    return code ? code : changes.worse ? EXIT_WORSE : 0;
}

// A line of standard input without its end; false: there is none.
static bool read_line(struct text *line)
{
    int c = getchar();

    line->len = 0;
    if (c == EOF)
        return false;
    for (; c != EOF && c != '\n'; c = getchar())
        if (line->len < MOST_LINE)
            text_byte(line, (char)c);
    return true;
}

// Questions go to standard error, since the file may go to standard output.
static int ask(struct arena *a, const struct fit_choice *choice,
               const struct words *words)
{
    struct text out = {.arena = a}, line = {.arena = a};
    struct asking k;
    struct view question;
    const char *form;

    if (words->count || choice->needs.len)
        return usage(a, "--ask writes a needs file (-o FILE) and takes none");
    ask_open(a, &k);
    while (ask_next(&k, &question, &form)) {
        fprintf(stderr, VIEW_FMT " [%s] ", VIEW_ARG(question), form);
        if (!read_line(&line))
            return command_failed(
                a, error_new(a, ERROR_INPUT, (struct place){0},
                             "the answers end before the last question; "
                             "nothing was written"));
        if (!ask_take(&k, text_view(&line)))
            fprintf(stderr, "That is none of: %s\n", form);
    }
    ask_write(&k, &out);
    return command_print(a, choice->shown.output, text_view(&out));
}

int cmd_fit(struct arena *a, const struct command *c, char **argv)
{
    struct fit_choice choice = {0};
    struct release_choice inspecting = {0};
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    inspecting.threads = choice.threads;
    inspecting.digest = choice.digest;
    if (choice.ask)
        return ask(a, &choice, &words);
    if (choice.portfolio.len)
        return portfolio(a, &choice, &inspecting, &words);
    return choice.recheck.len ? recheck(a, &choice, &inspecting, &words)
                              : fit(a, &choice, &inspecting, &words);
}
