// SPDX-License-Identifier: Apache-2.0
// freehold explain RELEASE - the questions people ask of a model, answered.
#include "report/explain.h"
#include "api/inspect.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"

struct explain_choice {
    struct text_options shown;
    struct view format;
    uint64_t threads;
};

const struct option explain_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct explain_choice, format),
     "FORM", "Form of the answers", "text json"},
    {"output", 'o', OPTION_TEXT, offsetof(struct explain_choice, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct explain_choice, shown.wide), NULL,
     "Do not break lines", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct explain_choice, threads), "N",
     "Threads to work on; the answers are the same for any number", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct explain_choice, shown.color),
     "WHEN", "When to use colours", COLOR_CHOICES},
    {0},
};

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
    inspecting.threads = choice.threads;
    struct error *e =
        inspect(a, NULL, words.item, words.count, &inspecting, &inspection);
    if (e)
        return command_failed(a, e);
    command_unread(a, &inspection);
    explain_take(a, &inspection, &explanation);
    struct text_choice form = text_form(&choice.shown);
    if (view_eq(choice.format, VIEW("json")))
        explain_json(&explanation, &out);
    else
        explain_text(&explanation, &form, &out);
    return command_print(a, choice.shown.output, text_view(&out));
}
