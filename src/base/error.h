// SPDX-License-Identifier: Apache-2.0
// error.h - what stops the thing the user asked for.
//
// An error is not a finding: a wrong flag or an unreadable disk is an error; a
// malformed file inside a release is, for `inspect`, a finding with evidence.
// NULL is success everywhere.
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include "base/arena.h"

#include <assert.h>

enum error_kind {     // who can mend it; the value is the exit code
    ERROR_USAGE = 2,  // the command line: say it again
    ERROR_INPUT = 3,  // a file is not what it claims to be, or unreadable
    ERROR_SYSTEM = 4, // this machine: disk, memory, output
};

// Where in the input. `offset` is in bytes from the start of `path`; a text
// reader also fills `line` (from 1), else 0. An empty path: no place.
struct place {
    struct view path;
    uint64_t offset;
    uint32_t line;
};

struct error {
    enum error_kind kind;
    struct place at;
    struct view message;       // one sentence, no final stop, no newline
    const struct error *cause; // the error below, or NULL
    int number;                // errno of the system's refusal, or 0
};

struct error *error_new(struct arena *a, enum error_kind kind, struct place at,
                        const char *format, ...)
    PRINTF_LIKE(4, 5) MUST_USE NEVER_NULL;

// `e`, which is there: said where an analyser does not believe NEVER_NULL.
static inline struct error *error_sure(struct error *e)
{
    assert(e);
    return e;
}

// `cause`, with what was being done put in front. NULL stays NULL.
struct error *error_while(struct arena *a, struct error *cause,
                          const char *format, ...) PRINTF_LIKE(3, 4) MUST_USE;

// `e` of the file `path` again in `a`, where its words outlive what they stood
// in. NULL stays NULL.
struct error *error_again(struct arena *a, struct view path,
                          const struct error *e) MUST_USE;

// The whole message, from the outermost "while" to the cause, without place;
// escaped for a terminal.
struct view error_message(struct arena *a, const struct error *e);

// The line for standard error: "freehold: PATH:LINE: doing: what is the
// case\n".
struct view error_line(struct arena *a, const struct error *e);

#define TRY(call)                                                              \
    do {                                                                       \
        struct error *try_error = (call);                                      \
        if (try_error)                                                         \
            return try_error;                                                  \
    } while (0)

#endif
