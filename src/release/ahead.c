// SPDX-License-Identifier: Apache-2.0
#include "release/ahead.h"

#include <errno.h>
#include <pthread.h>
#include <unistd.h>

enum {
    SLOTS = 4,
    SLOT_SIZE = 1 << 20, // bytes; smaller ones wake the threads too often
    LARGE = 8 << 20,     // bytes; for less a thread is no gain
};

struct slot {
    char *at;
    size_t len; // 0: nothing comes after
    int number; // of the system's error
};

struct ahead {
    int fd;
    size_t room; // of a slot
    bool threaded;
    pthread_t thread;
    pthread_mutex_t lock; // of what follows
    pthread_cond_t moved;
    struct slot slot[SLOTS];
    size_t filled, taken; // slots so far; filled - taken <= SLOTS
    bool stopped;
};

static void fill(const struct ahead *r, struct slot *s)
{
    s->len = 0;
    s->number = 0;
    while (s->len < r->room) {
        ssize_t n = read(r->fd, s->at + s->len, r->room - s->len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            s->number = errno;
        if (n <= 0)
            return;
        s->len += (size_t)n;
    }
}

// Waits until a slot is free; false: there is no more to do.
static bool wait_for_room(struct ahead *r)
{
    pthread_mutex_lock(&r->lock);
    // The slot given out last is still in use.
    while (!r->stopped && r->filled - r->taken >= SLOTS - 1)
        pthread_cond_wait(&r->moved, &r->lock);
    bool stopped = r->stopped;
    pthread_mutex_unlock(&r->lock);
    return !stopped;
}

static void *read_ahead(void *argument)
{
    struct ahead *r = argument;

    while (wait_for_room(r)) {
        struct slot *s = &r->slot[r->filled % SLOTS];

        fill(r, s);
        bool is_last = s->len < r->room;
        pthread_mutex_lock(&r->lock);
        r->filled++;
        pthread_cond_broadcast(&r->moved);
        pthread_mutex_unlock(&r->lock);
        if (is_last)
            break;
    }
    return NULL;
}

struct ahead *ahead_start(struct arena *a, int fd, uint64_t size)
{
    struct ahead *r = ARENA_NEW(a, struct ahead, 1);

    bool threaded = size >= LARGE;

    r->fd = fd;
    // One byte more shows the end of a small file without a second read.
    r->room = size < SLOT_SIZE ? (size_t)size + 1 : SLOT_SIZE;
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->moved, NULL);
    for (size_t i = 0; i < (threaded ? SLOTS : 1); i++)
        r->slot[i].at = arena_alloc(a, r->room);
    r->threaded =
        threaded && pthread_create(&r->thread, NULL, read_ahead, r) == 0;
    return r;
}

static struct view take(struct slot *s, int *number)
{
    *number = s->len ? 0 : s->number;
    return (struct view){s->at, s->len};
}

struct view ahead_next(struct ahead *r, int *number)
{
    struct slot *last = r->taken ? &r->slot[(r->taken - 1) % SLOTS] : NULL;

    if (!r->threaded) {
        fill(r, &r->slot[0]);
        return take(&r->slot[0], number);
    }
    if (last && last->len < r->room) { // the thread has ended
        *number = last->number;
        return (struct view){0};
    }
    pthread_mutex_lock(&r->lock);
    while (r->filled == r->taken)
        pthread_cond_wait(&r->moved, &r->lock);
    struct slot *s = &r->slot[r->taken++ % SLOTS];
    pthread_cond_broadcast(&r->moved);
    pthread_mutex_unlock(&r->lock);
    return take(s, number);
}

void ahead_stop(struct ahead *r)
{
    if (r->threaded) {
        pthread_mutex_lock(&r->lock);
        r->stopped = true;
        pthread_cond_broadcast(&r->moved);
        pthread_mutex_unlock(&r->lock);
        pthread_join(r->thread, NULL);
    }
    pthread_cond_destroy(&r->moved);
    pthread_mutex_destroy(&r->lock);
}
