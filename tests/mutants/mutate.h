// SPDX-License-Identifier: Apache-2.0
// mutate.h - damages a valid file in the ways that readers get wrong.
//
// The same number gives the same damage on every machine.
#ifndef TESTS_MUTATE_H
#define TESTS_MUTATE_H

#include "base/text.h"

struct dice {
    uint64_t state;
};

uint64_t dice_roll(struct dice *d);

// Below `sides`; 0 if there is none.
size_t dice_below(struct dice *d, size_t sides);

// `whole` with one to four changes: bits, bytes, numbers and lengths, digits,
// pieces cut out, doubled or taken from `other`. At most `limit` bytes, in `a`.
struct view mutate(struct arena *a, struct dice *d, struct view whole,
                   struct view other, size_t limit);

#endif
