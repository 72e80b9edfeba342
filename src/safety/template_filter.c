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
    int64_t count = value_count(v);

    (void)r, (void)n;
    return count < 0 ? value_unknown : value_int(count);
}

static struct value first(struct template_run *r, const struct jinja_node *n,
                          const struct value *v)
{
    (void)r, (void)n;
    return value_count(v) > 0 ? value_at(v, 0) : value_unknown;
}

static struct value last(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    int64_t count = value_count(v);

    (void)r, (void)n;
    return count > 0 ? value_at(v, count - 1) : value_unknown;
}

static struct value join(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    struct value by = argument_value(r, n, 0, VIEW("d"));
    struct view between = by.kind == VALUE_TEXT ? by.text : VIEW("");

    if (v->kind == VALUE_TEXT && !between.len)
        return *v; // its characters, joined again
    return text_join(r, n, v, between);
}

static struct value elements(struct template_run *r, const struct jinja_node *n,
                             const struct value *v, bool backwards)
{
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

    if (v->kind != VALUE_TEXT)
        return elements(r, n, v, true);
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
    if (v->kind != VALUE_TEXT)
        return value_unknown;
    if (view_u64(v->text, &number) && number <= INT64_MAX)
        return value_int((int64_t)number);
    // A number of more digits than we count is large all the same.
    return v->text.len > 18 && ascii_digit(v->text.at[0])
               ? value_int(INT64_MAX / 8)
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

    return replace ? other : *v;
}

static struct value format(struct template_run *r, const struct jinja_node *n,
                           const struct value *v)
{
    if (v->kind != VALUE_TEXT)
        return argument_all(r, n);
    struct value values = argument_list(r, n);
    return text_percent(r, n, v, &values);
}

static struct value attr(struct template_run *r, const struct jinja_node *n,
                         const struct value *v)
{
    struct value name = argument_value(r, n, 0, VIEW("name"));

    return name.kind == VALUE_TEXT ? reach_member(r, n, v, name.text)
                                   : argument_all(r, n);
}

static const struct template_function filters[] = {
    {VIEW_INIT("length"), length},
    {VIEW_INIT("count"), length},
    {VIEW_INIT("join"), join},
    {VIEW_INIT("first"), first},
    {VIEW_INIT("last"), last},
    {VIEW_INIT("list"), list},
    {VIEW_INIT("reverse"), reverse},
    {VIEW_INIT("int"), to_int},
    {VIEW_INIT("string"), string},
    {VIEW_INIT("items"), items},
    {VIEW_INIT("default"), default_of},
    {VIEW_INIT("d"), default_of},
    {VIEW_INIT("format"), format},
    {VIEW_INIT("attr"), attr},
    {{0}, NULL},
};

struct value template_filter(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a), out;

    if ((v.kind == VALUE_TEXT &&
         function_apply(text_shared, r, n, n->text, &v, &out)) ||
        function_apply(filters, r, n, n->text, &v, &out))
        return out;
    return argument_all(r, n);
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
