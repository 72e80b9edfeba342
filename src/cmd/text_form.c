// SPDX-License-Identifier: Apache-2.0
#include "cmd/text_form.h"

#include "base/terminal.h"

#include <unistd.h>

enum { PLAIN_WIDTH = 96, LEAST_WIDTH = 72, MOST_WIDTH = 100 };

// COLUMNS counts for a pipe too: whoever sets it for the command has a reason.
static unsigned width_of_output(void)
{
    unsigned width = terminal_width(STDOUT_FILENO);

    if (!width && !terminal_is(STDOUT_FILENO))
        return PLAIN_WIDTH;
    return width < LEAST_WIDTH  ? LEAST_WIDTH
           : width > MOST_WIDTH ? MOST_WIDTH
                                : width;
}

struct text_choice text_form(const struct text_options *o)
{
    bool to_stdout = !o->output.len || view_eq(o->output, VIEW("-"));
    enum color_choice choice = COLOR_AUTO;

    color_choice_of(o->color, &choice);
    if (!to_stdout && choice == COLOR_AUTO)
        choice = COLOR_NEVER;
    return (struct text_choice){
        .width = to_stdout ? width_of_output() : PLAIN_WIDTH,
        .color = terminal_color(STDOUT_FILENO, choice),
        .full = o->full,
        .wide = o->wide,
        .quiet = o->quiet,
    };
}
