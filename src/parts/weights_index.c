// SPDX-License-Identifier: Apache-2.0
#include "parts/weights_index.h"

#include "base/amount.h"

#include <inttypes.h>

enum { INDEX_SIZE = 64 << 20 }; // bytes we read of an index

struct named_shard {
    struct view name;
    const struct index_shard *shard; // NULL: not in the release
};

struct job {
    struct arena *arena;  // of what stays
    struct arena scratch; // of the index
    const struct entry *entry;
    const struct index_shard *shard;
    size_t shard_count;
    struct safety *safety;
    struct named_shard *named;
    size_t named_count;
    struct map names; // -> index in `named`
};

bool weights_index_is(struct view path)
{
    return view_ends(path, VIEW(".index.json"));
}

static void find(struct job *j, struct view rule, enum safety_verdict severity,
                 uint64_t offset, struct view shows)
{
    safety_add(j->arena, j->safety,
               (struct safety_finding){.rule = rule,
                                       .severity = severity,
                                       .path = j->entry->path,
                                       .has_offset = offset > 0,
                                       .offset = offset,
                                       .shows = shows});
}

// "C:x" is a place of its own on some systems.
static bool names_drive(struct view name)
{
    return name.len > 1 && ascii_alpha(name.at[0]) && name.at[1] == ':';
}

// A file in the index's own folder and nothing else.
static bool is_plain_name(struct view name)
{
    return name.len && !view_eq(name, VIEW(".")) && !names_drive(name) &&
           !view_eq(name, VIEW("..")) && !memchr(name.at, '/', name.len) &&
           !memchr(name.at, '\\', name.len) && !memchr(name.at, 0, name.len);
}

const struct json_value *weights_index_outside(const struct json_value *map)
{
    for (const struct json_value *m = map ? map->child : NULL; m; m = m->next) {
        struct view name;

        if (json_string(m, &name) && !is_plain_name(name))
            return m;
    }
    return NULL;
}

const struct json_value *weights_index_nameless(const struct json_value *map)
{
    for (const struct json_value *m = map ? map->child : NULL; m; m = m->next)
        if (m->kind != JSON_STRING)
            return m;
    return NULL;
}

static const struct index_shard *find_shard(const struct job *j,
                                            struct view path)
{
    size_t low = 0, high = j->shard_count;

