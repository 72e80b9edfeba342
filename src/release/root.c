// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // realpath with -std=c17
#include "release/root.h"

#include "release/git.h"
#include "release/walk.h"

#include <errno.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

static struct error *refuse(struct arena *a, struct view given,
                            struct view what) MUST_USE NEVER_NULL;

static struct error *refuse(struct arena *a, struct view given,
                            struct view what)
{
    return error_new(a, ERROR_INPUT, (struct place){.path = given}, VIEW_FMT,
                     VIEW_ARG(what));
}

// Why there is no real path of what was given. What a pipe gives could be read
// once, from front to back: archives are read from their ends.
static struct view why_not(const char *path, int number)
{
    struct stat st;

    if (view_eq(view_of(path), VIEW("-")))
        return VIEW("standard input is not read: save it to a file and name "
                    "that (a file called '-' is './-')");
    if (number == ENOENT && !stat(path, &st))
        return VIEW("is a pipe or another channel: save what comes out of it "
                    "to a file and name that");
    if (number == ENOENT && !lstat(path, &st))
        return VIEW("is a link that leads to nothing");
    return number == ENOENT ? VIEW("there is no such file or folder")
                            : system_reason(number);
}

static struct error *real_path(struct arena *a, struct view given,
                               struct view path, struct view *out)
{
    struct view terminated = arena_copy(a, path);
    char real[PATH_MAX];

    *out = (struct view){0};
    if (!realpath(terminated.at, real))
        return refuse(a, given, why_not(terminated.at, errno));
    *out = arena_copy(a, view_of(real));
    return NULL;
}

static struct view without_slashes(struct view path)
{
    while (path.len > 1 && view_ends(path, VIEW("/")))
        path.len--;
    return path;
}

// The last component as written; where it names nothing (".", ".."), the name
// that the folder really has.
static struct view name_of(const struct opened *o)
{
    struct view name = view_basename(o->root.path);

    if (!name.len || view_eq(name, VIEW(".")) || view_eq(name, VIEW("..")))
        name = view_basename(o->real);
    return name.len ? name : VIEW("root");
}

static struct error *open_file(struct arena *a, const struct stat *st,
                               struct opened *out)
{
    struct cache blob;
    struct stat named;

    if (access(out->root.path.at, R_OK))
        return refuse(a, out->root.given, system_reason(errno));
    out->root.kind = ROOT_FILE;
    out->root.name = out->title = name_of(out);
    out->inside = out->real;
    bool link = !lstat(out->root.path.at, &named) && S_ISLNK(named.st_mode);
    out->file = link ? out->real : out->root.path;
    out->size = (uint64_t)st->st_size;
    struct view folder = view_dirname(out->real);
    if (view_eq(view_basename(folder), VIEW("blobs")) &&
        cache_find(view_dirname(folder), &blob) &&
        is_hex(view_basename(out->real), 64))
        out->digest = view_basename(out->real);
    return NULL;
}

static struct error *open_cache(struct arena *a, struct opened *out)
{
    struct cache *c = &out->cache;
    struct view given = out->root.given;

    if (!c->commit.len) {
        TRY(cache_choose(a, given, c));
        out->root.path =
            path_join(a, path_join(a, c->folder, VIEW("snapshots")), c->commit);
        TRY(real_path(a, given, out->root.path, &out->real));
        if (!path_lies_in(out->real, c->folder))
            return refuse(a, given,
                          VIEW("its snapshot is a link that leads "
                               "out of the cache"));
    }
    out->root.kind = ROOT_CACHE;
    out->root.name = c->name;
    out->title = c->owner.len
                     ? arena_print(a, VIEW_FMT "--" VIEW_FMT,
                                   VIEW_ARG(c->owner), VIEW_ARG(c->name))
                     : c->name;
    out->root.commit = c->commit;
    out->inside = c->folder;
    out->list = arena_print(a, VIEW_FMT "/trees/" VIEW_FMT ".json",
                            VIEW_ARG(c->folder), VIEW_ARG(c->commit));
    return cache_refs(a, c, &out->root);
}

static struct error *open_folder(struct arena *a, struct opened *out)
{
    out->root.kind = ROOT_FOLDER;
    out->root.name = out->title = name_of(out);
    out->inside = out->real;
    bool is_cache = cache_find(out->real, &out->cache);
    if (is_cache)
        TRY(cache_is_one(a, &out->cache, &is_cache));
    if (is_cache)
        return open_cache(a, out);
    TRY(cache_is_whole(a, out->root.path));
    git_read(a, &out->root);
    if (out->root.commit.len)
        return NULL;
    out->root.commit = cache_local_commit(a, out->root.path);
    if (out->root.commit.len)
        out->list = arena_print(
            a, VIEW_FMT "/.cache/huggingface/trees/" VIEW_FMT ".json",
            VIEW_ARG(out->root.path), VIEW_ARG(out->root.commit));
    return NULL;
}

struct error *root_open(struct arena *a, struct view given, struct opened *out)
{
    struct stat st;

    *out = (struct opened){0};
    if (!given.len)
        return refuse(a, VIEW("''"), VIEW("an empty word names no release"));
    out->root.given = arena_copy(a, given);
    out->root.path = arena_copy(a, without_slashes(given));
    TRY(real_path(a, given, out->root.path, &out->real));
    if (stat(out->root.path.at, &st))
        return refuse(a, given, system_reason(errno));
    if (S_ISDIR(st.st_mode))
        return open_folder(a, out);
    if (S_ISREG(st.st_mode) && view_ends(given, VIEW("/")))
        return refuse(a, given, VIEW("is a file, not a folder"));
    if (S_ISREG(st.st_mode))
        return open_file(a, &st, out);
    return refuse(a, given, VIEW("is neither a file nor a folder"));
}
