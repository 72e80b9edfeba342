// SPDX-License-Identifier: Apache-2.0
#include "release/cache.h"

#include "base/file.h"
#include "base/map.h"
#include "base/text.h"
#include "format/json.h"
#include "release/names.h"
#include "release/walk.h"

enum {
    MAX_TREE_LIST = 64 << 20, // bytes; a list of 100,000 files has 20 MB
    MAX_METADATA = 1000,      // files of which the commit is read
    MAX_NAMED = 8,            // in a message
};

static const struct view repo_kinds[] = {
    VIEW_INIT("models--"),
    VIEW_INIT("datasets--"),
    VIEW_INIT("spaces--"),
};

// "models--org--name" without its kind; empty: not such a name.
static struct view repo_of(struct view folder)
{
    for (size_t i = 0; i < sizeof repo_kinds / sizeof *repo_kinds; i++)
        if (view_starts(folder, repo_kinds[i]))
            return view_from(folder, repo_kinds[i].len);
    return (struct view){0};
}

static void split_repo(struct view repo, struct cache *out)
{
    size_t at = view_find(repo, VIEW("--"));

    out->name = at == SIZE_MAX ? repo : view_from(repo, at + 2);
    out->owner = at == SIZE_MAX ? (struct view){0} : view_head(repo, at);
}

bool cache_find(struct view path, struct cache *out)
{
    struct view rest = path;

    *out = (struct cache){0};
    while (rest.len) {
        struct view part = view_cut(rest, '/', &rest);
        struct view repo = repo_of(part);

        if (!repo.len)
            continue;
        struct view next = view_cut(rest, '/', &rest);
        if (next.len && !view_eq(next, VIEW("snapshots")))
            return false;
        out->folder = view_head(path, (size_t)(part.at - path.at) + part.len);
        out->commit = view_cut(rest, '/', &rest);
        out->below = rest;
        split_repo(repo, out);
        return true;
    }
    return false;
}

struct error *cache_is_one(struct arena *a, const struct cache *c, bool *is)
{
    static const struct view wanted[] = {VIEW_INIT("blobs"), VIEW_INIT("refs"),
                                         VIEW_INIT("snapshots")};
    struct view *name;
    size_t count;

    *is = false;
    TRY(folder_names(a, c->folder, &name, &count));
    for (size_t i = 0; i < count; i++)
        for (size_t w = 0; w < sizeof wanted / sizeof *wanted; w++)
            *is |= view_eq(name[i], wanted[w]);
    return NULL;
}

static struct view joined(struct arena *a, const struct view *name,
                          size_t count)
{
    struct text t = {.arena = a};

    for (size_t i = 0; i < count && i < MAX_NAMED; i++) {
        text_add(&t, i ? VIEW(", ") : VIEW(""));
        text_add(&t, name[i]);
    }
    if (count > MAX_NAMED)
        text_print(&t, " and %zu more", count - MAX_NAMED);
    return text_view(&t);
}

// The commit that refs/main holds, or the empty view.
static struct view main_commit(struct arena *a, const struct cache *c)
{
    struct view bytes;
    struct view path = path_join(a, c->folder, VIEW("refs/main"));

    if (file_front(a, path, 256, &bytes))
        return (struct view){0};
    bytes = view_trim(bytes);
    return is_hex(bytes, 40) || is_hex(bytes, 64) ? bytes : (struct view){0};
}

struct error *cache_choose(struct arena *a, struct view given, struct cache *c)
{
    struct place at = {.path = given};
    struct view *name;
    size_t count;

    if (c->commit.len)
        return NULL;
    struct view wanted = main_commit(a, c);
    struct view snapshots = path_join(a, c->folder, VIEW("snapshots"));
    TRY(folder_names(a, snapshots, &name, &count));
    for (size_t i = 0; i < count; i++)
        if (count == 1 || view_eq(name[i], wanted)) {
            c->commit = name[i];
            return NULL;
        }
    if (!count)
        return error_new(a, ERROR_INPUT, at,
                         "the cache holds no snapshot of this model; download "
                         "it first");
    return error_new(a, ERROR_USAGE, at,
                     "refs/main names no snapshot that is here; name one of "
                     "those in snapshots/: " VIEW_FMT,
                     VIEW_ARG(joined(a, name, count)));
}

