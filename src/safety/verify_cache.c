// SPDX-License-Identifier: Apache-2.0
#include "safety/verify_cache.h"

#include "base/file.h"
#include "base/map.h"
#include "format/json.h"
#include "release/walk.h"

#include <inttypes.h>

enum { LARGEST_LIST = 64 << 20, LARGEST_METADATA = 4096 };

#define NOTES ".cache/huggingface/download/" // of a plain folder, one per file
#define NOTE  ".metadata"

struct checking {
    struct arena *arena;
    const struct opened *root;
    const struct model_files *m;
    const struct verify_choice *choice;
    struct verify_rules *rules;
    struct verification *out;
    struct map file;       // path -> index in m->file
    struct map listed;     // path -> index in `expected`
    struct view *expected; // digest by the list of the commit
    struct view *path;     // of each
    size_t expected_count;
    struct model_hash *hash;
    struct view *digest; // by hash: what it must be
    size_t hash_count;
    bool unread; // something that was listed
};

static bool is_digest(struct view v)
{
    return is_hex(v, 40) || is_hex(v, 64);
}

// The list of the commit; one that is not as expected is none.
static void read_list(struct checking *c)
{
    struct view bytes;
    struct json json;
    uint64_t version = 0;

    if (!c->root->list.len ||
        file_front(c->arena, c->root->list, LARGEST_LIST, &bytes) ||
        json_read(c->arena, bytes, c->root->list, &json) ||
        !json_u64(json_get(json.root, VIEW("format_version")), &version) ||
        version != 1)
        return;
    const struct json_value *files = json_get(json.root, VIEW("files"));
    if (!files || files->kind != JSON_OBJECT || json.duplicates)
        return;
    c->expected = ARENA_NEW(c->arena, struct view, files->count);
    c->path = ARENA_NEW(c->arena, struct view, files->count);
    for (const struct json_value *f = files->child; f; f = f->next) {
        struct view digest = {0};
        bool is_new;

        if (!json_string(json_get(f, VIEW("lfs_sha256")), &digest))
            json_string(json_get(f, VIEW("blob_id")), &digest);
        if (!is_digest(digest) || !oms_path_is_plain(f->key))
            continue;
        *map_at(&c->listed, f->key, &is_new) = c->expected_count;
        c->path[c->expected_count] = f->key;
        c->expected[c->expected_count++] = digest;
    }
}

// What the client wrote beside a file of a plain folder: the second line.
static struct view metadata_digest(struct checking *c, struct view path)
{
    struct view name =
        arena_print(c->arena, NOTES VIEW_FMT NOTE, VIEW_ARG(path));
    const size_t *at = map_find(&c->file, name);
    char *bytes = arena_alloc(c->arena, LARGEST_METADATA);
    size_t len;
    struct view rest;

    if (!at || !model_file_front(c->m, &c->m->file[*at], bytes,
                                 LARGEST_METADATA, &len))
        return (struct view){0};
    view_cut((struct view){bytes, len}, '\n', &rest);
    struct view digest = view_unquote(view_trim(view_cut(rest, '\n', &rest)));
    return is_digest(digest) ? digest : (struct view){0};
}

static bool is_the_clients(const struct checking *c, struct view path)
{
    return c->root->root.kind != ROOT_CACHE &&
           (path_lies_in(path, VIEW(".cache")) ||
            path_lies_in(path, VIEW(".git")));
}

// The file of a plain folder that the client's note at `path` is of.
static struct view noted_file(struct view path)
{
    size_t head = sizeof NOTES - 1, tail = sizeof NOTE - 1;

    if (!view_starts(path, VIEW(NOTES)) || !view_ends(path, VIEW(NOTE)) ||
        path.len <= head + tail)
        return (struct view){0};
    return (struct view){path.at + head, path.len - head - tail};
}

// Files that the client downloaded into a plain folder, and that are gone: how
// many.
static size_t take_notes(struct checking *c)
{
    size_t gone = 0;

    for (size_t i = 0; i < c->m->file_count; i++) {
        struct view path = noted_file(c->m->file[i].path);

        if (!path.len || map_find(&c->file, path) || map_find(&c->listed, path))
            continue;
        verify_find(c->rules, VIEW("cache.missing"), path,
                    "it was downloaded, and is not here");
        gone++;
    }
    return gone;
}

static void plan(struct checking *c, const struct model_file *f,
                 struct view digest)
{
    struct model_hash *h = &c->hash[c->hash_count];

    h->file = f;
    h->kind = digest.len == 64 ? DIGEST_SHA256 : DIGEST_SHA1;
    if (digest.len == 40) { // as git hashes a blob, with a closing zero
        h->head = arena_print(c->arena, "blob %" PRIu64, f->size);
        h->head.len++;
    }
    h->piece = ARENA_NEW(c->arena, struct model_piece, 1);
    h->piece->end = UINT64_MAX;
    h->piece_count = 1;
    c->digest[c->hash_count++] = arena_lower(c->arena, digest);
}

