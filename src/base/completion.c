// SPDX-License-Identifier: Apache-2.0
// Sources: bash(1), Programmable Completion; zshcompsys(1), _arguments and
// _describe; fish's `complete`.
#include "base/completion.h"

#include "base/help.h"

static const char *const shells[SHELL_END] = {
    [SHELL_BASH] = "bash",
    [SHELL_ZSH] = "zsh",
    [SHELL_FISH] = "fish",
};

const char *shell_name(enum shell s)
{
    return shells[s];
}

// Values that are paths.
static bool is_path(const char *value)
{
    static const char *const paths[] = {"FILE", "DIR", "PATH", "RELEASE"};

    for (size_t i = 0; value && i < sizeof paths / sizeof *paths; i++)
        if (!strcmp(value, paths[i]))
            return true;
    return false;
}

// Steps through the options of a command, --help as the last.
static const struct option *option_after(const struct command *c,
                                         const struct option *o)
{
    if (o == &option_help)
        return NULL;
    o = o ? o + 1 : c->option;
    return o && o->name ? o : &option_help;
}

// Adds `v` with a backslash before each character of `special`; what is a
// single quote for the shell leaves and enters its quotes.
static void protected(struct text *t, struct view v, const char *special,
                      const char *quote)
{
    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] == '\'') {
            text_add(t, view_of(quote));
            continue;
        }
        if (strchr(special, v.at[i]))
            text_byte(t, '\\');
        text_byte(t, v.at[i]);
    }
}

static void command_names(struct text *t, const struct program *p, char between)
{
    for (const struct command *c = p->command; c->name; c++)
        text_print(t, "%s%c", c->name, c[1].name ? between : ' ');
    if (t->at[t->len - 1] == ' ')
        t->len--;
}

// bash

// The pattern of a command's option with a value: "inspect:-f|inspect:--form".
static void bash_value(struct text *t, const struct command *c,
                       const struct option *o)
{
    text_add(t, VIEW("    "));
    if (o->letter)
        text_print(t, "%s:-%c | ", c->name, o->letter);
    text_print(t, "%s:--%s)\n", c->name, o->name);
    if (o->choices)
        text_print(t,
                   "        mapfile -t COMPREPLY < <(compgen -W '%s' -- "
                   "\"$cur\")\n",
                   o->choices);
    else if (is_path(o->value))
        text_add(t, VIEW("        mapfile -t COMPREPLY < <(compgen -f -- "
                         "\"$cur\")\n"));
    text_add(t, VIEW("        return ;;\n"));
}

static void bash_options(struct text *t, const struct command *c)
{
    text_print(t, "    %s:-*)\n        mapfile -t COMPREPLY < <(compgen -W '",
               c->name);
    for (const struct option *o = option_after(c, NULL); o;
         o = option_after(c, o)) {
        if (o->letter)
            text_print(t, "-%c ", o->letter);
        text_print(t, "--%s%s", o->name, o == &option_help ? "" : " ");
    }
    text_add(t, VIEW("' -- \"$cur\")\n        return ;;\n"));
}

static void bash(struct text *t, const struct program *p)
{
    text_print(t,
               "# " HELP_LICENSE
               "# bash completion for %s, made from its option tables.\n",
               p->name);
    text_print(t, "_%s() {\n", p->name);
    text_add(t, VIEW("    local cur=${COMP_WORDS[COMP_CWORD]} command=\n"
                     "    local prev=${COMP_WORDS[COMP_CWORD-1]}\n"
                     "    if [[ $cur == = ]]; then\n"
                     "        cur=\n"
                     "    elif [[ $prev == = ]]; then\n"
                     "        prev=${COMP_WORDS[COMP_CWORD-2]}\n"
                     "    fi\n"
                     "    COMPREPLY=()\n"
                     "    if ((COMP_CWORD > 1)); then\n"
                     "        command=${COMP_WORDS[1]}\n"
                     "    fi\n"
                     "    case $command:$prev in\n"));
    for (const struct command *c = p->command; c->name; c++)
        for (const struct option *o = option_after(c, NULL); o;
             o = option_after(c, o))
            if (o->value)
                bash_value(t, c, o);
    text_add(t, VIEW("    esac\n    case $command:$cur in\n"
                     "    :*)\n        mapfile -t COMPREPLY < <(compgen -W '"));
    command_names(t, p, ' ');
    text_add(t, VIEW("' -- \"$cur\")\n        return ;;\n"));
    for (const struct command *c = p->command; c->name; c++)
        bash_options(t, c);
    text_add(t, VIEW("    help:*)\n        mapfile -t COMPREPLY < <(compgen "
                     "-W '"));
    command_names(t, p, ' ');
    for (const struct note *n = p->topic; n && n->name; n++)
        text_print(t, " %s", n->name);
    text_add(t, VIEW("' -- \"$cur\")\n        return ;;\n    esac\n"
                     "    mapfile -t COMPREPLY < <(compgen -f -- \"$cur\")\n"
                     "}\n"));
    text_print(t, "complete -o filenames -F _%s %s\n", p->name, p->name);
}

