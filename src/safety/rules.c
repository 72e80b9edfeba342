// SPDX-License-Identifier: Apache-2.0
#include "safety/rules.h"

#include "base/search.h"

bool safety_verdict_of(struct view word, enum safety_verdict *out)
{
    for (int v = SAFETY_OK; v <= SAFETY_DANGER; v++)
        if (view_eq(safety_word((enum safety_verdict)v), word)) {
            *out = (enum safety_verdict)v;
            return true;
        }
    return false;
}

static int by_id(const void *left, const void *right)
{
    const struct safety_rule *a = left, *b = right;

    return view_compare(a->id, b->id);
}

// A row without a word that is asked for, said with its line.
static struct error *row_fault(struct arena *a, const struct records *rows,
                               const struct record *r, const char *fault)
{
    struct view id = record_get(r, VIEW("rule"));

    return error_new(a, ERROR_INPUT,
                     (struct place){rows->path, 0, r->field[0].line},
                     "the rule '" VIEW_FMT "' %s", VIEW_ARG(id), fault);
}

static struct error *read_classes(struct arena *a, const struct records *rows,
                                  const struct record *r,
                                  struct safety_rule *out)
{
    struct view words = record_get(r, VIEW("severity"));
    enum safety_verdict class_;

    while (words.len) {
        struct view word = view_cut(words, ' ', &words);

        if (!safety_verdict_of(word, &class_) || class_ == SAFETY_OK)
            return row_fault(a, rows, r, "has a class that does not exist");
        if (!out->classes)
            out->usual = class_;
        out->classes |= 1U << class_;
    }
    return out->classes ? NULL : row_fault(a, rows, r, "has no class");
}

static struct error *read_row(struct arena *a, const struct records *rows,
                              const struct record *r, struct safety_rule *out)
{
    *out = (struct safety_rule){
        .id = record_get(r, VIEW("rule")),
        .title = record_get(r, VIEW("title")),
        .why = record_get(r, VIEW("why")),
        .loader = record_get(r, VIEW("loader")),
        .remedy = record_get(r, VIEW("do")),
    };
    if (!out->id.len || !out->title.len || !out->why.len || !out->loader.len ||
        !out->remedy.len)
        return row_fault(a, rows, r, "lacks title, why, loader or do");
    return read_classes(a, rows, r, out);
}

struct error *safety_rules_read(struct arena *a, const struct records *rows,
                                struct safety_rules *out)
{
    for (size_t i = 0; i < rows->record_count; i++)
        TRY(read_row(a, rows, &rows->record[i],
                     LIST_ADD(a, out->rule, out->count)));
    if (out->count)
        qsort(out->rule, out->count, sizeof *out->rule, by_id);
    for (size_t i = 1; i < out->count; i++)
        if (view_eq(out->rule[i - 1].id, out->rule[i].id))
            return error_new(a, ERROR_INPUT, (struct place){.path = rows->path},
                             "the rule '" VIEW_FMT "' is there twice",
                             VIEW_ARG(out->rule[i].id));
    return NULL;
}

struct error *safety_rules_open(struct arena *a, struct safety_rules *out)
{
    static const struct view files[] = {
        VIEW_INIT("safety/rules"),
        VIEW_INIT("safety/oms.txt"),
    };

    *out = (struct safety_rules){0};
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        struct view name;

        for (size_t at = 0; knowledge_next(files[i], &at, &name);) {
            struct records rows;

            TRY(knowledge_read(a, name, &rows));
            TRY(safety_rules_read(a, &rows, out));
        }
    }
    return NULL;
}

const struct safety_rule *safety_rules_find(const struct safety_rules *r,
                                            struct view id)
{
    struct search s = {.to = r->count};

    while (search_next(&s))
        search_keep(&s, view_compare(r->rule[s.at].id, id) < 0);
    bool found = s.from < r->count && view_eq(r->rule[s.from].id, id);
    return found ? &r->rule[s.from] : NULL;
}

struct safety_rules safety_rules_named(const struct safety_rules *r,
                                       struct view word)
{
    const struct safety_rule *one = safety_rules_find(r, word);
    struct safety_rules out = {0};

    if (one) {
        out.rule = &r->rule[one - r->rule];
        out.count = 1;
        return out;
    }
    if (view_ends(word, VIEW(".*")))
        word.len -= VIEW(".*").len;
    for (size_t i = 0; i < r->count; i++) {
        struct view id = r->rule[i].id;

        if (!view_starts(id, word) ||
            !view_starts(view_from(id, word.len), VIEW(".")))
            continue;
        if (!out.count++) // sorted by id: the others follow
            out.rule = &r->rule[i];
    }
    return out;
}

enum safety_verdict safety_rule_class(const struct safety_rule *r,
                                      enum safety_verdict said)
{
    if (!r)
        return said;
    for (enum safety_verdict one = said; one < r->usual; one++)
        if (r->classes & 1U << one)
            return one;
    return r->classes & 1U << said ? said : r->usual;
}

void safety_classify(const struct safety_rules *r, struct safety *s)
{
    for (size_t i = 0; i < s->finding_count; i++) {
        struct safety_finding *f = &s->finding[i];

        f->severity =
            safety_rule_class(safety_rules_find(r, f->rule), f->severity);
    }
}
