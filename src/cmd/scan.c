// SPDX-License-Identifier: Apache-2.0
// freehold scan PATH - what the files of a release could do to their user.
#include "api/screen.h"
#include "base/sandbox.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"
#include "report/sarif.h"

enum { EXIT_FOUND = 1 };

struct scan_options {
    struct text_options shown;
    struct view format, policy, sandbox;
    uint64_t threads;
    bool explain, no_digest;
};

const struct option scan_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct scan_options, format), "FORM",
     "Form of the report", "text json sarif"},
    {"output", 'o', OPTION_TEXT, offsetof(struct scan_options, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"policy", 0, OPTION_TEXT, offsetof(struct scan_options, policy), "FILE",
     "What is refused, and who approved which digest", NULL},
    {"explain", 0, OPTION_FLAG, offsetof(struct scan_options, explain), NULL,
     "What a rule means, or a group of them; without a word all", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct scan_options, shown.full), NULL,
     "Every file and finding", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct scan_options, shown.wide), NULL,
     "Do not cut the last column", NULL},
    {"no-digest", 0, OPTION_FLAG, offsetof(struct scan_options, no_digest),
     NULL, "Do not hash the files: quicker, and nothing can be approved", NULL},
    {"sandbox", 0, OPTION_TEXT, offsetof(struct scan_options, sandbox), "WHEN",
     "Read the files in a process that can do nothing else", SANDBOX_CHOICES},
    {"threads", 0, OPTION_NUMBER, offsetof(struct scan_options, threads), "N",
     "Threads to work on; the report is the same for any number", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct scan_options, shown.quiet),
     NULL, "Nothing but the verdict, or what a policy makes of it", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct scan_options, shown.color),
     "WHEN", "When to use colours", COLOR_CHOICES},
    {0},
};

// What the user may have meant: the rules that hold the word, or the nearest.
static struct error *no_rule(struct arena *a, const struct safety_rules *all,
                             struct view said)
{
    const char **name = ARENA_NEW(a, const char *, all->count);
    struct text near = {.arena = a};

    for (size_t i = 0; i < all->count; i++) {
        struct view id = all->rule[i].id;

        name[i] = arena_copy(a, id).at;
        if (said.len > 1 && view_has(id, said))
            text_print(&near, "%s" VIEW_FMT, near.len ? ", " : "",
                       VIEW_ARG(id));
    }
    if (near.len)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "no such rule: " VIEW_FMT
                         ". These hold the word: " VIEW_FMT,
                         VIEW_ARG(said), VIEW_ARG(text_view(&near)));
    return no_such(a, "rule", said, name, all->count,
                   "freehold scan --explain lists them");
}

static struct error *explain(struct arena *a, const struct scan_options *choice,
                             const struct words *words, struct text *out)
{
    struct text_choice form = text_form(&choice->shown);
    struct safety_rules all, rules;

    if (words->count > 1)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "--explain takes one rule or group, or none for all");
    if (view_eq(choice->format, VIEW("sarif")))
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "--explain goes with --format text and json");
    TRY(safety_rules_open(a, &all));
    rules = words->count ? safety_rules_named(&all, words->item[0]) : all;
    if (!rules.count)
        return no_rule(a, &all, words->item[0]);
    if (view_eq(choice->format, VIEW("json")))
        rules_json(&rules, out);
    else
        rules_text(&rules, &form, out);
    return NULL;
}

static void write_report(const struct scan_options *choice,
                         const struct screening *s, struct text *out)
{
    struct text_choice form = text_form(&choice->shown);

    if (view_eq(choice->format, VIEW("json")))
        screening_json(s, out);
    else if (view_eq(choice->format, VIEW("sarif")))
        report_sarif(&(struct inspection){.release = s->release,
                                          .safety = s->safety,
                                          .safety_file = s->file,
                                          .policy = s->policy},
                     out);
    else
        screening_text(s, &form, out);
}

static struct error *scan(struct arena *a, const struct scan_options *choice,
                          const struct words *words, struct text *out,
                          int *found)
{
    struct screening s;
    struct screen_choice screening = {
        .threads = choice->threads,
        .digest = !choice->no_digest,
        .policy = choice->policy,
    };

    if (!words->count)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "which files? freehold scan PATH");
    TRY(screen(a, words->item, words->count, &screening, &s));
    s.safety.confined = sandbox_want_of(choice->sandbox) == SANDBOX_REQUIRE;
    write_report(choice, &s, out);
    *found = s.effect == EFFECT_ALLOW ? 0 : EXIT_FOUND;
    return NULL;
}

// What the sandbox needs to know.
struct job {
    struct arena *arena;
    const struct scan_options *choice;
    const struct words *words;
};

static int scan_inside(void *context, struct text *out)
{
    const struct job *j = context;
    int found = 0;
    const struct error *e = scan(j->arena, j->choice, j->words, out, &found);

    return e ? command_failed(j->arena, e) : found;
}

int cmd_scan(struct arena *a, const struct command *c, char **argv)
{
    struct scan_options choice = {0};
    struct text out = {.arena = a};
    struct words words;
    struct job job = {a, &choice, &words};
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    struct error *e = choice.explain
                          ? explain(a, &choice, &words, &out)
                          : sandbox_run(a, sandbox_want_of(choice.sandbox),
                                        scan_inside, &job, &out, &code);
    if (e)
        return command_failed(a, e);
    if (code > EXIT_FOUND)
        return code;
    int printed = command_print(a, choice.shown.output, text_view(&out));
    return printed ? printed : code;
}
