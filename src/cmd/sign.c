// SPDX-License-Identifier: Apache-2.0
// freehold sign MODEL --key FILE -o FILE - a signature over all its files.
#include "safety/sign.h"
#include "base/amount.h"
#include "cmd/cmd.h"

#include <inttypes.h>

struct sign_command {
    struct view key, passphrase, output;
    struct words ignore;
    uint64_t threads;
    bool quiet;
};

const struct option sign_options[] = {
    {"key", 'k', OPTION_TEXT, offsetof(struct sign_command, key), "FILE",
     "The private key, PEM, which only its owner may read", NULL},
    {"output", 'o', OPTION_TEXT, offsetof(struct sign_command, output), "FILE",
     "The signature to write, beside or in the model", NULL},
    {"passphrase", 0, OPTION_TEXT, offsetof(struct sign_command, passphrase),
     "FILE", "The first line of this file opens the key", NULL},
    {"ignore", 0, OPTION_LIST, offsetof(struct sign_command, ignore), "PATH",
     "Leave this path of the model out, and say so; may be repeated", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct sign_command, threads), "N",
     "Threads to work on", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct sign_command, quiet), NULL,
     "Say nothing on success", NULL},
    {0},
};

static int usage(struct arena *a, const char *what)
{
    return command_failed(
        a, error_new(a, ERROR_USAGE, (struct place){0}, "%s", what));
}

static struct view told(struct arena *a, const struct sign_command *choice,
                        const struct signing *s)
{
    struct text t = {.arena = a};

    text_print(&t, "signed " VIEW_FMT " file%s, " VIEW_FMT ", as ",
               VIEW_ARG(amount_count(a, s->files)), s->files == 1 ? "" : "s",
               VIEW_ARG(amount_size(a, s->size)));
    text_escaped(&t, choice->output);
    text_print(&t,
               "\n  root  sha256:" VIEW_FMT "\n  key   sha256:" VIEW_FMT
               " (" VIEW_FMT ")\n",
               VIEW_ARG(s->root), VIEW_ARG(s->key), VIEW_ARG(s->curve));
    for (size_t i = 0; i < choice->ignore.count; i++) {
        if (!s->absent[i])
            continue;
        text_print(&t, "  note  --ignore ");
        text_escaped(&t, choice->ignore.item[i]);
        text_print(&t, ": there is nothing of that name in the model\n");
    }
    return text_view(&t);
}

int cmd_sign(struct arena *a, const struct command *c, char **argv)
{
    struct sign_command choice = {0};
    struct progress progress;
    struct signing s;
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    if (!choice.key.len)
        return usage(a, "say with which key: --key FILE");
    if (!choice.output.len || view_eq(choice.output, VIEW("-")))
        return usage(a, "say where the signature goes: -o FILE");
    struct sign_choice how = {
        .key = choice.key,
        .passphrase = choice.passphrase,
        .output = choice.output,
        .ignore = choice.ignore.item,
        .ignore_count = choice.ignore.count,
        .threads = choice.threads,
        .progress = &progress,
    };
    struct error *e = sign(a, words.item[0], &how, &s);
    if (e)
        return command_failed(a, e);
    return choice.quiet
               ? 0
               : command_print(a, (struct view){0}, told(a, &choice, &s));
}
