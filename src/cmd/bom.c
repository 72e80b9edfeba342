// SPDX-License-Identifier: Apache-2.0
// freehold bom RELEASE - a bill of materials, CycloneDX or SPDX.
#include "base/pool.h"
#include "cmd/cmd.h"
#include "freehold.h"

struct bom_command {
    struct view format, output;
    uint64_t threads;
    bool digest, dated;
};

const struct option bom_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct bom_command, format), "FORM",
     "Form of the bill", "cyclonedx spdx"},
    {"output", 'o', OPTION_TEXT, offsetof(struct bom_command, output), "FILE",
     "Write there instead of standard output", NULL},
    {"digest", 0, OPTION_FLAG, offsetof(struct bom_command, digest), NULL,
     "Hash every file (SHA-256); pointers have their digests without", NULL},
    {"dated", 0, OPTION_FLAG, offsetof(struct bom_command, dated), NULL,
     "Put the time into it", NULL},
    {"threads", 0, OPTION_NUMBER, offsetof(struct bom_command, threads), "N",
     "Threads to work on; the bill is the same for any number", NULL},
    {0},
};

int cmd_bom(struct arena *a, const struct command *c, char **argv)
{
    struct bom_command choice = {0};
    struct fh_report report = {.format = FH_CYCLONEDX};
    struct words words;
    size_t length;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    struct error *e = command_time(a, &choice.dated, &report.time);
    if (e)
        return command_failed(a, e);
    report.dated = choice.dated;
    if (view_eq(choice.format, VIEW("spdx")))
        report.format = FH_SPDX;
    struct fh_inspection *i = fh_inspection_new();
    for (size_t n = 0; n < words.count; n++)
        fh_inspection_add(i, arena_copy(a, words.item[n]).at);
    fh_inspection_threads(i, pool_threads(choice.threads));
    if (choice.digest)
        fh_inspection_digest(i, NULL, NULL);
    code = (int)fh_inspection_run(i);
    if (code) {
        fputs(fh_inspection_error(i), stderr);
    } else {
        fputs(fh_inspection_unread(i), stderr);
        const char *text = fh_inspection_report(i, &report, &length);
        code = command_print(a, choice.output, (struct view){text, length});
    }
    fh_inspection_free(i);
    return code;
}
