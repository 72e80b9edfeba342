// SPDX-License-Identifier: Apache-2.0
// pages.h - memory of the system before it is written.
#ifndef BASE_PAGES_H
#define BASE_PAGES_H

#include "base/attr.h"

#include <stddef.h>

// Takes the pages that lie wholly in fresh memory which is about to be written.
// All at once take a fraction of the time that one fault for each takes; where
// the system cannot, they come one by one.
void pages_take(void *at, size_t size);

enum { PAGES_HUGE = 2 << 20 };

// PAGES_HUGE bytes of zeros at a multiple of that: one page where the system
// has such, which it makes in a tenth of the time that small ones take. NULL:
// there is no memory.
void *pages_huge(void) MUST_USE;
void pages_huge_free(void *at);

#endif
