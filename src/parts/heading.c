// SPDX-License-Identifier: Apache-2.0
#include "parts/heading.h"

#include "knowledge/knowledge.h"

static bool holds_piece(const struct record *r, struct view key,
                        struct view lower)
{
    struct view piece;
    size_t at = 0;

    while (record_next(r, key, &at, &piece))
        if (view_has(lower, piece))
            return true;
    return false;
}

static void look_at(struct arena *a, const struct records *all,
                    const struct document *d, struct sightings *out)
{
    struct arena scratch = {0};

    for (size_t i = 0; i < d->md.line_count; i++) {
        const struct md_line *line = &d->md.line[i];

        if (!line->is_heading || line->fenced)
            continue;
        struct view lower = arena_lower(&scratch, line->text);
        for (size_t k = 0; k < all->record_count; k++) {
            const struct record *r = &all->record[k];
            struct sighting s = {.presence = PRESENCE_PRESENT,
                                 .content = CONTENT_BYTES};

            if (!part_id_find(record_get(r, VIEW("part")), &s.part) ||
                !holds_piece(r, VIEW("heading"), lower))
                continue;
            s.evidence =
                document_evidence(a, d, line, record_get(r, VIEW("rule")));
            sighting_add(out, s);
        }
    }
    arena_free(&scratch);
}

void headings_sightings(struct arena *a, const struct documents *d,
                        struct sightings *out)
{
    struct records all;

    // The file is compiled in, and the tests read it.
    if (knowledge_read(a, VIEW("parts/headings.txt"), &all))
        abort();
    for (size_t i = 0; i < d->count; i++)
        look_at(a, &all, &d->item[i], out);
}
