// SPDX-License-Identifier: Apache-2.0
#include "knowledge/license_family.h"

#include "base/text.h"

enum { NOTE_SIZE = 160 }; // bytes of a note

struct members {
    const struct license_info **item;
    size_t count;
};

static const struct license_clause *clause_of(const struct license_info *info,
                                              struct view key)
{
    for (size_t i = 0; i < info->clause_count; i++)
        if (view_eq(info->clause[i].key, key))
            return &info->clause[i];
    return NULL;
}

// The value of `key` in member `i`; a member of which it is not known may have
// any.
static struct view value_of(const struct members *m, size_t i, struct view key)
{
    const struct license_clause *c = clause_of(m->item[i], key);

    return c ? c->value : VIEW("not known");
}

static bool is_shared(const struct members *m, struct view key)
{
    for (size_t i = 0; i < m->count; i++)
        if (!clause_of(m->item[i], key) ||
            !view_eq(value_of(m, i, key), value_of(m, 0, key)))
            return false;
    return true;
}

// The section, where all members have it in the same.
static struct view where_of(const struct members *m, struct view key)
{
    for (size_t i = 1; i < m->count; i++)
        if (!view_eq(clause_of(m->item[i], key)->where,
                     clause_of(m->item[0], key)->where))
            return VIEW("-");
    return clause_of(m->item[0], key)->where;
}

static struct view values_of(struct arena *a, const struct members *m,
                             struct view key)
{
    struct text t = {.arena = a};

    text_print(&t, "the %zu members differ: ", m->count);
    for (size_t i = 0; i < m->count; i++) {
        struct view value = value_of(m, i, key);
        bool told = false;

        for (size_t k = 0; k < i; k++)
            told = told || view_eq(value_of(m, k, key), value);
        if (!told)
            text_print(&t, "%s" VIEW_FMT, i ? "; " : "", VIEW_ARG(value));
    }
    struct view all = text_view(&t);
    return all.len > NOTE_SIZE
               ? arena_print(a, "the %zu members differ", m->count)
               : all;
}

static void add_key(struct arena *a, const struct members *m, struct view key,
                    struct license_info *family)
{
    struct license_clause *c;

    if (clause_of(family, key))
        return;
    c = LIST_ADD(a, family->clause, family->clause_count);
    c->key = key;
    if (!is_shared(m, key)) {
        c->value = VIEW("unknown");
        c->where = VIEW("-");
        c->note = values_of(a, m, key);
        return;
    }
    c->value = value_of(m, 0, key);
    c->where = where_of(m, key);
    if (m->count == 1)
        c->note = clause_of(m->item[0], key)->note;
}

void license_family_clauses(struct arena *a, const struct licenses *l,
                            struct license_info *family)
{
    struct members m = {0};
    struct view id;

    for (size_t at = 0;
         family->record &&
         record_next(family->record, VIEW("member"), &at, &id);) {
        const struct license_info *one = license_find(l, id);

        if (one)
            *LIST_ADD(a, m.item, m.count) = one;
    }
    for (size_t i = 0; i < m.count; i++)
        for (size_t k = 0; k < m.item[i]->clause_count; k++)
            add_key(a, &m, m.item[i]->clause[k].key, family);
}
