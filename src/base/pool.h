// SPDX-License-Identifier: Apache-2.0
// pool.h - the same work on many items, on several threads.
//
// Results go into slots that belong to the item and are read in order
// afterwards, so the output is the same bytes for any number of threads.
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include <stddef.h>

// Calls work(context, i) once for each i in [0, count), on up to `threads`
// threads (the caller's is one of them; 0: as many as the machine has cores, at
// most 16), and returns when all are done. `work` must not touch another item's
// slot; shared things it only reads.
void pool_run(size_t threads, size_t count,
              void (*work)(void *context, size_t i), void *context);

#endif
