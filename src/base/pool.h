// SPDX-License-Identifier: Apache-2.0
// pool.h - the same work on many items, on several threads.
//
// Results go into slots that belong to the item and are read in order
// afterwards, so the output is the same bytes for any number of threads.
#ifndef BASE_POOL_H
#define BASE_POOL_H

#include "base/arena.h"

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

// Calls work(context, i) once for each i in [0, count), on up to `threads`
// threads (the caller's is one of them; 0: as many as the machine has cores, at
// most 16), and returns when all are done. `work` must not touch another item's
// slot; shared things it only reads.
void pool_run(size_t threads, size_t count,
              void (*work)(void *context, size_t i), void *context);

// How many threads pool_run uses.
size_t pool_width(size_t threads, size_t count);

// `asked`, or as many threads as pool_run takes at most: a number of a command
// line that fits every type.
unsigned pool_threads(uint64_t asked);

// Large files go one at a time, so that what is held in memory does not grow
// with the number of cores:
//
//     struct pool_gate gate = POOL_GATE;
//     pool_gate_enter(&gate, e->size);
//     ...
//     pool_gate_leave(&gate, e->size);
struct pool_gate {
    pthread_mutex_t lock;
};

#define POOL_GATE                                                              \
    {                                                                          \
        PTHREAD_MUTEX_INITIALIZER                                              \
    }

void pool_gate_enter(struct pool_gate *g, uint64_t size);
void pool_gate_leave(struct pool_gate *g, uint64_t size);

// Items of all sizes, of which those in work at the same time have at most
// `most` bytes together; a larger one is alone.
struct pool_budget {
    pthread_mutex_t lock;
    pthread_cond_t less;
    uint64_t most, taken;
};

void pool_budget_open(struct pool_budget *b, uint64_t most);
void pool_budget_close(struct pool_budget *b);
void pool_budget_take(struct pool_budget *b, uint64_t size);
void pool_budget_give(struct pool_budget *b, uint64_t size);

// Stores of the blocks of arenas, one for each item in work: what one item gave
// back is there for the next.
//
//     pool_stores_open(&stores, 1 << 20);
//     ... in `work`:
//     struct arena_store *store = pool_store_take(&stores);
//     struct arena scratch = {.store = store};
//     ...
//     arena_free(&scratch);
//     pool_store_give(&stores, store);
//     ... afterwards:
//     pool_stores_close(&stores);
struct pool_stores {
    pthread_mutex_t lock;
    size_t most; // bytes that each keeps
    struct arena_store *idle;
};

void pool_stores_open(struct pool_stores *s, size_t most);
void pool_stores_close(struct pool_stores *s);
// NULL, of which an arena takes no harm: there is no memory for one.
struct arena_store *pool_store_take(struct pool_stores *s);
void pool_store_give(struct pool_stores *s, struct arena_store *store);

#endif
