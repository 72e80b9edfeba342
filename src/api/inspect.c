// SPDX-License-Identifier: Apache-2.0
#include "api/inspect.h"

#include "api/weights_scan.h"
#include "base/text.h"
#include "safety/scan.h"

// What says nothing of a release may hide something all the same.
static void look_aside(struct arena *a, size_t threads,
                       const struct release *aside, struct weights_names *names,
                       struct safety *s)
{
    const struct weights_scan weights = {.names = names};
    const struct safety_choice choice = {
        .threads = threads, .also = weights_scan, .context = &weights};

    if (!aside)
        return;
    safety_scan_files(a, aside, &choice, s);
    safety_trouble(a, aside, s);
}

// A manifest or record that was named gives facts and is no entry; other
// programs may read it all the same.
static struct error *look_declared(struct arena *a, size_t threads,
                                   const struct release *r,
                                   struct weights_names *names,
                                   struct safety *s)
{
    const struct view path[] = {
        r->manifest ? r->manifest->path : (struct view){0},
        r->record ? r->record->path : (struct view){0},
    };
    const struct release_choice choice = {.threads = threads, .all = true};

    for (size_t i = 0; i < sizeof path / sizeof *path; i++) {
        struct release *own = ARENA_NEW(a, struct release, 1);

        if (!path[i].len)
            continue;
        TRY(release_open(a, &path[i], 1, &choice, own));
        look_aside(a, threads, own, names, s);
    }
    return NULL;
}

// What could do harm, and what the policy says of it; after all who read files,
// since it also says what could not be read. Files are hashed while they are
// looked at where a policy may ask for their digests.
static struct error *look_for_harm(struct arena *a, size_t threads,
                                   struct inspection *out)
{
    const struct release *r = out->release;
    struct weights_scan weights = {.inventoried = true};
    const struct safety_choice choice = {.threads = threads,
                                         .digest = out->policy != NULL,
                                         .told =
                                             out->inventory.weights.checkpoint,
                                         .also = weights_scan,
                                         .context = &weights};

    TRY(weights_names_open(a, &weights.names));
    out->safety_file = safety_scan_files(a, r, &choice, &out->safety);
    safety_trouble(a, r, &out->safety);
    safety_empty(a, r, &out->safety);
    look_aside(a, threads, r->aside, weights.names, &out->safety);
    TRY(look_declared(a, threads, r, weights.names, &out->safety));
    safety_settle(&out->safety);
    safety_files_judge(r, &out->safety, out->safety_file);
    out->effect = policy_apply(out->policy ? out->policy : &policy_plain, r,
                               &out->safety, out->safety_file);
    return NULL;
}

static struct error *take_facts(struct arena *a, const struct database *known,
                                const struct view *path, size_t path_count,
                                const struct release_choice *choice,
                                struct inspection *out)
{
    struct release *release = ARENA_NEW(a, struct release, 1);

    out->release = release;
    TRY(release_open(a, path, path_count, choice, release));
    inventory_take(a, release, choice->threads, &out->inventory, &out->safety);
    TRY(terms_attach(a, known->licenses, release, choice->threads,
                     &out->inventory, &out->terms));
    TRY(look_for_harm(a, choice->threads, out));
    duties_take(a, known->licenses, release, &out->inventory, &out->terms,
                &out->duties);
    terms_history_take(a, known->licenses, release, &out->history);
    terms_history_flag(a, &out->history, &out->duties);
    return NULL;
}

struct error *inspect_facts(struct arena *a, const struct database *known,
                            const struct view *path, size_t path_count,
                            const struct release_choice *choice,
                            struct inspection *out)
{
    *out = (struct inspection){0};
    return take_facts(a, known, path, path_count, choice, out);
}

static struct error *inspect_all(struct arena *a, const struct database *known,
                                 const struct view *path, size_t path_count,
                                 const struct release_choice *choice,
                                 struct inspection *out)
{
    struct database opened;

    if (!known) {
        TRY(database_open(a, database_folder(a), (struct view){0}, &opened));
        known = &opened;
    }
    TRY(take_facts(a, known, path, path_count, choice, out));
    verdicts_take(a, known->licenses, out);
    return NULL;
}

struct error *inspect(struct arena *a, const struct database *known,
                      const struct view *path, size_t path_count,
                      const struct release_choice *choice,
                      struct inspection *out)
{
    *out = (struct inspection){0};
    return inspect_all(a, known, path, path_count, choice, out);
}

struct error *inspect_policy(struct arena *a, const struct database *known,
                             const struct view *path, size_t path_count,
                             const struct release_choice *choice,
                             struct view policy, struct inspection *out)
{
    struct safety_rules rules;

    *out = (struct inspection){0};
    TRY(safety_rules_open(a, &rules));
    TRY(policy_open(a, policy, &rules, &out->policy));
    return inspect_all(a, known, path, path_count, choice, out);
}

struct view inspection_unread(struct arena *a, const struct inspection *i)
{
    static const struct view rules[] = {
        VIEW_INIT("unreadable"), VIEW_INIT("vanished"), VIEW_INIT("changed")};
    struct text t = {.arena = a};

    for (size_t n = 0; n < i->safety.finding_count; n++) {
        const struct safety_finding *f = &i->safety.finding[n];
        bool is = false;

        for (size_t k = 0; k < sizeof rules / sizeof *rules; k++)
            is = is || view_eq(f->rule, rules[k]);
        if (!is)
            continue;
        text_add(&t, VIEW("freehold: "));
        text_escaped(&t, f->path);
        text_print(&t, ": was not read as a whole: " VIEW_FMT "\n",
                   VIEW_ARG(f->shows));
    }
    return text_view(&t);
}
