// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // realpath, strerrordesc_np, AT_EACCESS with -std=c17
#include "release/walk.h"

#include "base/text.h"
#include "format/lfs.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <unistd.h>

struct frame { // a folder that is being walked
    struct arena arena;
    DIR *dir;
    struct view *name; // sorted
    size_t name_count;
    size_t kept; // of them, that are not skipped
    size_t next;
    size_t path_len; // of the folder's path in walk.path, with its slash
    enum scope scope;
};

struct walk {
    struct tree *tree;
    const struct tree_root *root;
    struct arena arena; // of the walk
    struct text path;   // of the current name, within the root
    struct frame *frame;
    size_t depth;       // open frames
    struct tree *aside; // for what is skipped, or NULL: it is not
    struct tree *all;   // `tree`, while that is `aside`
    size_t aside_depth; // frames up to the one that is skipped
};

struct view system_reason(int number)
{
    const char *text = strerrordesc_np(number);

    return view_of(text ? text : "unknown error");
}

static int by_name(const void *a, const void *b)
{
    const struct view *left = a, *right = b;

    return view_compare(*left, *right);
}

static void note(struct walk *w, const char *rule, struct view shows)
{
    tree_note(w->tree, w->root, rule, text_view(&w->path), shows);
}

// The current name as an entry.
static struct entry *add(struct walk *w)
{
    const struct frame *f = &w->frame[w->depth - 1];

    return tree_add(w->tree, w->root, text_view(&w->path), f->scope);
}

// The current name as an entry without readable bytes.
static void add_unreadable(struct walk *w, const char *rule, struct view reason)
{
    struct entry *e = add(w);

    if (!e)
        return;
    e->kind = ENTRY_UNREADABLE;
    e->reason = arena_copy(w->tree->arena, reason);
    note(w, rule, reason);
}

// ------------------------------------------------------------------- folders

// Whether the current name says nothing of a release.
static bool is_skipped(const struct walk *w, struct view name)
{
    const struct scopes *s = &w->tree->scopes;

    return w->aside && !w->all &&
           (scope_skips(s, name) || scope_skips_path(s, text_view(&w->path)));
}

// All names of a folder, sorted: the walk, and what a limit cuts off, must not
// depend on the order in which the system gives them.
static void list_names(struct walk *w, struct frame *f)
{
    for (;;) {
        errno = 0;
        const struct dirent *d = readdir(f->dir);
        if (!d)
            break;
        struct view name = view_of(d->d_name);
        if (view_eq(name, VIEW(".")) || view_eq(name, VIEW("..")))
            continue;
        if (w->depth == 1 && view_eq(name, VIEW(".git")))
            continue;
        *LIST_ADD(&f->arena, f->name, f->name_count) =
            arena_copy(&f->arena, name);
        f->kept += !w->aside || w->all || !scope_skips(&w->tree->scopes, name);
        if (f->name_count > TREE_MAX_ENTRIES)
            break;
    }
    if (errno)
        note(w, "unreadable", system_reason(errno));
    if (f->name_count)
        qsort(f->name, f->name_count, sizeof *f->name, by_name);
}

static void push(struct walk *w, DIR *dir, enum scope scope)
{
    if (w->path.len)
        text_byte(&w->path, '/');
    struct frame *f = &w->frame[w->depth++];
    *f = (struct frame){.dir = dir, .path_len = w->path.len, .scope = scope};
    list_names(w, f);
}

static void pop(struct walk *w)
{
    struct frame *f = &w->frame[--w->depth];

    closedir(f->dir);
    arena_free(&f->arena);
    if (w->all && w->depth < w->aside_depth) {
        w->tree = w->all;
        w->all = NULL;
    }
}

