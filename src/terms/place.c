// SPDX-License-Identifier: Apache-2.0
#include "terms/place.h"

#include "terms/clauses.h"

struct placer {
    const struct record *key; // of the clause, or NULL
    const struct outline *outline;
    const struct clause *clause;
};

// The next name in quotation marks of a value, in lower case: display="X".
static struct view next_name(const struct placer *p, struct view *rest)
{
    view_cut(*rest, '"', rest);
    return arena_lower(p->outline->arena, view_cut(*rest, '"', rest));
}

// Whether nothing is known that would tell one place from another.
static bool has_no_words(const struct placer *p)
{
    const struct record *r = p->key;
    struct view rest = p->clause->value;

    return !next_name(p, &rest).len && !(r && record_get(r, VIEW("sure")).len);
}

static bool speaks_of_it(const struct placer *p, struct outline_span span)
{
    const struct record *r = p->key;
    struct view rest = p->clause->value, word;

    for (struct view name; rest.len && (name = next_name(p, &rest)).len;)
        if (outline_says(p->outline, span, name))
            return true;
    for (size_t at = 0; r && record_next(r, VIEW("sure"), &at, &word);)
        if (outline_says(p->outline, span, word))
            return true;
    return false;
}

// Where the section called `where` stands: the first that speaks of the clause;
// `trust`: else the only one that is called so.
static bool find_section(const struct placer *p, struct view where, bool trust,
                         struct outline_span *out)
{
    struct outline_span span;
    bool any = has_no_words(p);

    for (size_t at = 0; outline_next(p->outline, where, &at, &span);)
        if (any || speaks_of_it(p, span)) {
            *out = span;
            return true;
        }
    return trust && outline_only(p->outline, where, out);
}

// The first paragraph that speaks of it: by the name, then by the words of the
// key.
static bool find_mention(const struct placer *p, struct outline_span *out)
{
    const struct record *r = p->key;
    struct view rest = p->clause->value, word;

    for (struct view name; rest.len && (name = next_name(p, &rest)).len;)
        if (outline_mention(p->outline, name, out))
            return true;
    for (size_t at = 0; r && record_next(r, VIEW("mark"), &at, &word);)
        if (outline_mention(p->outline, word, out))
            return true;
    return false;
}

// Each section of "5.a, Exhibit A".
static void find_sections(struct arena *a, const struct placer *p, bool trust,
                          struct clause *c)
{
    struct view rest = c->where;

    while (rest.len) {
        size_t comma = view_find(rest, VIEW(", "));
        struct view one = view_head(rest, comma);
        struct outline_span span;

        if (find_section(p, one, trust, &span))
            *LIST_ADD(a, c->span, c->span_count) =
                (struct clause_span){one, span.from, span.to, 0};
        rest =
            comma == SIZE_MAX ? (struct view){0} : view_from(rest, comma + 2);
    }
}

void clause_place(struct arena *a, const struct clause_words *words,
                  const struct outline *o, struct clause *c)
{
    struct placer p = {clause_key(words, c->key), o, c};
    struct outline_span span = {o->from, o->to};
    bool is_noted = c->where.len && !view_eq(c->where, VIEW("-"));
    bool is_said =
        !clause_is_silent(c->value) &&
        (!view_eq(c->value, VIEW("policy")) ||
         clause_say(a, words, c->key, c->value).heading != CLAUSE_SILENT);

    if (is_noted)
        find_sections(a, &p, false, c);
    if (!c->span_count && is_said && find_mention(&p, &span)) {
        if (!is_noted)
            c->where = outline_name(o, span.from);
    } else if (!c->span_count && is_noted) {
        find_sections(a, &p, true, c);
    }
    c->from = c->span_count ? c->span[0].from : span.from;
    c->to = c->span_count ? c->span[0].to : span.to;
    // One place needs no list.
    if (!view_has(c->where, VIEW(", ")))
        c->span_count = 0;
}
