// SPDX-License-Identifier: Apache-2.0
// pages.h - memory of the system before it is written.
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include <stddef.h>

// Takes the pages that lie wholly in fresh memory which is about to be written.
// All at once take a fraction of the time that one fault for each takes; where
// the system cannot, they come one by one.
void pages_take(void *at, size_t size);

#endif
