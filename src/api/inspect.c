// SPDX-License-Identifier: Apache-2.0
#include "api/inspect.h"

#include "safety/scan.h"

struct error *inspect_facts(struct arena *a, const struct database *known,
                            const struct view *path, size_t path_count,
                            const struct release_choice *choice,
                            struct inspection *out)
{
    struct release *release = ARENA_NEW(a, struct release, 1);

    *out = (struct inspection){.release = release};
    TRY(release_open(a, path, path_count, choice, release));
    inventory_take(a, release, choice->threads, &out->inventory, &out->safety);
    safety_scan(a, release, choice->threads, &out->safety);
    safety_settle(&out->safety);
    TRY(terms_attach(a, known->licenses, release, choice->threads,
                     &out->inventory, &out->terms));
    duties_take(a, known->licenses, release, &out->inventory, &out->terms,
                &out->duties);
    return NULL;
}

struct error *inspect(struct arena *a, const struct database *known,
                      const struct view *path, size_t path_count,
                      const struct release_choice *choice,
                      struct inspection *out)
{
    struct database opened;

    *out = (struct inspection){0};
    if (!known) {
        TRY(database_open(a, database_folder(a), (struct view){0}, &opened));
        known = &opened;
    }
    TRY(inspect_facts(a, known, path, path_count, choice, out));
    verdicts_take(a, known->licenses, out);
    return NULL;
}