static void take_folder(struct walk *w, const struct frame *f, struct view name)
{
    if (w->depth == WALK_MAX_DEPTH) {
        add_unreadable(w, "too-deep", VIEW("more than 256 folders deep"));
        return;
    }
    int fd = openat(dirfd(f->dir), name.at,
                    O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    DIR *dir = fd < 0 ? NULL : fdopendir(fd);
    if (!dir) {
        add_unreadable(w, "unreadable", system_reason(errno));
        if (fd >= 0)
            close(fd);
        return;
    }
    struct arena scratch = {0};
    enum scope scope = scope_of_folder(&w->tree->scopes,
                                       arena_lower(&scratch, name), f->scope);
    arena_free(&scratch);
    size_t len = w->path.len;
    push(w, dir, scope);
    if (!w->frame[w->depth - 1].kept)
        tree_add_empty(w->tree, w->root, view_head(text_view(&w->path), len));
}

// --------------------------------------------------------------------- files

// A file that is small enough to be a pointer is opened later anyway.
static bool is_denied(int folder, const char *name, uint64_t size)
{
    return (size == 0 || size >= LFS_MAX_POINTER) &&
           faccessat(folder, name, R_OK, AT_EACCESS) && errno == EACCES;
}

static void take_file(struct walk *w, int folder, const char *name,
                      const struct stat *st)
{
    uint64_t size = (uint64_t)st->st_size;
    struct entry *e = add(w);

    if (!e)
        return;
    e->size = size;
    e->size_known = true;
    if (e->kind == ENTRY_FILE && is_denied(folder, name, size)) {
        e->kind = ENTRY_UNREADABLE;
        e->reason = system_reason(EACCES);
        note(w, "unreadable", e->reason);
    }
}

static const struct {
    mode_t type;
    struct view name;
} special_types[] = {
    {S_IFIFO, VIEW_INIT("a FIFO, not a file")},
    {S_IFSOCK, VIEW_INIT("a socket, not a file")},
    {S_IFCHR, VIEW_INIT("a device, not a file")},
    {S_IFBLK, VIEW_INIT("a device, not a file")},
};

static void take_special(struct walk *w, mode_t mode)
{
    struct view what = VIEW("not a file");

    for (size_t i = 0; i < sizeof special_types / sizeof *special_types; i++)
        if ((mode & S_IFMT) == special_types[i].type)
            what = special_types[i].name;
    add_unreadable(w, "special-file", what);
}

// --------------------------------------------------------------------- links

// Whether a link that leads to nothing would leave the root: by its words.
static bool climbs_out(const struct walk *w, struct view target)
{
    size_t depth = w->depth - 1;

    if (view_starts(target, VIEW("/")))
        return true;
    while (target.len) {
        struct view part = view_cut(target, '/', &target);

        if (view_eq(part, VIEW(".."))) {
            if (depth-- == 0)
                return true;
        } else if (part.len && !view_eq(part, VIEW("."))) {
            depth++;
        }
    }
    return false;
}

// git-annex puts links to .git/annex/objects/.../KEY where a file is not here.
static bool take_annex_link(struct walk *w, struct view target)
{
    struct lfs_pointer pointer;

    if (!view_has(target, VIEW("/annex/objects/")))
        return false;
    struct view text =
        arena_print(w->tree->arena, "/annex/objects/" VIEW_FMT "\n",
                    VIEW_ARG(view_basename(target)));
    if (!lfs_read(text, &pointer))
        return false;
    struct entry *e = add(w);
    if (!e)
        return true;
    e->kind = ENTRY_POINTER;
    e->size = pointer.size;
    e->size_known = pointer.size > 0;
    return true;
}

// Where a hub's client keeps what its links lead to: .../blobs/DIGEST.
static bool is_blob(struct view target)
{
    struct view name = view_basename(target);

    return view_ends(view_head(target, target.len - name.len),
                     VIEW("../blobs/"));
}

static void take_broken_link(struct walk *w, struct view target, int number)
{
    struct arena *a = w->tree->arena;

    if (number == ELOOP) {
        add_unreadable(w, "link-loop", VIEW("the link leads back to itself"));
    } else if (number != ENOENT && number != ENOTDIR) {
        add_unreadable(w, "unreadable", system_reason(number));
    } else if (w->root->cache && is_blob(target)) { // not here yet, or evicted
        struct entry *e = add(w);
        if (e) {
            e->kind = ENTRY_MISSING;
            e->reason = VIEW("the cache holds no blob for it");
        }
    } else if (take_annex_link(w, target)) {
        return;
    } else if (climbs_out(w, target)) {
        add_unreadable(w, "link-outside",
                       arena_print(a, "the link leads outside, to " VIEW_FMT,
                                   VIEW_ARG(target)));
    } else {
        add_unreadable(w, "link-broken",
                       arena_print(a, "the link leads to nothing: " VIEW_FMT,
                                   VIEW_ARG(target)));
    }
}

static void take_folder_link(struct walk *w, struct view real)
{
    struct view here = text_view(&w->path);
    struct view root = w->root->real;

    if (!path_lies_in(real, root)) {
        add_unreadable(w, "link-outside", VIEW("the link leads outside"));
        return;
    }
    struct view within = view_from(real, root.len);
    while (within.len && within.at[0] == '/')
        within = view_from(within, 1);
    if (!within.len || path_lies_in(here, within)) {
        add_unreadable(w, "link-loop",
                       VIEW("the link leads to a folder it lies in"));
        return;
    }
    note(w, "link-folder",
         arena_print(w->tree->arena, "its files are listed in " VIEW_FMT,
                     VIEW_ARG(within)));
}

// A blob that stands for a large file is named by its SHA-256.
static void take_blob_name(const struct walk *w, struct entry *e)
{
    struct view name = view_basename(e->file);

    if (w->root->cache && is_hex(name, 64) &&
        view_eq(view_basename(view_dirname(e->file)), VIEW("blobs")))
        e->digest = name;
}

static void take_real(struct walk *w, struct view real, struct view target)
{
    struct stat st;

    if (lstat(real.at, &st)) {
        take_broken_link(w, target, errno);
    } else if (!path_lies_in(real, w->root->inside)) {
        add_unreadable(w, "link-outside",
                       arena_print(w->tree->arena,
                                   "the link leads outside, to " VIEW_FMT,
                                   VIEW_ARG(target)));
    } else if (S_ISDIR(st.st_mode)) {
        take_folder_link(w, real);
    } else if (!S_ISREG(st.st_mode)) {
        take_special(w, st.st_mode);
    } else {
        size_t before = w->tree->entry_count;
        take_file(w, AT_FDCWD, real.at, &st);
        if (w->tree->entry_count == before)
            return;
        struct entry *e = &w->tree->entry[before];
        // What the link says later does not matter any more.
        e->file = arena_copy(w->tree->arena, real);
        take_blob_name(w, e);
    }
}

static void take_link(struct walk *w, const struct frame *f, struct view name)
{
    char target[PATH_MAX], real[PATH_MAX];
    struct arena scratch = {0};
    ssize_t len = readlinkat(dirfd(f->dir), name.at, target, sizeof target);

    if (len < 0) {
        add_unreadable(w, "unreadable", system_reason(errno));
        return;
    }
    struct view words = {target, (size_t)len};
    struct view file =
        arena_print(&scratch, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(w->root->path),
                    VIEW_ARG(text_view(&w->path)));
    if (realpath(file.at, real))
        take_real(w, view_of(real), words);
    else
        take_broken_link(w, words, errno);
    arena_free(&scratch);
}

// ---------------------------------------------------------------------- walk

static void take_name(struct walk *w, const struct frame *f, struct view name)
{
    struct stat st;

    if (fstatat(dirfd(f->dir), name.at, &st, AT_SYMLINK_NOFOLLOW)) {
        if (errno == ENOENT)
            note(w, "vanished", VIEW("was there when the folder was listed"));
        else
            add_unreadable(w, "unreadable", system_reason(errno));
        return;
    }
    if (S_ISREG(st.st_mode))
        take_file(w, dirfd(f->dir), name.at, &st);
    else if (S_ISDIR(st.st_mode))
        take_folder(w, f, name);
    else if (S_ISLNK(st.st_mode))
        take_link(w, f, name);
    else
        take_special(w, st.st_mode);
}

// The same for the other tree, with all that is below the name.
static void take_aside(struct walk *w, const struct frame *f, struct view name)
{
    size_t depth = w->depth;

    w->all = w->tree;
    w->tree = w->aside;
    w->aside_depth = depth + 1;
    take_name(w, f, name);
    if (w->depth == depth) {
        w->tree = w->all;
        w->all = NULL;
    }
}

static void walk_all(struct walk *w)
{
    while (w->depth) {
        struct frame *f = &w->frame[w->depth - 1];

        if (f->next == f->name_count || w->tree->full) {
            pop(w);
            continue;
        }
        struct view name = f->name[f->next++];
        w->path.len = f->path_len;
        text_add(&w->path, name);
        if (is_skipped(w, name))
            take_aside(w, f, name);
        else
            take_name(w, f, name);
    }
}

struct error *walk_folder(struct tree *t, struct tree *aside,
                          const struct tree_root *root)
{
    struct walk w = {.tree = t, .root = root, .aside = aside};
    struct view path = arena_copy(t->arena, root->path);
    DIR *dir = opendir(path.at); // the user named it: a link is followed

    if (!dir)
        return error_new(t->arena, ERROR_INPUT, (struct place){.path = path},
                         "cannot be opened: " VIEW_FMT,
                         VIEW_ARG(system_reason(errno)));
    w.path.arena = &w.arena;
    w.frame = ARENA_NEW(&w.arena, struct frame, WALK_MAX_DEPTH);
    push(&w, dir, SCOPE_MAIN);
    walk_all(&w);
    arena_free(&w.arena);
    return NULL;
}
