// SPDX-License-Identifier: Apache-2.0
// completion.h - completions for shells, made from the option tables.
#ifndef BASE_COMPLETION_H
#define BASE_COMPLETION_H

#include "base/option.h"
#include "base/text.h"

enum shell {
    SHELL_BASH,
    SHELL_ZSH,
    SHELL_FISH,
    SHELL_END,
};

// "bash"
const char *shell_name(enum shell s);

void completion_print(struct text *t, const struct program *p, enum shell s);

#endif
