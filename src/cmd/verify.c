// SPDX-License-Identifier: Apache-2.0
// freehold verify MODEL - whether its files are those that somebody signed.
#include "report/verify.h"
#include "base/terminal.h"
#include "cmd/cmd.h"
#include "cmd/text_form.h"

#include <time.h>

enum { EXIT_REFUSED = 1, EXIT_REVIEW = 5 };

struct verify_command {
    struct text_options shown;
    struct view format, signature, roots, trust;
    struct words keys;
    uint64_t threads;
    bool allow_extra;
};

const struct option verify_options[] = {
    {"signature", 's', OPTION_TEXT, offsetof(struct verify_command, signature),
     "FILE", "The signature (model.sig); without it a hub cache's own digests",
     NULL},
    {"key", 'k', OPTION_LIST, offsetof(struct verify_command, keys), "FILE",
     "A public key that you trust, PEM; may be repeated", NULL},
    {"ca", 0, OPTION_TEXT, offsetof(struct verify_command, roots), "FILE",
     "Root certificates that you trust, PEM", NULL},
    {"trust", 0, OPTION_TEXT, offsetof(struct verify_command, trust), "FILE",
     "Keys and roots with owners and days, and what is revoked", NULL},
    {"allow-extra", 0, OPTION_FLAG,
     offsetof(struct verify_command, allow_extra), NULL,
     "Only note unsigned files that no loader reads", NULL},
    {"format", 'f', OPTION_TEXT, offsetof(struct verify_command, format),
     "FORM", "Form of the answer", "text json sarif"},
    {"output", 'o', OPTION_TEXT, offsetof(struct verify_command, shown.output),
     "FILE", "Write there instead of standard output", NULL},
    {"full", 0, OPTION_FLAG, offsetof(struct verify_command, shown.full), NULL,
     "Every finding and every path left out", NULL},
    {"wide", 0, OPTION_FLAG, offsetof(struct verify_command, shown.wide), NULL,
     "Do not cut lines", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct verify_command, threads), "N",
     "Threads to work on; the answer is the same for any number", NULL},
    {"quiet", 'q', OPTION_FLAG, offsetof(struct verify_command, shown.quiet),
     NULL, "Nothing but the verdict", NULL},
    {"color", 0, OPTION_TEXT, offsetof(struct verify_command, shown.color),
     "WHEN", "When to use colours", COLOR_CHOICES},
    {0},
};

static int exit_of(const struct verification *v)
{
    if (v->safety.verdict <= SAFETY_NOTE)
        return 0;
    return v->safety.verdict == SAFETY_REVIEW ? EXIT_REVIEW : EXIT_REFUSED;
}

int cmd_verify(struct arena *a, const struct command *c, char **argv)
{
    struct verify_command choice = {0};
    struct text out = {.arena = a};
    struct progress progress;
    struct verification v;
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    struct verify_choice how = {
        .signature = choice.signature,
        .key = choice.keys.item,
        .key_count = choice.keys.count,
        .roots = choice.roots,
        .trust = choice.trust,
        .now = (int64_t)time(NULL),
        .allow_extra = choice.allow_extra,
        .threads = choice.threads,
        .progress = &progress,
    };
    struct error *e = verify(a, words.item[0], &how, &v);
    if (e)
        return command_failed(a, e);
    struct text_choice form = text_form(&choice.shown);
    if (view_eq(choice.format, VIEW("json")))
        verify_json(&v, &out);
    else if (view_eq(choice.format, VIEW("sarif")))
        verify_sarif(&v, &out);
    else
        verify_text(&v, &form, &out);
    code = command_print(a, choice.shown.output, text_view(&out));
    return code ? code : exit_of(&v);
}
