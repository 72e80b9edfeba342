// SPDX-License-Identifier: Apache-2.0
#include "schema.h"

#include <inttypes.h>

struct walk {
    struct arena *arena;
    const struct json_value *definitions;
};

typedef struct view keyword_check(const struct walk *w,
                                  const struct json_value *rule,
                                  const struct json_value *schema,
                                  const struct json_value *value,
                                  struct view at);

static struct view check_value(const struct walk *w,
                               const struct json_value *schema,
                               const struct json_value *value, struct view at);

#define FAULT(w, at, ...) join((w), (at), arena_print((w)->arena, __VA_ARGS__))

static struct view join(const struct walk *w, struct view at, struct view what)
{
    return arena_print(w->arena, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(at),
                       VIEW_ARG(what));
}

static bool same_scalar(const struct json_value *a, const struct json_value *b)
{
    return a->kind == b->kind && view_eq(a->text, b->text);
}

static bool has_type(struct view type, const struct json_value *v)
{
    static const struct {
        struct view name;
        unsigned kinds;
    } types[] = {
        {VIEW_INIT("string"), 1U << JSON_STRING},
        {VIEW_INIT("number"), 1U << JSON_NUMBER},
        {VIEW_INIT("integer"), 1U << JSON_NUMBER},
        {VIEW_INIT("boolean"), 1U << JSON_TRUE | 1U << JSON_FALSE},
        {VIEW_INIT("null"), 1U << JSON_NULL},
        {VIEW_INIT("array"), 1U << JSON_ARRAY},
        {VIEW_INIT("object"), 1U << JSON_OBJECT},
    };
    bool whole = !memchr(v->text.at ? v->text.at : "", '.', v->text.len);

    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (view_eq(types[i].name, type))
            return (types[i].kinds >> v->kind & 1) &&
                   (whole || !view_eq(type, VIEW("integer")));
    return false;
}

static struct view check_type(const struct walk *w,
                              const struct json_value *rule,
                              const struct json_value *schema,
                              const struct json_value *value, struct view at)
{
    (void)schema;
    if (rule->kind == JSON_STRING && has_type(rule->text, value))
        return (struct view){0};
    for (const struct json_value *t = rule->child;
         rule->kind == JSON_ARRAY && t; t = t->next)
        if (has_type(t->text, value))
            return (struct view){0};
    return FAULT(w, at, "is of another type");
}

static struct view check_enum(const struct walk *w,
                              const struct json_value *rule,
                              const struct json_value *schema,
                              const struct json_value *value, struct view at)
{
    (void)schema;
    for (const struct json_value *t = rule->child; t; t = t->next)
        if (same_scalar(t, value))
            return (struct view){0};
    return FAULT(w, at, "'" VIEW_FMT "' is not on the list",
                 VIEW_ARG(value->text));
}

static struct view check_const(const struct walk *w,
                               const struct json_value *rule,
                               const struct json_value *schema,
                               const struct json_value *value, struct view at)
{
    (void)schema;
    return same_scalar(rule, value)
               ? (struct view){0}
               : FAULT(w, at, "'" VIEW_FMT "' is not the constant",
                       VIEW_ARG(value->text));
}

static struct view check_required(const struct walk *w,
                                  const struct json_value *rule,
                                  const struct json_value *schema,
                                  const struct json_value *value,
                                  struct view at)
{
    (void)schema;
    for (const struct json_value *t = rule->child;
         value->kind == JSON_OBJECT && t; t = t->next)
        if (!json_get(value, t->text))
            return FAULT(w, at, "lacks '" VIEW_FMT "'", VIEW_ARG(t->text));
    return (struct view){0};
}

static struct view check_properties(const struct walk *w,
                                    const struct json_value *rule,
                                    const struct json_value *schema,
                                    const struct json_value *value,
                                    struct view at)
{
    const struct json_value *more =
        json_get(schema, VIEW("additionalProperties"));

    if (value->kind != JSON_OBJECT)
        return (struct view){0};
    for (const struct json_value *m = value->child; m; m = m->next) {
        const struct json_value *known = json_get(rule, m->key);
        struct view inner = arena_print(w->arena, VIEW_FMT "." VIEW_FMT,
                                        VIEW_ARG(at), VIEW_ARG(m->key));
        if (!known && more && more->kind == JSON_FALSE)
            return FAULT(w, inner, "is no member of the schema");
        if (!known && more && more->kind == JSON_OBJECT)
            known = more;
        struct view fault =
            known ? check_value(w, known, m, inner) : (struct view){0};
        if (fault.len)
            return fault;
    }
    return (struct view){0};
}

