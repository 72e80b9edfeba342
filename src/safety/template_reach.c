// SPDX-License-Identifier: Apache-2.0
#include "safety/template_reach.h"

#include "base/text.h"
#include "safety/template_budget.h"
#include "safety/template_text.h"

void reach_tell(struct template_run *r, const struct jinja_node *n,
                struct view name)
{
    if (r->judge)
        r->judge(r->context, n, name);
}

struct value reach_member(struct template_run *r, const struct jinja_node *n,
                          const struct value *of, struct view name)
{
    const struct value *v = value_member(of, name);

    reach_tell(r, n, name);
    if (!budget_look(r, n, of) || of->kind == VALUE_UNKNOWN)
        return value_below(of);
    return v ? *v : value_undefined;
}

void reach_by(struct template_run *r, const struct jinja_node *n,
              const struct value *name)
{
    struct view part, path, rest = name->text;

    bool may_be_name = name->kind == VALUE_UNKNOWN && !name->numbers;

    if (may_be_name && !name->data && r->doubt && !r->stopped)
        r->doubt(r->context, n);
    if (name->kind != VALUE_TEXT)
        return;
    while (rest.len)
        for (path = view_cut(rest, ',', &rest); path.len;) {
            part = view_cut(path, '.', &path);
            reach_tell(r, n, part);
        }
}

// From `from` to before `to`; no step is longer than the whole.
struct slice {
    int64_t from, to, step;
};

// What start, stop and step of `n` mean for `count` elements, as Python takes
// them; false: nobody knows, or there is no such step.
static bool read_slice(struct template_run *r, const struct jinja_node *n,
                       int64_t count, struct slice *s)
{
    struct value bound[3];
    const struct jinja_node *c = n->child;

    for (int i = 0; i < 3; i++, c = c ? c->next : NULL) {
        bound[i] = c ? template_eval(r, c) : value_none;
        if (bound[i].kind != VALUE_INT && bound[i].kind != VALUE_NONE)
            return false;
    }
    s->step = bound[2].kind == VALUE_INT ? bound[2].number : 1;
    if (!s->step)
        return false;
    if (s->step < -count - 1 || s->step > count + 1)
        s->step = s->step < 0 ? -count - 1 : count + 1;
    int64_t least = s->step > 0 ? 0 : -1, most = count + least;
    s->from = s->step > 0 ? least : most;
    s->to = s->step > 0 ? most : least;
    for (int i = 0; i < 2; i++) {
        int64_t at = bound[i].number;

        if (bound[i].kind == VALUE_NONE)
            continue;
        at = at < 0 ? at + count : at;
        at = at < least ? least : at;
        *(i ? &s->to : &s->from) = at > most ? most : at;
    }
    return true;
}

static struct value cut(struct template_run *r, const struct jinja_node *n,
                        const struct value *whole)
{
    const struct value parts = text_characters(r, n, whole), *of = &parts;
    struct text t = {.arena = r->arena};
    int64_t count = value_count(of);
    struct slice s = {0};

    if ((of->kind != VALUE_TEXT && of->kind != VALUE_LIST) ||
        !budget_look(r, n, of) || !read_slice(r, n->b, count, &s))
        return value_as_deep(of);
    if (of->kind == VALUE_TEXT ? !budget_text(r, n, of->text.len)
                               : !budget_items(r, n, (uint64_t)count))
        return value_unknown;
    struct value out = value_list(r->arena, false);
    for (int64_t i = s.from; s.step > 0 ? i < s.to : i > s.to; i += s.step) {
        if (of->kind == VALUE_TEXT)
            text_byte(&t, of->text.at[i]);
        else if (whole->kind == VALUE_TEXT)
            text_add(&t, of->items->value[i].text);
        else
            value_add(r->arena, out.items, VIEW(""), of->items->value[i]);
    }
    return whole->kind == VALUE_TEXT ? value_text(text_view(&t)) : out;
}

struct value reach_item(struct template_run *r, const struct jinja_node *n)
{
    struct value of = template_eval(r, n->a), key;
    bool data = of.data; // what selects is not in the value

    if (n->b->kind == JINJA_SLICE) {
        of = cut(r, n, &of);
        r->data = data;
        return of;
    }
    key = template_eval(r, n->b);
    r->data = data;
    if (key.kind == VALUE_TEXT)
        return reach_member(r, n, &of, key.text);
    if (n->b->kind != JINJA_FLOAT)
        reach_by(r, n, &key);
    of = text_characters(r, n, &of);
    int64_t count = value_count(&of);
    if (key.kind != VALUE_INT || count < 0 || of.kind == VALUE_DICT)
        return value_below(&of);
    int64_t at = key.number < 0 ? key.number + count : key.number;
    return at >= 0 && at < count ? value_at(&of, at) : value_undefined;
}
