// SPDX-License-Identifier: Apache-2.0
// freehold inspect RELEASE - what is open, under what terms, to what extent.
#include "base/output.h"
#include "base/pool.h"
#include "base/sandbox.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"
#include "freehold.h"
#include "release/named.h"

#include <unistd.h>

enum { EXIT_REFUSED = 1, EXIT_UNDETERMINED = 5 };

struct inspect_choice {
    struct text_options shown;
    struct view format, policy, sandbox;
    uint64_t threads;
    int64_t time; // for bills of materials, if `dated`
    bool full, wide, strict, digest, each, quiet, dated;
};

const struct option inspect_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct inspect_choice, format),
     "FORM", "Form of the report",
     "text json html markdown sarif cyclonedx spdx mof"},
    {"output", 'o', OPTION_TEXT, offsetof(struct inspect_choice, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct inspect_choice, shown.full), NULL,
     "Every part, check and finding, not only what decides", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct inspect_choice, shown.wide), NULL,
     "Do not cut the last column", NULL},
    {"each", 0, OPTION_FLAG, offsetof(struct inspect_choice, each), NULL,
     "Each path is a release of its own; JSON has one line for each", NULL},
    {"digest", 0, OPTION_FLAG, offsetof(struct inspect_choice, digest), NULL,
     "Also hash every file (SHA-256)", NULL},
    {"strict", 0, OPTION_FLAG, offsetof(struct inspect_choice, strict), NULL,
     "Exit 5 if the OSAID verdict is undetermined", NULL},
    {"policy", 0, OPTION_TEXT, offsetof(struct inspect_choice, policy), "FILE",
     "Exit 1 if it refuses a file or lets one wait", NULL},
    {"sandbox", 0, OPTION_TEXT, offsetof(struct inspect_choice, sandbox),
     "WHEN", "Read the files in a process that can do nothing else",
     SANDBOX_CHOICES},
    {"threads", 0, OPTION_NUMBER, offsetof(struct inspect_choice, threads), "N",
     "Threads to work on; the report is the same for any number", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct inspect_choice, shown.quiet),
     NULL, "Nothing but the verdict line", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct inspect_choice, shown.color),
     "WHEN", "When to use colours", COLOR_CHOICES},
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
    struct text_choice form = text_form(&choice->shown);

    return (struct fh_report){
        .format = is_json(choice) && choice->each ? FH_JSON_LINE
                                                  : format_of(choice->format),
        .full = form.full,
        .wide = form.wide,
        .quiet = form.quiet,
        .color = form.color,
        .confined = sandbox_want_of(choice->sandbox) == SANDBOX_REQUIRE,
        .width = form.width,
    };
}

// Which files were not read stands among the safety findings.
static bool shows_safety(enum fh_format format)
{
    return format != FH_CYCLONEDX && format != FH_SPDX && format != FH_MOF;
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
    fh_inspection_threads(i, pool_threads(choice->threads));
    if (choice->policy.len)
        fh_inspection_policy(i, arena_copy(a, choice->policy).at);
    if (choice->digest)
        fh_inspection_digest(i, tell_hashing, &hashing);
    int code = (int)fh_inspection_run(i);
    if (hashing.begun)
        progress_end(&hashing.line);
    if (code) {
        fputs(fh_inspection_error(i), stderr);
    } else {
        size_t length;
        if (!shows_safety(report.format))
            fputs(fh_inspection_unread(i), stderr);
        const char *text = fh_inspection_report(i, &report, &length);
        text_add(out, (struct view){text, length});
        if (choice->policy.len && fh_inspection_refused(i))
            code = EXIT_REFUSED;
        else if (choice->strict && fh_inspection_undetermined(i))
            code = EXIT_UNDETERMINED;
    }
    if (*first)
        fh_inspection_free(i);
    else
        *first = i;
    return code;
}

// Whether the report is there all the same.
static bool is_judgement(int code)
{
    return !code || code == EXIT_UNDETERMINED || code == EXIT_REFUSED;
}

// The worse of two exit codes: an error before a refusal, that before an open
// verdict.
static int worse(int a, int b)
{
    if (!is_judgement(a) || !b)
        return a;
    return is_judgement(b) && a == EXIT_REFUSED ? a : b;
}

// What the sandbox needs to know.
struct job {
    struct arena *arena;
    const struct inspect_choice *choice;
    const struct words *words;
};

static struct error *releases_of(const struct job *j, struct named **named,
                                 size_t *count)
{
    if (j->choice->each)
        return named_read(j->arena, j->words->item, j->words->count, named,
                          count);
    *named = ARENA_NEW(j->arena, struct named, 1);
    **named = named_of(j->arena, j->words->item, j->words->count);
    *count = 1;
    return NULL;
}

static int inspect_all(void *context, struct text *out)
{
    const struct job *j = context;
    const struct inspect_choice *choice = j->choice;
    struct fh_inspection *first = NULL;
    struct named *named;
    size_t count;
    int code = 0;

    struct error *e = releases_of(j, &named, &count);
    if (e)
        return command_failed(j->arena, e);
    for (size_t n = 0; n < count; n++) {
        if (n && !is_json(choice) && !choice->shown.quiet && out->len)
            text_byte(out, '\n');
        code =
            worse(code, inspect_one(j->arena, choice, &named[n], &first, out));
    }
    fh_inspection_free(first);
    return code;
}

int cmd_inspect(struct arena *a, const struct command *c, char **argv)
{
    struct inspect_choice choice = {0};
    struct text out = {.arena = a};
    struct words words;
    struct job job = {a, &choice, &words};
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    if (choice.each && format_of(choice.format) != FH_TEXT && !is_json(&choice))
        return command_failed(
            a, error_new(a, ERROR_USAGE, (struct place){0},
                         "--each goes with --format text and json: the other "
                         "forms are one document a release"));
    struct error *e = command_time(a, &choice.dated, &choice.time);
    if (!e)
        e = sandbox_run(a, sandbox_want_of(choice.sandbox), inspect_all, &job,
                        &out, &code);
    if (e)
        return command_failed(a, e);
    if (!is_judgement(code) && !out.len)
        return code;
    int printed = command_print(a, choice.shown.output, text_view(&out));
    return worse(code, printed);
}
