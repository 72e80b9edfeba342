// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // PATH_MAX with -std=c17
#include "release/tree.h"

#include "base/search.h"

#include <limits.h>

static struct view join(struct arena *a, struct view head, struct view tail)
{
    char *at = arena_alloc(a, head.len + tail.len + 1);

    if (head.len)
        memcpy(at, head.at, head.len);
    if (tail.len)
        memcpy(at + head.len, tail.at, tail.len);
    return (struct view){at, head.len + tail.len};
}

bool path_lies_in(struct view path, struct view folder)
{
    if (view_eq(folder, VIEW("/")))
        return true;
    return view_starts(path, folder) &&
           (path.len == folder.len || path.at[folder.len] == '/');
}

struct view path_join(struct arena *a, struct view head, struct view tail)
{
    if (!head.len || view_ends(head, VIEW("/")))
        return join(a, head, tail);
    char *at = arena_alloc(a, head.len + tail.len + 2);
    memcpy(at, head.at, head.len);
    at[head.len] = '/';
    if (tail.len)
        memcpy(at + head.len + 1, tail.at, tail.len);
    return (struct view){at, head.len + 1 + tail.len};
}

bool path_is_plain(struct view path)
{
    if (!path.len || memchr(path.at, '\0', path.len) ||
        view_ends(path, VIEW("/")))
        return false;
    while (path.len) {
        struct view part = view_cut(path, '/', &path);

        if (!part.len || view_eq(part, VIEW(".")) || view_eq(part, VIEW("..")))
            return false;
    }
    return true;
}

bool is_hex(struct view v, size_t digits)
{
    if (v.len != digits)
        return false;
    for (size_t i = 0; i < v.len; i++) {
        char c = ascii_lower(v.at[i]);
        if (!ascii_digit(c) && !(c >= 'a' && c <= 'f'))
            return false;
    }
    return true;
}

// Most names are lower case already and need no second copy.
static struct view lower_of(struct arena *a, struct view path)
{
    for (size_t i = 0; i < path.len; i++)
        if (ascii_lower(path.at[i]) != path.at[i])
            return arena_lower(a, path);
    return path;
}

struct entry *tree_add(struct tree *t, const struct tree_root *root,
                       struct view path, enum scope folder_scope)
{
    if (t->entry_count >= TREE_MAX_ENTRIES) {
        if (!t->full)
            tree_note(t, root, "too-many-files", path,
                      arena_print(t->arena,
                                  "more than %d files; the rest is not read",
                                  (int)TREE_MAX_ENTRIES));
        t->full = true;
        return NULL;
    }
    struct entry *e = LIST_ADD(t->arena, t->entry, t->entry_count);
    e->file = path_join(t->arena, root->path, path);
    e->path = root->prefix.len ? join(t->arena, root->prefix, path)
                               : view_from(e->file, e->file.len - path.len);
    e->lower = lower_of(t->arena, e->path);
    e->root = root->index;
    e->kind = ENTRY_FILE;
    e->scope = scope_of_file(&t->scopes, view_basename(e->lower), folder_scope);
    for (size_t i = 0; i < path.len; i++)
        e->depth += path.at[i] == '/';
    if (e->file.len >= PATH_MAX) {
        e->kind = ENTRY_UNREADABLE;
        e->reason = VIEW("the path is too long to be opened");
        tree_note(t, root, "unreadable", path, e->reason);
    }
    return e;
}

void tree_add_empty(struct tree *t, const struct tree_root *root,
                    struct view path)
{
    *LIST_ADD(t->arena, t->empty, t->empty_count) =
        join(t->arena, root->prefix, path);
}

void tree_note(struct tree *t, const struct tree_root *root, const char *rule,
               struct view path, struct view shows)
{
    *LIST_ADD(t->arena, t->note, t->note_count) = (struct release_note){
        .rule = view_of(rule),
        .path = join(t->arena, root->prefix, path),
        .shows = arena_copy(t->arena, shows),
    };
}

static int by_path(const void *a, const void *b)
{
    const struct entry *left = a, *right = b;

    return view_compare(left->path, right->path);
}

void tree_sort(struct tree *t)
{
    for (size_t i = 1; i < t->entry_count; i++)
        if (by_path(&t->entry[i - 1], &t->entry[i]) > 0) {
            qsort(t->entry, t->entry_count, sizeof *t->entry, by_path);
            return;
        }
}

// The first of `count` sorted entries whose path is not less than `path`.
static const struct entry *lower_bound(const struct tree *t, size_t count,
                                       struct view path)
{
    struct search s = {.to = count};

    while (search_next(&s))
        search_keep(&s, view_compare(t->entry[s.at].path, path) < 0);
    return s.from < count ? &t->entry[s.from] : NULL;
}

bool tree_holds(const struct tree *t, size_t sorted,
                const struct tree_root *root, struct view path)
{
    struct arena scratch = {0};
    struct view shown = join(&scratch, root->prefix, path);
    const struct entry *e = lower_bound(t, sorted, shown);
    bool holds = e && view_eq(e->path, shown);

    arena_free(&scratch);
    return holds;
}

bool tree_holds_below(const struct tree *t, size_t sorted,
                      const struct tree_root *root, struct view path)
{
    struct arena scratch = {0};
    struct view shown =
        join(&scratch, join(&scratch, root->prefix, path), VIEW("/"));
    const struct entry *e = lower_bound(t, sorted, shown);
    bool holds = e && view_starts(e->path, shown);

    arena_free(&scratch);
    return holds;
}