struct error *cache_refs(struct arena *a, const struct cache *c,
                         struct root *root)
{
    struct view *name;
    size_t count;

    names_below(a, path_join(a, c->folder, VIEW("refs")), &root->ref,
                &root->ref_count);
    TRY(folder_names(a, path_join(a, c->folder, VIEW("snapshots")), &name,
                     &count));
    for (size_t i = 0; i < count; i++)
        if (!view_eq(name[i], c->commit))
            *LIST_ADD(a, root->ref, root->ref_count) = name[i];
    names_sort(root->ref, &root->ref_count);
    return NULL;
}

struct error *cache_is_whole(struct arena *a, struct view path)
{
    struct view *name, *repo = NULL;
    size_t count, repo_count = 0;

    TRY(folder_names(a, path, &name, &count));
    for (size_t i = 0; i < count; i++)
        if (repo_of(name[i]).len)
            *LIST_ADD(a, repo, repo_count) = name[i];
    if (!repo_count)
        return NULL;
    return error_new(a, ERROR_USAGE, (struct place){.path = path},
                     "is a hub cache; name a folder in it: " VIEW_FMT,
                     VIEW_ARG(joined(a, repo, repo_count)));
}

struct view cache_local_commit(struct arena *a, struct view path)
{
    struct view commit = {0};
    struct view *name;
    size_t count;

    path = path_join(a, path, VIEW(".cache/huggingface/download"));
    names_below(a, path, &name, &count);
    for (size_t i = 0, seen = 0; i < count && seen < MAX_METADATA; i++) {
        struct view bytes, rest;

        if (!view_ends(name[i], VIEW(".metadata")) ||
            file_front(a, path_join(a, path, name[i]), 256, &bytes))
            continue;
        struct view line = view_trim(view_cut(bytes, '\n', &rest));
        if (!is_hex(line, 40))
            continue;
        if (seen++ && !view_eq(line, commit))
            return (struct view){0}; // files of several commits
        commit = line;
    }
    return commit;
}

static bool is_skipped(const struct scopes *s, struct view path)
{
    for (struct view rest = path; rest.len;) {
        struct view part = view_cut(rest, '/', &rest);
        struct view head =
            view_head(path, (size_t)(part.at - path.at) + part.len);

        if (scope_skips(s, part) || scope_skips_path(s, head))
            return true;
    }
    return false;
}

// What the list says of a file's bytes: a large file's are those of its content
// and not of its pointer.
static void take_listed(const struct json_value *file, struct entry *e)
{
    struct view digest;

    e->size_known = json_u64(json_get(file, VIEW("lfs_size")), &e->size) ||
                    json_u64(json_get(file, VIEW("size")), &e->size);
    if (json_string(json_get(file, VIEW("lfs_sha256")), &digest) &&
        is_hex(digest, 64))
        e->digest = digest;
}

void cache_add_missing(struct tree *t, const struct tree_root *root,
                       struct view list, struct view below)
{
    struct arena *a = t->arena;
    size_t sorted = t->entry_count; // those added here are not searched
    struct map seen = {.arena = a};
    struct view bytes;
    struct json json;
    uint64_t version;
    bool is_new;

    if (file_front(a, list, MAX_TREE_LIST, &bytes) ||
        json_read(a, bytes, list, &json) ||
        !json_u64(json_get(json.root, VIEW("format_version")), &version) ||
        version != 1)
        return;
    const struct json_value *files = json_get(json.root, VIEW("files"));
    for (const struct json_value *f = files ? files->child : NULL; f;
         f = f->next) {
        struct view path = f->key;

        if (!path_is_plain(path) || is_skipped(&t->scopes, path))
            continue;
        if (below.len) {
            if (!path_lies_in(path, below) || path.len <= below.len)
                continue;
            path = view_from(path, below.len + 1);
        }
        map_at(&seen, path, &is_new);
        if (!is_new || tree_holds(t, sorted, root, path))
            continue;
        struct entry *e = tree_add(
            t, root, path, scope_of_folders(&t->scopes, view_dirname(path)));
        if (!e)
            return;
        e->kind = ENTRY_MISSING;
        e->reason = VIEW("the cache lists it for this commit");
        take_listed(f, e);
    }
}
