// SPDX-License-Identifier: Apache-2.0
#include "safety/template_filter.h"

#include "base/text.h"
#include "safety/template_budget.h"
#include "safety/template_call.h"
#include "safety/template_reach.h"
#include "safety/template_text.h"

static struct value length(struct template_run *r, const struct jinja_node *n,
                           const struct value *v)
{
    struct value parts = text_characters(r, n, v);
    int64_t count = value_count(&parts);

    return count < 0 ? value_unknown : value_int(count);
}

static struct value first(struct template_run *r, const struct jinja_node *n,
                          const struct value *v)
{
    struct value parts = text_characters(r, n, v);

    return value_count(&parts) > 0 ? value_at(&parts, 0) : value_unknown;
}

static struct value last(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    struct value parts = text_characters(r, n, v);
    int64_t count = value_count(&parts);

    return count > 0 ? value_at(&parts, count - 1) : value_unknown;
}

static struct value join(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    struct value by = argument_value(r, n, 0, VIEW("d"));
    struct view between = by.kind == VALUE_TEXT ? by.text : VIEW("");

    if (by.kind != VALUE_TEXT && by.kind != VALUE_UNDEFINED)
        return value_unknown;
    if (v->kind == VALUE_TEXT && !between.len)
        return *v; // its characters, joined again
    return text_join(r, n, v, between);
}

static struct value elements(struct template_run *r, const struct jinja_node *n,
                             const struct value *of, bool backwards)
{
    const struct value parts = text_characters(r, n, of), *v = &parts;
    int64_t count = value_count(v);

    if (count < 0 || v->kind == VALUE_UNDEFINED)
        return value_unknown;
    if (count > TEMPLATE_MOST_ITEMS)
        budget_stop(r, n, TEMPLATE_ITEMS);
    if (!budget_items(r, n, (uint64_t)count))
        return value_unknown;
    struct value out = value_list(r->arena, false);
    for (int64_t i = 0; i < count; i++)
        value_add(r->arena, out.items, VIEW(""),
                  value_at(v, backwards ? count - 1 - i : i));
    return out;
}

static struct value list(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    return elements(r, n, v, false);
}

static struct value reverse(struct template_run *r, const struct jinja_node *n,
                            const struct value *v)
{
    struct text t = {.arena = r->arena};

    if (v->kind != VALUE_TEXT || !view_is_ascii(v->text)) {
        struct value list = elements(r, n, v, true);

        return v->kind == VALUE_TEXT ? text_join(r, n, &list, VIEW("")) : list;
    }
    if (!budget_text(r, n, v->text.len))
        return value_unknown;
    for (size_t i = v->text.len; i > 0; i--)
        text_byte(&t, v->text.at[i - 1]);
    return value_text(text_view(&t));
}

static struct value to_int(struct template_run *r, const struct jinja_node *n,
                           const struct value *v)
{
    uint64_t number;

    (void)r, (void)n;
    if (value_is_number(v))
        return value_int(v->number);
    if (v->kind != VALUE_TEXT || n->child) // another base
        return argument_all(r, n);
    if (view_u64(v->text, &number))
        return value_int(number < INT64_MAX ? (int64_t)number : INT64_MAX);
    for (size_t i = 0; i < v->text.len; i++)
        if (!ascii_digit(v->text.at[i]))
            return value_unknown;
    // A number of more digits than we count is large all the same.
    return v->text.len > 18 && v->text.at[0] != '0' ? value_int(INT64_MAX)
                                                    : value_unknown;
}

static struct value string(struct template_run *r, const struct jinja_node *n,
                           const struct value *v)
{
    struct view written;

    (void)n;
    return value_write(r->arena, v, &written) ? value_text(written)
                                              : value_unknown;
}

static struct value items(struct template_run *r, const struct jinja_node *n,
                          const struct value *v)
{
    return v->kind == VALUE_DICT ? template_items(r, n, v) : argument_all(r, n);
}

