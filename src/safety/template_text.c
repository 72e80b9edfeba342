// SPDX-License-Identifier: Apache-2.0
#include "safety/template_text.h"

#include "base/text.h"
#include "safety/template_budget.h"

static struct value cased(struct template_run *r, const struct jinja_node *call,
                          const struct value *of, char from, char to)
{
    size_t len = of->text.len;

    argument_all(r, call);
    if (!budget_singles(r, call, len) || !budget_text(r, call, len) ||
        !view_is_ascii(of->text))
        return value_unknown;
    char *out = arena_alloc(r->arena, len + 1);
    for (size_t i = 0; i < len; i++) {
        char c = of->text.at[i];

        out[i] = c >= from && c < from + 26 ? (char)(c - from + to) : c;
    }
    return value_text((struct view){out, len});
}

static struct value upper(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    return cased(r, call, of, 'a', 'A');
}

static struct value lower(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    return cased(r, call, of, 'A', 'a');
}

// Python takes more for blank than ASCII's blanks.
static bool perhaps_blank(char c)
{
    return (unsigned char)c >= 0x80 || (unsigned char)c < ' ';
}

static struct value stripped(struct template_run *r,
                             const struct jinja_node *call,
                             const struct value *of, bool left, bool right)
{
    struct view v = of->text;

    if (call->child) // the characters to strip
        return argument_all(r, call);
    if (!budget_singles(r, call, v.len))
        return value_unknown;
    while (left && v.len && ascii_blank(v.at[0]))
        v = view_from(v, 1);
    while (right && v.len && ascii_blank(v.at[v.len - 1]))
        v.len--;
    if (v.len && ((left && perhaps_blank(v.at[0])) ||
                  (right && perhaps_blank(v.at[v.len - 1]))))
        return value_unknown;
    return value_text(v.at ? v : VIEW(""));
}

static struct value strip(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    return stripped(r, call, of, true, true);
}

static struct value lstrip(struct template_run *r,
                           const struct jinja_node *call,
                           const struct value *of)
{
    return stripped(r, call, of, true, false);
}

static struct value rstrip(struct template_run *r,
                           const struct jinja_node *call,
                           const struct value *of)
{
    return stripped(r, call, of, false, true);
}

static size_t character(struct view of)
{
    size_t len = 1;

    while (len < of.len && ((unsigned char)of.at[len] & 0xc0) == 0x80)
        len++;
    return len;
}

struct value text_characters(struct template_run *r, const struct jinja_node *n,
                             const struct value *v)
{
    struct view rest = v->text;
    size_t count = 0;

    if (v->kind != VALUE_TEXT || !budget_look(r, n, v) || view_is_ascii(rest))
        return *v;
    for (size_t i = 0; i < rest.len; i++)
        count += i == 0 || ((unsigned char)rest.at[i] & 0xc0) != 0x80;
    if (!budget_items(r, n, count))
        return value_unknown;
    struct value out = value_list_for(r->arena, count);
    out.data = v->data;
    while (rest.len) {
        size_t len = character(rest);

        value_add(r->arena, out.items, VIEW(""),
                  value_text(view_head(rest, len)));
        rest = view_from(rest, len);
    }
    return out;
}

// `of` with `by` around each of its characters, as Python replaces an empty
// text.
static struct value interleave(struct template_run *r,
                               const struct jinja_node *call, struct view of,
                               struct view by)
{
    struct text t = {.arena = r->arena};
    size_t count = 0;

    if (!budget_singles(r, call, of.len))
        return value_unknown;
    for (struct view rest = of; rest.len; count++)
        rest = view_from(rest, character(rest));
    if (!budget_text(r, call, of.len + by.len * (count + 1)))
        return value_unknown;
    text_add(&t, by);
    while (of.len) {
        size_t len = character(of);

        text_add(&t, view_head(of, len));
        text_add(&t, by);
        of = view_from(of, len);
    }
    return value_text(text_view(&t));
}

static struct value replace(struct template_run *r,
                            const struct jinja_node *call,
                            const struct value *of)
{
    struct text t = {.arena = r->arena};
    struct view rest = of->text;
    size_t hit;

    if (argument_find(call, 2, VIEW("count")))
        return argument_all(r, call);
    struct value from = argument_value(r, call, 0, VIEW("")),
                 to = argument_value(r, call, 1, VIEW(""));
    if (from.kind != VALUE_TEXT || to.kind != VALUE_TEXT ||
        !budget_search(r, call, rest.len) || !budget_text(r, call, rest.len))
        return value_unknown;
    if (!from.text.len)
        return interleave(r, call, rest, to.text);
    while ((hit = view_find(rest, from.text)) != SIZE_MAX && !r->stopped) {
        text_add(&t, view_head(rest, hit));
        if (!budget_text(r, call, t.len + to.text.len))
            return value_unknown;
        text_add(&t, to.text);
        rest = view_from(rest, hit + from.text.len);
    }
    text_add(&t, rest);
    return value_text(text_view(&t));
}

