// SPDX-License-Identifier: Apache-2.0
// arena.h - memory of one job: taken piece by piece, given back at once.
//
// A job is an inspection, a request, a file scanned by the pool. What it makes
// lives in its arena; nobody frees a single thing. `struct arena a = {0};` is
// an empty arena. Not shared between threads.
//
// In the sanitizer build what was not handed out is poisoned, so that a read
// one byte too far is caught as with malloc.
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/attr.h"
#include "base/view.h"

#include <stdalign.h>
#include <stdarg.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_POISONS true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_POISONS true
#endif
#endif
#ifndef ARENA_POISONS
#define ARENA_POISONS false
#endif

struct arena_store;

struct arena_block {
    struct arena_block *next;
    size_t size;  // of data
    size_t used;  // of data
    size_t dirty; // of data: what was other than zero for the arena before
    bool huge;    // by pages_huge
    alignas(max_align_t) unsigned char data[];
};

struct arena {
    struct arena_block *blocks; // newest first
    size_t used;                // bytes handed out
    struct arena_store *store;  // where its blocks come from; NULL: the system
};

// `size` zeroed bytes aligned for any type. Never NULL: out of memory ends the
// process with a message (exit 4), so callers have no such path to test.
void *arena_alloc(struct arena *a, size_t size) MUST_USE NEVER_NULL;

// The same, whatever is in them: for what is written as a whole at once.
void *arena_more_room(struct arena *a, size_t size) MUST_USE NEVER_NULL;
static inline void *arena_room(struct arena *a, size_t size)
{
    const size_t align = alignof(max_align_t);
    size_t room = (size + align - 1) & ~(align - 1);
    struct arena_block *b = a->blocks;

    if (ARENA_POISONS || !b || size - 1 >= b->size - b->used ||
        room > b->size - b->used)
        return arena_more_room(a, size);
    void *p = b->data + b->used;
    b->used += room;
    a->used += room;
    return p;
}

// `count` zeroed things of `size` bytes. A product that overflows ends the
// process too: check a count read from a file against the file first (see
// reader_count).
void *arena_array(struct arena *a, size_t count,
                  size_t size) MUST_USE NEVER_NULL;

// clang-format off
#define ARENA_NEW(a, type, count) ((type *)arena_array((a), (count), sizeof(type)))
// clang-format on

// A copy of `v` in `a`, followed by a zero byte that is not counted, so that
// `.at` can be handed to the system where `v` holds none itself.
struct view arena_copy(struct arena *a, struct view v);

// printf into `a`; the view is followed by an uncounted zero byte.
struct view arena_print(struct arena *a, const char *format, ...)
    PRINTF_LIKE(2, 3);
struct view arena_vprint(struct arena *a, const char *format, va_list va)
    PRINTF_LIKE(2, 0);

// `v` with ASCII letters in lower case, in `a`.
struct view arena_lower(struct arena *a, struct view v);

// Gives everything back; `a` is empty afterwards and can be used again.
void arena_free(struct arena *a);

// ---- Many jobs, one after the other -----------------------------------------

enum { ARENA_SIZES = 13 }; // of blocks: powers of two from 1 KiB to 4 MiB

// Blocks that one job gave back, for the next: memory fresh from the system
// costs a page fault for each page, and most of what a small job does is that.
// Used by one thread at a time.
//
//     struct arena_store store = {.most = 4 << 20};
//     for (...) {
//         struct arena work = {.store = &store};
//         ...
//         arena_free(&work);
//     }
//     arena_store_free(&store);
struct arena_store {
    size_t most; // bytes kept; what would be more goes back to the system
    size_t kept;
    struct arena_block *block[ARENA_SIZES]; // by size
    struct arena_store *next;               // for one who has several
};

// An empty arena with the blocks of `a`'s store.
struct arena arena_beside(const struct arena *a);

void arena_store_free(struct arena_store *s);

// ---- Lists ------------------------------------------------------------------

// A growable array in an arena. It has room for its count rounded up to a power
// of two, so there is no capacity to keep:
//
//     struct part *p = LIST_ADD(a, list->part, list->part_count);
//
// gives a new zeroed last element. Older element pointers may go stale. Not for
// a stack: with its count going down and up, each power of two takes new room.
#define LIST_ADD(a, array, count)                                              \
    ((array) = list_room((a), (array), (count), sizeof *(array)),              \
     &(array)[(count)++])

// The same with a room that is known: as many as are expected are made at
// once, and more by doubling.
#define LIST_ADD_ROOM(a, array, count, room)                                   \
    ((array) = list_grow((a), (array), (count), &(room), sizeof *(array)),     \
     &(array)[(count)++])

void *list_grow(struct arena *a, void *array, size_t count, size_t *room,
                size_t size) MUST_USE NEVER_NULL;

// `array` of `count` elements, with room for one more, which is zeroed.
void *list_room(struct arena *a, void *array, size_t count,
                size_t size) MUST_USE NEVER_NULL;

#endif
