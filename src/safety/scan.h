// SPDX-License-Identifier: Apache-2.0
// scan.h - what else lies in a release that would run, escape or mislead.
//
// Every file is looked at by its content (pickles, archives, programs under any
// name), and by its name where a loader goes by that: code, configuration that
// imports code, chat templates. Which names, keys and words count stands in
// knowledge/safety/; the reasons in threats.md 4 to 9. Weights files are read
// again here for what hides beside the weights; findings that parts/weights
// made too are the same ones and fall together in safety_settle.
#ifndef SAFETY_SCAN_H
#define SAFETY_SCAN_H

#include "safety/safety.h"

enum { SCAN_LARGEST = 64 << 20 }; // bytes read of any file

// Adds the findings to `s`, in the order of the release's entries; the caller
// settles. Uses up to `threads` threads.
void safety_scan(struct arena *a, const struct release *r, size_t threads,
                 struct safety *s);

// Adds what could not be read since the release was opened, by whomever: after
// all who read.
void safety_trouble(struct arena *a, const struct release *r, struct safety *s);

#endif
