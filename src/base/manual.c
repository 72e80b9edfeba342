// SPDX-License-Identifier: Apache-2.0
// Source: man(7) of the macro package an; groff(7), section Escapes.
#include "base/manual.h"

#include "base/help.h"

// Text that roff may not take for a request or an escape. A hyphen is written
// so that it stays one when an option is copied from the page.
static void roff(struct text *t, struct view v)
{
    for (size_t i = 0; i < v.len; i++) {
        char c = v.at[i];
        bool line_start = i == 0 || v.at[i - 1] == '\n';

        if (line_start && (c == '.' || c == '\''))
            text_add(t, VIEW("\\&"));
        if (c == '\\')
            text_add(t, VIEW("\\e"));
        else if (c == '-')
            text_add(t, VIEW("\\-"));
        else
            text_byte(t, c);
    }
}

static void roff_of(struct text *t, const char *terminated)
{
    roff(t, view_of(terminated));
}

static void request(struct text *t, const char *name, struct view words)
{
    text_print(t, ".%s ", name);
    roff(t, words);
    text_byte(t, '\n');
}

static void section(struct text *t, const char *name)
{
    text_print(t, ".SH %s\n", name);
}

// Paragraphs: an empty line becomes a request, since roff would set it as it
// is.
static void paragraphs(struct text *t, const char *about)
{
    struct view left = view_of(about);

    while (left.len) {
        size_t end = view_find(left, VIEW("\n\n"));
        size_t len = end == SIZE_MAX ? left.len : end;

        roff(t, view_head(left, len));
        left = view_from(left, len + 2);
        text_add(t, left.len ? VIEW("\n.PP\n") : VIEW("\n"));
    }
}

static void title(struct text *t, const struct program *p, const char *command)
{
    text_add(t, VIEW(".\\\" " HELP_LICENSE));
    text_print(t, ".TH \"%s%s%s\" 1 \"\" \"%s %s\" \"User Commands\"\n",
               p->name, command ? "\\-" : "", command ? command : "", p->name,
               p->version);
    section(t, "NAME");
}

static void option_entry(struct text *t, const struct option *o)
{
    text_add(t, VIEW(".TP\n"));
    if (o->letter)
        text_print(t, "\\fB\\-%c\\fR, ", o->letter);
    text_add(t, VIEW("\\fB\\-\\-"));
    roff_of(t, o->name);
    text_add(t, VIEW("\\fR"));
    if (o->value)
        text_print(t, " \\fI%s\\fR", o->value);
    text_byte(t, '\n');
    roff(t, option_words(t->arena, o));
    text_byte(t, '\n');
}

static void options(struct text *t, const struct option *o)
{
    section(t, "OPTIONS");
    for (; o && o->name; o++)
        option_entry(t, o);
    option_entry(t, &option_help);
}

static void examples(struct text *t, const char *const *line)
{
    if (!line || !line[0])
        return;
    section(t, "EXAMPLES");
    text_add(t, VIEW(".nf\n"));
    for (; *line; line++) {
        roff_of(t, *line);
        text_byte(t, '\n');
    }
    text_add(t, VIEW(".fi\n"));
}

static void notes(struct text *t, const char *head, const struct note *note)
{
    if (!note || !note->name)
        return;
    section(t, head);
    for (; note->name; note++) {
        text_add(t, VIEW(".TP\n\\fB"));
        roff_of(t, note->name);
        text_add(t, VIEW("\\fR\n"));
        roff_of(t, note->text);
        text_byte(t, '\n');
    }
}

static void command_page(struct text *t, const struct program *p,
                         const struct command *c)
{
    title(t, p, c->name);
    text_print(t, "%s\\-%s \\- ", p->name, c->name);
    roff_of(t, c->summary);
    text_byte(t, '\n');
    section(t, "SYNOPSIS");
    text_print(t, "\\fB%s %s\\fR ", p->name, c->name);
    roff_of(t, c->usage);
    text_add(t, VIEW(" [options]\n"));
    section(t, "DESCRIPTION");
    paragraphs(t, c->about);
    options(t, c->option);
    examples(t, c->example);
    if (c->exits) {
        section(t, "EXIT STATUS");
        paragraphs(t, c->exits);
    }
    section(t, "SEE ALSO");
    request(t, "BR", arena_print(t->arena, "%s (1)", p->name));
    for (size_t i = 0; c->topic && c->topic[i]; i++) {
        text_add(t, VIEW(".br\n"));
        roff(t, arena_print(t->arena, "%s help %s", p->name, c->topic[i]));
        text_byte(t, '\n');
    }
}

static void commands(struct text *t, const struct program *p)
{
    section(t, "COMMANDS");
    for (const struct command *c = p->command; c->name; c++) {
        text_print(t, ".TP\n\\fB%s %s\\fR ", p->name, c->name);
        roff_of(t, c->usage);
        text_byte(t, '\n');
        roff_of(t, c->summary);
        text_byte(t, '\n');
    }
}

static void program_page(struct text *t, const struct program *p)
{
    const char *const example[] = {p->example, NULL};

    title(t, p, NULL);
    text_print(t, "%s \\- ", p->name);
    roff_of(t, p->summary);
    text_byte(t, '\n');
    section(t, "SYNOPSIS");
    text_print(t, "\\fB%s\\fR \\fICOMMAND\\fR [words] [options]\n", p->name);
    section(t, "DESCRIPTION");
    paragraphs(t, p->about);
    commands(t, p);
    notes(t, "TOPICS", p->topic);
    examples(t, example);
    notes(t, "EXIT STATUS", p->exit);
    notes(t, "ENVIRONMENT", p->environment);
    section(t, "SEE ALSO");
    for (const struct command *c = p->command; c->name; c++) {
        struct view page = arena_print(t->arena, "%s-%s (1)%s", p->name,
                                       c->name, c[1].name ? "," : "");
        request(t, "BR", page);
    }
}

void man_print(struct text *t, const struct program *p, const struct command *c)
{
    if (c)
        command_page(t, p, c);
    else
        program_page(t, p);
}