static struct value startswith(struct template_run *r,
                               const struct jinja_node *call,
                               const struct value *of)
{
    struct value a = argument_value(r, call, 0, VIEW(""));

    if (a.kind != VALUE_TEXT || call->child->next) // of a part of it
        return argument_all(r, call);
    if (!budget_look(r, call, &a))
        return value_unknown;
    return value_bool(view_starts(of->text, a.text));
}

static struct value endswith(struct template_run *r,
                             const struct jinja_node *call,
                             const struct value *of)
{
    struct value a = argument_value(r, call, 0, VIEW(""));

    if (a.kind != VALUE_TEXT || call->child->next)
        return argument_all(r, call);
    if (!budget_look(r, call, &a))
        return value_unknown;
    return value_bool(view_ends(of->text, a.text));
}

static struct value split(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    struct value by = argument_value(r, call, 0, VIEW("sep")),
                 out = value_list(r->arena, false);
    struct view rest = of->text;
    size_t hit;

    if (by.kind != VALUE_TEXT || !by.text.len ||
        argument_find(call, 1, VIEW("maxsplit")) ||
        !budget_search(r, call, of->text.len))
        return value_unknown;
    while ((hit = view_find(rest, by.text)) != SIZE_MAX &&
           budget_items(r, call, 1)) {
        if (out.items->count == TEMPLATE_MOST_ITEMS) {
            budget_stop(r, call, TEMPLATE_ITEMS);
            return value_unknown;
        }
        value_add(r->arena, out.items, VIEW(""),
                  value_text(view_head(rest, hit)));
        rest = view_from(rest, hit + by.text.len);
    }
    value_add(r->arena, out.items, VIEW(""),
              value_text(rest.at ? rest : VIEW("")));
    return out;
}

struct value text_join(struct template_run *r, const struct jinja_node *n,
                       const struct value *list, struct view by)
{
    struct text t = {.arena = r->arena};
    bool walked = list->kind == VALUE_LIST || list->kind == VALUE_DICT;

    if (!walked && by.len && value_bound(list) > 0 &&
        (uint64_t)value_bound(list) > TEMPLATE_MOST_OUTPUT / by.len)
        budget_stop(r, n, TEMPLATE_TEXT); // many of what nobody follows
    if (!walked || !budget_steps(r, n, list->items->count))
        return value_unknown;
    for (int64_t i = 0; i < value_count(list); i++) {
        const struct value element = value_at(list, i);
        struct view is;

        if (!value_write(r->arena, &element, &is) ||
            !budget_text(r, n, is.len + by.len))
            return value_unknown;
        if (t.len + by.len + is.len > TEMPLATE_MOST_OUTPUT) {
            budget_stop(r, n, TEMPLATE_TEXT);
            return value_unknown;
        }
        if (i)
            text_add(&t, by);
        text_add(&t, is);
    }
    return value_text(text_view(&t));
}

static struct value join(struct template_run *r, const struct jinja_node *call,
                         const struct value *of)
{
    struct value list = argument_value(r, call, 0, VIEW(""));

    return text_join(r, call, &list, of->text);
}

// The `index`th value: of the tuple `values`, or it alone.
static struct value value_of(const struct value *values, int64_t index)
{
    if (values->kind != VALUE_LIST || !values->number)
        return index ? value_unknown : *values;
    return index < value_count(values) ? value_at(values, index)
                                       : value_unknown;
}

// False: nobody knows what it gives.
static bool put_percent(struct text *t, char kind, const struct value *v)
{
    struct view is;

    if (kind == 'c' && v->kind == VALUE_INT && v->number > 0 &&
        v->number < 128) {
        text_byte(t, (char)v->number);
        return true;
    }
    if (!(kind == 's' || (kind == 'd' && value_is_number(v)) ||
          (kind == 'c' && v->kind == VALUE_TEXT)) ||
        !value_write(t->arena, v, &is))
        return false;
    text_add(t, is);
    return true;
}

