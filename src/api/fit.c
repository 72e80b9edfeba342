// SPDX-License-Identifier: Apache-2.0
#include "api/fit.h"

#include "api/inspect.h"
#include "base/file.h"
#include "base/option.h"
#include "terms/clauses.h"
#include "terms/database.h"

enum { MOST_NEEDS = (1 << 20) + 1, MOST_COST = 1 << 20, MOST_LIST = 4 << 20 };

// ---- Lists of forbidden uses ------------------------------------------------

// The file's bytes, or nothing: a list that cannot be read is not compared.
static struct view bytes_of(struct arena *a, const struct release *r,
                            struct view path)
{
    const struct entry *e = release_find(r, path);
    struct view bytes;

    if (!e || e->size > MOST_LIST || entry_read(a, e, MOST_LIST, &bytes))
        return (struct view){0};
    return bytes;
}

// A list ends where its section does; a place that is a heading only, or one
// sentence, would hide its items, so the text is taken to its end.
static void read_list(struct arena *a, struct candidate *c,
                      const struct bound *b, const struct clause *clause)
{
    struct view bytes = bytes_of(a, c->inspection->release, b->file->path);
    uint64_t to = b->range->to < bytes.len ? b->range->to : bytes.len;

    uint64_t from = b->range->from;
    if (clause->from >= to || from > clause->from)
        return;
    *LIST_ADD(a, c->list, c->list_count) = (struct use_list){
        .clause = clause,
        .text = {bytes.at + clause->from, (size_t)(to - clause->from)},
        .line = clause->line,
        .whole = {bytes.at + from, (size_t)(to - from)},
        .whole_line = b->range->line,
        .whole_from = from,
    };
}

static bool is_bound_file(const struct bounds *all, struct view path)
{
    for (size_t i = 0; i < all->count; i++)
        if (all->item[i].file && view_eq(all->item[i].file->path, path))
            return true;
    return false;
}

// A use policy that is no known text binds as well.
static void read_policies(struct arena *a, struct candidate *c)
{
    const struct part *p =
        inventory_part(&c->inspection->inventory, PART_DOC_AUP, STAGE_NONE);

    for (size_t i = 0; i < p->evidence_count; i++) {
        struct view path = p->evidence[i].path;

        if (!view_eq(p->evidence[i].rule, VIEW("use-policy-file")) ||
            is_bound_file(&c->inspection->duties.bounds, path))
            continue;
        struct view bytes = bytes_of(a, c->inspection->release, path);
        if (bytes.len)
            *LIST_ADD(a, c->list, c->list_count) =
                (struct use_list){.path = path,
                                  .text = bytes,
                                  .line = 1,
                                  .whole = bytes,
                                  .whole_line = 1};
    }
}

static void read_lists(struct arena *a, struct candidate *c)
{
    const struct bounds *all = &c->inspection->duties.bounds;

    for (size_t i = 0; i < all->count; i++) {
        const struct bound *b = &all->item[i];

        for (size_t k = 0; b->range && k < b->clause_count; k++)
            if (view_eq(b->clause[k].key, VIEW("use-field-limits")) &&
                view_starts(b->clause[k].value, VIEW("embedded")))
                read_list(a, c, b, &b->clause[k]);
    }
    read_policies(a, c);
}

// ---- All of it --------------------------------------------------------------

static struct error *read_needs(struct arena *a, const struct need_words *w,
                                struct view path, struct needs *out)
{
    struct view bytes;

    TRY(file_front(a, path, MOST_NEEDS, &bytes));
    return needs_read(a, w, bytes, path, out);
}

static struct error *read_candidates(struct arena *a,
                                     const struct database *known,
                                     const struct named *named, size_t count,
                                     const struct release_choice *choice,
                                     struct candidate **out)
{
    struct candidate *all = *out = ARENA_NEW(a, struct candidate, count);

    for (size_t i = 0; i < count; i++) {
        all[i].named = named[i];
        all[i].inspection = ARENA_NEW(a, struct inspection, 1);
        TRY(inspect(a, known, named[i].root, named[i].root_count, choice,
                    all[i].inspection));
        read_lists(a, &all[i]);
    }
    return NULL;
}

