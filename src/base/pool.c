// SPDX-License-Identifier: Apache-2.0
#include "base/pool.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

enum { MOST_THREADS = 64, DEFAULT_MOST = 16 };
enum { GATE_SIZE = 16 << 20 }; // bytes of a file that is large

struct job {
    atomic_size_t next;
    size_t count;
    void (*work)(void *context, size_t i);
    void *context;
};

static void *take_items(void *argument)
{
    struct job *job = argument;

    for (;;) {
        size_t i = atomic_fetch_add(&job->next, 1);
        if (i >= job->count)
            return NULL;
        job->work(job->context, i);
    }
}

unsigned pool_threads(uint64_t asked)
{
    return asked < MOST_THREADS ? (unsigned)asked : MOST_THREADS;
}

size_t pool_width(size_t threads, size_t count)
{
    if (!threads) {
        long cores = sysconf(_SC_NPROCESSORS_ONLN);
        threads = cores < 1 ? 1 : (size_t)cores;
        if (threads > DEFAULT_MOST)
            threads = DEFAULT_MOST;
    }
    threads = pool_threads(threads);
    return threads < count ? threads : count;
}

void pool_run(size_t threads, size_t count,
              void (*work)(void *context, size_t i), void *context)
{
    struct job job = {.count = count, .work = work, .context = context};
    pthread_t helper[MOST_THREADS];
    size_t helpers = 0;

    // A thread that cannot be started is no failure: the others do its share.
    for (size_t i = 1; i < pool_width(threads, count); i++)
        if (pthread_create(&helper[helpers], NULL, take_items, &job) == 0)
            helpers++;
    take_items(&job);
    for (size_t i = 0; i < helpers; i++)
        pthread_join(helper[i], NULL);
}

void pool_gate_enter(struct pool_gate *g, uint64_t size)
{
    if (size >= GATE_SIZE)
        pthread_mutex_lock(&g->lock);
}

void pool_gate_leave(struct pool_gate *g, uint64_t size)
{
    if (size >= GATE_SIZE)
        pthread_mutex_unlock(&g->lock);
}

void pool_budget_open(struct pool_budget *b, uint64_t most)
{
    *b = (struct pool_budget){.lock = PTHREAD_MUTEX_INITIALIZER,
                              .less = PTHREAD_COND_INITIALIZER,
                              .most = most};
}

void pool_budget_close(struct pool_budget *b)
{
    pthread_cond_destroy(&b->less);
    pthread_mutex_destroy(&b->lock);
}

void pool_budget_take(struct pool_budget *b, uint64_t size)
{
    pthread_mutex_lock(&b->lock);
    while (b->taken && (b->taken > b->most || size > b->most - b->taken))
        pthread_cond_wait(&b->less, &b->lock);
    b->taken += size;
    pthread_mutex_unlock(&b->lock);
}

void pool_budget_give(struct pool_budget *b, uint64_t size)
{
    pthread_mutex_lock(&b->lock);
    b->taken -= size;
    pthread_cond_broadcast(&b->less);
    pthread_mutex_unlock(&b->lock);
}

void pool_stores_open(struct pool_stores *s, size_t most)
{
    *s = (struct pool_stores){.lock = PTHREAD_MUTEX_INITIALIZER, .most = most};
}

void pool_stores_close(struct pool_stores *s)
{
    while (s->idle) {
        struct arena_store *store = s->idle;

        s->idle = store->next;
        arena_store_free(store);
        free(store);
    }
    pthread_mutex_destroy(&s->lock);
}

struct arena_store *pool_store_take(struct pool_stores *s)
{
    pthread_mutex_lock(&s->lock);
    struct arena_store *store = s->idle;
    if (store)
        s->idle = store->next;
    pthread_mutex_unlock(&s->lock);
    if (!store)
        store = calloc(1, sizeof *store);
    if (store)
        store->most = s->most;
    return store;
}

void pool_store_give(struct pool_stores *s, struct arena_store *store)
{
    if (!store)
        return;
    pthread_mutex_lock(&s->lock);
    store->next = s->idle;
    s->idle = store;
    pthread_mutex_unlock(&s->lock);
}
