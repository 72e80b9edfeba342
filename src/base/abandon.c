// SPDX-License-Identifier: Apache-2.0
#include "base/abandon.h"

#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

enum { EXIT_SYSTEM = 4 }; // ERROR_SYSTEM, which is above this floor's memory

static struct {
    pthread_mutex_t lock;
    void (*undo)(void *context);
    void *context;
} wish = {.lock = PTHREAD_MUTEX_INITIALIZER};

void abandon_undo(void (*undo)(void *context), void *context)
{
    pthread_mutex_lock(&wish.lock);
    wish.undo = undo;
    wish.context = context;
    pthread_mutex_unlock(&wish.lock);
}

// exit would run what libraries do at the end under the feet of threads that
// still work with them. The lock is kept: a second thread waits here.
void abandon(const char *format, ...)
{
    va_list va;

    pthread_mutex_lock(&wish.lock);
    va_start(va, format);
    vfprintf(stderr, format, va);
    va_end(va);
    if (wish.undo)
        wish.undo(wish.context);
    _exit(EXIT_SYSTEM);
}
