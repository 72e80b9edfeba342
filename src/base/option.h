// SPDX-License-Identifier: Apache-2.0
// option.h - what can be said on the command line, written once as tables.
//
// From the same rows come the reading of the command line (here), the help
// (help.h), the manual pages (manual.h) and the completions (completion.h), so
// that they cannot disagree. Options stand before or after the words:
// `--name=value`, `--name value`, `-f value`; `--` ends them, `-` is a word.
#ifndef BASE_OPTION_H
#define BASE_OPTION_H

#include "base/error.h"

// What an option sets in the command's struct of choices.
enum option_kind {
    OPTION_FLAG,   // bool; may be repeated
    OPTION_TEXT,   // struct view; once
    OPTION_NUMBER, // uint64_t; once
    OPTION_LIST,   // struct words; each time one more
};

struct words {
    struct view *item;
    size_t count;
};

struct option {
    const char *name; // "format"; NULL ends a table
    char letter;      // 'f', or 0
    enum option_kind kind;
    size_t slot;         // offsetof in the struct of choices
    const char *value;   // "FORM"; NULL: a flag. FILE, DIR, PATH and RELEASE
                         // are completed as paths
    const char *help;    // one line, no stop; NULL: the choices say it all
    const char *choices; // "text json": words the value can be; NULL: any
};

// A thing to look up under `freehold help NAME`, an exit code, a variable.
struct note {
    const char *name; // NULL ends a table
    const char *text;
};

struct command;
typedef int command_run(struct arena *a, const struct command *c, char **argv);

struct command {
    const char *name;            // "inspect"; NULL ends a table
    const char *usage;           // its words: "RELEASE [PATH...]"
    const char *summary;         // a line, for lists of commands
    const char *about;           // paragraphs; an empty line between two
    const char *const *example;  // whole lines; NULL ends them
    const struct option *option; // may be NULL
    const char *exits;           // "0 done, 2 usage, ..."
    const char *const *topic; // words for `help`; NULL ends them; may be NULL
    size_t least, most;       // words it takes
    bool common;              // among the few that a first look shows
    command_run *run;
};

struct program {
    const char *name, *version;
    const char *summary; // a line
    const char *about;   // paragraphs
    const char *example;
    const struct command *command;
    const struct note *topic; // each may be NULL
    const struct note *exit;
    const struct note *environment;
};

// The option every command has beside those of its table.
extern const struct option option_help; // -h, --help

// Reads the arguments behind the command's name, `argv` up to its NULL, into
// `choice`, the command's struct, which the caller has filled with what holds
// without options, and `*words`. With -h or --help `*help` is set, and nothing
// else is checked. Fails with ERROR_USAGE and a message that says what to do.
struct error *options_take(struct arena *a, const struct program *p,
                           const struct command *c, char **argv, void *choice,
                           struct words *words, bool *help) MUST_USE;

// The command of that name. `-h`, `--help` and `--version` are the commands
// `help` and `version`. Fails with ERROR_USAGE and the nearest name.
struct error *command_find(struct arena *a, const struct program *p,
                           struct view name,
                           const struct command **out) MUST_USE;

// Which of `count` names the user may have meant by `said`, or NULL: equal in
// its beginning, or not more than a third of its letters away.
const char *nearest_name(struct view said, const char *const *name,
                         size_t count);

// "no such KIND: SAID. Did you mean NAME?", or "Known: " and all of them, or
// how to see them (`more`, may be NULL) when they are many.
struct error *no_such(struct arena *a, const char *kind, struct view said,
                      const char *const *name, size_t count,
                      const char *more) MUST_USE;

#endif
