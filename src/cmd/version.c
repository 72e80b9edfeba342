// SPDX-License-Identifier: Apache-2.0
// freehold version - which program and rules this is.
#include "base/sandbox.h"
#include "cmd/cmd.h"
#include "freehold.h"

struct version_choice {
    bool sandbox;
};

const struct option version_options[] = {
    {"sandbox", 0, OPTION_FLAG, offsetof(struct version_choice, sandbox), NULL,
     "Which sandbox this machine gives to inspect and scan", NULL},
    {0},
};

static struct view sandbox_words(struct arena *a)
{
    struct sandbox s = sandbox_offers();

    if (s.why)
        return arena_print(a, "sandbox: none: %s\n", s.why);
    if (!s.landlock)
        return VIEW("sandbox: seccomp\n");
    return arena_print(a, "sandbox: seccomp, landlock %u\n", s.landlock);
}

int cmd_version(struct arena *a, const struct command *c, char **argv)
{
    struct version_choice choice = {0};
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    return command_print(a, (struct view){0},
                         choice.sandbox
                             ? sandbox_words(a)
                             : arena_print(a, "freehold %s, rules %s\n",
                                           fh_version(), fh_rules_version()));
}
