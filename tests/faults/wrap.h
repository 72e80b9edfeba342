// SPDX-License-Identifier: Apache-2.0
// wrap.h - calls of the system and of libraries that fail when they are told.
//
// The linker gives our calls of NAME to __wrap_NAME (the option --wrap),
// so the product holds no hooks. Calls are counted from 0 in the order in which
// they are made.
#ifndef TESTS_WRAP_H
#define TESTS_WRAP_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

enum fault_kind {
    FAULT_FAILS,     // with the error that is likely for it
    FAULT_INTERRUPT, // EINTR, of calls that can be
    FAULT_SHORT,     // one byte is read or written, of calls that can do less
    FAULT_MEMORY,    // there is none, inside of libcrypto
};

struct fault {
    enum fault_kind kind;
    size_t at;           // the call that fails
    atomic_size_t count; // calls so far
    const char *call;    // that failed: its name, or NULL
    int number;          // its errno
};

// NULL: nothing fails and nothing is counted.
extern struct fault *fault_of_now;

#endif
