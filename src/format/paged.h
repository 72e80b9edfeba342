// SPDX-License-Identifier: Apache-2.0
// paged.h - a large file as if it were in memory, of which only a few MiB are.
//
// Its view spans the whole file, in address space that takes no memory. Before
// bytes of it are looked at, paged_need brings them in; the pieces brought in
// longest ago go, and read as zeros until they are needed again. So a view into
// it may be kept for long and is followed when it matters.
#ifndef FORMAT_PAGED_H
#define FORMAT_PAGED_H

#include "base/file.h"

enum {
    PAGED_PIECE = 128 << 10, // bytes brought in at once
    PAGED_PIECES = 8,        // of them at the same time
};

struct paged {
    const struct file *file;
    struct view bytes;         // of the file, or of its part
    uint64_t offset;           // of the first of them in the file
    unsigned char *here;       // by piece
    size_t held[PAGED_PIECES]; // the pieces that are here, oldest at `next`
    size_t held_count, next;
};

// `len` bytes of `f` at `offset`; fewer where the file ends. Fails with
// ERROR_SYSTEM where there is no address space.
struct error *paged_open(struct arena *a, const struct file *f, uint64_t offset,
                         uint64_t len, struct paged *out) MUST_USE;
void paged_close(struct paged *p);

// Brings in what `v`, a part of p->bytes, spans: at most half of the pieces.
// Bytes that cannot be read are zeros.
void paged_bring(struct paged *p, struct view v);

// What is here from `at` on, to the end of its piece; nothing where `at` is
// outside.
struct view paged_near(const struct paged *p, const char *at);

// The same where most of it is here. `p` may be NULL, for bytes in memory.
static inline void paged_need(struct paged *p, const char *at, size_t len)
{
    if (!p || at < p->bytes.at || at >= p->bytes.at + p->bytes.len || !len)
        return;
    size_t from = (size_t)(at - p->bytes.at);
    size_t left = p->bytes.len - from;
    size_t last = from + (len < left ? len : left) - 1;
    if (!p->here[from / PAGED_PIECE] || !p->here[last / PAGED_PIECE] ||
        len > PAGED_PIECE)
        paged_bring(p, (struct view){at, last - from + 1});
}

#endif
