// SPDX-License-Identifier: Apache-2.0
#include "base/arena.h"

#include "base/abandon.h"
#include "base/pages.h"
#include "base/plain.h"

#if ARENA_POISONS
#include <sanitizer/asan_interface.h>
#define POISON(p, size)   ASAN_POISON_MEMORY_REGION(p, size)
#define UNPOISON(p, size) ASAN_UNPOISON_MEMORY_REGION(p, size)
enum { GAP = 16 }; // poisoned bytes between neighbours
#else
#define POISON(p, size)   ((void)(p), (void)(size))
#define UNPOISON(p, size) ((void)(p), (void)(size))
enum { GAP = 0 };
#endif

// The first block is small, since most arenas of the pool hold one small file;
// each further one is twice as large up to the second size.
enum {
    FIRST_BLOCK = 1 << 10,
    LARGEST_STEP = 1 << 20,
    LARGEST_STORED = FIRST_BLOCK << (ARENA_SIZES - 1),
};

static NO_RETURN void out_of_memory(size_t size)
{
    abandon("freehold: out of memory: %zu more bytes were asked for. Close "
            "other programs or inspect fewer files at once\n",
            size);
}

// Which list of a store blocks of `size` are in; ARENA_SIZES: none.
static size_t size_index(size_t size)
{
    size_t i = 0;

    while (i < ARENA_SIZES && size != (size_t)FIRST_BLOCK << i)
        i++;
    return i;
}

// The size of a block with at least `size` bytes that a store can keep.
static size_t stored_size(size_t size)
{
    size_t larger = FIRST_BLOCK;

    while (larger < size && larger < LARGEST_STORED)
        larger *= 2;
    return larger < size ? size : larger;
}

static struct arena_block *new_block(struct arena_store *s, size_t size)
{
    size_t i = s ? size_index(size) : ARENA_SIZES;

    if (i < ARENA_SIZES && s->block[i]) {
        struct arena_block *b = s->block[i];

        s->block[i] = b->next;
        s->kept -= size;
        return b;
    }
    if (size > SIZE_MAX - sizeof(struct arena_block))
        out_of_memory(size);
    struct arena_block *b = calloc(1, sizeof *b + size);
    if (!b)
        out_of_memory(size);
    if (size == LARGEST_STEP) // an arena that grew to this goes on
        pages_take(b->data, size);
    b->size = size;
    POISON(b->data, size);
    return b;
}

static struct arena_block *huge_block(void)
{
    struct arena_block *b = pages_huge();

    if (!b)
        return NULL;
    b->size = PAGES_HUGE - sizeof *b;
    b->huge = true;
    POISON(b->data, b->size);
    return b;
}

static struct arena_block *next_block(const struct arena *a, size_t room)
{
    bool grown = a->blocks && a->blocks->size >= LARGEST_STEP;
    size_t size = FIRST_BLOCK;

    if (grown && !a->store && room <= LARGEST_STEP / 2) {
        struct arena_block *b = huge_block();
        if (b)
            return b;
    }
    if (a->blocks)
        size = grown ? (size_t)LARGEST_STEP : a->blocks->size * 2;
    if (size < room)
        size = a->store ? stored_size(room) : room;
    return new_block(a->store, size);
}

static void add_block(struct arena *a, size_t room)
{
    struct arena_block *b = next_block(a, room);

    // A block made for one large thing goes behind the current one, which may
    // still have room for many small ones.
    if (a->blocks && room > LARGEST_STEP / 2 &&
        a->blocks->size - a->blocks->used > FIRST_BLOCK) {
        b->next = a->blocks->next;
        a->blocks->next = b;
    } else {
        b->next = a->blocks;
        a->blocks = b;
    }
}

static struct arena_block *block_with_room(struct arena *a, size_t room)
{
    struct arena_block *b = a->blocks;

    if (b && b->size - b->used >= room)
        return b;
    add_block(a, room);
    b = a->blocks;
    return b->size - b->used >= room ? b : b->next;
}

// `*dirty`: they may be other than zero.
static void *take(struct arena *a, size_t size, bool *dirty)
{
    const size_t align = alignof(max_align_t);

    if (size > SIZE_MAX / 2)
        out_of_memory(size);
    size_t room = (size + GAP + align - 1) & ~(align - 1);
    if (room == 0)
        room = align;
    struct arena_block *b = block_with_room(a, room);
    void *p = b->data + b->used;
    UNPOISON(p, size);
    *dirty = b->used < b->dirty; // it held something for another arena
    b->used += room;
    a->used += room;
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    bool dirty;
    void *p = take(a, size, &dirty);

    if (dirty)
        memset(p, 0, size);
    return p;
}

