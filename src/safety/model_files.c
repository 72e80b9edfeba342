// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // openat2 by its number, O_PATH, O_CLOEXEC with -std=c17
#include "safety/model_files.h"

#include "base/pool.h"
#include "release/ahead.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
    OPEN_LINKED = O_RDONLY | O_DIRECTORY | O_CLOEXEC,
    OPEN_FOLDER = OPEN_LINKED | O_NOFOLLOW,
};

// ------------------------------------------------------------------- listing

static struct model_file *add(struct model_files *m, struct view path,
                              enum model_file_kind kind)
{
    if (m->file_count == TREE_MAX_ENTRIES) {
        m->full = true;
        return NULL;
    }
    struct model_file *f = LIST_ADD(m->arena, m->file, m->file_count);
    f->path = arena_copy(m->arena, path);
    f->kind = kind;
    return f;
}

static void add_unreadable(struct model_files *m, struct view path, int number)
{
    struct model_file *f = add(m, path, MODEL_UNREADABLE);

    if (f)
        f->number = number;
}

// "../../blobs/DIGEST", as many levels up as leave the snapshot: then DIGEST.
static struct view blob_of(struct view target, size_t depth)
{
    for (size_t up = 0; up < depth + 2; up++) {
        if (!view_starts(target, VIEW("../")))
            return (struct view){0};
        target = view_from(target, 3);
    }
    if (!view_starts(target, VIEW("blobs/")))
        return (struct view){0};
    target = view_from(target, 6);
    return is_hex(target, 40) || is_hex(target, 64) ? target : (struct view){0};
}

// A link: of a cache one that leads to a regular blob is a file.
static void take_link(struct model_files *m, int folder, const char *name,
                      struct view path)
{
    char target[PATH_MAX];
    struct stat st;
    struct model_file *f = add(m, path, MODEL_LINK);
    ssize_t len = readlinkat(folder, name, target, sizeof target);

    if (f && len < 0) {
        f->kind = MODEL_UNREADABLE;
        f->number = errno;
    }
    if (!f || len <= 0 || m->blobs < 0)
        return;
    struct view blob =
        blob_of((struct view){target, (size_t)len}, view_count(path, '/'));
    if (!blob.len)
        return;
    f->blob = arena_copy(m->arena, blob);
    if (fstatat(m->blobs, f->blob.at, &st, AT_SYMLINK_NOFOLLOW)) {
        f->number = errno;
        f->kind = f->number == ENOENT ? MODEL_LINK : MODEL_UNREADABLE;
    } else if (S_ISREG(st.st_mode)) {
        f->kind = MODEL_FILE;
        f->size = (uint64_t)st.st_size;
    }
}

struct folder { // that is being listed
    const struct folder *in;
    int fd;
    unsigned depth;
    dev_t device;
    ino_t inode;
};

static void list_folder(struct model_files *m, const struct folder *in, int fd,
                        struct view path);

static int open_link(int folder, struct view path, int flags);

static bool is_in(const struct folder *f, const struct stat *st)
{
    while (f && (f->device != st->st_dev || f->inode != st->st_ino))
        f = f->in;
    return f != NULL;
}

// Whether the link at `path` leads to a folder of the model, which is listed;
// one that holds the link would not end.
static bool follow(struct model_files *m, const struct folder *in,
                   struct view path)
{
    struct stat st;
    int fd =
        m->links && in->depth < MODEL_DEEPEST && m->linked < MODEL_MOST_LINKED
            ? open_link(m->folder, path, OPEN_LINKED)
            : -1;

    if (fd < 0)
        return false;
    if (fstat(fd, &st) || is_in(in, &st)) {
        close(fd);
        return false;
    }
    m->linked++;
    list_folder(m, in, fd, path);
    return true;
}

static void take_name(struct model_files *m, const struct folder *in,
                      const char *name, struct view path)
{
    struct stat st;

    if (fstatat(in->fd, name, &st, AT_SYMLINK_NOFOLLOW)) {
        add_unreadable(m, path, errno);
    } else if (S_ISDIR(st.st_mode)) {
        int fd = -1;

        errno = ENAMETOOLONG;
        if (in->depth < MODEL_DEEPEST)
            fd = openat(in->fd, name, OPEN_FOLDER);
        if (fd < 0)
            add_unreadable(m, path, errno);
        else
            list_folder(m, in, fd, path);
    } else if (S_ISLNK(st.st_mode)) {
        if (!follow(m, in, path))
            take_link(m, in->fd, name, path);
    } else {
        struct model_file *f =
            add(m, path, S_ISREG(st.st_mode) ? MODEL_FILE : MODEL_SPECIAL);

        if (f)
            f->size = (uint64_t)st.st_size;
    }
}

// Lists the folder behind `fd`, which it closes.
// NOLINTNEXTLINE(misc-no-recursion): not deeper than MODEL_DEEPEST
static void list_folder(struct model_files *m, const struct folder *in, int fd,
                        struct view path)
{
    struct folder here = {.in = in, .fd = fd, .depth = in ? in->depth + 1 : 0};
    struct stat st;
    DIR *dir = fstat(fd, &st) ? NULL : fdopendir(fd);

