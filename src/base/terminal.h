// SPDX-License-Identifier: Apache-2.0
// terminal.h - what stands at the other end of a stream, and the line that says
// how far a long job is.
#ifndef BASE_TERMINAL_H
#define BASE_TERMINAL_H

#include "base/text.h"

#include <stdatomic.h>

enum color_choice {
    COLOR_AUTO,
    COLOR_ALWAYS,
    COLOR_NEVER,
};

// "auto always never", for an option's choices; what one of them means.
#define COLOR_CHOICES "auto always never"
bool color_choice_of(struct view word, enum color_choice *out);

bool terminal_is(int fd);

// Columns of the terminal at `fd`: COLUMNS if it is a number, else what the
// terminal says, else 0.
unsigned terminal_width(int fd);

// Shall what goes to `fd` be coloured? COLOR_AUTO: on a terminal, unless
// NO_COLOR is set and not empty or TERM is "dumb" or unset.
bool terminal_color(int fd, enum color_choice choice);

// How far a job is, on standard error, if that is a terminal: after half a
// second one line, rewritten at most ten times a second.
//
//     struct progress p;
//     progress_start(&p, "hashing", bytes_in_all, !quiet);
//     progress_add(&p, name, bytes); // from any thread
//     progress_end(&p);
struct progress {
    const char *doing;
    uint64_t total; // bytes; 0: not known
    bool on;
    uint64_t begin_ms;
    _Atomic uint64_t done;
    _Atomic uint64_t drawn_ms; // when the line was last drawn; 0: never
    atomic_flag drawing;
};

void progress_start(struct progress *p, const char *doing, uint64_t total,
                    bool wanted);
void progress_add(struct progress *p, struct view name, uint64_t bytes);
void progress_end(struct progress *p); // removes the line

// The line itself, at most `width` columns:
// "hashing  model.safetensors   62 %   1.3 GB/s   9 s left".
struct view progress_line(struct arena *a, const struct progress *p,
                          struct view name, uint64_t elapsed_ms,
                          unsigned width);

#endif
