// SPDX-License-Identifier: Apache-2.0
#include "release/git.h"

#include "base/file.h"
#include "base/map.h"
#include "release/git_index.h"
#include "release/names.h"

#include <sys/stat.h>

enum {
    MAX_POINTER = 4096, // bytes of HEAD, .git files and single references
    MAX_PACKED_REFS = 8 << 20, // bytes; 100,000 references
    MAX_MODULES = 1 << 20,     // bytes of .gitmodules
    MAX_INDEX = 64 << 20,      // bytes; 500,000 files
};

static bool is_commit(struct view v)
{
    return is_hex(v, 40) || is_hex(v, 64);
}

static bool read_front(struct arena *a, struct view folder, const char *name,
                       uint64_t limit, struct view *out)
{
    return !file_front(a, path_join(a, folder, view_of(name)), limit, out);
}

// The folder that `name` in `folder` points to ("gitdir: PATH" or "PATH").
static struct view pointed_folder(struct arena *a, struct view folder,
                                  const char *name, struct view head)
{
    struct view bytes;

    if (!read_front(a, folder, name, MAX_POINTER, &bytes) ||
        !view_starts(bytes, head))
        return (struct view){0};
    struct view path = view_trim(view_from(bytes, head.len));
    if (!path.len || memchr(path.at, '\0', path.len))
        return (struct view){0};
    return view_starts(path, VIEW("/")) ? path : path_join(a, folder, path);
}

static bool is_folder(struct arena *a, struct view path)
{
    struct stat st;

    return !stat(arena_copy(a, path).at, &st) && S_ISDIR(st.st_mode);
}

// Whether a worktree's folder in its repository names `git`, the file that
// leads there. Both have to: else anybody's repository could be pointed at.
static bool points_back(struct arena *a, struct view folder, struct view git)
{
    struct view path = pointed_folder(a, folder, "gitdir", VIEW(""));
    struct stat here, there;

    return path.len && !stat(arena_copy(a, git).at, &here) &&
           !stat(arena_copy(a, path).at, &there) &&
           here.st_dev == there.st_dev && here.st_ino == there.st_ino;
}

bool git_clone_find(struct arena *a, struct view tree, struct git_clone *out)
{
    struct view git = path_join(a, tree, VIEW(".git"));
    bool folder = is_folder(a, git);

    *out = (struct git_clone){0};
    out->folder =
        folder ? git : pointed_folder(a, tree, ".git", VIEW("gitdir:"));
    if (!out->folder.len)
        return false;
    out->shared = pointed_folder(a, out->folder, "commondir", VIEW(""));
    out->own = folder ? !out->shared.len : points_back(a, out->folder, git);
    if (!out->shared.len)
        out->shared = out->folder;
    if (!read_front(a, out->shared, "packed-refs", MAX_PACKED_REFS,
                    &out->packed))
        out->packed = (struct view){0};
    return true;
}

// A line of packed-refs, "COMMIT NAME"; false: a comment or a peeled tag.
static bool packed_line(struct view line, struct view *commit,
                        struct view *name)
{
    *commit = view_cut(line, ' ', name);
    *name = view_trim(*name);
    return is_commit(*commit) && view_starts(*name, VIEW("refs/"));
}

struct view git_clone_ref(struct arena *a, const struct git_clone *r,
                          struct view name)
{
    struct view bytes, commit, packed;

    if (!view_starts(name, VIEW("refs/")) || view_has(name, VIEW("..")) ||
        memchr(name.at, '\0', name.len))
        return (struct view){0};
    if (!file_front(a, path_join(a, r->shared, name), MAX_POINTER, &bytes)) {
        commit = view_trim(bytes);
        return is_commit(commit) ? commit : (struct view){0};
    }
    for (struct view rest = r->packed; rest.len;)
        if (packed_line(view_cut(rest, '\n', &rest), &commit, &packed) &&
            view_eq(packed, name))
            return commit;
    return (struct view){0};
}

struct view git_clone_head(struct arena *a, const struct git_clone *r)
{
    struct view head, name;

    if (!read_front(a, r->folder, "HEAD", MAX_POINTER, &head))
        return (struct view){0};
    head = view_trim(head);
    if (is_commit(head))
        return head;
    view_cut(head, ' ', &name);
    return view_starts(head, VIEW("ref: "))
               ? git_clone_ref(a, r, view_trim(name))
               : (struct view){0};
}

// "heads/x", "tags/x" and "remotes/origin/x" are all called x: what the names
// are looked at for is which states of the model there are.
static void add_ref(struct arena *a, struct root *root, struct view name)
{
    struct view rest;
    struct view kind = view_cut(name, '/', &rest);

    if (view_eq(kind, VIEW("remotes")))
        view_cut(rest, '/', &rest);
    else if (!view_eq(kind, VIEW("heads")) && !view_eq(kind, VIEW("tags")))
        return;
    if (rest.len && !view_eq(rest, VIEW("HEAD")) && root->ref_count < NAMES_MAX)
        *LIST_ADD(a, root->ref, root->ref_count) = rest;
}

