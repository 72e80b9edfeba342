// SPDX-License-Identifier: Apache-2.0
#include "api/screen.h"

#include "api/weights_scan.h"
#include "release/tree_digest.h"

// The digest of the tree is that of its content, or there is none: one over
// names and sizes would be taken for it.
static void take_digests(struct arena *a, struct release *r, bool hashed,
                         const struct safety_file *file)
{
    r->tree_digest = (struct view){0};
    if (!hashed)
        return;
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
    struct weights_scan weights = {0};
    struct safety_choice scanning = {.threads = choice->threads,
                                     .digest = choice->digest,
                                     .also = weights_scan,
                                     .context = &weights};

    *out = (struct screening){.release = release};
    TRY(safety_rules_open(a, &out->rules));
    TRY(policy_open(a, choice->policy, &out->rules, &out->policy));
    TRY(release_open(a, path, count, &opening, release));
    TRY(weights_names_open(a, &weights.names));
    out->file = safety_scan_files(a, release, &scanning, &out->safety);
    safety_trouble(a, release, &out->safety);
    safety_empty(a, release, &out->safety);
    safety_settle(&out->safety);
    safety_files_judge(release, &out->safety, out->file);
    out->effect = policy_apply(out->policy, release, &out->safety, out->file);
    take_digests(a, release, choice->digest, out->file);
    return NULL;
}
