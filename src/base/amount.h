// SPDX-License-Identifier: Apache-2.0
// amount.h - counts and sizes as people read them: 8.03 B, 16.1 GB, 1,354.
#ifndef BASE_AMOUNT_H
#define BASE_AMOUNT_H

#include "base/arena.h"

// Bytes in powers of ten, as disks are sold: "512 bytes", "16.1 GB".
struct view amount_size(struct arena *a, uint64_t bytes);

// What a word takes behind a count, "1 byte", "2 bytes"; and what its verb
// does.
static inline const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}
static inline const char *singular(uint64_t count)
{
    return count == 1 ? "s" : "";
}

// Exact, with commas: "1,354".
struct view amount_count(struct arena *a, uint64_t count);

#endif