// zsh

static void zsh_protected(struct text *t, struct view v)
{
    protected(t, v, "[]:\\", "'\\''");
}

// '(-f --format)'{-f,--format=}'[Form of the report]:FORM:(text json)'
static void zsh_option(struct text *t, const struct option *o)
{
    const char *sign = o->value ? "=" : "";

    text_add(t, VIEW(" \\\n            "));
    if (o->letter && o->kind == OPTION_LIST)
        text_print(t, "'*'{-%c,--%s%s}'[", o->letter, o->name, sign);
    else if (o->letter)
        text_print(t, "'(-%c --%s)'{-%c,--%s%s}'[", o->letter, o->name,
                   o->letter, o->name, sign);
    else
        text_print(t, "'%s--%s%s[", o->kind == OPTION_LIST ? "*" : "", o->name,
                   sign);
    zsh_protected(t, option_words(t->arena, o));
    text_byte(t, ']');
    if (o->value)
        text_print(t, ":%s:", o->value);
    if (o->choices)
        text_print(t, "(%s)", o->choices);
    else if (is_path(o->value))
        text_add(t, VIEW("_files"));
    text_byte(t, '\'');
}

static void zsh(struct text *t, const struct program *p)
{
    text_print(t,
               "#compdef %s\n"
               "# " HELP_LICENSE
               "# zsh completion for %s, made from its option tables.\n",
               p->name, p->name);
    text_add(t, VIEW("local -a commands\n"
                     "if ((CURRENT == 2)); then\n"
                     "    commands=("));
    for (const struct command *c = p->command; c->name; c++) {
        text_print(t, "\n        '%s:", c->name);
        zsh_protected(t, view_of(c->summary));
        text_byte(t, '\'');
    }
    text_add(t, VIEW(")\n    _describe command commands\n    return\nfi\n"
                     "local command=$words[2]\n"
                     "shift words\n((CURRENT--))\n"
                     "case $command in\n"));
    for (const struct command *c = p->command; c->name; c++) {
        text_print(t, "    %s)\n        _arguments -S", c->name);
        for (const struct option *o = option_after(c, NULL); o;
             o = option_after(c, o))
            zsh_option(t, o);
        text_add(t, VIEW(" \\\n            '*:word:_files' ;;\n"));
    }
    text_add(t, VIEW("esac\n"));
}

// fish

static void fish_quoted(struct text *t, struct view v)
{
    text_byte(t, '\'');
    protected(t, v, "\\", "\\'");
    text_byte(t, '\'');
}

static void fish_option(struct text *t, const struct program *p,
                        const struct command *c, const struct option *o)
{
    text_print(t, "complete -c %s -n '__fish_seen_subcommand_from %s'", p->name,
               c->name);
    if (o->letter)
        text_print(t, " -s %c", o->letter);
    text_print(t, " -l %s", o->name);
    if (o->value)
        text_add(t, is_path(o->value) ? VIEW(" -r -F") : VIEW(" -x"));
    if (o->choices)
        text_print(t, " -a '%s'", o->choices);
    text_add(t, VIEW(" -d "));
    fish_quoted(t, option_words(t->arena, o));
    text_byte(t, '\n');
}

static void fish(struct text *t, const struct program *p)
{
    text_print(t,
               "# " HELP_LICENSE
               "# fish completion for %s, made from its option tables.\n",
               p->name);
    for (const struct command *c = p->command; c->name; c++) {
        text_print(t, "complete -c %s -n __fish_use_subcommand -f -a %s -d ",
                   p->name, c->name);
        fish_quoted(t, view_of(c->summary));
        text_byte(t, '\n');
        for (const struct option *o = option_after(c, NULL); o;
             o = option_after(c, o))
            fish_option(t, p, c, o);
    }
    for (const struct note *n = p->topic; n && n->name; n++) {
        text_print(t,
                   "complete -c %s -n '__fish_seen_subcommand_from help' -f "
                   "-a %s -d ",
                   p->name, n->name);
        fish_quoted(t, view_of(n->text));
        text_byte(t, '\n');
    }
}

void completion_print(struct text *t, const struct program *p, enum shell s)
{
    static void (*const print[SHELL_END])(struct text *,
                                          const struct program *) = {
        [SHELL_BASH] = bash, [SHELL_ZSH] = zsh, [SHELL_FISH] = fish};

    print[s](t, p);
}
