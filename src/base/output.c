// SPDX-License-Identifier: Apache-2.0
// POSIX.1-2017: rename replaces at once; unlink, sigaction and raise may be
// called in a signal handler.
#define _GNU_SOURCE // strerrordesc_np, O_CLOEXEC
#include "base/output.h"

#include "base/abandon.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

// The temporary file of now, for the signal handler.
static struct {
    volatile sig_atomic_t held;
    char path[PATH_MAX];
} pending;

static const int deadly[] = {SIGINT, SIGTERM, SIGHUP};

// Runs with SA_RESETHAND: the second, own signal ends the process when the
// handler returns.
static void remove_and_end(int number)
{
    if (pending.held)
        unlink(pending.path);
    raise(number);
}

void output_prepare(void)
{
    struct sigaction on = {.sa_handler = remove_and_end,
                           .sa_flags = (int)SA_RESETHAND};
    struct sigaction ignore = {.sa_handler = SIG_IGN};

    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++) {
        struct sigaction old;

        if (!sigaction(deadly[i], NULL, &old) && old.sa_handler != SIG_IGN)
            sigaction(deadly[i], &on, NULL);
    }
    // A write that fails is told, whatever the cause.
    sigaction(SIGPIPE, &ignore, NULL);
    sigaction(SIGXFSZ, &ignore, NULL);
    for (int fd = 0; fd <= 2; fd++)
        if (fcntl(fd, F_GETFD) < 0)
            // Opened the wrong way round, so that using it is an error.
            (void)!open("/dev/null", fd ? O_RDONLY : O_WRONLY);
}

// Messages

