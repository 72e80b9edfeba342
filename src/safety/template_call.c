// SPDX-License-Identifier: Apache-2.0
#include "safety/template_call.h"

#include "safety/template_budget.h"
#include "safety/template_reach.h"
#include "safety/template_text.h"

// Functions

static const struct value some_range = {.kind = VALUE_UNKNOWN, .numbers = true};

static struct value range(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    struct value a = argument_value(r, call, 0, VIEW("")),
                 b = argument_value(r, call, 1, VIEW("")),
                 c = argument_value(r, call, 2, VIEW(""));
    struct value out = {.kind = VALUE_RANGE, .to = a.number, .step = 1};

    (void)of;
    if (!value_is_number(&a) ||
        (b.kind != VALUE_UNDEFINED && !value_is_number(&b)) ||
        (c.kind != VALUE_UNDEFINED && (!value_is_number(&c) || !c.number)))
        return some_range;
    if (value_is_number(&b)) {
        out.number = a.number;
        out.to = b.number;
    }
    if (value_is_number(&c))
        out.step = c.number;
    int64_t span;
    bool over = out.step > 0
                    ? __builtin_sub_overflow(out.to, out.number, &span)
                    : __builtin_sub_overflow(out.number, out.to, &span);
    bool many = over && (out.step > 0) == (out.to > out.number);
    if (out.step == INT64_MIN || (over && !many))
        return some_range;
    many |= out.number == INT64_MAX && out.to == INT64_MAX;
    if (many || value_count(&out) > TEMPLATE_MOST_ITEMS) {
        budget_stop(r, call, TEMPLATE_ITEMS);
        return value_unknown;
    }
    return out;
}

static struct value dict(struct template_run *r, const struct jinja_node *call,
                         const struct value *of)
{
    struct value out = value_list(r->arena, true);

    (void)of;
    if (argument_find(call, 0, VIEW(""))) // members of another
        return argument_all(r, call);
    budget_items(r, call, 4);
    for (const struct jinja_node *c = call->child; c; c = c->next)
        if (c->kind == JINJA_PAIR && budget_look(r, c, &out))
            value_set(r->arena, out.items, c->text, template_eval(r, c->b));
    return out;
}

static struct value namespace(struct template_run *r,
                              const struct jinja_node *call,
                              const struct value *of)
{
    struct value out = dict(r, call, of);

    if (out.kind == VALUE_DICT)
        out.number = 1; // true, also without members
    return out;
}

static struct value raise_exception(struct template_run *r,
                                    const struct jinja_node *call,
                                    const struct value *of)
{
    (void)of;
    argument_all(r, call);
    r->stopped = r->stopped || !r->assume;
    return value_unknown;
}

static const struct template_function functions[] = {
    {VIEW_INIT("raise_exception"), raise_exception},
    {VIEW_INIT("range"), range},
    {VIEW_INIT("namespace"), namespace},
    {VIEW_INIT("dict"), dict},
    {{0}, NULL},
};

// Methods of dicts and lists

struct value template_items(struct template_run *r,
                            const struct jinja_node *call,
                            const struct value *dict)
{
    if (!budget_items(r, call, dict->items->count * 3))
        return value_unknown;
    struct value out = value_list_for(r->arena, dict->items->count);
    for (size_t i = 0; i < dict->items->count; i++) {
        struct value pair = value_list_for(r->arena, 2);

        value_add(r->arena, pair.items, VIEW(""),
                  value_text(dict->items->key[i]));
        value_add(r->arena, pair.items, VIEW(""), dict->items->value[i]);
        value_add(r->arena, out.items, VIEW(""), pair);
    }
    return out;
}

static struct value keys(struct template_run *r, const struct jinja_node *call,
                         const struct value *dict)
{
    if (!budget_items(r, call, dict->items->count))
        return value_unknown;
    struct value out = value_list_for(r->arena, dict->items->count);
    for (size_t i = 0; i < dict->items->count; i++)
        value_add(r->arena, out.items, VIEW(""),
                  value_text(dict->items->key[i]));
    return out;
}

