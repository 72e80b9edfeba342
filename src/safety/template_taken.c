// SPDX-License-Identifier: Apache-2.0
#include "safety/template_taken.h"

enum { MOST_PASSES = 8 };

struct taking {
    struct template_look *look;
    struct map names;   // that may hold a method
    struct map members; // of namespaces, likewise
    bool passed;        // one was an argument: any parameter may hold it
    bool all;           // followed too long: any name may
    bool tells;         // of calls
};

// A node's key is where it lies, which no other node has.
static struct view key_of(const struct jinja_node *const *at)
{
    return (struct view){(const char *)at, sizeof *at};
}

void taken_note(struct template_look *l, const struct jinja_node *at)
{
    bool is_new;

    l->taken.arena = l->arena;
    if (!map_find(&l->taken, key_of(&at)))
        map_at(&l->taken, arena_copy(l->arena, key_of(&at)), &is_new);
}

static bool is_taken(const struct taking *k, const struct jinja_node *n)
{
    return map_find(&k->look->taken, key_of(&n)) != NULL;
}

static void hold(struct map *names, struct view name)
{
    bool is_new;

    map_at(names, name, &is_new);
}

// What is assigned to: names, members of namespaces, lists of both.
static void hold_target(struct taking *k, const struct jinja_node *n)
{
    if (n->kind == JINJA_NAME) {
        hold(&k->names, n->text);
    } else if (n->kind == JINJA_ATTR) {
        hold(&k->members, n->text);
        hold_target(k, n->a);
    } else if (n->kind == JINJA_LIST) {
        for (const struct jinja_node *c = n->child; c; c = c->next)
            hold_target(k, c);
    }
}

// Expressions: whether one may be, or hold, such a method

static bool carries(struct taking *k, const struct jinja_node *n);

static bool carries_any(struct taking *k, const struct jinja_node *n)
{
    bool any = false;

    for (; n; n = n->next)
        any |= carries(k, n);
    return any;
}

// What a call passes on. Members of a namespace have a name.
static bool carries_argument(struct taking *k, const struct jinja_node *call)
{
    bool any = false, space = call->a->kind == JINJA_NAME &&
                              view_eq(call->a->text, VIEW("namespace"));

    for (const struct jinja_node *c = call->child; c; c = c->next) {
        bool does = carries(k, c);

        any |= does;
        if (does && space && c->kind == JINJA_PAIR)
            hold(&k->members, c->text);
    }
    return any;
}

// Whether `n`, which is called, is such a method; `*of`: what it is called on
// is or holds one, as the list does whose pop() gives it.
static bool is_called(struct taking *k, const struct jinja_node *n, bool *of)
{
    const struct template_look *l = k->look;

    *of = n->a && carries(k, n->a);
    if (n->kind != JINJA_ATTR) {
        if (template_takes_format(k->look, n))
            return false; // told by its pattern
        return carries(k, n);
    }
    if (template_lists(l, VIEW("pattern"), n->text))
        return false; // likewise
    if (map_find(&k->members, n->text))
        return true;
    return *of && !template_lists(l, VIEW("method"), n->text);
}

// What may be called with it gets it as any of its parameters; a list or a dict
// that it is added to holds it.
static void pass(struct taking *k, const struct jinja_node *callee)
{
    k->passed = true;
    if (callee->kind != JINJA_ATTR ||
        !template_lists(k->look, VIEW("method"), callee->text))
        return;
    while (callee->kind == JINJA_ATTR || callee->kind == JINJA_ITEM)
        callee = callee->a;
    if (callee->kind == JINJA_NAME && map_find(&k->look->own, callee->text))
        hold(&k->names, callee->text);
}

static bool carries_call(struct taking *k, const struct jinja_node *n)
{
    const struct jinja_node *callee = n->a;
    bool of, called = is_called(k, callee, &of);
    bool given = carries_argument(k, n);

    if (called && k->tells)
        template_escape(k->look, n,
                        "calls a method that was taken before, and formats by "
                        "a pattern that is only known when it is rendered",
                        template_line(k->look, n->offset));
    if (given)
        pass(k, callee);
    return given || (of && callee->kind == JINJA_ATTR);
}

static bool holds_name(const struct taking *k, struct view name)
{
    return map_find(&k->names, name) ||
           (k->all && map_find(&k->look->own, name));
}

static bool carries(struct taking *k, const struct jinja_node *n)
{
    if (n->kind == JINJA_NAME)
        return holds_name(k, n->text);
    if (n->kind == JINJA_CALL)
        return carries_call(k, n);
    bool is = (n->kind == JINJA_ATTR || n->kind == JINJA_ITEM ||
               n->kind == JINJA_FILTER) &&
              is_taken(k, n);
    bool a = n->a && carries(k, n->a), b = n->b && carries(k, n->b),
         c = n->c && carries(k, n->c), children = carries_any(k, n->child);
    if (n->kind == JINJA_IF_ELSE)
        return a || c; // b decides
    return n->kind != JINJA_TEST && (is || a || b || c || children);
}

// Statements

static void parameters(struct taking *k, const struct jinja_node *list)
{
    for (const struct jinja_node *p = list ? list->child : NULL; p; p = p->next)
        if ((p->b && carries(k, p->b)) || k->passed)
            hold(&k->names, p->text);
}

static void body(struct taking *k, const struct jinja_node *n);

static void block(struct taking *k, const struct jinja_node *n)
{
    if (n->a && n->a->kind == JINJA_LIST) // with
        for (const struct jinja_node *c = n->a->child; c; c = c->next) {
            if (carries(k, c->b))
                hold_target(k, c->a);
        }
    else if (n->a)
        carries(k, n->a);
    parameters(k, n->other); // of a call
}

static void statement(struct taking *k, const struct jinja_node *n)
{
    bool b = n->b && carries(k, n->b), c = n->c && carries(k, n->c);

    if (n->kind == JINJA_FOR || n->kind == JINJA_SET) {
        if (b || (n->kind == JINJA_SET && c) ||
            (n->kind == JINJA_FOR && k->passed)) // loop(...)
            hold_target(k, n->a);
    } else if (n->kind == JINJA_MACRO) {
        parameters(k, n->a);
    } else if (n->kind == JINJA_BLOCK) {
        block(k, n);
    } else if (n->a) {
        carries(k, n->a);
    }
    body(k, n->child);
    if (n->kind != JINJA_BLOCK)
        body(k, n->other);
}

static void body(struct taking *k, const struct jinja_node *n)
{
    for (; n; n = n->next)
        statement(k, n);
}

// Goes through the template once; whether something new was learnt.
static bool learns(struct taking *k, const struct jinja *t)
{
    size_t known = k->names.count + k->members.count + k->passed;

    body(k, t->body);
    if (k->passed) {
        hold(&k->names, VIEW("varargs"));
        hold(&k->names, VIEW("kwargs"));
    }
    return k->names.count + k->members.count + k->passed > known;
}

void template_taken(struct template_look *l, const struct jinja *t)
{
    struct taking k = {.look = l,
                       .names = {.arena = l->arena},
                       .members = {.arena = l->arena}};
    int passes = 0;

    if (!l->taken.count)
        return;
    while (learns(&k, t) && ++passes < MOST_PASSES)
        ;
    k.all = passes == MOST_PASSES;
    k.tells = true;
    body(&k, t->body);
}