void *arena_more_room(struct arena *a, size_t size)
{
    bool dirty;

    return take(a, size, &dirty);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
    size_t bytes;

    if (__builtin_mul_overflow(count, size, &bytes))
        out_of_memory(SIZE_MAX);
    return arena_alloc(a, bytes);
}

struct view arena_copy(struct arena *a, struct view v)
{
    if (v.len == SIZE_MAX)
        out_of_memory(v.len);
    char *copy = arena_alloc(a, v.len + 1);
    if (v.len)
        memcpy(copy, v.at, v.len);
    return (struct view){copy, v.len};
}

struct view arena_vprint(struct arena *a, const char *format, va_list va)
{
    va_list again;
    char small[256];

    va_copy(again, va);
    int len = plain_vprint(small, sizeof small, format, va);
    if (len < 0)
        len = 0;
    char *at = arena_alloc(a, (size_t)len + 1);
    if ((size_t)len < sizeof small)
        memcpy(at, small, (size_t)len);
    else
        plain_vprint(at, (size_t)len + 1, format, again);
    va_end(again);
    return (struct view){at, (size_t)len};
}

struct view arena_print(struct arena *a, const char *format, ...)
{
    va_list va;

    va_start(va, format);
    struct view v = arena_vprint(a, format, va);
    va_end(va);
    return v;
}

// Eight bytes with their capital letters as small ones: in each byte the top
// bit tells whether it is "A" or more, and no more than "Z".
static uint64_t lower_eight(uint64_t bytes)
{
    const uint64_t each = 0x0101010101010101u, top = each * 0x80;
    uint64_t low = bytes & ~top;
    uint64_t from_a = low + each * (0x80 - 'A');
    uint64_t behind_z = low + each * (0x80 - 'Z' - 1);

    return bytes | ((from_a & ~behind_z & ~bytes & top) >> 2);
}

struct view arena_lower(struct arena *a, struct view v)
{
    char *at = arena_alloc(a, v.len + 1);
    size_t i = 0;

    for (; v.len - i >= 8; i += 8) {
        uint64_t bytes;

        memcpy(&bytes, v.at + i, 8);
        bytes = lower_eight(bytes);
        memcpy(at + i, &bytes, 8);
    }
    for (; i < v.len; i++)
        at[i] = ascii_lower(v.at[i]);
    return (struct view){at, v.len};
}

static void free_blocks(struct arena_block *b)
{
    while (b) {
        struct arena_block *next = b->next;

        UNPOISON(b->data, b->size);
        if (b->huge)
            pages_huge_free(b);
        else
            free(b);
        b = next;
    }
}

// Keeps a block, if the store has a list for its size and room.
static bool keep_block(struct arena_store *s, struct arena_block *b)
{
    size_t i = s ? size_index(b->size) : ARENA_SIZES;

    if (i == ARENA_SIZES || b->size > s->most - s->kept)
        return false;
    POISON(b->data, b->size);
    if (b->used > b->dirty)
        b->dirty = b->used;
    b->used = 0;
    b->next = s->block[i];
    s->block[i] = b;
    s->kept += b->size;
    return true;
}

void arena_free(struct arena *a)
{
    struct arena_block *b = a->blocks;

    while (b) {
        struct arena_block *next = b->next;

        b->next = NULL;
        if (!keep_block(a->store, b))
            free_blocks(b);
        b = next;
    }
    *a = (struct arena){.store = a->store};
}

struct arena arena_beside(const struct arena *a)
{
    return (struct arena){.store = a->store};
}

void arena_store_free(struct arena_store *s)
{
    for (size_t i = 0; i < ARENA_SIZES; i++) {
        free_blocks(s->block[i]);
        s->block[i] = NULL;
    }
    s->kept = 0;
}

void *list_grow(struct arena *a, void *array, size_t count, size_t *room,
                size_t size)
{
    if (array && count < *room)
        return array;
    if (array || !*room)
        *room = *room < 8 ? 16 : *room * 2;
    void *larger = arena_array(a, *room, size);
    if (array && count)
        memcpy(larger, array, count * size);
    return larger;
}

void *list_room(struct arena *a, void *array, size_t count, size_t size)
{
    bool full = count == 0 || (count & (count - 1)) == 0;

    if (array && !full) {
        memset((char *)array + count * size, 0, size);
        return array;
    }
    void *larger = arena_array(a, count ? count * 2 : 1, size);
    if (array && count)
        memcpy(larger, array, count * size);
    return larger;
}
