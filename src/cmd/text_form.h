// SPDX-License-Identifier: Apache-2.0
// text_form.h - how a report for people is written: its width and its colours
// (interface.md 3), the same for all commands.
#ifndef CMD_TEXT_FORM_H
#define CMD_TEXT_FORM_H

#include "report/text.h"

// What a command's options say of it. A command that lacks an option leaves
// its field as it is.
struct text_options {
    struct view output; // a file; empty or "-": standard output
    struct view color;  // the word of --color, or empty
    bool full, wide, quiet;
};

// A terminal has its own width, between 72 and 100 columns; all else has 96,
// and no colours unless they are asked for.
struct text_choice text_form(const struct text_options *o);

#endif