    if (!dir) {
        add_unreadable(m, path, errno);
        close(fd);
        return;
    }
    here.device = st.st_dev;
    here.inode = st.st_ino;
    for (;;) {
        struct arena scratch = {0};

        errno = 0;
        const struct dirent *d = readdir(dir);
        if (!d || m->full)
            break;
        struct view name = view_of(d->d_name);
        if (view_eq(name, VIEW(".")) || view_eq(name, VIEW("..")))
            continue;
        struct view below =
            arena_print(&scratch, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(path),
                        path.len ? "/" : "", VIEW_ARG(name));
        take_name(m, &here, d->d_name, below);
        arena_free(&scratch);
    }
    if (errno)
        add_unreadable(m, path, errno);
    closedir(dir);
}

static int by_path(const void *left, const void *right)
{
    const struct model_file *a = left, *b = right;

    return view_compare(a->path, b->path);
}

static struct error *open_one(struct arena *a, const struct opened *root,
                              struct model_files *out)
{
    struct view folder = arena_copy(a, view_dirname(root->real));
    struct stat st;

    out->folder =
        open(folder.len ? folder.at : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    struct view name = arena_copy(a, view_basename(root->real));
    if (out->folder < 0 ||
        fstatat(out->folder, name.at, &st, AT_SYMLINK_NOFOLLOW))
        return error_new(a, ERROR_INPUT,
                         (struct place){.path = root->root.path},
                         "cannot be opened: %s", strerrordesc_np(errno));
    struct model_file *f = add(out, name, MODEL_FILE);
    if (f)
        f->size = (uint64_t)st.st_size;
    return NULL;
}

struct error *model_files_open(struct arena *a, const struct opened *root,
                               bool links, struct model_files *out)
{
    *out = (struct model_files){
        .arena = a, .folder = -1, .blobs = -1, .links = links};
    if (root->root.kind == ROOT_FILE)
        return open_one(a, root, out);
    struct view path = arena_copy(a, root->real);
    out->folder = open(path.at, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int fd = out->folder < 0 ? -1 : openat(out->folder, ".", OPEN_FOLDER);
    if (fd < 0)
        return error_new(a, ERROR_INPUT,
                         (struct place){.path = root->root.path},
                         "cannot be opened: %s", strerrordesc_np(errno));
    if (root->root.kind == ROOT_CACHE)
        out->blobs =
            open(path_join(a, root->inside, VIEW("blobs")).at, OPEN_FOLDER);
    if (root->root.kind == ROOT_CACHE && out->blobs < 0 && errno != ENOENT) {
        int number = errno;

        close(fd);
        return error_new(
            a, ERROR_INPUT, (struct place){.path = root->root.path},
            "its blobs cannot be opened: %s", strerrordesc_np(number));
    }
    list_folder(out, NULL, fd, (struct view){0});
    if (out->file_count)
        qsort(out->file, out->file_count, sizeof *out->file, by_path);
    return NULL;
}

void model_files_close(struct model_files *m)
{
    if (m->folder >= 0)
        close(m->folder);
    if (m->blobs >= 0)
        close(m->blobs);
    m->folder = m->blobs = -1;
}

struct view model_path_of(struct arena *a, const struct opened *root,
                          struct view file)
{
    char real[PATH_MAX];
    struct view folder = arena_copy(a, view_dirname(file));
    const char *name = folder.len                     ? folder.at
                       : view_starts(file, VIEW("/")) ? "/"
                                                      : ".";

    if (root->root.kind == ROOT_FILE || !realpath(name, real))
        return (struct view){0};
    struct view path =
        path_join(a, arena_copy(a, view_of(real)), view_basename(file));
    if (!path_lies_in(path, root->real))
        return (struct view){0};
    return view_from(path, root->real.len + !view_ends(root->real, VIEW("/")));
}

// ------------------------------------------------------------------- opening

// Folder by folder, so that no link on the way is followed.
static int open_below(int folder, struct view path, int flags)
{
    char name[NAME_MAX + 1];
    int at = fcntl(folder, F_DUPFD_CLOEXEC, 0);

    while (at >= 0) {
        struct view rest, part = view_cut(path, '/', &rest);

        if (part.len > NAME_MAX) {
            close(at);
            errno = ENAMETOOLONG;
            return -1;
        }
        memcpy(name, part.at, part.len);
        name[part.len] = '\0';
        int next = openat(
            at, name,
            (rest.len ? O_PATH | O_DIRECTORY | O_CLOEXEC : flags) | O_NOFOLLOW);
        int number = errno;
        close(at);
        errno = number;
        at = next;
        path = rest;
        if (!rest.len)
            break;
    }
    return at;
}

// Through links, if they end below `folder`.
static int open_link(int folder, struct view path, int flags)
{
    struct arena scratch = {0};
    struct open_how how = {.flags = (unsigned)flags,
                           .resolve = RESOLVE_BENEATH | RESOLVE_NO_MAGICLINKS};
    long fd = syscall(SYS_openat2, folder, arena_copy(&scratch, path).at, &how,
                      sizeof how);

    arena_free(&scratch);
    return (int)fd;
}

int model_file_open(const struct model_files *m, const struct model_file *f)
{
    const int flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY;
    struct stat st;
    int fd;

    if (f->blob.len)
        fd = openat(m->blobs, f->blob.at, flags | O_NOFOLLOW);
    else
        fd = open_below(m->folder, f->path, flags);
    if (fd < 0 && !f->blob.len && m->links)
        fd = open_link(m->folder, f->path, flags);
    if (fd < 0)
        return -1;
    int number = fstat(fd, &st) ? errno : S_ISREG(st.st_mode) ? 0 : EINVAL;
    if (!number)
        return fd;
    close(fd);
    errno = number;
    return -1;
}

bool model_file_front(const struct model_files *m, const struct model_file *f,
                      char *bytes, size_t room, size_t *len)
{
    int fd = model_file_open(m, f);
    ssize_t got = 1;

    *len = 0;
    if (fd < 0)
        return false;
    while (*len < room && got) {
        got = read(fd, bytes + *len, room - *len);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            break;
        *len += (size_t)got;
    }
    close(fd);
    return got >= 0;
}

// ------------------------------------------------------------------- hashing

struct hashing {
    const struct model_files *files;
    struct model_hash *item;
    struct progress *progress;
};

struct stream { // of one file
    struct model_hash *item;
    size_t piece; // the next one, or the one that `digest` is of
    struct digest *digest;
};

static bool begin_piece(struct stream *s)
{
    s->digest = digest_new_of(s->item->kind);
    if (s->digest && !s->piece)
        digest_add(s->digest, s->item->head);
    return s->digest != NULL;
}

static void end_piece(struct stream *s, bool whole)
{
    struct model_piece *p = &s->item->piece[s->piece++];

    p->whole = whole;
    p->size = digest_take(s->digest, p->digest);
    s->digest = NULL;
}

// Deals `bytes`, which stand at item->size, out to the pieces.
static bool take_bytes(struct stream *s, struct view bytes)
{
    struct model_hash *h = s->item;

    while (bytes.len) {
        const struct model_piece *p =
            s->piece < h->piece_count ? &h->piece[s->piece] : NULL;
        uint64_t edge = !p || s->digest ? UINT64_MAX : p->start;

        if (p && (s->digest || h->size == p->start)) {
            if (!s->digest && !begin_piece(s))
                return false;
            edge = p->end;
        }
        struct view now = view_head(bytes, edge - h->size < bytes.len
                                               ? (size_t)(edge - h->size)
                                               : bytes.len);
        if (s->digest)
            digest_add(s->digest, now);
        else
            h->outside += now.len;
        h->size += now.len;
        bytes = view_from(bytes, now.len);
        if (s->digest && p && h->size == p->end)
            end_piece(s, true);
    }
    return true;
}

// What is left at the end: a piece up to the end of the file is whole there,
// an empty file too.
static bool take_end(struct stream *s)
{
    struct model_hash *h = s->item;

    if (s->piece < h->piece_count && !s->digest && !h->size && !begin_piece(s))
        return false;
    if (s->digest)
        end_piece(s, h->piece[s->piece].end == UINT64_MAX);
    return true;
}

static bool hash_stream(const struct hashing *job, struct stream *s, int fd)
{
    struct arena scratch = {0};
    struct ahead *ahead = ahead_start(&scratch, fd, s->item->file->size);
    bool good = true;

    while (good) {
        struct view bytes = ahead_next(ahead, &s->item->number);

        if (!bytes.len)
            break;
        good = take_bytes(s, bytes);
        if (job->progress)
            progress_add(job->progress, s->item->file->path, bytes.len);
    }
    ahead_stop(ahead);
    arena_free(&scratch);
    return take_end(s) && good;
}

static bool same_state(const struct stat *a, const struct stat *b)
{
    return a->st_size == b->st_size && a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
           a->st_mtim.tv_nsec == b->st_mtim.tv_nsec &&
           a->st_ctim.tv_sec == b->st_ctim.tv_sec &&
           a->st_ctim.tv_nsec == b->st_ctim.tv_nsec;
}

static void hash_one(void *context, size_t i)
{
    const struct hashing *job = context;
    struct model_hash *h = &job->item[i];
    struct stream s = {.item = h};
    struct stat before, after;
    int fd = model_file_open(job->files, h->file);

    if (fd < 0 || fstat(fd, &before)) {
        h->number = errno;
    } else {
        posix_fadvise(fd, 0, 0, POSIX_FADV_SEQUENTIAL);
        if (!hash_stream(job, &s, fd) && !h->number)
            h->number = ENOMEM;
        bool failed = h->number != 0;
        if (!failed && fstat(fd, &after)) {
            h->number = errno;
            failed = true;
        }
        h->changed = !failed && (!same_state(&before, &after) ||
                                 h->size != (uint64_t)before.st_size);
    }
    if (fd >= 0)
        close(fd);
}

void model_files_hash(const struct model_files *m, struct model_hash *item,
                      size_t count, size_t threads, struct progress *progress)
{
    struct hashing job = {m, item, progress};

    pool_run(threads, count, hash_one, &job);
}