static struct value default_of(struct template_run *r,
                               const struct jinja_node *n,
                               const struct value *v)
{
    struct value other = argument_value(r, n, 0, VIEW("default_value")),
                 strict = argument_value(r, n, 1, VIEW("boolean"));
    bool replace = v->kind == VALUE_UNDEFINED ||
                   (value_truth(&strict) == 1 && value_truth(v) == 0);

    if (r->guess)
        replace = template_truth(r, n, v) == 0;
    else if (!replace && (v->kind == VALUE_UNKNOWN || value_truth(&strict) < 0))
        return value_one_of(v, &other);
    return replace ? other : *v;
}

static struct value format(struct template_run *r, const struct jinja_node *n,
                           const struct value *v)
{
    if (v->kind != VALUE_TEXT)
        return argument_all(r, n);
    struct value values = argument_list(r, n);
    values.number = 1; // a tuple
    return text_percent(r, n, v, &values);
}

static struct value attr(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    struct value name = argument_value(r, n, 0, VIEW("name"));

    if (name.kind == VALUE_UNKNOWN)
        reach_by(r, n, &name);
    return name.kind == VALUE_TEXT ? reach_member(r, n, v, name.text)
                                   : argument_all(r, n);
}

// Without regard to case; what is the same then stays in its order.
static int compare_keys(const void *a, const void *b)
{
    const struct value *left = &((const struct value *)a)->items->value[0],
                       *right = &((const struct value *)b)->items->value[0];
    struct view one = left->text, other = right->text;

    for (size_t i = 0; i < one.len && i < other.len; i++) {
        int c = ascii_lower(one.at[i]) - ascii_lower(other.at[i]);

        if (c)
            return c;
    }
    if (one.len != other.len)
        return one.len < other.len ? -1 : 1;
    return left->number < right->number ? -1 : 1;
}

// The members of a dict by their names.
static struct value dictsort(struct template_run *r, const struct jinja_node *n,
                             const struct value *v)
{
    if (v->kind != VALUE_DICT || n->child)
        return argument_all(r, n);
    struct value out = template_items(r, n, v);
    bool sorts = out.kind == VALUE_LIST && out.items->count > 1;
    for (size_t i = 0; sorts && i < out.items->count; i++) {
        struct value *key = &out.items->value[i].items->value[0];

        if (!view_is_ascii(key->text))
            return value_as_deep(v);
        key->number = (int64_t)i;
    }
    if (sorts)
        qsort(out.items->value, out.items->count, sizeof *out.items->value,
              compare_keys);
    return out;
}

static const struct template_function filters[] = {
    {VIEW_INIT("length"), length},     {VIEW_INIT("count"), length},
    {VIEW_INIT("join"), join},         {VIEW_INIT("first"), first},
    {VIEW_INIT("last"), last},         {VIEW_INIT("list"), list},
    {VIEW_INIT("reverse"), reverse},   {VIEW_INIT("int"), to_int},
    {VIEW_INIT("string"), string},     {VIEW_INIT("items"), items},
    {VIEW_INIT("dictsort"), dictsort}, {VIEW_INIT("default"), default_of},
    {VIEW_INIT("d"), default_of},      {VIEW_INIT("format"), format},
    {VIEW_INIT("attr"), attr},         {{0}, NULL},
};

struct view filter_applied(struct template_run *r, const struct jinja_node *n,
                           size_t *skip)
{
    enum { MOST_NAMED = 16 };
    struct view name = n->text;

    for (*skip = 0; view_eq(name, VIEW("map")); ++*skip) {
        if (!argument_find(n, *skip, VIEW("")))
            break; // map(attribute=)
        struct value v = argument_value(r, n, *skip, VIEW(""));

        if (v.kind != VALUE_TEXT || *skip == MOST_NAMED)
            return VIEW("");
        name = v.text;
    }
    return name;
}

// By what name `n` reaches into each element of what it is applied to.
static void reach_each(struct template_run *r, const struct jinja_node *n)
{
    size_t skip, place;

    if (!r->by_name)
        return;
    const struct view filter = filter_applied(r, n, &skip);
    bool attr = skip && view_eq(filter, VIEW("attr"));

    place = attr ? 1 : r->by_name(r->context, filter);
    if (!place)
        return;
    struct value name = argument_value(r, n, skip + place - 1,
                                       attr ? VIEW("name") : VIEW("attribute"));
    bool says = name.kind == VALUE_TEXT || // or a part of what was given
                (name.kind == VALUE_UNKNOWN && name.number && !name.numbers);

    if (name.data && says && !r->stopped)
        r->given(r->context, n);
    if (name.kind != VALUE_UNDEFINED)
        reach_by(r, n, &name);
}

