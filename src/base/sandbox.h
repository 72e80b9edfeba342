// SPDX-License-Identifier: Apache-2.0
// sandbox.h - runs what reads strangers' files in a process that can do no
// more than that.
//
// The child may read files, write to what is open already, use memory and
// threads. It opens nothing for writing, makes, removes or renames no file,
// starts no program, has no network, and touches no other process: an
// allow-list of system calls (seccomp), and on kernels that have it Landlock
// for the files as well. It has at most 4 GiB of memory. A crash in it is an
// error here. Source: threats.md 10.
#ifndef BASE_SANDBOX_H
#define BASE_SANDBOX_H

#include "base/error.h"
#include "base/text.h"

enum sandbox_want {
    SANDBOX_AUTO, // where the kernel gives it
    SANDBOX_REQUIRE,
    SANDBOX_OFF,
};

#define SANDBOX_CHOICES "auto require off"

// What a --sandbox option says; an empty view is auto.
enum sandbox_want sandbox_want_of(struct view word);

struct sandbox {
    bool seccomp;
    unsigned landlock; // version of its interface; 0: none
    const char *why;   // there is no sandbox here, or NULL
};

// What this kernel and this build give; changes nothing.
struct sandbox sandbox_offers(void);

// Puts the calling thread, and all that it starts, into the sandbox. Only for
// a process that does not need to leave it. False: the kernel refused.
bool sandbox_enter(void) MUST_USE;

// Calls work(context, out) in a child inside the sandbox; `*code` is what it
// returns (0 to 125), and `out` gets what it added. With SANDBOX_OFF, or AUTO
// where there is none, it is called here. Fails with ERROR_SYSTEM if a sandbox
// is required and cannot be had, or if the child crashed.
struct error *sandbox_run(struct arena *a, enum sandbox_want want,
                          int (*work)(void *context, struct text *out),
                          void *context, struct text *out, int *code) MUST_USE;

#endif