    while (low < high) {
        size_t mid = low + (high - low) / 2;
        int order = view_compare(j->shard[mid].entry->path, path);

        if (order == 0)
            return &j->shard[mid];
        if (order < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return NULL;
}

static struct view in_folder(struct job *j, struct view name)
{
    struct view folder = view_dirname(j->entry->path);

    return folder.len ? arena_print(&j->scratch, VIEW_FMT "/" VIEW_FMT,
                                    VIEW_ARG(folder), VIEW_ARG(name))
                      : name;
}

// Lists the shards that weight_map names, each once.
static void list_shards(struct job *j, const struct json_value *map)
{
    const struct json_value *outside = weights_index_outside(map);

    if (outside)
        find(j, VIEW("config.index-path"), SAFETY_DANGER, outside->offset,
             arena_print(j->arena,
                         "names a shard outside its folder: " VIEW_FMT,
                         VIEW_SHORT(outside->text)));
    const struct json_value *none = weights_index_nameless(map);
    if (none)
        find(j, VIEW("index-disagrees"), SAFETY_MALFORMED, none->offset,
             arena_print(j->arena, "names no file for the tensor " VIEW_FMT,
                         VIEW_SHORT(none->key)));
    for (const struct json_value *m = map->child; m; m = m->next) {
        struct view name;
        bool is_new;

        if (!json_string(m, &name) || !is_plain_name(name))
            continue;
        size_t *at = map_at(&j->names, name, &is_new);
        if (!is_new)
            continue;
        *at = j->named_count;
        *LIST_ADD(&j->scratch, j->named, j->named_count) =
            (struct named_shard){name, find_shard(j, in_folder(j, name))};
    }
}

static void count_missing(struct job *j, struct index_facts *out)
{
    out->named = j->named_count;
    for (size_t i = 0; i < j->named_count; i++) {
        const struct index_shard *s = j->named[i].shard;

        if (s && s->here && !out->shard)
            out->shard = s;
        if ((!s || !s->here) && out->missing++ == 0)
            out->first_missing = arena_copy(j->arena, j->named[i].name);
    }
    if (out->missing)
        find(j, VIEW("index-missing-shard"), SAFETY_NOTE, 0,
             arena_print(j->arena,
                         "%zu of %zu shards that it names are not here; the "
                         "first is " VIEW_FMT,
                         out->missing, out->named,
                         VIEW_SHORT(out->first_missing)));
}

static bool all_read(const struct job *j)
{
    for (size_t i = 0; i < j->named_count; i++)
        if (!j->named[i].shard || !j->named[i].shard->header ||
            !j->named[i].shard->header->read)
            return false;
    return j->named_count > 0;
}

// What disagrees between the index and the headers, and where first.
struct disagreement {
    size_t count;
    struct view tensor, shard;
};

static void disagree(struct disagreement *d, struct view tensor,
                     struct view shard)
{
    if (d->count++ == 0)
        *d = (struct disagreement){1, tensor, shard};
}

static void tell(struct job *j, const struct disagreement *d, const char *what)
{
    if (d->count)
        find(j, VIEW("index-disagrees"), SAFETY_MALFORMED, 0,
             arena_print(
                 j->arena,
                 "%zu tensors %s; the first is " VIEW_FMT " of " VIEW_FMT,
                 d->count, what, VIEW_SHORT(d->tensor), VIEW_SHORT(d->shard)));
}

// Every mapped tensor in its shard, every tensor mapped, none in two shards.
// A value of `where` is the shard's number * 2, plus 1 once it was seen.
static void check_names(struct job *j, const struct json_value *map)
{
    struct map where = {.arena = &j->scratch};
    struct disagreement absent = {0}, unmapped = {0}, elsewhere = {0};
    bool is_new;

    map_reserve(&where, map->count);
    for (const struct json_value *m = map->child; m; m = m->next) {
        struct view name;
        size_t *shard =
            json_string(m, &name) ? map_find(&j->names, name) : NULL;

        if (shard)
            *map_at(&where, m->key, &is_new) = *shard * 2;
    }
    for (size_t i = 0; i < j->named_count; i++) {
        const struct weights_header *h = j->named[i].shard->header;

        for (size_t k = 0; k < h->name_count; k++) {
            size_t *at = map_find(&where, h->name[k]);

            if (!at)
                disagree(&unmapped, h->name[k], j->named[i].name);
            else if (*at / 2 != i)
                disagree(&elsewhere, h->name[k], j->named[i].name);
            else
                *at |= 1;
        }
    }
    for (const struct json_value *m = map->child; m; m = m->next) {
        const size_t *at = map_find(&where, m->key);

        if (at && !(*at & 1))
            disagree(&absent, m->key, j->named[*at / 2].name);
    }
    tell(j, &absent, "are not in the shard that the index names");
    tell(j, &unmapped, "of the shards are not in the index");
    tell(j, &elsewhere, "are in another shard than the index says");
}

// Bytes that headers may add to the tensors' own: measured on real releases.
static uint64_t tolerance(struct view format, uint64_t total, uint64_t tensors,
                          size_t shards)
{
    if (view_eq(format, VIEW("torch")))
        return total / 100;
    return 256 * tensors + 4096 * (uint64_t)shards;
}

static void check_total(struct job *j, const struct json *json,
                        const struct json_value *map)
{
    const struct json_value *v =
        json_get(json_get(json->root, VIEW("metadata")), VIEW("total_size"));
    uint64_t total, size = 0;
    bool torch = view_has(j->entry->lower, VIEW(".bin."));

    if (!json_u64(v, &total))
        return;
    for (size_t i = 0; i < j->named_count; i++) {
        const struct index_shard *s = j->named[i].shard;

        if (!s || !s->here || !s->entry->size_known)
            return;
        size += s->entry->size;
    }
    if (size >= total &&
        size - total <= tolerance(torch ? VIEW("torch") : VIEW("safetensors"),
                                  total, map->count, j->named_count))
        return;
    find(j, VIEW("index-total-size"), SAFETY_NOTE, v->offset,
         arena_print(j->arena,
                     "total_size is %" PRIu64 "; the shards have %" PRIu64
                     " byte%s",
                     total, size, plural(size)));
}

static void check(struct job *j, struct index_facts *out)
{
    struct view bytes;
    struct json json;
    struct error *e = entry_read(&j->scratch, j->entry, INDEX_SIZE, &bytes);

    if (!e)
        e = json_read(&j->scratch, bytes, j->entry->path, &json);
    if (e) {
        find(j, VIEW("json.malformed"), SAFETY_MALFORMED, e->at.offset,
             arena_copy(j->arena, error_message(&j->scratch, e)));
        return;
    }
    const struct json_value *map = json_get(json.root, VIEW("weight_map"));
    if (!map || map->kind != JSON_OBJECT)
        return;
    list_shards(j, map);
    count_missing(j, out);
    if (all_read(j))
        check_names(j, map);
    check_total(j, &json, map);
}

void weights_index_check(struct arena *a, const struct entry *e,
                         const struct index_shard *shard, size_t shard_count,
                         struct index_facts *out, struct safety *safety)
{
    struct job j = {.arena = a,
                    .entry = e,
                    .shard = shard,
                    .shard_count = shard_count,
                    .safety = safety};

    *out = (struct index_facts){0};
    j.names.arena = &j.scratch;
    check(&j, out);
    arena_free(&j.scratch);
}
