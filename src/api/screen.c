// SPDX-License-Identifier: Apache-2.0
#include "api/screen.h"

#include "parts/weights_header.h"
#include "parts/weights_index.h"
#include "parts/weights_name.h"
#include "release/tree_digest.h"

enum { LARGEST_INDEX = 64 << 20 };

// A list of shards must not lead out of its folder.
static void look_at_index(struct arena *scratch, const struct file *f,
                          struct notes *n)
{
    struct view bytes;
    struct json json;

    if (file_read(scratch, f, 0, LARGEST_INDEX, &bytes) ||
        json_read(scratch, bytes, f->path, &json))
        return;
    const struct json_value *outside =
        weights_index_outside(json_get(json.root, VIEW("weight_map")));
    if (outside)
        note_add(n, VIEW("config.index-path"), NOTE_DANGER, outside->offset,
                 "names a shard outside its folder: " VIEW_FMT,
                 VIEW_SHORT(outside->text));
}

// The headers of weights, which an inspection reads for its inventory.
static void look_at_weights(const void *context, struct arena *scratch,
                            const struct entry *e, const struct file *f,
                            bool checkpoint, struct notes *n)
{
    struct weights_header_job job = {.entry = e};
    struct weights_header header;
    struct weights_name name;

    if (e->scope != SCOPE_MAIN)
        return;
    if (weights_index_is(e))
        look_at_index(scratch, f, n);
    weights_name_read(scratch, context, e->lower, &name);
    if (name.kind == WEIGHTS_KIND_TENSORS && !f->size)
        note_add(n, VIEW("weights-empty"), NOTE_MALFORMED, 0, "has no bytes");
    if (name.kind == WEIGHTS_KIND_NONE || !weights_header_reads(name.format) ||
        (checkpoint && view_eq(name.format, VIEW("torch"))))
        return;
    job.format = name.format;
    job.uncertain = name.uncertain;
    weights_header_read_file(&job, f, &header);
    for (size_t i = 0; i < header.note_count; i++) {
        const struct tensor_note *note = &header.note[i];
        struct view outer = n->member;

        n->member = note->member;
        note_add(n, arena_copy(scratch, note->rule), note->severity,
                 note->offset, VIEW_FMT, VIEW_ARG(note->shows));
        n->member = outer;
    }
    arena_free(&header.arena);
}

// The digest of the tree is then that of its content.
static void take_digests(struct arena *a, struct release *r,
                         const struct safety_file *file)
{
    for (size_t i = 0; i < r->entry_count; i++)
        if (file[i].digest.len)
            r->entry[i].digest = file[i].digest;
    r->tree_digest = tree_digest(a, r);
}

struct error *screen(struct arena *a, const struct view *path, size_t count,
                     const struct screen_choice *choice, struct screening *out)
{
    struct release *release = ARENA_NEW(a, struct release, 1);
    struct release_choice opening = {.threads = choice->threads, .all = true};
    struct weights_names *names;
    struct safety_choice scanning = {.threads = choice->threads,
                                     .digest = choice->digest,
                                     .also = look_at_weights};

    *out = (struct screening){.release = release};
    TRY(safety_rules_open(a, &out->rules));
    TRY(policy_open(a, choice->policy, &out->rules, &out->policy));
    TRY(release_open(a, path, count, &opening, release));
    TRY(weights_names_open(a, &names));
    scanning.context = names;
    out->file = safety_scan_files(a, release, &scanning, &out->safety);
    safety_trouble(a, release, &out->safety);
    safety_settle(&out->safety);
    safety_files_judge(release, &out->safety, out->file);
    out->effect = policy_apply(out->policy, release, &out->safety, out->file);
    take_digests(a, release, out->file);
    return NULL;
}