static struct view check_more(const struct walk *w,
                              const struct json_value *rule,
                              const struct json_value *schema,
                              const struct json_value *value, struct view at)
{
    // With "properties" beside it, check_properties has done this.
    return json_get(schema, VIEW("properties"))
               ? (struct view){0}
               : check_properties(w, rule, schema, value, at);
}

static struct view check_items(const struct walk *w,
                               const struct json_value *rule,
                               const struct json_value *schema,
                               const struct json_value *value, struct view at)
{
    size_t n = 0;

    (void)schema;
    for (const struct json_value *v = value->child;
         value->kind == JSON_ARRAY && v; v = v->next) {
        struct view fault = check_value(
            w, rule, v,
            arena_print(w->arena, VIEW_FMT "[%zu]", VIEW_ARG(at), n++));
        if (fault.len)
            return fault;
    }
    return (struct view){0};
}

static struct view check_bound(const struct walk *w,
                               const struct json_value *rule,
                               const struct json_value *schema,
                               const struct json_value *value, struct view at)
{
    bool least = view_starts(rule->key, VIEW("min"));
    double is = value->count, bound = 0;

    (void)schema;
    json_double(rule, &bound);
    if (value->kind == JSON_NUMBER)
        json_double(value, &is);
    if (least ? is >= bound : is <= bound)
        return (struct view){0};
    return FAULT(w, at, "breaks " VIEW_FMT " " VIEW_FMT, VIEW_ARG(rule->key),
                 VIEW_ARG(rule->text));
}

static struct view check_ref(const struct walk *w,
                             const struct json_value *rule,
                             const struct json_value *schema,
                             const struct json_value *value, struct view at)
{
    const struct view head = VIEW_INIT("#/definitions/");
    const struct json_value *target =
        json_get(w->definitions, view_from(rule->text, head.len));

    (void)schema;
    return target && view_starts(rule->text, head)
               ? check_value(w, target, value, at)
               : FAULT(w, at, "the schema lacks " VIEW_FMT,
                       VIEW_ARG(rule->text));
}

static const struct {
    struct view keyword;
    keyword_check *check; // NULL: says nothing about the value
} keywords[] = {
    {VIEW_INIT("$ref"), check_ref},
    {VIEW_INIT("type"), check_type},
    {VIEW_INIT("enum"), check_enum},
    {VIEW_INIT("const"), check_const},
    {VIEW_INIT("required"), check_required},
    {VIEW_INIT("properties"), check_properties},
    {VIEW_INIT("additionalProperties"), check_more},
    {VIEW_INIT("items"), check_items},
    {VIEW_INIT("minItems"), check_bound},
    {VIEW_INIT("maxItems"), check_bound},
    {VIEW_INIT("minimum"), check_bound},
    {VIEW_INIT("maximum"), check_bound},
    {VIEW_INIT("$schema"), NULL},
    {VIEW_INIT("title"), NULL},
    {VIEW_INIT("description"), NULL},
    {VIEW_INIT("definitions"), NULL},
};

static struct view check_rule(const struct walk *w,
                              const struct json_value *rule,
                              const struct json_value *schema,
                              const struct json_value *value, struct view at)
{
    for (size_t i = 0; i < sizeof keywords / sizeof *keywords; i++)
        if (view_eq(keywords[i].keyword, rule->key))
            return keywords[i].check
                       ? keywords[i].check(w, rule, schema, value, at)
                       : (struct view){0};
    return FAULT(w, at, "the schema's keyword '" VIEW_FMT "' is not checked",
                 VIEW_ARG(rule->key));
}

static struct view check_value(const struct walk *w,
                               const struct json_value *schema,
                               const struct json_value *value, struct view at)
{
    for (const struct json_value *r = schema->child; r; r = r->next) {
        struct view fault = check_rule(w, r, schema, value, at);
        if (fault.len)
            return fault;
    }
    return (struct view){0};
}

struct view schema_fault(struct arena *a, const struct json *schema,
                         const struct json_value *value)
{
    const struct walk w = {a, json_get(schema->root, VIEW("definitions"))};

    return check_value(&w, schema->root, value, VIEW("$"));
}
