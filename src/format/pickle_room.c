// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // mremap
#include "format/pickle_room.h"

#include "base/abandon.h"
#include "base/pages.h"

#include <sys/mman.h>

enum {
    LARGE = 16 << 10,      // values, that are taken from the system
    MOST_TAKEN = 256 << 10 // of them that are so before they are written
};

static void *from_system(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

    return at == MAP_FAILED ? NULL : at;
}

static void *larger(struct pickle_room *r, size_t count)
{
    size_t old = r->count * sizeof *r->at, size = count * sizeof *r->at;

    if (r->count >= LARGE) {
        void *at = mremap(r->at, old, size, MREMAP_MAYMOVE);
        return at == MAP_FAILED ? NULL : at;
    }
    void *at = count < LARGE ? calloc(count, sizeof *r->at) : from_system(size);
    if (at && old)
        memcpy(at, r->at, old);
    if (at)
        free(r->at);
    return at;
}

void pickle_room_grow(struct pickle_room *r, size_t count)
{
    void *at = larger(r, count);

    if (!at) // a limit of the machine is none of the file
        abandon("freehold: out of memory, in a pickle. Close other programs or "
                "inspect fewer files at once\n");
    size_t more = count - r->count;
    if (more >= LARGE && more <= MOST_TAKEN)
        pages_take((struct pickle_value *)at + r->count, more * sizeof *r->at);
    *r = (struct pickle_room){at, count};
}

void pickle_room_free(struct pickle_room *r)
{
    if (r->count >= LARGE)
        munmap(r->at, r->count * sizeof *r->at);
    else
        free(r->at);
    *r = (struct pickle_room){0};
}