void git_read(struct arena *a, struct root *root)
{
    struct git_clone r;
    struct view *name, commit, packed;
    size_t count;

    if (!git_clone_find(a, root->path, &r))
        return;
    root->commit = git_clone_head(a, &r);
    names_below(a, path_join(a, r.shared, VIEW("refs")), &name, &count);
    for (size_t i = 0; i < count; i++)
        add_ref(a, root, name[i]);
    for (struct view rest = r.packed; rest.len;)
        if (packed_line(view_cut(rest, '\n', &rest), &commit, &packed))
            add_ref(a, root, view_from(packed, sizeof "refs/" - 1));
    names_sort(root->ref, &root->ref_count);
}

// ---------------------------------------------------------------- submodules

struct submodule {
    struct view path, url;
};

struct modules { // of a root, while they are being added
    struct tree *tree;
    const struct tree_root *root;
    size_t sorted; // entries that were there before
    struct arena scratch;
    struct map named;
};

static void add_submodule(struct modules *m, struct view folder,
                          struct submodule found)
{
    struct tree *t = m->tree;
    bool is_new;

    if (!path_is_plain(found.path))
        return;
    struct view path = path_join(t->arena, folder, found.path);
    map_at(&m->named, path, &is_new);
    if (!is_new || tree_holds_below(t, m->sorted, m->root, path))
        return;
    struct entry *e = tree_add(
        t, m->root, path, scope_of_folders(&t->scopes, view_dirname(path)));
    if (!e)
        return;
    e->kind = ENTRY_SUBMODULE;
    e->reason = arena_copy(t->arena, found.url);
}

// The lines of a .gitmodules in `folder`: [submodule "name"], path =, url =.
static void read_modules(struct modules *m, struct view folder,
                         struct view bytes)
{
    struct submodule found = {0};

    while (bytes.len) {
        struct view value;
        struct view line = view_trim(view_cut(bytes, '\n', &bytes));
        struct view key = view_trim(view_cut(line, '=', &value));

        value = view_unquote(view_trim(value));
        if (view_starts(line, VIEW("["))) {
            add_submodule(m, folder, found);
            found = (struct submodule){0};
        } else if (view_eq_nocase(key, VIEW("path"))) {
            found.path = value;
        } else if (view_eq_nocase(key, VIEW("url"))) {
            found.url = value;
        }
    }
    add_submodule(m, folder, found);
}

// git makes no empty folders but for submodules. So where submodules are in use
// an empty folder is one, even if .gitmodules does not name it.
static void add_unnamed(struct modules *m)
{
    const struct tree *t = m->tree;

    for (size_t i = 0; i < t->empty_count; i++) {
        struct view path = t->empty[i];

        if (!view_starts(path, m->root->prefix))
            continue;
        path = view_from(path, m->root->prefix.len);
        add_submodule(m, VIEW(""), (struct submodule){.path = path});
    }
}

static void add_indexed(struct modules *m)
{
    struct git_clone r;
    struct view bytes, *path;
    size_t count;

    // An index of a SHA-256 repository has other entries.
    if (!git_clone_find(&m->scratch, m->root->path, &r) ||
        is_hex(git_clone_head(&m->scratch, &r), 64) ||
        !read_front(&m->scratch, r.folder, "index", MAX_INDEX, &bytes))
        return;
    git_index_links(&m->scratch, bytes, &path, &count);
    for (size_t i = 0; i < count; i++)
        add_submodule(m, VIEW(""), (struct submodule){.path = path[i]});
}

void git_add_submodules(struct tree *t, const struct tree_root *root)
{
    struct modules m = {.tree = t, .root = root, .sorted = t->entry_count};

    m.named.arena = &m.scratch;
    for (size_t i = 0; i < m.sorted; i++) {
        struct entry e = t->entry[i];
        struct arena own = {0};
        struct view bytes;

        if (e.root != root->index || e.kind != ENTRY_FILE ||
            !view_eq(view_basename(e.path), VIEW(".gitmodules")))
            continue;
        struct view folder = view_dirname(view_from(e.path, root->prefix.len));
        bool is_read = !file_front(&own, e.file, MAX_MODULES, &bytes);
        if (is_read)
            read_modules(&m, folder, bytes);
        arena_free(&own);
        if (is_read && !folder.len)
            add_unnamed(&m);
    }
    if (t->empty_count)
        add_indexed(&m);
    arena_free(&m.scratch);
}