struct error *fit_paths(struct arena *a, const struct named *named,
                        size_t count, struct view needs_path,
                        const struct release_choice *choice, struct fit *out)
{
    struct need_words *words = ARENA_NEW(a, struct need_words, 1);
    struct needs *needs = ARENA_NEW(a, struct needs, 1);
    struct database known;

    *out = (struct fit){.needs = needs, .candidate_count = count};
    need_words_read(words);
    TRY(read_needs(a, words, needs_path, needs));
    TRY(database_open(a, database_folder(a), (struct view){0}, &known));
    TRY(read_candidates(a, &known, named, count, choice, &out->candidate));
    fit_take(a, known.licenses, words, out);
    return NULL;
}

// ---- A portfolio ------------------------------------------------------------

// A result is of one of the releases, or of the service.
static struct error *check_results(struct arena *a, const struct portfolio *p,
                                   const struct workload *w,
                                   const struct candidate *candidate)
{
    const char **name = NULL;
    size_t count = 0;

    *LIST_ADD(a, name, count) = "api";
    for (size_t i = 0; i < p->candidate_count; i++)
        *LIST_ADD(a, name, count) =
            arena_copy(a, candidate[i].inspection->release->name).at;
    for (size_t i = 0; i < w->result_count; i++) {
        size_t k = 0;

        while (k < count && !view_eq(view_of(name[k]), w->result[i].of))
            k++;
        if (k < count)
            continue;
        struct error *e =
            no_such(a, "release", w->result[i].of, name, count, NULL);
        e->kind = ERROR_INPUT;
        e->at = (struct place){p->file.path, 0, w->result[i].line};
        return e;
    }
    return NULL;
}

static struct error *read_cost(struct arena *a, struct view path,
                               const struct cost **out)
{
    struct cost_input *in = ARENA_NEW(a, struct cost_input, 1);
    struct cost *cost = ARENA_NEW(a, struct cost, 1);
    struct view bytes;

    TRY(file_front(a, path, MOST_COST + 1, &bytes));
    if (bytes.len > MOST_COST)
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "a cost file has at most 1 MiB");
    TRY(cost_input_read(a, bytes, path, in));
    cost_of(a, in, 1, cost);
    *out = cost;
    return NULL;
}

// The candidates are judged for each workload by itself; what was inspected is
// shared.
static struct error *take_workload(struct arena *a, const struct licenses *l,
                                   const struct need_words *words,
                                   const struct candidate *candidate,
                                   const struct portfolio *p,
                                   struct answered_workload *out)
{
    const struct workload *w = out->workload;
    struct needs *needs = ARENA_NEW(a, struct needs, 1);

    TRY(check_results(a, p, w, candidate));
    TRY(read_needs(a, words, w->needs_path, needs));
    out->fit = (struct fit){
        .needs = needs,
        .candidate = ARENA_NEW(a, struct candidate, p->candidate_count),
        .candidate_count = p->candidate_count,
    };
    for (size_t i = 0; i < p->candidate_count; i++)
        out->fit.candidate[i] = candidate[i];
    fit_take(a, l, words, &out->fit);
    if (w->cost_path.len)
        TRY(read_cost(a, w->cost_path, &out->cost));
    workload_take(a, out);
    return NULL;
}

struct error *portfolio_paths(struct arena *a, const struct named *named,
                              size_t count, struct view path,
                              const struct release_choice *choice,
                              struct portfolio *out)
{
    struct candidate *candidate;
    struct need_words words;
    struct database known;
    struct view bytes;

    *out = (struct portfolio){.candidate_count = count};
    need_words_read(&words);
    TRY(file_front(a, path, MOST_NEEDS, &bytes));
    TRY(portfolio_read(a, bytes, path, &out->file));
    TRY(database_open(a, database_folder(a), (struct view){0}, &known));
    TRY(read_candidates(a, &known, named, count, choice, &candidate));
    out->count = out->file.workload_count;
    out->item = ARENA_NEW(a, struct answered_workload, out->count);
    for (size_t i = 0; i < out->count; i++) {
        out->item[i].workload = &out->file.workload[i];
        TRY(take_workload(a, known.licenses, &words, candidate, out,
                          &out->item[i]));
    }
    return NULL;
}
