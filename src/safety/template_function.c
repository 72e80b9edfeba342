// SPDX-License-Identifier: Apache-2.0
#include "safety/template_function.h"

#include "safety/template_budget.h"

bool function_apply(const struct template_function *rows,
                    struct template_run *r, const struct jinja_node *call,
                    struct view name, const struct value *of, struct value *out)
{
    for (; rows->gives; rows++)
        if (view_eq(rows->name, name)) {
            *out = rows->gives(r, call, of);
            return true;
        }
    *out = value_unknown;
    return false;
}

const struct jinja_node *argument_find(const struct jinja_node *call,
                                       size_t index, struct view name)
{
    size_t i = 0;

    for (const struct jinja_node *c = call->child; c; c = c->next) {
        if (c->kind == JINJA_PAIR) {
            if (name.len && view_eq(c->text, name))
                return c->b;
        } else if (i++ == index) {
            return c;
        }
    }
    return NULL;
}

struct value argument_value(struct template_run *r,
                            const struct jinja_node *call, size_t index,
                            struct view name)
{
    const struct jinja_node *n = argument_find(call, index, name);

    return n ? template_eval(r, n) : value_undefined;
}

struct value argument_list(struct template_run *r,
                           const struct jinja_node *call)
{
    struct value list = value_list(r->arena, false);

    budget_items(r, call, 4);
    for (const struct jinja_node *c = call->child; c; c = c->next)
        if (c->kind != JINJA_PAIR)
            value_add(r->arena, list.items, VIEW(""), template_eval(r, c));
    return list;
}

struct value argument_all(struct template_run *r, const struct jinja_node *call)
{
    for (const struct jinja_node *c = call->child; c; c = c->next) {
        struct value v = template_eval(r, c->kind == JINJA_PAIR ? c->b : c);

        // It may be how wide a text becomes.
        if (v.kind == VALUE_INT && v.number > 0)
            budget_bytes(r, call, (uint64_t)v.number);
    }
    return value_unknown;
}