static const char *advice(int number)
{
    static const struct {
        int number;
        const char *words;
    } rows[] = {
        {ENOSPC, ". Free some space, or write elsewhere with -o FILE"},
        {EDQUOT, ". Free some space, or write elsewhere with -o FILE"},
        {EFBIG, ". Write elsewhere with -o FILE"},
        {EIO, ". Check the disk, or write elsewhere with -o FILE"},
        {EACCES, ". Choose a folder in which you may write"},
        {EPERM, ". Choose a folder in which you may write"},
        {EROFS, ". Choose a folder in which you may write"},
        {ENOENT, ". Make the folder first"},
        {EBADF, ". It is closed: write to a file with -o FILE"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (rows[i].number == number)
            return rows[i].words;
    return "";
}

static MUST_USE struct error *refused(struct arena *a, const struct output *o,
                                      const char *what, int number)
{
    struct view path = o->path.len ? o->path : VIEW("standard output");
    const char *why = strerrordesc_np(number);

    return error_new(a, ERROR_SYSTEM, (struct place){.path = path}, "%s: %s%s",
                     what, why ? why : "unknown reason", advice(number));
}

static MUST_USE struct error *cannot_be(struct arena *a, const struct output *o,
                                        const char *why)
{
    return error_new(a, ERROR_USAGE, (struct place){.path = o->path},
                     "cannot be written: %s", why);
}

// Opening

// A symbolic link is followed to what it names: that is replaced, not the link.
static struct error *resolve(struct arena *a, const struct output *o,
                             struct view *place, struct stat *is, bool *exists)
{
    struct view terminated = arena_copy(a, o->path);
    char full[PATH_MAX];

    *exists = false;
    *is = (struct stat){0};
    *place = terminated;
    if (memchr(terminated.at, '\0', terminated.len))
        return cannot_be(a, o, "the name holds a zero byte");
    if (lstat(terminated.at, is))
        return errno == ENOENT ? NULL
                               : refused(a, o, "cannot be written", errno);
    *exists = true;
    if (!S_ISLNK(is->st_mode))
        return NULL;
    if (!realpath(terminated.at, full))
        return cannot_be(a, o, "it is a symbolic link that leads nowhere");
    *place = arena_copy(a, view_of(full));
    return stat(full, is) ? refused(a, o, "cannot be written", errno) : NULL;
}

static void remove_pending(void *context)
{
    (void)context;
    if (pending.held)
        unlink(pending.path);
}

static void hold(const struct output *o)
{
    memcpy(pending.path, o->temporary.at, o->temporary.len + 1);
    pending.held = 1;
    abandon_undo(remove_pending, NULL);
}

// Makes the temporary file in the folder of the place.
static int make_temporary(struct arena *a, struct output *o)
{
    enum { TRIES = 100 };
    struct view folder = view_dirname(o->place);
    bool in_root = !folder.len && view_starts(o->place, VIEW("/"));

    for (int i = 0; i < TRIES; i++) {
        struct view name =
            arena_print(a, VIEW_FMT "%s.freehold-%ld-%d", VIEW_ARG(folder),
                        folder.len || in_root ? "/" : "", (long)getpid(), i);
        o->temporary = name;
        if (name.len >= sizeof pending.path) {
            errno = ENAMETOOLONG;
            return -1;
        }
        int fd =
            open(name.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
                 0666);
        if (fd >= 0 || errno != EEXIST)
            return fd;
    }
    return -1;
}

static struct error *open_beside(struct arena *a, struct output *o)
{
    sigset_t block, before;

    // A signal between making the file and noting its name would leave it.
    sigemptyset(&block);
    for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
        sigaddset(&block, deadly[i]);
    pthread_sigmask(SIG_BLOCK, &block, &before);
    o->fd = make_temporary(a, o);
    int number = errno;
    if (o->fd >= 0)
        hold(o);
    else
        o->temporary = (struct view){0};
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return o->fd < 0 ? refused(a, o, "cannot be made", number) : NULL;
}

struct error *output_open(struct arena *a, struct view path, struct output *out)
{
    struct view place;
    struct stat is;
    bool exists;

    *out = (struct output){.fd = STDOUT_FILENO};
    if (!path.len || view_eq(path, VIEW("-")))
        return NULL;
    *out = (struct output){.fd = -1, .path = path};
    TRY(resolve(a, out, &place, &is, &exists));
    out->place = place;
    if (view_ends(path, VIEW("/")) || (exists && S_ISDIR(is.st_mode)))
        return cannot_be(a, out, "it is a folder. Name a file in it");
    if (exists && !S_ISREG(is.st_mode)) {
        out->fd = open(place.at, O_WRONLY | O_CLOEXEC | O_NOCTTY);
        return out->fd < 0 ? refused(a, out, "cannot be opened", errno) : NULL;
    }
    if (exists && faccessat(AT_FDCWD, place.at, W_OK, AT_EACCESS))
        return refused(a, out, "cannot be replaced", errno);
    TRY(open_beside(a, out));
    if (exists) {
        // The owner can be kept only by root, and the mode must come after it.
        (void)!fchown(out->fd, is.st_uid, is.st_gid);
        (void)!fchmod(out->fd, is.st_mode & 07777);
    }
    return NULL;
}

// Writing

static bool wait_for_room(int fd)
{
    struct pollfd p = {.fd = fd, .events = POLLOUT};

    return poll(&p, 1, -1) >= 0 || errno == EINTR;
}

struct error *output_write(struct arena *a, struct output *o, struct view bytes)
{
    while (bytes.len && !o->reader_gone) {
        // More than 2 GiB at once is cut by Linux anyway.
        size_t len = view_head(bytes, 1 << 30).len;
        ssize_t written = write(o->fd, bytes.at, len);

        if (written >= 0)
            bytes = view_from(bytes, (size_t)written);
        else if (errno == EPIPE)
            o->reader_gone = true;
        else if (errno == EINTR || (errno == EAGAIN && wait_for_room(o->fd)))
            continue;
        else
            return refused(a, o, "cannot be written", errno);
    }
    return NULL;
}

// Closing

static void forget(struct output *o)
{
    pending.held = 0;
    abandon_undo(NULL, NULL);
    o->temporary = (struct view){0};
    o->fd = -1;
}

// So that the new name survives a loss of power; a folder that cannot be opened
// or synchronised is no reason to complain.
static void sync_folder(struct arena *a, struct view place)
{
    struct view folder = arena_copy(a, view_dirname(place));
    const char *name = folder.len                      ? folder.at
                       : view_starts(place, VIEW("/")) ? "/"
                                                       : ".";
    int fd = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

static struct error *put_in_place(struct arena *a, struct output *o)
{
    if (fsync(o->fd) && errno != EINVAL)
        return refused(a, o, "cannot be written", errno);
    int closed = close(o->fd);
    o->fd = -1;
    if (closed)
        return refused(a, o, "cannot be written", errno);
    if (rename(o->temporary.at, o->place.at))
        return refused(a, o, "cannot be replaced", errno);
    return NULL;
}

struct error *output_close(struct arena *a, struct output *o, struct error *e)
{
    if (!o->path.len)
        return e;
    if (o->temporary.len) {
        if (!e)
            e = put_in_place(a, o);
        if (e)
            unlink(o->temporary.at);
        else
            sync_folder(a, o->place);
    }
    if (o->fd >= 0 && close(o->fd) && !e && !o->reader_gone)
        e = refused(a, o, "cannot be written", errno);
    forget(o);
    return e;
}

struct error *output_all(struct arena *a, struct view path, struct view bytes)
{
    struct output o;

    TRY(output_open(a, path, &o));
    struct error *e = output_write(a, &o, bytes);
    return output_close(a, &o, e);
}
