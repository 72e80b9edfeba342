// SPDX-License-Identifier: Apache-2.0
#include "terms/conflict.h"

#include "base/text.h"
#include "terms/clauses.h"
#include "terms/expression.h"

enum { MOST_KEYS = 4 }; // told by name

struct side { // what one of the two says to a key
    struct view value, where;
    struct evidence place; // of the first license that is not silent
    bool silent;
    bool here; // its text is in the release
};

struct comparer {
    struct arena *arena;
    const struct bounds *all;
    const struct conflict *one, *other;
    struct license_differences *out;
};

// The license called `id` as this answer has it: with the text in its own file,
// else with its text elsewhere in the release.
static const struct bound *bound_of(const struct bounds *all, struct view id,
                                    const struct conflict *answer)
{
    const struct bound *found = NULL;

    for (size_t i = 0; i < all->count; i++) {
        const struct bound *b = &all->item[i];

        if (!view_eq_nocase(b->license, id))
            continue;
        if (b->file && view_eq(b->file->path, answer->evidence.path))
            return b;
        if (!found || (!found->range && b->range))
            found = b;
    }
    return found;
}

// Whether the text says nothing of it: "no" with a section says no.
static bool is_silent(struct view value, struct view where)
{
    bool placed = where.len && !view_eq(where, VIEW("-"));

    return clause_is_silent(value) && !(placed && view_eq(value, VIEW("no")));
}

static void add_value(struct comparer *c, struct side *s, struct view value)
{
    struct view rest = s->value;

    if (!s->value.len) {
        s->value = value;
        return;
    }
    while (rest.len) {
        size_t at = view_find(rest, VIEW(" and "));

        if (view_eq(view_head(rest, at), value))
            return;
        rest = at == SIZE_MAX ? (struct view){0} : view_from(rest, at + 5);
    }
    s->value = arena_print(c->arena, VIEW_FMT " and " VIEW_FMT,
                           VIEW_ARG(s->value), VIEW_ARG(value));
}

// What one license says to the key; a finder may see several things.
static void add_bound(struct comparer *c, const struct bound *b,
                      struct view key, struct side *s)
{
    bool found = false;

    for (size_t i = 0; i < b->clause_count; i++) {
        const struct clause *one = &b->clause[i];

        if (!view_eq(one->key, key))
            continue;
        found = true;
        if (s->silent) {
            s->place = bound_place(b, one);
            s->here = b->range != NULL;
            s->where = one->where;
            s->silent = is_silent(one->value, one->where);
        }
        add_value(c, s, one->value);
    }
    if (found)
        return;
    if (!s->place.path.len)
        s->place = b->evidence;
    add_value(c, s, VIEW("not-found"));
}

// False: nothing is known of any of its licenses.
static bool side_of(struct comparer *c, const struct conflict *answer,
                    struct view key, struct side *out)
{
    struct view rest = answer->expression, id;

    *out = (struct side){.silent = true};
    while (expression_next(&rest, &id)) {
        const struct bound *b = bound_of(c->all, id, answer);

        if (b && b->basis != BOUND_UNKNOWN)
            add_bound(c, b, key, out);
    }
    return out->value.len > 0;
}

static void compare_key(struct comparer *c, struct view key)
{
    struct side one, other;

    for (size_t i = 0; i < c->out->count; i++)
        if (view_eq(c->out->item[i].key, key))
            return;
    if (!side_of(c, c->one, key, &one) || !side_of(c, c->other, key, &other) ||
        view_eq(one.value, other.value) || (one.silent && other.silent))
        return;
    *LIST_ADD(c->arena, c->out->item, c->out->count) =
        (struct license_difference){
            .key = key,
            .one = one.value,
            .other = other.value,
            .one_where = one.where,
            .other_where = other.where,
            .one_place = one.place,
            .other_place = other.place,
            .one_here = one.here,
            .other_here = other.here,
        };
}

static void compare_keys_of(struct comparer *c, const struct conflict *answer)
{
    struct view rest = answer->expression, id;

    while (expression_next(&rest, &id)) {
        const struct bound *b = bound_of(c->all, id, answer);

        for (size_t i = 0; b && i < b->clause_count; i++)
            compare_key(c, b->clause[i].key);
    }
}

void conflict_differences(struct arena *a, const struct bounds *all,
                          const struct conflict *one,
                          const struct conflict *other,
                          struct license_differences *out)
{
    struct comparer c = {a, all, one, other, out};

    *out = (struct license_differences){0};
    compare_keys_of(&c, one);
    compare_keys_of(&c, other);
}

struct view conflict_keys(struct arena *a, const struct license_differences *d)
{
    struct text t = {.arena = a};
    size_t told = d->count > MOST_KEYS + 1 ? MOST_KEYS : d->count;

    for (size_t i = 0; i < told; i++)
        text_print(&t, "%s" VIEW_FMT, i ? ", " : "", VIEW_ARG(d->item[i].key));
    if (told < d->count)
        text_print(&t, " and %zu more", d->count - told);
    return text_view(&t);
}
