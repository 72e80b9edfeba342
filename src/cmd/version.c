// SPDX-License-Identifier: Apache-2.0
// freehold version - which program and rules this is.
#include "cmd/cmd.h"
#include "freehold.h"

int cmd_version(struct arena *a, const struct command *c, char **argv)
{
    struct words words;
    int code;

    if (!command_begin(a, c, argv, NULL, &words, &code))
        return code;
    return command_print(a, (struct view){0},
                         arena_print(a, "freehold %s, rules %s\n", fh_version(),
                                     fh_rules_version()));
}
