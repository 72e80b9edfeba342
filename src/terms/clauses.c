// SPDX-License-Identifier: Apache-2.0
#include "terms/clauses.h"

#include "terms/finder.h"
#include "terms/outline.h"

#include <assert.h>

bool clause_is_silent(struct view value)
{
    static const struct view silent[] = {
        // clang-format off
        VIEW_INIT("none"), VIEW_INIT("silent"), VIEW_INIT("no"),
        VIEW_INIT("n/a"), VIEW_INIT("none-stated"), VIEW_INIT("unknown"),
        VIEW_INIT("not-applicable"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof silent / sizeof *silent; i++)
        if (view_eq(silent[i], value))
            return true;
    return false;
}

// ---- Lines ------------------------------------------------------------------

struct line_walk {
    struct view bytes;
    size_t at;
    uint32_t line;
};

// Line (from 1) of a byte.
static uint32_t line_at(struct line_walk *w, uint64_t byte)
{
    if (byte < w->at || !w->line)
        *w = (struct line_walk){w->bytes, 0, 1};
    for (; w->at < byte && w->at < w->bytes.len; w->at++)
        w->line += w->bytes.at[w->at] == '\n';
    return w->line;
}

// ---- Known texts ------------------------------------------------------------

static bool says_its_text(const struct license_range *r)
{
    return r->info && r->result <= MATCH_ADDED_TEXT;
}

// Each clause of the licence at its section in this file. What the licence
// does not say, and what stands all over it, has the whole text as its place.
static void known_clauses(struct arena *a, struct view bytes,
                          struct license_range *r)
{
    const struct license_info *info = r->info;
    struct line_walk lines = {.bytes = bytes};
    struct outline o;

    outline_read(a, bytes, r->from, r->to, &o);
    r->clause = ARENA_NEW(a, struct clause, info->clause_count);
    r->clause_count = info->clause_count;
    for (size_t i = 0; i < info->clause_count; i++) {
        const struct license_clause *known = &info->clause[i];
        struct outline_span span;

        outline_find(&o, known->where, &span);
        r->clause[i] = (struct clause){.key = known->key,
                                       .value = known->value,
                                       .where = known->where,
                                       .note = known->note,
                                       .from = span.from,
                                       .to = span.to,
                                       .line = line_at(&lines, span.from)};
    }
}

// ---- Other texts ------------------------------------------------------------

static size_t first_word(const struct normal *n, uint64_t byte)
{
    size_t low = 0, high = n->token_count;

    while (low < high) {
        size_t middle = low + (high - low) / 2;

        if (n->token[middle].from < byte)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void found_clauses(struct arena *a, const struct finders *f,
                          struct view bytes, const struct normal *n,
                          struct license_range *r)
{
    struct line_walk lines = {.bytes = bytes};
    struct clauses found = {0};
    struct outline o;

    finders_run(a, f, bytes, n, first_word(n, r->from), first_word(n, r->to),
                &found);
    r->clause = found.item;
    r->clause_count = found.count;
    if (!found.count)
        return;
    outline_read(a, bytes, r->from, r->to, &o);
    for (size_t i = 0; i < found.count; i++) {
        found.item[i].where = outline_name(&o, found.item[i].from);
        found.item[i].line = line_at(&lines, found.item[i].from);
    }
}

static bool is_unknown(const struct license_range *r)
{
    return r->result == MATCH_MODIFIED || r->result == MATCH_UNKNOWN;
}

void clauses_of_file(struct arena *a, const struct licenses *l,
                     struct view bytes, const struct normal *n,
                     struct license_file *f)
{
    struct finders *finders = NULL;

    for (size_t i = 0; i < f->range_count; i++) {
        struct license_range *r = &f->range[i];

        if (says_its_text(r)) {
            known_clauses(a, bytes, r);
        } else if (is_unknown(r)) {
            if (!finders) {
                struct error *e = finders_open(a, license_words(l), &finders);

                assert(!e); // compiled in; a test reads it
                (void)e;
            }
            found_clauses(a, finders, bytes, n, r);
        }
    }
}
