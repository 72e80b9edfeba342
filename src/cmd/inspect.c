// SPDX-License-Identifier: Apache-2.0
// freehold inspect RELEASE - what is open, under what terms, to what extent.
#include "base/output.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "freehold.h"
#include "release/named.h"

#include <unistd.h>

enum { EXIT_UNDETERMINED = 5, MOST_THREADS = 64 };

struct inspect_choice {
    struct view format, output, color;
    uint64_t threads;
    int64_t time; // for bills of materials, if `dated`
    bool full, wide, strict, digest, each, quiet, dated;
};

const struct option inspect_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct inspect_choice, format),
     "FORM", "Form of the report",
     "text json html markdown sarif cyclonedx spdx mof"},
    {"output", 'o', OPTION_TEXT, offsetof(struct inspect_choice, output),
     "FILE", "Write there instead of standard output", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct inspect_choice, full), NULL,
     "Every part, check and finding, not only what decides", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct inspect_choice, wide), NULL,
     "Do not cut the last column", NULL},
    {"each", 0, OPTION_FLAG, offsetof(struct inspect_choice, each), NULL,
     "Each path is a release of its own; JSON has one line for each", NULL},
    {"digest", 0, OPTION_FLAG, offsetof(struct inspect_choice, digest), NULL,
     "Also hash every file (SHA-256)", NULL},
    {"strict", 0, OPTION_FLAG, offsetof(struct inspect_choice, strict), NULL,
     "Exit 5 if the OSAID verdict is undetermined", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct inspect_choice, threads), "N",
     "Threads to work on; the report is the same for any number", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct inspect_choice, quiet), NULL,
     "Nothing but the verdict line", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct inspect_choice, color), "WHEN",
     "When to use colours", COLOR_CHOICES},
    {0},
};

// How far hashing is, from the library's calls to the terminal's line.
struct hashing {
    struct progress line;
    uint64_t done;
    bool begun;
};

static void tell_hashing(void *context, const char *path, uint64_t done,
                         uint64_t total)
{
    struct hashing *h = context;

    if (!h->begun)
        progress_start(&h->line, "hashing", total, true);
    h->begun = true;
    if (done > h->done)
        progress_add(&h->line, view_of(path), done - h->done);
    h->done = done > h->done ? done : h->done;
}

// The forms that are not made for a terminal.
static const struct {
    struct view name;
    enum fh_format format;
} documents[] = {
    {VIEW_INIT("json"), FH_JSON},
    {VIEW_INIT("html"), FH_HTML},
    {VIEW_INIT("markdown"), FH_MARKDOWN},
    {VIEW_INIT("sarif"), FH_SARIF},
    {VIEW_INIT("spdx"), FH_SPDX},
    {VIEW_INIT("cyclonedx"), FH_CYCLONEDX},
    {VIEW_INIT("mof"), FH_MOF},
};

static enum fh_format format_of(struct view name)
{
    for (size_t n = 0; n < sizeof documents / sizeof *documents; n++)
        if (view_eq(name, documents[n].name))
            return documents[n].format;
    return FH_TEXT;
}

static bool is_json(const struct inspect_choice *choice)
{
    return view_eq(choice->format, VIEW("json"));
}

static struct fh_report report_of(const struct inspect_choice *choice)
{
    bool to_terminal =
        !choice->output.len || view_eq(choice->output, VIEW("-"));
    enum color_choice color = COLOR_AUTO;
    struct fh_report report = {
        .full = choice->full,
        .wide = choice->wide,
        .quiet = choice->quiet,
    };

    report.format = format_of(choice->format);
    if (is_json(choice) && choice->each)
        report.format = FH_JSON_LINE;
    if (report.format != FH_TEXT)
        return report;
    color_choice_of(choice->color, &color);
    if (!to_terminal && color == COLOR_AUTO)
        color = COLOR_NEVER;
    report.color = terminal_color(STDOUT_FILENO, color);
    if (to_terminal && terminal_is(STDOUT_FILENO))
        report.width = terminal_width(STDOUT_FILENO);
    return report;
}

// Inspects one release and adds its report to `out`. Returns the exit
// code of this release. The first inspection is kept for the next ones to share
// what it read; who calls frees it.
static int inspect_one(struct arena *a, const struct inspect_choice *choice,
                       const struct named *named, struct fh_inspection **first,
                       struct text *out)
{
    struct fh_inspection *i = fh_inspection_new();
    struct fh_report report = report_of(choice);
    struct hashing hashing = {0};

    report.dated = choice->dated;
    report.time = choice->time;
    for (size_t n = 0; n < named->root_count; n++)
        fh_inspection_add(i, arena_copy(a, named->root[n]).at);
    if (*first)
        fh_inspection_share(i, *first);
    fh_inspection_threads(i, (unsigned)choice->threads);
    if (choice->digest)
        fh_inspection_digest(i, tell_hashing, &hashing);
    int code = (int)fh_inspection_run(i);
    if (hashing.begun)
        progress_end(&hashing.line);
    if (code) {
        fputs(fh_inspection_error(i), stderr);
    } else {
        size_t length;
        const char *text = fh_inspection_report(i, &report, &length);
        text_add(out, (struct view){text, length});
        if (choice->strict && fh_inspection_undetermined(i))
            code = EXIT_UNDETERMINED;
    }
    if (*first)
        fh_inspection_free(i);
    else
        *first = i;
    return code;
}

// The worse of two exit codes: an error before an open verdict.
static int worse(int a, int b)
{
    if (!a || a == EXIT_UNDETERMINED)
        return b ? b : a;
    return a;
}

int cmd_inspect(struct arena *a, const struct command *c, char **argv)
{
    struct inspect_choice choice = {0};
    struct text out = {.arena = a};
    struct fh_inspection *first = NULL;
    struct named one, *named = &one;
    size_t count = 1;
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    if (choice.threads > MOST_THREADS)
        choice.threads = MOST_THREADS;
    if (choice.each && format_of(choice.format) != FH_TEXT && !is_json(&choice))
        return command_failed(
            a, error_new(a, ERROR_USAGE, (struct place){0},
                         "--each goes with --format text and json: the other "
                         "forms are one document a release"));
    struct error *e = command_time(a, &choice.dated, &choice.time);
    if (e)
        return command_failed(a, e);
    if (choice.each) {
        e = named_read(a, words.item, words.count, &named, &count);
        if (e)
            return command_failed(a, e);
    } else {
        one = named_of(a, words.item, words.count);
    }
    for (size_t n = 0; n < count; n++) {
        if (n && !is_json(&choice) && !choice.quiet && out.len)
            text_byte(&out, '\n');
        code = worse(code, inspect_one(a, &choice, &named[n], &first, &out));
    }
    fh_inspection_free(first);
    if (code && code != EXIT_UNDETERMINED && !out.len)
        return code;
    int printed = command_print(a, choice.output, text_view(&out));
    return worse(code, printed);
}
