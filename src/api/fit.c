// SPDX-License-Identifier: Apache-2.0
#include "api/fit.h"

#include "api/inspect.h"
#include "base/file.h"
#include "terms/clauses.h"
#include "terms/database.h"

enum { MOST_NEEDS = (1 << 20) + 1, MOST_LIST = 4 << 20 };

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

    if (clause->from >= to)
        return;
    *LIST_ADD(a, c->list, c->list_count) = (struct use_list){
        .clause = clause,
        .text = {bytes.at + clause->from, (size_t)(to - clause->from)},
        .line = clause->line,
    };
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
}

// ---- All of it --------------------------------------------------------------

static struct error *read_needs(struct arena *a, const struct need_words *w,
                                struct view path, struct needs *out)
{
    struct view bytes;

    TRY(file_front(a, path, MOST_NEEDS, &bytes));
    return needs_read(a, w, bytes, path, out);
}

struct error *fit_paths(struct arena *a, const struct named *named,
                        size_t count, struct view needs_path,
                        const struct release_choice *choice, struct fit *out)
{
    struct need_words *words = ARENA_NEW(a, struct need_words, 1);
    struct needs *needs = ARENA_NEW(a, struct needs, 1);
    struct database known;

    *out = (struct fit){.needs = needs};
    need_words_read(a, words);
    TRY(read_needs(a, words, needs_path, needs));
    TRY(database_open(a, database_folder(a), (struct view){0}, &known));
    for (size_t i = 0; i < count; i++) {
        struct candidate *c = LIST_ADD(a, out->candidate, out->candidate_count);

        c->named = named[i];
        c->inspection = ARENA_NEW(a, struct inspection, 1);
        TRY(inspect(a, &known, named[i].root, named[i].root_count, choice,
                    c->inspection));
        read_lists(a, c);
    }
    fit_take(a, known.licenses, words, out);
    return NULL;
}
