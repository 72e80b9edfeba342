// SPDX-License-Identifier: Apache-2.0
// abandon.h - ends the process where nothing can go on, and leaves nothing half
// done: without memory, or without what libcrypto must do.
#ifndef BASE_ABANDON_H
#define BASE_ABANDON_H

#include "base/attr.h"

// What is to be undone then: `undo` is called with `context`, from any thread,
// and may neither take memory nor abandon. NULL: nothing. Of what is written
// there is one at a time (output.h, folder.h).
void abandon_undo(void (*undo)(void *context), void *context);

// Prints the message on standard error, undoes, ends the process with 4
// without waiting for other threads.
NO_RETURN void abandon(const char *format, ...) PRINTF_LIKE(1, 2);

#endif
