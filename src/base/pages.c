// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // madvise, MAP_ANONYMOUS
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

// Twice as much is asked for, and what lies around the aligned part given back.
void *pages_huge(void)
{
    char *all = mmap(NULL, (size_t)2 * PAGES_HUGE, PROT_READ | PROT_WRITE,
                     MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (all == MAP_FAILED)
        return NULL;
    size_t before = (PAGES_HUGE - (uintptr_t)all % PAGES_HUGE) % PAGES_HUGE;
    if (before)
        munmap(all, before);
    munmap(all + before + PAGES_HUGE, PAGES_HUGE - before);
#ifdef MADV_HUGEPAGE
    (void)!madvise(all + before, PAGES_HUGE, MADV_HUGEPAGE);
#endif
    pages_take(all + before, PAGES_HUGE);
    return all + before;
}

void pages_huge_free(void *at)
{
    munmap(at, PAGES_HUGE);
}
