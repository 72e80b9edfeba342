// SPDX-License-Identifier: Apache-2.0
// freehold terms FILE - which licence a text is, and where it stands.
#include "cmd/cmd.h"
#include "freehold.h"

struct terms_choice {
    struct view format, output;
};

const struct option terms_options[] = {
    {"format", 'f', OPTION_TEXT, offsetof(struct terms_choice, format), "FORM",
     "Form of the answer", "json"},
    {"output", 'o', OPTION_TEXT, offsetof(struct terms_choice, output), "FILE",
     "Write there instead of standard output", NULL},
    {0},
};

int cmd_terms(struct arena *a, const struct command *c, char **argv)
{
    struct terms_choice choice = {0};
    struct words words;
    enum fh_result result;
    char *error;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    const char **path = ARENA_NEW(a, const char *, words.count);
    for (size_t n = 0; n < words.count; n++)
        path[n] = arena_copy(a, words.item[n]).at;
    char *document = fh_terms_json(path, words.count, &result, &error);
    if (!document) {
        fputs(error ? error : "freehold: out of memory\n", stderr);
        fh_free(error);
        return (int)result;
    }
    code = command_print(a, choice.output, view_of(document));
    fh_free(document);
    return code;
}
