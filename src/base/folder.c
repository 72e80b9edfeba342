// SPDX-License-Identifier: Apache-2.0
// POSIX.1-2017: rename puts a folder in the place of an empty one at once.
#define _GNU_SOURCE // strerrordesc_np, O_CLOEXEC, O_NOFOLLOW
#include "base/folder.h"

#include "base/abandon.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

enum { MOST_TRIES = 100 };

struct held_signals {
    sigset_t set;
};

static MUST_USE struct error *refused(struct arena *a, const struct folder *f,
                                      int number)
{
    const char *why = strerrordesc_np(number);

    return error_new(a, ERROR_SYSTEM, (struct place){.path = f->path},
                     "the folder cannot be written: %s. Choose another with -o",
                     why ? why : "unknown reason");
}

static MUST_USE struct error *cannot_be(struct arena *a, const struct folder *f,
                                        const char *why)
{
    return error_new(a, ERROR_USAGE, (struct place){.path = f->path}, "%s",
                     why);
}

static bool is_empty(const char *path)
{
    DIR *d = opendir(path);
    bool empty = d != NULL;

    for (struct dirent *e; d && (e = readdir(d));)
        if (!view_eq(view_of(e->d_name), VIEW(".")) &&
            !view_eq(view_of(e->d_name), VIEW("..")))
            empty = false;
    if (d)
        closedir(d);
    return empty;
}

// Where the folder is to stand: a link is followed to the folder it names.
static struct error *resolve(struct arena *a, struct folder *f)
{
    char full[PATH_MAX];
    struct stat is;

    while (f->place.len > 1 && f->place.at[f->place.len - 1] == '/')
        f->place.len--;
    f->place = arena_copy(a, f->place);
    if (!f->place.len)
        return cannot_be(a, f, "a folder to write to has to be named: -o DIR");
    if (memchr(f->place.at, '\0', f->place.len))
        return cannot_be(a, f, "the name holds a zero byte");
    if (lstat(f->place.at, &is))
        return errno == ENOENT ? NULL : refused(a, f, errno);
    if (!realpath(f->place.at, full))
        return cannot_be(a, f, "it is a symbolic link that leads nowhere");
    f->place = arena_copy(a, view_of(full));
    if (stat(full, &is) || !S_ISDIR(is.st_mode))
        return cannot_be(a, f, "it is there already and is no folder");
    if (!is_empty(full))
        return cannot_be(a, f,
                         "the folder is not empty; nothing was written. Name a "
                         "new one");
    return NULL;
}

// A signal that would end the process waits until the folder stands or is gone:
// what is written is in memory and takes a moment.
static void hold_signals(struct arena *a, struct folder *f)
{
    sigset_t ends;

    f->before = ARENA_NEW(a, struct held_signals, 1);
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGHUP);
    pthread_sigmask(SIG_BLOCK, &ends, &f->before->set);
}

static void remove_all(void *context)
{
    const struct folder *f = context;

    for (size_t i = f->made_count; i > 0; i--)
        (void)remove(f->made[i - 1].at);
    (void)rmdir(f->temporary.at);
}

struct error *folder_open(struct arena *a, struct view path, struct folder *out)
{
    *out = (struct folder){.path = path, .place = path};
    TRY(resolve(a, out));
    hold_signals(a, out);
    for (unsigned i = 0; i < MOST_TRIES; i++) {
        struct view name =
            arena_print(a, VIEW_FMT ".part%u", VIEW_ARG(out->place), i);

        if (!mkdir(name.at, 0777)) {
            out->temporary = name;
            abandon_undo(remove_all, out);
            return NULL;
        }
        if (errno != EEXIST)
            break;
    }
    int number = errno;
    pthread_sigmask(SIG_SETMASK, &out->before->set, NULL);
    return refused(a, out, number);
}

static struct view inside(struct arena *a, const struct folder *f,
                          struct view name)
{
    return arena_print(a, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(f->temporary),
                       VIEW_ARG(name));
}

// The folders of `name`, each made once.
static struct error *make_folders(struct arena *a, struct folder *f,
                                  struct view name)
{
    for (size_t i = 0; i < name.len; i++) {
        if (name.at[i] != '/')
            continue;
        struct view path = inside(a, f, view_head(name, i));

        // Noted first: without memory for it, it could not be removed.
        *LIST_ADD(a, f->made, f->made_count) = path;
        if (!mkdir(path.at, 0777))
            continue;
        f->made_count--;
        if (errno != EEXIST)
            return refused(a, f, errno);
    }
    return NULL;
}

static int write_all(int fd, struct view bytes)
{
    while (bytes.len) {
        ssize_t n = write(fd, bytes.at, bytes.len);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return -1;
        bytes = view_from(bytes, (size_t)n);
    }
    return 0;
}

struct error *folder_write(struct arena *a, struct folder *f, struct view name,
                           struct view bytes)
{
    struct view path = inside(a, f, name);

    TRY(make_folders(a, f, name));
    *LIST_ADD(a, f->made, f->made_count) = path;
    int fd = open(path.at, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
                  0666);
    if (fd < 0) {
        f->made_count--;
        return refused(a, f, errno);
    }
    int failed = write_all(fd, bytes) ? errno : 0;
    if (close(fd) && !failed)
        failed = errno;
    return failed ? refused(a, f, failed) : NULL;
}

struct error *folder_close(struct arena *a, struct folder *f, struct error *e)
{
    if (!e && rename(f->temporary.at, f->place.at))
        e = errno == EEXIST || errno == ENOTEMPTY || errno == ENOTDIR
                ? cannot_be(a, f, "something else was put there meanwhile")
                : refused(a, f, errno);
    abandon_undo(NULL, NULL);
    if (e)
        remove_all(f);
    pthread_sigmask(SIG_SETMASK, &f->before->set, NULL);
    return e;
}
