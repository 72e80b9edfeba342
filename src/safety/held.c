// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // st_mtim with -std=c17
#include "safety/held.h"

#include <sys/stat.h>

enum { BLOCK = 256 << 10 }; // which a processor keeps near

struct error *held_open(struct arena *a, struct view path, struct held *out)
{
    struct view bytes;
    struct stat st;

    *out = (struct held){0};
    TRY(file_open(a, path, &out->opened));
    if (!fstat(out->opened.fd, &st)) {
        out->wrote = st.st_mtim;
        out->moved = st.st_ctim;
    }
    out->file = out->opened;
    if (out->opened.size > HELD_IN_MEMORY) {
        out->file.nearby = ARENA_NEW(a, struct file_nearby, 1);
        return NULL;
    }
    struct error *e = file_read(a, &out->opened, 0, HELD_IN_MEMORY, &bytes);
    if (e) {
        file_close(&out->opened);
        return e;
    }
    out->changed = bytes.len < out->opened.size;
    out->file = file_of(bytes.len ? bytes : VIEW(""), path);
    return NULL;
}

struct view held_digest(struct arena *a, const struct held *h)
{
    unsigned char sum[SHA256_SIZE];
    struct digest *d = digest_new();
    struct arena_store store = {.most = BLOCK};
    struct arena scratch = {.store = &store};
    bool whole = true;
    struct view block;

    for (uint64_t at = 0; whole && at < h->file.size; at += block.len) {
        whole = !file_read(&scratch, &h->file, at, BLOCK, &block) && block.len;
        if (whole)
            digest_add(d, block);
        arena_free(&scratch);
    }
    arena_store_free(&store);
    digest_end(d, sum);
    return whole ? hex_of(a, sum, sizeof sum) : (struct view){0};
}

static bool same_time(struct timespec a, struct timespec b)
{
    return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec;
}

void held_close(struct held *h)
{
    struct stat st;

    if (h->opened.fd >= 0 && !h->file.memory.at)
        h->changed |= fstat(h->opened.fd, &st) ||
                      (uint64_t)st.st_size != h->opened.size ||
                      !same_time(st.st_mtim, h->wrote) ||
                      !same_time(st.st_ctim, h->moved);
    file_close(&h->opened);
}
