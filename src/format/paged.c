// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // MAP_ANONYMOUS with -std=c17
#include "format/paged.h"

#include <sys/mman.h>

static const int fresh = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;

static struct error *reserve(struct arena *a, uint64_t len, struct paged *out)
{
    if (len > SIZE_MAX / 2)
        len = SIZE_MAX / 2;
    void *at = mmap(NULL, (size_t)len, PROT_READ | PROT_WRITE, fresh, -1, 0);
    if (at == MAP_FAILED)
        return error_new(a, ERROR_SYSTEM,
                         (struct place){.path = out->file->path},
                         "no address space for its bytes");
    out->bytes = (struct view){at, (size_t)len};
    out->here = ARENA_NEW(a, unsigned char, (size_t)(len / PAGED_PIECE + 1));
    return NULL;
}

struct error *paged_open(struct arena *a, const struct file *f, uint64_t offset,
                         uint64_t len, struct paged *out)
{
    *out = (struct paged){.file = f, .offset = offset};
    if (offset >= f->size || !len)
        return NULL;
    return reserve(a, len < f->size - offset ? len : f->size - offset, out);
}

void paged_close(struct paged *p)
{
    union {
        const char *at;
        void *memory;
    } region = {p->bytes.at};

    if (p->bytes.len)
        munmap(region.memory, p->bytes.len);
    p->bytes = (struct view){0};
}

static char *piece_at(struct paged *p, size_t piece, size_t *len)
{
    union {
        const char *at;
        char *write;
    } region = {p->bytes.at};
    size_t from = piece * PAGED_PIECE, left = p->bytes.len - from;

    *len = left < PAGED_PIECE ? left : (size_t)PAGED_PIECE;
    return region.write + from;
}

// Moves the pages of one piece to another, which spares the system to clear new
// ones. Where it cannot, new ones do.
static void hand_over(struct paged *p, size_t from, size_t to)
{
    size_t len, there;
    char *old = piece_at(p, from, &len), *at = piece_at(p, to, &there);

    if (len == there)
        (void)!mremap(old, len, len,
                      MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP, at);
}

// Puts fresh pages in the place of those of a piece.
static void drop(struct paged *p, size_t piece)
{
    size_t len;
    char *at = piece_at(p, piece, &len);

    p->here[piece] = 0;
    if (mmap(at, len, PROT_READ | PROT_WRITE, fresh | MAP_FIXED, -1, 0) ==
        MAP_FAILED)
        memset(at, 0, len); // keeps the memory, and reads the same
}

static void load(struct paged *p, size_t piece)
{
    size_t len;
    char *at = piece_at(p, piece, &len);
    uint64_t offset = (uint64_t)piece * PAGED_PIECE;

    if (p->held_count < PAGED_PIECES) {
        p->held_count++;
    } else {
        hand_over(p, p->held[p->next], piece);
        drop(p, p->held[p->next]);
    }
    p->held[p->next] = piece;
    p->next = (p->next + 1) % PAGED_PIECES;
    p->here[piece] = 1;
    int number; // what cannot be read is zeros
    size_t got = file_get(p->file, p->offset + offset, at, len, &number);
    memset(at + got, 0, len - got);
}

void paged_bring(struct paged *p, struct view v)
{
    size_t first = (size_t)(v.at - p->bytes.at) / PAGED_PIECE;
    size_t last = ((size_t)(v.at - p->bytes.at) + v.len - 1) / PAGED_PIECE;

    for (size_t i = first; i <= last && i < first + PAGED_PIECES / 2; i++)
        if (!p->here[i])
            load(p, i);
}

struct view paged_near(const struct paged *p, const char *at)
{
    if (at < p->bytes.at || at >= p->bytes.at + p->bytes.len)
        return (struct view){0};
    size_t from = (size_t)(at - p->bytes.at), piece = from / PAGED_PIECE;
    return p->here[piece] ? view_head((struct view){at, p->bytes.len - from},
                                      (piece + 1) * PAGED_PIECE - from)
                          : (struct view){0};
}
