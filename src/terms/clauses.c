// SPDX-License-Identifier: Apache-2.0
#include "terms/clauses.h"

#include "terms/finder.h"
#include "terms/line_index.h"
#include "terms/outline.h"
#include "terms/place.h"

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

// ---- Known texts ------------------------------------------------------------

static bool says_its_text(const struct license_range *r)
{
    return r->info && r->info->clause_count && r->result <= MATCH_ADDED_TEXT;
}

// Each clause of the license at its section in this file. What the license
// does not say, and what stands all over it, has the whole text as its place.
static void known_clauses(struct arena *a, const struct clause_words *words,
                          struct view bytes, const struct line_index *lines,
                          struct license_range *r)
{
    const struct license_info *info = r->info;
    struct outline o;

    outline_read(a, bytes, r->from, r->to, &o);
    outline_fold(&o);
    r->clause = ARENA_NEW(a, struct clause, info->clause_count);
    r->clause_count = info->clause_count;
    for (size_t i = 0; i < info->clause_count; i++) {
        const struct license_clause *known = &info->clause[i];
        struct clause *c = &r->clause[i];

        *c = (struct clause){.key = known->key,
                             .value = known->value,
                             .where = known->where,
                             .note = known->note};
        clause_place(a, words, &o, c);
        c->line = line_index_at(lines, c->from);
        for (size_t k = 0; k < c->span_count; k++)
            c->span[k].line = line_index_at(lines, c->span[k].from);
    }
}

// ---- Other texts ------------------------------------------------------------

// What the finders found lives in the arena of the search.
static void keep_found(struct arena *a, const struct clauses *found,
                       struct license_range *r)
{
    r->clause = ARENA_NEW(a, struct clause, found->count);
    r->clause_count = found->count;
    for (size_t i = 0; i < found->count; i++) {
        r->clause[i] = found->item[i];
        r->clause[i].key = arena_copy(a, found->item[i].key);
        r->clause[i].value = arena_copy(a, found->item[i].value);
        r->clause[i].reason = arena_copy(a, found->item[i].reason);
    }
}

static void found_clauses(struct arena *a, const struct finders *f,
                          struct view bytes, const struct normal *n,
                          const struct line_index *lines,
                          struct license_range *r)
{
    struct arena work = arena_beside(a); // a file may have hundreds of ranges
    struct clauses found = {0};
    struct outline o;

    finders_run(&work, f, bytes, n, normal_word_at(n, r->from),
                normal_word_at(n, r->to), &found);
    if (found.count)
        keep_found(a, &found, r);
    arena_free(&work);
    if (!r->clause_count)
        return;
    outline_read(a, bytes, r->from, r->to, &o);
    for (size_t i = 0; i < r->clause_count; i++) {
        r->clause[i].where = outline_name(&o, r->clause[i].from);
        r->clause[i].line = line_index_at(lines, r->clause[i].from);
    }
}

// A text whose clauses have to be found: also one that somebody has added
// without them.
static bool is_unknown(const struct license_range *r)
{
    return r->result <= MATCH_MODIFIED || r->result == MATCH_UNKNOWN ||
           r->result == MATCH_SNIPPET;
}

// Text beside a changed license is part of the change.
static bool has_unknown(const struct license_file *f)
{
    for (size_t i = 0; i < f->range_count; i++)
        if (is_unknown(&f->range[i]))
            return true;
    return false;
}

static void set_hunk_lines(const struct line_index *lines,
                           struct license_range *r)
{
    for (size_t i = 0; i < r->hunk_count; i++)
        r->hunk[i].line = line_index_at(lines, r->hunk[i].from);
}

void clauses_of_file(struct arena *a, const struct licenses *l,
                     struct view bytes, const struct normal *n,
                     const struct line_index *lines, struct license_file *f)
{
    struct arena work = arena_beside(a);
    const struct finders *finders = NULL; // read once, where they are needed
    bool unknown = has_unknown(f);

    for (size_t i = 0; i < f->range_count; i++) {
        struct license_range *r = &f->range[i];

        set_hunk_lines(lines, r);
        if (says_its_text(r)) {
            known_clauses(a, license_clause_words(l), bytes, lines, r);
        } else if (is_unknown(r) ||
                   (unknown && r->result == MATCH_OTHER_TEXT)) {
            struct error *e = finders ? NULL : finders_of(&work, l, &finders);

            assert(!e); // compiled in; a test reads it
            (void)e;
            found_clauses(a, finders, bytes, n, lines, r);
        }
    }
    arena_free(&work);
}