struct value text_percent(struct template_run *r, const struct jinja_node *n,
                          const struct value *pattern,
                          const struct value *values)
{
    struct text t = {.arena = r->arena};
    struct view v = pattern->text;
    int64_t index = 0;

    if (!budget_singles(r, n, v.len) || !budget_text(r, n, v.len))
        return value_unknown;
    while (v.len) {
        text_add(&t, view_cut(v, '%', &v));
        if (!v.at)
            break;                         // no more marks
        char mark = v.len ? v.at[0] : '%'; // the last one stands for itself
        v = view_from(v, v.len > 0);
        if (mark == '%') {
            text_byte(&t, '%');
            continue;
        }
        struct value is = value_of(values, index++);
        if (!put_percent(&t, mark, &is) || !budget_text(r, n, t.len))
            return value_unknown;
    }
    return value_text(text_view(&t));
}

// The "{}" and "{0}" of Python's format.
static struct value format(struct template_run *r,
                           const struct jinja_node *call,
                           const struct value *of)
{
    struct text t = {.arena = r->arena};
    struct value values = argument_list(r, call);
    struct view pattern = of->text;
    values.number = 1; // a tuple
    int64_t index = 0;

    if (!budget_singles(r, call, pattern.len) ||
        !budget_text(r, call, pattern.len))
        return value_unknown;
    while (pattern.len) {
        struct view place, is, plain = view_cut(pattern, '{', &pattern);
        uint64_t number = 0;

        if (byte_in('}', plain)) // which is doubled
            return value_unknown;
        text_add(&t, plain);
        if (!pattern.at)
            break;
        place = view_cut(pattern, '}', &pattern);
        if (place.len && !view_u64(place, &number))
            return value_unknown;
        struct value v =
            value_of(&values, place.len ? (int64_t)(number & 0xffff) : index++);
        if (!value_write(r->arena, &v, &is) ||
            !budget_text(r, call, t.len + is.len))
            return value_unknown;
        text_add(&t, is);
    }
    return value_text(text_view(&t));
}

enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_MIDDLE };

// A text made as wide as the call says, on `side`. As Python does, of what is
// odd in the middle the left gets more where the width is odd.
static struct value widen(struct template_run *r, const struct jinja_node *call,
                          const struct value *of, enum side side)
{
    struct value width = argument_value(r, call, 0, VIEW("")),
                 fill = argument_value(r, call, 1, VIEW(""));
    struct view with = fill.kind == VALUE_TEXT ? fill.text : VIEW(" ");
    struct text t = {.arena = r->arena};

    if (width.kind != VALUE_INT || with.len != 1 || !view_is_ascii(of->text) ||
        (fill.kind != VALUE_TEXT && fill.kind != VALUE_UNDEFINED))
        return argument_all(r, call);
    if (width.number <= (int64_t)of->text.len)
        return *of;
    if (!budget_text(r, call, (uint64_t)width.number))
        return value_unknown;
    size_t pad = (size_t)width.number - of->text.len;
    size_t before = side == SIDE_LEFT ? 0
                    : side == SIDE_RIGHT
                        ? pad
                        : pad / 2 + (pad & 1 & (size_t)width.number);
    text_fill(&t, with.at[0], before);
    text_add(&t, of->text);
    text_fill(&t, with.at[0], pad - before);
    return value_text(text_view(&t));
}

static struct value center(struct template_run *r,
                           const struct jinja_node *call,
                           const struct value *of)
{
    return widen(r, call, of, SIDE_MIDDLE);
}

static struct value ljust(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    return widen(r, call, of, SIDE_LEFT);
}

static struct value rjust(struct template_run *r, const struct jinja_node *call,
                          const struct value *of)
{
    return widen(r, call, of, SIDE_RIGHT);
}

const struct template_function text_shared[] = {
    {VIEW_INIT("strip"), strip},     {VIEW_INIT("trim"), strip},
    {VIEW_INIT("lstrip"), lstrip},   {VIEW_INIT("rstrip"), rstrip},
    {VIEW_INIT("upper"), upper},     {VIEW_INIT("lower"), lower},
    {VIEW_INIT("replace"), replace}, {{0}, NULL},
};

const struct template_function text_methods[] = {
    {VIEW_INIT("startswith"), startswith},
    {VIEW_INIT("endswith"), endswith},
    {VIEW_INIT("split"), split},
    {VIEW_INIT("format"), format},
    {VIEW_INIT("join"), join},
    {VIEW_INIT("center"), center},
    {VIEW_INIT("ljust"), ljust},
    {VIEW_INIT("rjust"), rjust},
    {{0}, NULL},
};
