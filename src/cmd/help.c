// SPDX-License-Identifier: Apache-2.0
// freehold help - about a command or a topic; manual pages and completions.
#include "base/help.h"

#include "base/completion.h"
#include "base/manual.h"
#include "cmd/cmd.h"

struct help_choice {
    struct view shell;
    struct view man_folder;
};

const struct option help_options[] = {
    {"completion", 0, OPTION_TEXT, offsetof(struct help_choice, shell), "SHELL",
     "Print the completions for a shell", "bash zsh fish"},
    {"man-to", 0, OPTION_TEXT, offsetof(struct help_choice, man_folder), "DIR",
     "Write the manual pages into a folder", NULL},
    {0},
};

static int print_completion(struct arena *a, struct view shell)
{
    struct text t = {.arena = a};

    for (enum shell s = SHELL_BASH; s < SHELL_END; s++)
        if (view_eq(view_of(shell_name(s)), shell))
            completion_print(&t, &freehold_program, s);
    return command_print(a, (struct view){0}, text_view(&t));
}

static int write_man(struct arena *a, struct view folder,
                     const struct command *c)
{
    struct text t = {.arena = a};

    man_print(&t, &freehold_program, c);
    return command_print(a,
                         arena_print(a, VIEW_FMT "/freehold%s%s.1",
                                     VIEW_ARG(folder), c ? "-" : "",
                                     c ? c->name : ""),
                         text_view(&t));
}

static int write_all_man(struct arena *a, struct view folder)
{
    int code = write_man(a, folder, NULL);

    for (const struct command *c = freehold_program.command; !code && c->name;
         c++)
        code = write_man(a, folder, c);
    return code;
}

static const struct note *topic_find(struct view name)
{
    for (const struct note *n = freehold_program.topic; n->name; n++)
        if (view_eq(view_of(n->name), name))
            return n;
    return NULL;
}

// The topic that may have been meant, or NULL.
static const char *nearest_topic(struct arena *a, struct view name)
{
    const char **known = NULL;
    size_t count = 0;

    for (const struct note *n = freehold_program.topic; n->name; n++)
        *LIST_ADD(a, known, count) = n->name;
    return nearest_name(name, known, count);
}

static int print_about(struct arena *a, struct view name)
{
    struct text t = {.arena = a};
    const struct note *topic = topic_find(name);
    const struct command *c;

    if (topic) {
        text_wrap(&t, view_of(topic->text), 0, 0, HELP_WIDTH);
    } else {
        struct error *e = command_find(a, &freehold_program, name, &c);
        if (e) {
            const char *near = nearest_topic(a, name);

            return command_failed(a, near ? error_new(a, ERROR_USAGE,
                                                      (struct place){0},
                                                      "no such topic: " VIEW_FMT
                                                      ". Did you mean %s?",
                                                      VIEW_ARG(name), near)
                                          : e);
        }
        help_print(&t, &freehold_program, c);
    }
    return command_print(a, (struct view){0}, text_view(&t));
}

int cmd_help(struct arena *a, const struct command *c, char **argv)
{
    struct help_choice choice = {0};
    struct text t = {.arena = a};
    struct words words;
    int code;

    if (!command_begin(a, c, argv, &choice, &words, &code))
        return code;
    if (choice.shell.len)
        return print_completion(a, choice.shell);
    if (choice.man_folder.len)
        return write_all_man(a, choice.man_folder);
    if (words.count)
        return print_about(a, words.item[0]);
    overview_print(&t, &freehold_program, true);
    return command_print(a, (struct view){0}, text_view(&t));
}
