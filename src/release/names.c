// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // O_DIRECTORY with -std=c17
#include "release/names.h"

#include "release/walk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static int by_name(const void *a, const void *b)
{
    const struct view *left = a, *right = b;

    return view_compare(*left, *right);
}

void names_sort(struct view *name, size_t *count)
{
    size_t kept = 0;

    if (*count)
        qsort(name, *count, sizeof *name, by_name);
    for (size_t i = 0; i < *count; i++)
        if (!kept || !view_eq(name[kept - 1], name[i]))
            name[kept++] = name[i];
    *count = kept;
}

static DIR *open_folder(const char *path, int more)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | more);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);

    if (fd >= 0 && !dir) {
        int number = errno;

        close(fd);
        errno = number;
    }
    return dir;
}

// The next name that does not begin with a dot, or the empty view.
static struct view next_name(DIR *dir)
{
    const struct dirent *d;

    while ((d = readdir(dir)))
        if (d->d_name[0] != '.')
            return view_of(d->d_name);
    return (struct view){0};
}

static struct error *unreadable(struct arena *a, struct view path,
                                const char *done)
{
    return error_new(a, ERROR_INPUT, (struct place){.path = path},
                     "cannot be %s: " VIEW_FMT, done,
                     VIEW_ARG(system_reason(errno)));
}

struct error *folder_names(struct arena *a, struct view path,
                           struct view **name, size_t *count)
{
    struct view next;

    *name = NULL;
    *count = 0;
    DIR *dir = open_folder(arena_copy(a, path).at, 0);
    if (!dir)
        return errno == ENOENT || errno == ENOTDIR
                   ? NULL
                   : unreadable(a, path, "opened");
    while (errno = 0, *count < NAMES_MAX && (next = next_name(dir)).len)
        *LIST_ADD(a, *name, *count) = arena_copy(a, next);
    struct error *e = errno ? unreadable(a, path, "listed") : NULL;
    closedir(dir);
    names_sort(*name, count);
    return e;
}

struct found { // a folder to be listed
    struct view path;
    struct view within; // below the first one, with a slash at its end
    int depth;
};

void names_below(struct arena *a, struct view path, struct view **name,
                 size_t *count)
{
    struct found *folder = NULL;
    size_t folder_count = 0;

    *name = NULL;
    *count = 0;
    *LIST_ADD(a, folder, folder_count) =
        (struct found){.path = arena_copy(a, path)};
    for (size_t i = 0; i < folder_count; i++) {
        struct found here = folder[i];
        DIR *dir = open_folder(here.path.at, i ? O_NOFOLLOW : 0);
        struct view next;
        struct stat st;

        while (dir && *count + folder_count < NAMES_MAX &&
               (next = next_name(dir)).len) {
            if (fstatat(dirfd(dir), next.at, &st, AT_SYMLINK_NOFOLLOW))
                continue;
            struct view within = arena_print(
                a, VIEW_FMT VIEW_FMT, VIEW_ARG(here.within), VIEW_ARG(next));
            if (S_ISREG(st.st_mode))
                *LIST_ADD(a, *name, *count) = within;
            else if (S_ISDIR(st.st_mode) && here.depth < NAMES_MAX_DEPTH)
                *LIST_ADD(a, folder, folder_count) = (struct found){
                    .path = arena_print(a, VIEW_FMT "/" VIEW_FMT,
                                        VIEW_ARG(here.path), VIEW_ARG(next)),
                    .within = arena_print(a, VIEW_FMT "/", VIEW_ARG(within)),
                    .depth = here.depth + 1};
        }
        if (dir)
            closedir(dir);
    }
    names_sort(*name, count);
}
