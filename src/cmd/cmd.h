// SPDX-License-Identifier: Apache-2.0
// cmd.h - the commands of the program: one file each, words in, report out.
#ifndef CMD_CMD_H
#define CMD_CMD_H

#include "base/option.h"

struct inspection;

// The program and the table of its commands; its help, manual pages and
// completions are made from it.
extern const struct program freehold_program;

// Of each command: its options, and what it does. The rest of it stands in the
// table in program.c.
extern const struct option inspect_options[];
extern const struct option bom_options[];
extern const struct option terms_options[];
extern const struct option compare_options[];
extern const struct option explain_options[];
extern const struct option scan_options[];
extern const struct option fit_options[];
extern const struct option cost_options[];
extern const struct option verify_options[];
extern const struct option sign_options[];
extern const struct option help_options[];
extern const struct option version_options[];
command_run cmd_inspect;
command_run cmd_bom;
command_run cmd_terms;
command_run cmd_compare;
command_run cmd_explain;
command_run cmd_scan;
command_run cmd_fit;
command_run cmd_cost;
command_run cmd_verify;
command_run cmd_sign;
command_run cmd_help;
command_run cmd_version;

// Runs `argv` (with the program's name at 0). Returns the exit code.
int freehold_main(char **argv);

// Reads the command line of `c` into `choice`; prints the help if it is asked
// for. True: go on. False: `*code` is the exit code.
bool command_begin(struct arena *a, const struct command *c, char **argv,
                   void *choice, struct words *words, int *code);

// Prints the line of `e` on standard error; returns its exit code.
int command_failed(struct arena *a, const struct error *e);

// Says on standard error which files of a release were not read.
void command_unread(struct arena *a, const struct inspection *i);

// The time a document is to carry: SOURCE_DATE_EPOCH, which sets `*dated`, or
// else, if `*dated` is asked for, now. Seconds since 1970. Fails with
// ERROR_USAGE if the variable is no such number.
struct error *command_time(struct arena *a, bool *dated,
                           int64_t *when) MUST_USE;

// A text to a file or, with an empty path, standard output; the exit code.
int command_print(struct arena *a, struct view path, struct view text);

#endif
