// SPDX-License-Identifier: Apache-2.0
// freehold fit RELEASE... --needs FILE - which candidate gives a team what it
// asks for.
#include "api/fit.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "report/fit.h"

#include <unistd.h>

enum { EXIT_NONE_FITS = 1, EXIT_OPEN = 5, MOST_THREADS = 64, PLAIN_WIDTH = 96 };

struct fit_choice {
    struct view format, output, color, needs;
    uint64_t threads;
    bool full, wide, strict, digest;
};

const struct option fit_options[] = {
    {"needs", 'n', OPTION_TEXT, offsetof(struct fit_choice, needs), "FILE",
     "What the team asks for: YAML or JSON, freehold-needs/1", NULL},
    {"format", 'f', OPTION_TEXT, offsetof(struct fit_choice, format), "FORM",
     "Form of the answer", "text json sarif junit"},
    {"output", 'o', OPTION_TEXT, offsetof(struct fit_choice, output), "FILE",
     "Write there instead of standard output", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct fit_choice, full), NULL,
     "Every need with its reason, not only what decides", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct fit_choice, wide), NULL,
     "Do not cut the last column", NULL},
    {"strict", 0, OPTION_FLAG, offsetof(struct fit_choice, strict), NULL,
     "Exit 5, not 1, if no candidate fits and one is only undecided", NULL},
    {"digest", 0, OPTION_FLAG, offsetof(struct fit_choice, digest), NULL,
     "Also hash every file (SHA-256)", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct fit_choice, threads), "N",
     "Threads to work on; the answer is the same for any number", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct fit_choice, color), "WHEN",
     "When to use colours", COLOR_CHOICES},
    {0},
};

static void print_text(const struct fit_choice *choice, const struct fit *f,
                       struct text *out)
{
    bool to_terminal =
        !choice->output.len || view_eq(choice->output, VIEW("-"));
    enum color_choice color = COLOR_AUTO;
    struct text_choice form = {
        .width = PLAIN_WIDTH, .full = choice->full, .wide = choice->wide};

    color_choice_of(choice->color, &color);
    if (!to_terminal && color == COLOR_AUTO)
        color = COLOR_NEVER;
    form.color = terminal_color(STDOUT_FILENO, color);
    if (to_terminal && terminal_is(STDOUT_FILENO)) {
        unsigned width = terminal_width(STDOUT_FILENO);
        form.width = width < 72 ? 72 : width > 100 ? 100 : width;
    }
    fit_text(f, &form, out);
}

static void print_fit(const struct fit_choice *choice, const struct fit *f,
                      struct text *out)
{
    if (view_eq(choice->format, VIEW("json")))
        fit_json(f, out);
    else if (view_eq(choice->format, VIEW("sarif")))
        fit_sarif(f, out);
    else if (view_eq(choice->format, VIEW("junit")))
        fit_junit(f, out);
    else
        print_text(choice, f, out);
}

static int exit_of(const struct fit_choice *choice, const struct fit *f)
{
    if (f->any_fits)
        return 0;
    return choice->strict && f->any_open ? EXIT_OPEN : EXIT_NONE_FITS;
}

int cmd_fit(struct arena *a, const struct command *c, char **argv)
{
    struct fit_choice choice = {0};
    struct release_choice inspecting = {0};
    struct text out = {.arena = a};
    struct words words;
    struct fit f;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    if (!choice.needs.len)
        return command_failed(a, error_new(a, ERROR_USAGE, (struct place){0},
                                           "say what you need: --needs FILE"));
    inspecting.threads =
        choice.threads > MOST_THREADS ? MOST_THREADS : choice.threads;
    inspecting.digest = choice.digest;
    struct error *e =
        fit_paths(a, words.item, words.count, choice.needs, &inspecting, &f);
    if (e)
        return command_failed(a, e);
    print_fit(&choice, &f, &out);
    code = command_print(a, choice.output, text_view(&out));
    return code ? code : exit_of(&choice, &f);
}
