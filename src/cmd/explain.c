// SPDX-License-Identifier: Apache-2.0
// freehold explain RELEASE - the questions people ask of a model, answered.
#include "report/explain.h"
#include "api/inspect.h"
#include "base/terminal.h"
#include "cmd/cmd.h"

#include <unistd.h>

enum {
    MOST_THREADS = 64,
    PLAIN_WIDTH = 96,
    LEAST_WIDTH = 72,
    MOST_WIDTH = 100
};

struct explain_choice {
    struct view format, output, color;
    uint64_t threads;
    bool wide;
};

const struct option explain_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct explain_choice, format),
     "FORM", "Form of the answers", "text json"},
    {"output", 'o', OPTION_TEXT, offsetof(struct explain_choice, output),
     "FILE", "Write there instead of standard output", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct explain_choice, wide), NULL,
     "Do not break lines", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct explain_choice, threads), "N",
     "Threads to work on; the answers are the same for any number", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct explain_choice, color), "WHEN",
     "When to use colours", COLOR_CHOICES},
    {0},
};

static struct text_choice form_of(const struct explain_choice *choice)
{
    bool to_terminal =
        !choice->output.len || view_eq(choice->output, VIEW("-"));
    enum color_choice color = COLOR_AUTO;
    struct text_choice form = {.width = PLAIN_WIDTH, .wide = choice->wide};

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

int cmd_explain(struct arena *a, const struct command *c, char **argv)
{
    struct explain_choice choice = {0};
    struct release_choice inspecting = {0};
    struct text out = {.arena = a};
    struct inspection inspection;
    struct explanation explanation;
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    inspecting.threads =
        choice.threads > MOST_THREADS ? MOST_THREADS : choice.threads;
    struct error *e =
        inspect(a, NULL, words.item, words.count, &inspecting, &inspection);
    if (e)
        return command_failed(a, e);
    command_unread(a, &inspection);
    explain_take(a, &inspection, &explanation);
    struct text_choice form = form_of(&choice);
    if (view_eq(choice.format, VIEW("json")))
        explain_json(&explanation, &out);
    else
        explain_text(&explanation, &form, &out);
    return command_print(a, choice.output, text_view(&out));
}
