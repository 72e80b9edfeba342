// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // O_CLOEXEC, posix_fadvise with -std=c17
#include "release/tree_digest.h"

#include "base/digest.h"
#include "base/pool.h"
#include "base/text.h"
#include "release/ahead.h"
#include "release/walk.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PROGRESS = 64 << 20 }; // bytes between two calls of progress

// Opens the regular file `path` for reading without waiting for anything; -1:
// errno says why.
static int open_regular(const char *path)
{
    struct stat st;
    int fd =
        open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);

    if (fd < 0)
        return -1;
    int number = fstat(fd, &st) ? errno : S_ISREG(st.st_mode) ? 0 : EINVAL;
    if (!number)
        return fd;
    close(fd);
    errno = number;
    return -1;
}

int read_small(const char *path, char *bytes, size_t room, size_t *len)
{
    int number = 0;
    int fd = open_regular(path);

    *len = 0;
    if (fd < 0)
        return errno;
    while (*len < room) {
        ssize_t n = read(fd, bytes + *len, room - *len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            number = errno;
        if (n <= 0)
            break;
        *len += (size_t)n;
    }
    close(fd);
    return number;
}

// -------------------------------------------------------------- file by file

struct hashed {
    size_t entry;
    bool done, changed;
    int number; // of the system's error
    unsigned char digest[SHA256_SIZE];
};

struct hash_job {
    const struct tree *tree;
    struct hashed *item;
    const struct release_choice *choice;
    pthread_mutex_t lock; // of what follows
    uint64_t done, total, told;
};

static void add_progress(struct hash_job *job, struct view path, uint64_t more)
{
    if (!job->choice->progress)
        return;
    pthread_mutex_lock(&job->lock);
    job->done += more;
    if (job->done - job->told >= PROGRESS || job->done == job->total) {
        job->told = job->done;
        job->choice->progress(job->choice->context, path, job->done,
                              job->total);
    }
    pthread_mutex_unlock(&job->lock);
}

// Hashes the bytes behind `fd` up to their end, and says how many there were.
static uint64_t hash_bytes(struct hash_job *job, struct hashed *h, int fd,
                           struct digest *d)
{
    const struct entry *e = &job->tree->entry[h->entry];
    struct arena scratch = {0};
    struct ahead *ahead = ahead_start(&scratch, fd, e->size);
    uint64_t size = 0;

    for (;;) {
        struct view bytes = ahead_next(ahead, &h->number);

        if (!bytes.len)
            break;
        digest_add(d, bytes);
        size += bytes.len;
        add_progress(job, e->path, bytes.len);
    }
    ahead_stop(ahead);
    arena_free(&scratch);
    return size;
}

static bool same_time(const struct stat *a, const struct stat *b)
{
    return a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

static void hash_file(void *context, size_t i)
{
    struct hash_job *job = context;
    struct hashed *h = &job->item[i];
    const struct entry *e = &job->tree->entry[h->entry];
    struct stat before, after = {0};
    int fd = open_regular(e->file.at);

    if (fd < 0) {
        h->number = errno;
        return;
    }
    if (fstat(fd, &before)) {
        h->number = errno;
        close(fd);
        return;
    }
    struct digest *d = digest_new();
    posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
    uint64_t size = hash_bytes(job, h, fd, d);
    digest_end(d, h->digest);
    if (!h->number && fstat(fd, &after))
        h->number = errno;
    h->changed =
        !h->number && (size != e->size || before.st_size != after.st_size ||
                       !same_time(&before, &after));
    h->done = !h->number && !h->changed;
    close(fd);
}

static void take_hashed(struct tree *t, const struct hashed *h)
{
    struct entry *e = &t->entry[h->entry];
    const char *rule = h->number == ENOENT ? "vanished"
                       : h->number         ? "unreadable"
                                           : "changed";
    struct view digest = hex_of(t->arena, h->digest, sizeof h->digest);

    if (h->done && e->digest.len && !view_eq_nocase(e->digest, digest)) {
        *LIST_ADD(t->arena, t->note, t->note_count) = (struct release_note){
            VIEW("digest-differs"), e->path,
            arena_print(t->arena,
                        "its content is not what its blob's name says: "
                        "sha256 " VIEW_FMT,
                        VIEW_ARG(digest))};
        e->digest = digest;
    } else if (h->done) {
        e->digest = digest;
    } else {
        *LIST_ADD(t->arena, t->note, t->note_count) = (struct release_note){
            view_of(rule), e->path,
            h->number ? system_reason(h->number)
                      : VIEW("it changed while it was read")};
    }
}

void tree_hash_files(struct tree *t, const struct release_choice *choice)
{
    struct arena scratch = {0};
    struct hash_job job = {
        .tree = t, .choice = choice, .lock = PTHREAD_MUTEX_INITIALIZER};
    size_t count = 0;

    job.item = ARENA_NEW(&scratch, struct hashed, t->entry_count);
    for (size_t i = 0; i < t->entry_count; i++)
        if (t->entry[i].kind == ENTRY_FILE) {
            job.item[count++].entry = i;
            job.total += t->entry[i].size;
        }
    pool_run(choice->threads, count, hash_file, &job);
    for (size_t i = 0; i < count; i++)
        take_hashed(t, &job.item[i]);
    arena_free(&scratch);
}

// ------------------------------------------------------------ the whole tree

static struct view kind_name(enum entry_kind kind)
{
    switch (kind) {
    case ENTRY_FILE:
        return VIEW("file");
    case ENTRY_POINTER:
        return VIEW("pointer");
    case ENTRY_SUBMODULE:
        return VIEW("submodule");
    case ENTRY_MISSING:
        return VIEW("missing");
    case ENTRY_UNREADABLE:
        return VIEW("unreadable");
    }
    return VIEW("file");
}

// A line feed in a name would make two lines of one.
static void add_path(struct text *t, struct view path)
{
    for (size_t i = 0; i < path.len; i++) {
        if (path.at[i] == '\n')
            text_add(t, VIEW("\\n"));
        else if (path.at[i] == '\\')
            text_add(t, VIEW("\\\\"));
        else
            text_byte(t, path.at[i]);
    }
}

static void add_line(struct text *t, struct view kind, bool size_known,
                     uint64_t size, struct view digest, struct view path)
{
    text_add(t, kind);
    text_byte(t, ' ');
    if (size_known)
        text_print(t, "%llu", (unsigned long long)size);
    else
        text_byte(t, '-');
    text_byte(t, ' ');
    text_add(t, digest.len ? digest : VIEW("-"));
    text_byte(t, ' ');
    add_path(t, path);
    text_byte(t, '\n');
}

struct view tree_digest(struct arena *a, const struct release *r)
{
    struct arena scratch = {0};
    struct text line = {.arena = &scratch};
    struct digest *d = digest_new();
    unsigned char sum[SHA256_SIZE];

    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];

        line.len = 0;
        add_line(&line, kind_name(e->kind), e->size_known, e->size, e->digest,
                 e->path);
        digest_add(d, text_view(&line));
    }
    line.len = 0;
    if (!r->root_count && r->manifest)
        add_line(&line, VIEW("manifest"), false, 0, r->manifest->digest,
                 VIEW(""));
    if (!r->root_count && r->record)
        add_line(&line, VIEW("record"), false, 0, r->record->digest, VIEW(""));
    digest_add(d, text_view(&line));
    digest_end(d, sum);
    arena_free(&scratch);
    return arena_print(a, "sha256:" VIEW_FMT,
                       VIEW_ARG(hex_of(a, sum, sizeof sum)));
}

bool tree_is_hashed(const struct release *r)
{
    for (size_t i = 0; i < r->entry_count; i++)
        if (r->entry[i].kind == ENTRY_FILE && !r->entry[i].digest.len)
            return false;
    return r->tree_digest.len > 0;
}