static void take_file(struct checking *c, const struct model_file *f)
{
    const size_t *at = map_find(&c->listed, f->path);
    struct view listed = at ? c->expected[*at] : (struct view){0};
    struct view digest = f->blob.len ? f->blob : listed;

    c->unread |= f->kind == MODEL_UNREADABLE;
    if (f->kind == MODEL_UNREADABLE)
        verify_find(c->rules, VIEW("oms.unread"), f->path,
                    "it cannot be read: " VIEW_FMT,
                    VIEW_ARG(system_reason(f->number)));
    else if (f->kind != MODEL_FILE && f->blob.len)
        verify_find(c->rules, VIEW("cache.missing"), f->path,
                    "the cache holds no blob for it");
    else if (f->kind != MODEL_FILE && at)
        verify_find(c->rules, VIEW("cache.digest"), f->path,
                    "a link that leads elsewhere, or no file, stands in its "
                    "place");
    else if (f->kind != MODEL_FILE)
        verify_find(c->rules, VIEW("cache.unnamed"), f->path,
                    "a link or special file that is none of the hub's");
    if (f->kind != MODEL_FILE)
        return;
    if (!digest.len && c->root->root.kind != ROOT_CACHE)
        digest = metadata_digest(c, f->path);
    if (f->blob.len && listed.len && !view_eq_nocase(f->blob, listed))
        verify_find(c->rules, VIEW("cache.digest"), f->path,
                    "it leads to blob " VIEW_FMT
                    "; by the list of the commit it is " VIEW_FMT,
                    VIEW_ARG(f->blob), VIEW_ARG(listed));
    else if (digest.len)
        plan(c, f, digest);
    else
        verify_find(c->rules, VIEW("cache.unnamed"), f->path,
                    "the cache keeps no digest for it");
}

static void tell(struct checking *c, const struct model_hash *h,
                 struct view digest)
{
    struct view is = hex_of(c->arena, h->piece->digest, h->piece->size);

    c->out->listed++;
    if (h->number || h->changed) {
        verify_find(c->rules, VIEW("oms.unread"), h->file->path,
                    "it cannot be read, or changed meanwhile: " VIEW_FMT,
                    VIEW_ARG(system_reason(h->number)));
    } else if (!view_eq(is, digest)) {
        verify_find(c->rules, VIEW("cache.digest"), h->file->path,
                    "its digest is " VIEW_FMT ", and should be " VIEW_FMT,
                    VIEW_ARG(is), VIEW_ARG(digest));
    } else {
        c->out->files++;
        c->out->size += h->size;
    }
}

static void hash_all(struct checking *c)
{
    struct progress *progress = c->choice->progress;
    uint64_t size = 0;

    for (size_t i = 0; i < c->hash_count; i++)
        size += c->hash[i].file->size;
    if (progress)
        progress_start(progress, "hashing", size, true);
    model_files_hash(c->m, c->hash, c->hash_count, c->choice->threads,
                     progress);
    if (progress)
        progress_end(progress);
    for (size_t i = 0; i < c->hash_count; i++)
        tell(c, &c->hash[i], c->digest[i]);
}

// Who asks for nothing in particular should see what there is.
static struct error *no_digests(const struct checking *c)
{
    struct view given = c->root->root.given, hint = {0};

    for (size_t i = 0; i < c->m->file_count && !hint.len; i++) {
        struct view path = c->m->file[i].path;

        if (view_ends(path, VIEW(".sig")) ||
            view_ends(path, VIEW(".sigstore.json")))
            hint = path;
    }
    if (hint.len)
        return error_new(c->arena, ERROR_USAGE, (struct place){.path = given},
                         VIEW_FMT " looks like a signature: say --signature "
                                  "and --key FILE with the publisher's key",
                         VIEW_SHORT(hint));
    return error_new(
        c->arena, ERROR_USAGE, (struct place){.path = given},
        "there is nothing to verify it by: it is in no hub "
        "client's cache; say --signature FILE, and --key or --trust "
        "FILE");
}

struct error *verify_cache(struct arena *a, const struct opened *root,
                           const struct model_files *m,
                           const struct verify_choice *choice,
                           struct verify_rules *rules, struct verification *out)
{
    struct checking c = {.arena = a,
                         .root = root,
                         .m = m,
                         .choice = choice,
                         .rules = rules,
                         .out = out,
                         .file = {.arena = a},
                         .listed = {.arena = a}};
    bool is_new;

    for (size_t i = 0; i < m->file_count; i++)
        *map_at(&c.file, m->file[i].path, &is_new) = i;
    c.hash = ARENA_NEW(a, struct model_hash, m->file_count);
    c.digest = ARENA_NEW(a, struct view, m->file_count);
    read_list(&c);
    for (size_t i = 0; i < m->file_count; i++)
        if (!is_the_clients(&c, m->file[i].path))
            take_file(&c, &m->file[i]);
    size_t gone = root->root.kind == ROOT_CACHE ? 0 : take_notes(&c);
    if (!c.hash_count && !c.expected_count && !c.unread && !gone)
        return no_digests(&c);
    for (size_t i = 0; i < c.expected_count; i++)
        if (!map_find(&c.file, c.path[i]))
            verify_find(rules, VIEW("cache.missing"), c.path[i],
                        "the commit has it, and the cache does not");
    hash_all(&c);
    return NULL;
}
