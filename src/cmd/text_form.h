// SPDX-License-Identifier: Apache-2.0
// text_form.h - how a report for people is written: its width and its colours
// (interface.md 3), the same for all commands.
#ifndef CMD_TEXT_FORM_H
#define CMD_TEXT_FORM_H

#include "report/text.h"

// For a report that goes to `output`, a file, or empty or "-" for standard
// output; `color` is the word of --color, or empty. A terminal has its own
// width, between 72 and 100 columns; all else has 96, and no colours unless
// they are asked for.
struct text_choice text_form(struct view output, struct view color);

#endif
