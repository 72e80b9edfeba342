// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // madvise
#include "base/pages.h"

#include <stdint.h>
#include <sys/mman.h>

void pages_take(void *at, size_t size)
{
#ifdef MADV_POPULATE_WRITE
    const size_t page = 4096; // where it is larger the system refuses
    size_t before = (page - (uintptr_t)at % page) % page;

    if (size >= before + page)
        (void)!madvise((char *)at + before, (size - before) / page * page,
                       MADV_POPULATE_WRITE);
#else
    (void)at;
    (void)size;
#endif
}
