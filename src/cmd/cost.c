// SPDX-License-Identifier: Apache-2.0
// freehold cost FILE - what own machines cost and what an API does.
#include "report/cost.h"
#include "base/file.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"

enum { MOST_BYTES = 1 << 20, MULTIPLES = 8, MOST_MULTIPLES = 1000 };

struct cost_choice {
    struct text_options shown;
    struct view format;
    uint64_t up_to;
};

const struct option cost_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct cost_choice, format), "FORM",
     "Form of the answer; svg is a plot", "text json svg"},
    {"output", 'o', OPTION_TEXT, offsetof(struct cost_choice, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"up-to", 0, OPTION_NUMBER, offsetof(struct cost_choice, up_to), "N",
     "Search crossings up to N times the demand, 1 to 1000 (by default 8)",
     NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct cost_choice, shown.full), NULL,
     "Every input and interval", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct cost_choice, shown.color), "WHEN",
     "When to use colours", COLOR_CHOICES},
    {0},
};

static void print_text(const struct cost_choice *choice, const struct cost *c,
                       struct text *out)
{
    struct text_choice form = text_form(&choice->shown);

    cost_text(c, form.width, form.color, choice->shown.full, out);
}

int cmd_cost(struct arena *a, const struct command *c, char **argv)
{
    struct cost_choice choice = {.up_to = MULTIPLES};
    struct text out = {.arena = a};
    struct words words;
    struct view bytes;
    struct cost_input in;
    struct cost cost;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    struct place none = {0};
    if (choice.up_to < 1 || choice.up_to > MOST_MULTIPLES)
        return command_failed(
            a, error_new(a, ERROR_USAGE, none, "--up-to is from 1 to 1000"));
    struct view path = words.item[0];
    struct error *e = file_front(a, path, MOST_BYTES + 1, &bytes);
    if (!e && bytes.len > MOST_BYTES)
        e = error_new(a, ERROR_INPUT, (struct place){path, 0, 0},
                      "a cost file has at most 1 MiB");
    if (!e)
        e = cost_input_read(a, bytes, path, &in);
    if (e)
        return command_failed(a, e);
    cost_of(a, &in, (double)choice.up_to, &cost);
    if (view_eq(choice.format, VIEW("json")))
        cost_json(&cost, &out);
    else if (view_eq(choice.format, VIEW("svg")))
        cost_svg(&cost, &out);
    else
        print_text(&choice, &cost, &out);
    return command_print(a, choice.shown.output, text_view(&out));
}
