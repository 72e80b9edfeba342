// SPDX-License-Identifier: Apache-2.0
#include "base/help.h"

#include "base/unicode.h"

// Wrapping

static bool is_blank(char c)
{
    return c == ' ' || c == '\n';
}

void text_wrap(struct text *t, struct view v, size_t column, size_t indent,
               size_t width)
{
    bool first = true; // of its line

    for (;;) {
        size_t breaks = 0, len = 0;

        while (v.len && is_blank(v.at[0])) {
            breaks += v.at[0] == '\n';
            v = view_from(v, 1);
        }
        if (!v.len)
            break;
        while (len < v.len && !is_blank(v.at[len]))
            len++;
        size_t columns = unicode_width(view_head(v, len));
        if (!first && (breaks > 1 || column + 1 + columns > width)) {
            text_add(t, breaks > 1 ? VIEW("\n\n") : VIEW("\n"));
            text_fill(t, ' ', indent);
            column = indent;
        } else if (!first) {
            text_byte(t, ' ');
            column++;
        }
        text_add(t, view_head(v, len));
        column += columns;
        first = false;
        v = view_from(v, len);
    }
    text_byte(t, '\n');
}

// A row of two columns: "  name        text, wrapped".
static void two_columns(struct text *t, struct view name, struct view what,
                        size_t indent)
{
    size_t width = unicode_width(name) + 2;

    text_fill(t, ' ', 2);
    text_add(t, name);
    if (width + 2 > indent) {
        text_byte(t, '\n');
        width = 0;
    }
    text_fill(t, ' ', indent - width);
    text_wrap(t, what, indent, indent, HELP_WIDTH);
}

// Options

struct view option_words(struct arena *a, const struct option *o)
{
    struct text t = {.arena = a};
    struct view left = view_of(o->choices);

    text_add(&t, view_of(o->help));
    for (bool first = true; left.len; first = false) {
        struct view word = view_cut(left, ' ', &left);

        if (!first)
            text_add(&t, VIEW(", "));
        else if (t.len)
            text_add(&t, VIEW(": "));
        text_add(&t, word);
    }
    return text_view(&t);
}

enum { OPTION_COLUMN = 27 };

static void option_row(struct text *t, const struct option *o)
{
    struct text name = {.arena = t->arena};

    if (o->letter)
        text_print(&name, "-%c, ", o->letter);
    else
        text_fill(&name, ' ', 4);
    text_print(&name, "--%s", o->name);
    if (o->value)
        text_print(&name, " %s", o->value);
    two_columns(t, text_view(&name), option_words(t->arena, o), OPTION_COLUMN);
}

// Commands

static void topics_line(struct text *t, const struct program *p,
                        const struct command *c)
{
    struct text line = {.arena = t->arena};

    for (size_t i = 0; c->topic && c->topic[i]; i++)
        text_print(&line, "%s%s help %s", i ? ", " : "More: ", p->name,
                   c->topic[i]);
    if (line.len)
        text_wrap(t, text_view(&line), 0, 6, HELP_WIDTH);
}

void help_print(struct text *t, const struct program *p,
                const struct command *c)
{
    struct view usage =
        arena_print(t->arena, "Usage: %s %s%s%s [options]", p->name, c->name,
                    *c->usage ? " " : "", c->usage);

    text_wrap(t, usage, 0, 7, HELP_WIDTH);
    text_byte(t, '\n');
    for (size_t i = 0; c->example && c->example[i]; i++)
        text_print(t, "  %s\n", c->example[i]);
    if (c->example && c->example[0])
        text_byte(t, '\n');
    text_wrap(t, view_of(c->about), 0, 0, HELP_WIDTH);
    text_byte(t, '\n');
    for (const struct option *o = c->option; o && o->name; o++)
        option_row(t, o);
    option_row(t, &option_help);
    text_byte(t, '\n');
    if (c->exits)
        text_wrap(t, arena_print(t->arena, "Exit: %s", c->exits), 0, 6,
                  HELP_WIDTH);
    topics_line(t, p, c);
}

// The program

static void command_row(struct text *t, const struct program *p,
                        const struct command *c)
{
    struct view name = arena_print(t->arena, "%s %s%s%s", p->name, c->name,
                                   *c->usage ? " " : "", c->usage);

    two_columns(t, name, view_of(c->summary), 34);
}

static void notes(struct text *t, const char *head, const struct note *note)
{
    if (!note || !note->name)
        return;
    text_print(t, "\n%s\n", head);
    for (; note->name; note++)
        two_columns(t, view_of(note->name), view_of(note->text), 22);
}

void overview_print(struct text *t, const struct program *p, bool all)
{
    text_wrap(
        t, arena_print(t->arena, "%s %s - %s", p->name, p->version, p->summary),
        0, 0, HELP_WIDTH);
    text_byte(t, '\n');
    if (all) {
        text_wrap(t, view_of(p->about), 0, 0, HELP_WIDTH);
        text_byte(t, '\n');
    }
    for (const struct command *c = p->command; c->name; c++)
        if (all || c->common)
            command_row(t, p, c);
    text_print(t, "\nFor example:\n\n  %s\n", p->example);
    if (!all) {
        text_print(t, "\n%s help lists all, %s COMMAND -h explains one.\n",
                   p->name, p->name);
        return;
    }
    notes(t, "Topics (help TOPIC):", p->topic);
    notes(t, "Exit codes:", p->exit);
    notes(t, "Environment:", p->environment);
}
