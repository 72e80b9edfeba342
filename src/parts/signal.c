// SPDX-License-Identifier: Apache-2.0
#include "parts/signal.h"

#include "base/amount.h"
#include "base/map.h"
#include "base/pool.h"
#include "parts/rule.h"

#include <inttypes.h>

enum { CHUNK = 64 }; // files of one item of work

struct found {
    size_t entry;
    struct rule_hit hit;
};

struct chunk {
    struct arena arena; // of `found`
    struct found *found;
    size_t count;
    size_t opened;
};

struct job {
    const struct release *release;
    const struct rules *rules;
    struct map tools; // folders, with their root's name
    struct chunk *chunk;
};

// The path of `e` below its root, in lower case.
static struct view signal_path(const struct release *r, const struct entry *e)
{
    size_t skip = r->root_count > 1 ? r->root[e->root].name.len + 1 : 0;

    return skip < e->lower.len ? view_from(e->lower, skip) : e->lower;
}

// Adds the folder around the first component that makes it a tool; the root
// itself is the release.
static void find_tool(struct job *job, const struct entry *e)
{
    size_t root = e->lower.len - signal_path(job->release, e).len;
    size_t from = root;

    for (size_t i = root; i < e->lower.len; i++) {
        if (e->lower.at[i] != '/')
            continue;
        struct view folder = {e->lower.at + from, i - from};
        bool is_new;
        if (from > root && rules_is_tool(job->rules, folder)) {
            map_at(&job->tools, view_head(e->lower, from - 1), &is_new);
            return;
        }
        from = i + 1;
    }
}

static bool in_tool(const struct job *job, struct view path)
{
    if (!job->tools.count)
        return false;
    for (size_t i = 0; i < path.len; i++)
        if (path.at[i] == '/' && map_find(&job->tools, view_head(path, i)))
            return true;
    return false;
}

static struct rule_file file_of_entry(const struct release *r,
                                      const struct entry *e)
{
    return (struct rule_file){
        .path = signal_path(r, e),
        .scope = e->scope,
        .kind = e->kind,
        .depth = e->depth,
        .size = e->size,
        .size_known = e->size_known,
    };
}

static void look(const struct job *job, struct chunk *c, size_t entry)
{
    const struct entry *e = &job->release->entry[entry];
    struct rule_file f = file_of_entry(job->release, e);
    struct arena scratch = {0};
    struct view text = {0};
    struct rule_hits hits;

    if (in_tool(job, e->lower))
        return;
    uint64_t want = rules_want(job->rules, &f);
    // What cannot be read shows no markers; release.h has noted it.
    if (want && !entry_read(&scratch, e, want, &text))
        c->opened++;
    rules_apply(&scratch, job->rules, &f, text, &hits);
    for (size_t i = 0; i < hits.count; i++)
        *LIST_ADD(&c->arena, c->found, c->count) =
            (struct found){entry, hits.item[i]};
    arena_free(&scratch);
}

static void look_at_chunk(void *context, size_t i)
{
    const struct job *job = context;
    size_t end = (i + 1) * CHUNK;

    if (end > job->release->entry_count)
        end = job->release->entry_count;
    for (size_t k = i * CHUNK; k < end; k++)
        look(job, &job->chunk[i], k);
}

static struct view shown(struct arena *a, const struct entry *e,
                         const struct rule_hit *hit)
{
    if (hit->shows_len)
        return arena_copy(a, (struct view){hit->shows, hit->shows_len});
    if (e->kind == ENTRY_SUBMODULE)
        return view_head(e->reason, RULE_SHOWS_SIZE);
    if (e->kind == ENTRY_MISSING)
        return VIEW("listed, not here");
    if (!e->size_known)
        return VIEW("the file's name");
    return arena_print(a, "%" PRIu64 " byte%s%s", e->size, plural(e->size),
                       e->kind == ENTRY_POINTER ? ", a pointer" : "");
}

static enum content content_of(const struct entry *e)
{
    if (e->kind == ENTRY_POINTER)
        return CONTENT_LFS_POINTER;
    if (e->kind != ENTRY_FILE)
        return CONTENT_NONE;
    return e->size_known && !e->size ? CONTENT_TRUNCATED : CONTENT_BYTES;
}

static enum presence presence_of(const struct entry *e,
                                 const struct rule_hit *hit)
{
    if (e->kind != ENTRY_FILE && e->kind != ENTRY_POINTER)
        return PRESENCE_POINTER;
    // A file of no bytes is a name: it never makes a part present.
    if (content_of(e) == CONTENT_TRUNCATED && hit->presence == PRESENCE_PRESENT)
        return PRESENCE_MENTIONED;
    return hit->presence;
}

static void settle(struct arena *a, const struct entry *e,
                   const struct rule_hit *hit, struct signals *out,
                   struct sightings *sightings)
{
    struct evidence evidence = {
        .path = e->path,
        .line = hit->line,
        .digest = e->digest,
        .rule = hit->rule,
        .shows = shown(a, e, hit),
    };

    if (view_eq(hit->note, VIEW("architecture")))
        *LIST_ADD(a, out->config, out->config_count) =
            (struct signal_config){e, evidence};
    if (view_eq(hit->note, VIEW("api")) && !out->calls_api) {
        out->calls_api = true;
        out->api = evidence;
    }
    if (!hit->has_part)
        return;
    sighting_add(sightings, (struct sighting){
                                .part = hit->part,
                                .stage = hit->stage,
                                .presence = presence_of(e, hit),
                                .content = content_of(e),
                                .weight = hit->weight,
                                .evidence = evidence,
                            });
}

void signals_find(struct arena *a, const struct release *r, size_t threads,
                  struct signals *out, struct sightings *sightings)
{
    struct arena work = {0};
    struct rules *rules;
    struct job job = {.release = r};
    size_t chunks = (r->entry_count + CHUNK - 1) / CHUNK;

    *out = (struct signals){0};
    if (!r->entry_count)
        return;
    // The rules are compiled in, and the tests read them.
    if (rules_open(&work, &rules))
        abort();
    job.rules = rules;
    job.tools.arena = &work;
    for (size_t i = 0; i < r->entry_count; i++)
        find_tool(&job, &r->entry[i]);
    job.chunk = ARENA_NEW(&work, struct chunk, chunks);
    pool_run(threads, chunks, look_at_chunk, &job);
    for (size_t i = 0; i < chunks; i++) {
        struct chunk *c = &job.chunk[i];
        for (size_t k = 0; k < c->count; k++)
            settle(a, &r->entry[c->found[k].entry], &c->found[k].hit, out,
                   sightings);
        out->opened += c->opened;
        arena_free(&c->arena);
    }
    arena_free(&work);
}
