// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // O_CLOEXEC with -std=c17
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static struct place place_of(struct view path)
{
    return (struct place){.path = path};
}

// strerror is not thread-safe by the standard; glibc's descriptions are.
static const char *reason(int number)
{
    const char *text = strerrordesc_np(number);

    return text ? text : "unknown error";
}

static MUST_USE struct error *refused(struct arena *a, struct place at,
                                      const char *what, int number)
{
    struct error *e =
        error_new(a, ERROR_INPUT, at, "cannot be %s: %s", what, reason(number));

    e->number = number;
    return e;
}

struct error *file_open(struct arena *a, struct view path, struct file *out)
{
    struct view terminated = arena_copy(a, path);
    struct stat st;

    *out = (struct file){.fd = -1, .path = path};
    if (path.len && memchr(path.at, '\0', path.len))
        return error_new(a, ERROR_INPUT, place_of(path),
                         "the name holds a zero byte");
    // O_NONBLOCK: opening a FIFO without a writer would wait for ever.
    int fd = open(terminated.at, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return refused(a, place_of(path), "opened", errno);
    if (fstat(fd, &st)) {
        int number = errno;
        close(fd);
        return refused(a, place_of(path), "read", number);
    }
    if (!S_ISREG(st.st_mode)) {
        const char *what = S_ISDIR(st.st_mode) ? "a folder" : "no regular file";
        close(fd);
        return error_new(a, ERROR_INPUT, place_of(path), "is %s", what);
    }
    out->fd = fd;
    out->size = (uint64_t)st.st_size;
    return NULL;
}

void file_close(struct file *f)
{
    if (f->fd >= 0)
        close(f->fd);
    f->fd = -1;
}

struct file file_part(const struct file *f, uint64_t offset, uint64_t len,
                      struct view path)
{
    struct file part = *f;

    if (offset > f->size)
        offset = f->size;
    if (len > f->size - offset)
        len = f->size - offset;
    part.path = path;
    part.size = len;
    part.base = f->base + offset;
    if (f->memory.at)
        part.memory = (struct view){f->memory.at + offset, (size_t)len};
    return part;
}

static size_t get_from_disk(const struct file *f, uint64_t offset, char *to,
                            size_t len, int *number)
{
    size_t got = 0;

    while (got < len) {
        ssize_t n = pread(f->fd, to + got, len - got, (off_t)(offset + got));

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            *number = errno;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

static bool holds(const struct file_nearby *n, uint64_t offset, size_t len)
{
    return offset >= n->at && offset - n->at <= n->len &&
           len <= n->len - (size_t)(offset - n->at);
}

// A read that does not follow the one before takes no more than it asks for. A
// fault behind what is asked for is for the next to meet.
static size_t get_nearby(const struct file *f, uint64_t offset, char *to,
                         size_t len, int *number)
{
    enum { GAP = 4 << 10 }; // a read costs as much as some such bytes
    struct file_nearby *n = f->nearby;
    bool follows = offset <= n->end + GAP && n->end <= offset + GAP;

    n->end = offset + len;
    if (!holds(n, offset, len)) {
        if (!follows || len > FILE_AT_ONCE / 2)
            return get_from_disk(f, offset, to, len, number);
        n->at = offset;
        n->len = get_from_disk(f, offset, n->bytes, FILE_AT_ONCE, number);
        if (n->len < len)
            len = n->len;
        else
            *number = 0;
    }
    memcpy(to, n->bytes + (offset - n->at), len);
    return len;
}

size_t file_get(const struct file *f, uint64_t offset, char *to, size_t len,
                int *number)
{
    *number = 0;
    if (offset >= f->size)
        return 0;
    if (len > f->size - offset)
        len = (size_t)(f->size - offset);
    if (f->memory.at) {
        memcpy(to, f->memory.at + offset, len);
        return len;
    }
    if (f->source)
        return f->source->read(f->source, f->base + offset, to, len);
    return f->nearby ? get_nearby(f, f->base + offset, to, len, number)
                     : get_from_disk(f, f->base + offset, to, len, number);
}

struct error *file_read(struct arena *a, const struct file *f, uint64_t offset,
                        uint64_t len, struct view *out)
{
    *out = (struct view){0};
    if (offset >= f->size)
        return NULL;
    if (len > f->size - offset)
        len = f->size - offset;
    if (f->memory.at) {
        *out = (struct view){f->memory.at + offset, (size_t)len};
        return NULL;
    }
    char *at = arena_room(a, (size_t)len);
    int number;
    size_t got = file_get(f, offset, at, (size_t)len, &number);
    if (number) {
        if (f->trouble)
            *f->trouble = number;
        return refused(a, (struct place){f->path, offset + got, 0}, "read",
                       number);
    }
    *out = (struct view){at, got};
    return NULL;
}

struct error *file_front(struct arena *a, struct view path, uint64_t limit,
                         struct view *out)
{
    struct file f;

    *out = (struct view){0};
    TRY(file_open(a, path, &f));
    struct error *e = file_read(a, &f, 0, limit, out);
    file_close(&f);
    return e;
}

struct error *file_input(struct arena *a, uint64_t limit, struct view *out)
{
    size_t len = 0, room = 0;
    char *at = NULL;

    *out = (struct view){0};
    for (;;) {
        if (len == room) {
            size_t more = room ? room * 2 : 64 << 10;
            char *wider = arena_alloc(a, more);

            if (len)
                memcpy(wider, at, len);
            at = wider;
            room = more;
        }
        size_t want =
            room - len < limit - len ? room - len : (size_t)(limit - len);
        ssize_t n = want ? read(STDIN_FILENO, at + len, want) : 0;
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refused(a, place_of(VIEW("standard input")), "read", errno);
        if (n == 0)
            break;
        len += (size_t)n;
    }
    *out = (struct view){at, len};
    return NULL;
}
