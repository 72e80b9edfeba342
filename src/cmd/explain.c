// SPDX-License-Identifier: Apache-2.0
// freehold explain RELEASE - the questions people ask of a model, answered.
#include "report/explain.h"
#include "api/inspect.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"

enum { MOST_THREADS = 64 };

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
    struct text_choice form = text_form(choice->output, choice->color);

    form.wide = choice->wide;
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