struct value template_filter(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a), out;

    budget_look(r, n, &v);
    reach_each(r, n);
    if (!(v.kind == VALUE_TEXT &&
          function_apply(text_shared, r, n, n->text, &v, &out)) &&
        !function_apply(filters, r, n, n->text, &v, &out))
        out = argument_all(r, n);
    if (out.kind == VALUE_UNKNOWN && !out.to)
        out.to = value_bound(&v);
    bool both = v.kind == VALUE_UNKNOWN && out.kind == VALUE_UNKNOWN;
    return both && out.number < v.number ? v : out;
}

// Tests: 1, 0, or -1 where nobody knows

static int is_true(const struct value *v, const struct value *given)
{
    (void)given;
    return v->kind == VALUE_BOOL && v->number;
}

static int is_false(const struct value *v, const struct value *given)
{
    (void)given;
    return v->kind == VALUE_BOOL && !v->number;
}

static int is_odd(const struct value *v, const struct value *given)
{
    (void)given;
    return value_is_number(v) ? (int)(v->number & 1) : -1;
}

static int is_even(const struct value *v, const struct value *given)
{
    (void)given;
    return value_is_number(v) ? !(v->number & 1) : -1;
}

static int is_divisible(const struct value *v, const struct value *given)
{
    if (!value_is_number(v) || !value_is_number(given) || given->number <= 0)
        return -1;
    return v->number % given->number == 0;
}

#define KIND(kind) (1U << VALUE_##kind)
#define NUMBERS    (KIND(INT) | KIND(BOOL))
#define WALKED     (KIND(TEXT) | KIND(LIST) | KIND(DICT) | KIND(RANGE))

// A test holds for `kinds`, or where `holds` says so.
static const struct {
    struct view name;
    unsigned kinds;
    int (*holds)(const struct value *v, const struct value *given);
} tests[] = {
    {VIEW_INIT("defined"), ~KIND(UNDEFINED), NULL},
    {VIEW_INIT("undefined"), KIND(UNDEFINED), NULL},
    {VIEW_INIT("none"), KIND(NONE), NULL},
    {VIEW_INIT("string"), KIND(TEXT), NULL},
    {VIEW_INIT("mapping"), KIND(DICT), NULL},
    {VIEW_INIT("number"), NUMBERS, NULL},
    {VIEW_INIT("integer"), KIND(INT), NULL},
    {VIEW_INIT("boolean"), KIND(BOOL), NULL},
    {VIEW_INIT("callable"), KIND(MACRO), NULL},
    {VIEW_INIT("sequence"), WALKED, NULL},
    {VIEW_INIT("iterable"), WALKED, NULL},
    {VIEW_INIT("in"), 0, value_in},
    {VIEW_INIT("true"), 0, is_true},
    {VIEW_INIT("false"), 0, is_false},
    {VIEW_INIT("equalto"), 0, value_equal},
    {VIEW_INIT("eq"), 0, value_equal},
    {VIEW_INIT("=="), 0, value_equal},
    {VIEW_INIT("sameas"), 0, value_equal},
    {VIEW_INIT("odd"), 0, is_odd},
    {VIEW_INIT("even"), 0, is_even},
    {VIEW_INIT("divisibleby"), 0, is_divisible},
};

struct value template_test(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a),
                 given = argument_value(r, n, 0, VIEW(""));

    budget_look(r, n, &v);
    budget_look(r, n, &given);
    if (v.kind == VALUE_UNKNOWN)
        return value_unknown;
    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (view_eq(tests[i].name, n->text))
            return tests[i].holds
                       ? value_truth_of(tests[i].holds(&v, &given))
                       : value_bool((tests[i].kinds >> v.kind & 1U) != 0);
    return value_unknown;
}
