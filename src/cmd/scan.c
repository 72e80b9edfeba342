// SPDX-License-Identifier: Apache-2.0
// freehold scan PATH - what the files of a release could do to their user.
#include "api/screen.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "report/sarif.h"

#include <unistd.h>

enum {
    EXIT_FOUND = 1,
    MOST_THREADS = 64,
    PLAIN_WIDTH = 96,
    LEAST_WIDTH = 72,
    MOST_WIDTH = 100
};

struct scan_options {
    struct view format, output, color, policy;
    uint64_t threads;
    bool full, wide, quiet, explain, no_digest;
};

const struct option scan_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct scan_options, format), "FORM",
     "Form of the report", "text json sarif"},
    {"output", 'o', OPTION_TEXT, offsetof(struct scan_options, output), "FILE",
     "Write there instead of standard output", NULL},
    {"policy", 0, OPTION_TEXT, offsetof(struct scan_options, policy), "FILE",
     "What is refused, and who approved which digest", NULL},
    {"explain", 0, OPTION_FLAG, offsetof(struct scan_options, explain), NULL,
     "What the rule that is named means; without a word all rules", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct scan_options, full), NULL,
     "Every file and finding", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct scan_options, wide), NULL,
     "Do not cut the last column", NULL},
    {"no-digest", 0, OPTION_FLAG, offsetof(struct scan_options, no_digest),
     NULL, "Do not hash the files: quicker, and nothing can be approved", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct scan_options, threads), "N",
     "Threads to work on; the report is the same for any number", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct scan_options, quiet), NULL,
     "Nothing but the verdict", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct scan_options, color), "WHEN",
     "When to use colours", COLOR_CHOICES},
    {0},
};

static struct text_choice form_of(const struct scan_options *choice)
{
    bool to_terminal =
        !choice->output.len || view_eq(choice->output, VIEW("-"));
    enum color_choice color = COLOR_AUTO;
    struct text_choice form = {.width = PLAIN_WIDTH,
                               .full = choice->full,
                               .wide = choice->wide,
                               .quiet = choice->quiet};

    color_choice_of(choice->color, &color);
    if (!to_terminal && color == COLOR_AUTO)
        color = COLOR_NEVER;
    form.color = terminal_color(STDOUT_FILENO, color);
    if (to_terminal && terminal_is(STDOUT_FILENO)) {
        unsigned width = (unsigned)terminal_width(STDOUT_FILENO);

        form.width = width < LEAST_WIDTH  ? LEAST_WIDTH
                     : width > MOST_WIDTH ? MOST_WIDTH
                                          : width;
    }
    return form;
}

static struct error *rule_named(struct arena *a, const struct safety_rules *all,
                                struct view id, const struct safety_rule **out)
{
    const char **name = ARENA_NEW(a, const char *, all->count);

    *out = safety_rules_find(all, id);
    if (*out)
        return NULL;
    for (size_t i = 0; i < all->count; i++)
        name[i] = arena_copy(a, all->rule[i].id).at;
    return no_such(a, "rule", id, name, all->count,
                   "freehold scan --explain lists them");
}

static struct error *explain(struct arena *a, const struct scan_options *choice,
                             const struct words *words, struct text *out)
{
    const struct safety_rule *one = NULL;
    struct text_choice form = form_of(choice);
    struct safety_rules all;

    if (words->count > 1)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "--explain takes one rule, or none for all");
    TRY(safety_rules_open(a, &all));
    if (words->count)
        TRY(rule_named(a, &all, words->item[0], &one));
    if (view_eq(choice->format, VIEW("json")))
        rules_json(&all, one, out);
    else
        rules_text(&all, one, &form, out);
    return NULL;
}

static void write_report(const struct scan_options *choice,
                         const struct screening *s, struct text *out)
{
    struct text_choice form = form_of(choice);

    if (view_eq(choice->format, VIEW("json")))
        screening_json(s, out);
    else if (view_eq(choice->format, VIEW("sarif")))
        report_sarif(
            &(struct inspection){.release = s->release, .safety = s->safety},
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
        .threads =
            choice->threads > MOST_THREADS ? MOST_THREADS : choice->threads,
        .digest = !choice->no_digest,
        .policy = choice->policy,
    };

    if (!words->count)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "which files? freehold scan PATH");
    TRY(screen(a, words->item, words->count, &screening, &s));
    write_report(choice, &s, out);
    *found = s.effect == EFFECT_ALLOW ? 0 : EXIT_FOUND;
    return NULL;
}

int cmd_scan(struct arena *a, const struct command *c, char **argv)
{
    struct scan_options choice = {0};
    struct text out = {.arena = a};
    struct words words;
    int code, found = 0;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    struct error *e = choice.explain ? explain(a, &choice, &words, &out)
                                     : scan(a, &choice, &words, &out, &found);
    if (e)
        return command_failed(a, e);
    code = command_print(a, choice.output, text_view(&out));
    return code ? code : found;
}
