// SPDX-License-Identifier: Apache-2.0
// output.h - where a report goes: a file that appears whole, or standard output
// with every failure noticed.
//
//     TRY(output_open(a, path, &o));
//     e = output_write(a, &o, bytes); ...
//     return output_close(a, &o, e);
//
// A file is written beside its place under a temporary name and renamed when it
// is complete; after an error or a signal nothing is left and an old file is as
// it was. A program has one file open for output at a time.
#ifndef BASE_OUTPUT_H
#define BASE_OUTPUT_H

#include "base/error.h"

struct output {
    struct view path;      // as the user said it; empty: standard output
    struct view place;     // the file to be replaced, symbolic links resolved
    struct view temporary; // empty: written directly (a device, a FIFO)
    int fd;
    bool reader_gone; // the reading end of a pipe was closed: what is written
                      // now goes nowhere, and that is no error
};

// Once, at the start of main: a closed pipe gives an error code instead of a
// signal, and SIGINT, SIGTERM and SIGHUP (unless ignored) first remove the
// temporary file and then end the process as they always do. Closed standard
// streams are filled, so that no file of ours takes their place.
void output_prepare(void);

// `path` empty or "-": standard output. Fails with ERROR_USAGE if it cannot be
// a file (a folder), with ERROR_SYSTEM if the machine refuses; nothing that
// exists was changed then.
struct error *output_open(struct arena *a, struct view path,
                          struct output *out) MUST_USE;

struct error *output_write(struct arena *a, struct output *o,
                           struct view bytes) MUST_USE;

// Puts the file into its place, or removes it if `e`, the first failure, is
// set. Gives the first failure.
struct error *output_close(struct arena *a, struct output *o,
                           struct error *e) MUST_USE;

// All three.
struct error *output_all(struct arena *a, struct view path,
                         struct view bytes) MUST_USE;

#endif