static struct value values(struct template_run *r,
                           const struct jinja_node *call,
                           const struct value *dict)
{
    if (!budget_items(r, call, dict->items->count))
        return value_unknown;
    struct value out = value_list_for(r->arena, dict->items->count);
    for (size_t i = 0; i < dict->items->count; i++)
        value_add(r->arena, out.items, VIEW(""), dict->items->value[i]);
    return out;
}

static struct value get(struct template_run *r, const struct jinja_node *call,
                        const struct value *dict)
{
    struct value key = argument_value(r, call, 0, VIEW("")), v;

    if (key.kind != VALUE_TEXT)
        return argument_all(r, call);
    v = reach_member(r, call, dict, key.text);
    if (v.kind != VALUE_UNDEFINED)
        return v;
    v = argument_value(r, call, 1, VIEW(""));
    return v.kind == VALUE_UNDEFINED ? value_none : v;
}

static const struct template_function dict_methods[] = {
    {VIEW_INIT("get"), get},
    {VIEW_INIT("items"), template_items},
    {VIEW_INIT("keys"), keys},
    {VIEW_INIT("values"), values},
    {{0}, NULL},
};

static struct value append(struct template_run *r,
                           const struct jinja_node *call,
                           const struct value *list)
{
    struct value v = argument_value(r, call, 0, VIEW(""));

    if (list->items->count >= TEMPLATE_MOST_ITEMS)
        budget_stop(r, call, TEMPLATE_ITEMS);
    else if (budget_items(r, call, 1))
        value_add(r->arena, list->items, VIEW(""), v);
    return value_none;
}

static const struct template_function list_methods[] = {
    {VIEW_INIT("append"), append},
    {{0}, NULL},
};

static bool call_method(struct template_run *r, const struct jinja_node *n,
                        const struct value *of, struct value *out)
{
    struct view name = n->a->text;

    if (of->kind == VALUE_TEXT)
        return function_apply(text_shared, r, n, name, of, out) ||
               function_apply(text_methods, r, n, name, of, out);
    if (of->kind == VALUE_LIST)
        return function_apply(list_methods, r, n, name, of, out);
    return of->kind == VALUE_DICT &&
           function_apply(dict_methods, r, n, name, of, out);
}

// A method that we do not know: it may change what it belongs to.
static struct value method_unknown(struct template_run *r,
                                   const struct jinja_node *n,
                                   const struct value *of)
{
    argument_all(r, n);
    if (of->items && !of->number && !r->stopped)
        of->items->lost = true;
    return view_eq(n->a->text, VIEW("get")) ? value_below(of)
                                            : value_as_deep(of);
}

struct value template_call(struct template_run *r, const struct jinja_node *n)
{
    const struct value *own = NULL;
    struct value of = value_unknown, out;

    if (n->a->kind == JINJA_NAME) {
        own = template_get(r, n, n->a->text);
    } else if (n->a->kind == JINJA_ATTR) {
        of = template_eval(r, n->a->a);
        if (of.kind == VALUE_DICT)
            budget_look(r, n, &of);
        own = value_member(&of, n->a->text);
    } else {
        template_eval(r, n->a);
    }
    if (own && own->kind == VALUE_MACRO)
        return template_macro(r, n, own->macro, NULL);
    if (own && own->macro)
        return template_again(r, n, own->macro);
    if (n->a->kind == JINJA_NAME && view_eq(n->a->text, VIEW("caller")) &&
        template_caller(r, n, &out))
        return out;
    if (n->a->kind == JINJA_NAME
            ? function_apply(functions, r, n, n->a->text, NULL, &out)
            : n->a->kind == JINJA_ATTR && call_method(r, n, &of, &out))
        return out;
    if (n->a->kind == JINJA_ATTR)
        return method_unknown(r, n, &of);
    argument_all(r, n);
    r->data = true; // of the engine
    return value_unknown;
}
