// SPDX-License-Identifier: Apache-2.0
// help.h - what `-h` and `freehold help` print, made from the option tables.
//
// At most 80 columns; the example stands before the explanation.
#ifndef BASE_HELP_H
#define BASE_HELP_H

#include "base/option.h"
#include "base/text.h"

enum { HELP_WIDTH = 80 };

// What a generated page or script says of its own license.
// REUSE-IgnoreStart
#define HELP_LICENSE "SPDX-License-Identifier: Apache-2.0\n"
// REUSE-IgnoreEnd

void help_print(struct text *t, const struct program *p,
                const struct command *c);

// The program itself: with `all` each command, topic, exit code and variable,
// else a first look of some fifteen lines.
void overview_print(struct text *t, const struct program *p, bool all);

// Adds the words of `v`, wrapped before column `width`; continued lines begin
// at column `indent`, the first one at `column`, where the text stands now. An
// empty line in `v` ends a paragraph. Ends with a newline.
void text_wrap(struct text *t, struct view v, size_t column, size_t indent,
               size_t width);

// What is said of an option: its help and the words it takes, in `a`.
struct view option_words(struct arena *a, const struct option *o);

#endif
