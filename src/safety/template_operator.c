// SPDX-License-Identifier: Apache-2.0
#include "safety/template_operator.h"

#include "base/text.h"
#include "safety/template_budget.h"
#include "safety/template_text.h"

// Arithmetic

static struct value join(struct template_run *r, const struct jinja_node *n,
                         const struct value *a, const struct value *b)
{
    struct view left, right;

    if (!value_write(r->arena, a, &left) || !value_write(r->arena, b, &right) ||
        !budget_text(r, n, left.len + right.len))
        return value_unknown;
    char *out = arena_alloc(r->arena, left.len + right.len + 1);
    if (left.len)
        memcpy(out, left.at, left.len);
    if (right.len)
        memcpy(out + left.len, right.at, right.len);
    return value_text((struct view){out, left.len + right.len});
}

enum {
    MOST_REPEATED = 32 << 20, // bytes of texts in a list that is repeated
    MOST_POWER = 1000,        // of a number that is too large to count
};

static struct value join_lists(struct template_run *r,
                               const struct jinja_node *n,
                               const struct value *a, const struct value *b)
{
    size_t count = a->items->count + b->items->count;

    if (count > TEMPLATE_MOST_ITEMS)
        budget_stop(r, n, TEMPLATE_ITEMS);
    if (!budget_items(r, n, count))
        return value_unknown;
    struct value out = value_list_for(r->arena, count);
    for (size_t i = 0; i < a->items->count; i++)
        value_add(r->arena, out.items, VIEW(""), a->items->value[i]);
    for (size_t i = 0; i < b->items->count; i++)
        value_add(r->arena, out.items, VIEW(""), b->items->value[i]);
    return out;
}

// A list, or one of which no more than the length is known.
static bool is_long(const struct value *v)
{
    return (v->kind == VALUE_LIST || v->kind == VALUE_UNKNOWN) &&
           value_bound(v) > 0;
}

// The same, or an empty list.
static bool is_sized(const struct value *v)
{
    return v->kind == VALUE_LIST || is_long(v);
}

static struct value join_lengths(struct template_run *r,
                                 const struct jinja_node *n,
                                 const struct value *a, const struct value *b)
{
    struct value v = value_one_of(a, b);

    v.to = value_bound(a) + value_bound(b); // each is at most MOST_ITEMS
    if (v.to > TEMPLATE_MOST_ITEMS)
        budget_stop(r, n, TEMPLATE_ITEMS);
    return r->stopped ? value_unknown : v;
}

// Whether the texts in a list are many bytes when it is there so often.
static bool is_heavy(const struct value *list, int64_t times)
{
    uint64_t len = 0;

    for (size_t i = 0; list->kind == VALUE_LIST && i < list->items->count; i++)
        if (list->items->value[i].kind == VALUE_TEXT)
            len += list->items->value[i].text.len;
    return len && (uint64_t)times > MOST_REPEATED / len;
}

// Of a list that is repeated only the length is known.
static struct value repeat(struct template_run *r, const struct jinja_node *n,
                           const struct value *v, int64_t times)
{
    uint64_t len;

    if (times <= 0)
        return v->kind == VALUE_TEXT ? value_text(VIEW(""))
                                     : value_list(r->arena, false);
    if (is_long(v)) {
        if (times > TEMPLATE_MOST_ITEMS / value_bound(v))
            budget_stop(r, n, TEMPLATE_ITEMS);
        else if (is_heavy(v, times))
            budget_stop(r, n, TEMPLATE_TEXT);
        if (r->stopped)
            return value_unknown;
        struct value many = value_as_deep(v);
        many.to *= times; // no more than MOST_ITEMS
        return many;
    }
    if (__builtin_mul_overflow(v->text.len, (uint64_t)times, &len))
        len = UINT64_MAX / 2;
    if (!len || !budget_text(r, n, len))
        return len ? value_unknown : value_text(VIEW(""));
    char *out = arena_alloc(r->arena, len);
    memcpy(out, v->text.at, v->text.len);
    for (size_t done = v->text.len, more; done < len; done += more) {
        more = done < len - done ? done : len - done;
        memcpy(out + done, out, more);
    }
    return value_text((struct view){out, len});
}

static bool are_numbers(const struct value *a, const struct value *b)
{
    return value_is_number(a) && value_is_number(b);
}

// Of numbers that are too large to count only what is larger still is known.
static bool are_counted(const struct value *a, const struct value *b)
{
    return are_numbers(a, b) && a->number != INT64_MAX &&
           b->number != INT64_MAX;
}

static struct value number_or_most(bool over, bool grows, int64_t number)
{
    if (over && !grows)
        return value_unknown;
    return value_int(over ? INT64_MAX : number);
}

static struct value add(struct template_run *r, const struct jinja_node *n,
                        const struct value *a, const struct value *b)
{
    int64_t out;

    if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
        return join(r, n, a, b);
    if (a->kind == VALUE_LIST && b->kind == VALUE_LIST)
        return join_lists(r, n, a, b);
    if (is_sized(a) && is_sized(b))
        return join_lengths(r, n, a, b);
    if (!are_numbers(a, b))
        return value_unknown;
    bool over = __builtin_add_overflow(a->number, b->number, &out) ||
                !are_counted(a, b);
    return number_or_most(over, a->number >= 0 && b->number >= 0, out);
}

static struct value subtract(struct template_run *r, const struct jinja_node *n,
                             const struct value *a, const struct value *b)
{
    int64_t out;

    (void)r, (void)n;
    if (!are_numbers(a, b))
        return value_unknown;
    bool over = __builtin_sub_overflow(a->number, b->number, &out) ||
                !are_counted(a, b);
    return number_or_most(over, a->number >= 0 && b->number <= 0, out);
}

static bool is_walked(const struct value *v)
{
    return v->kind == VALUE_TEXT || v->kind == VALUE_LIST;
}

static struct value multiply(struct template_run *r, const struct jinja_node *n,
                             const struct value *a, const struct value *b)
{
    int64_t out;

    if (value_is_number(b) && (is_walked(a) || is_long(a)))
        return repeat(r, n, a, b->number);
    if (value_is_number(a) && (is_walked(b) || is_long(b)))
        return repeat(r, n, b, a->number);
    if (!are_numbers(a, b))
        return value_unknown;
    // Each such step doubles the digits.
    if (a->number == INT64_MAX && b->number == INT64_MAX)
        budget_stop(r, n, TEMPLATE_TEXT);
    bool over = __builtin_mul_overflow(a->number, b->number, &out) ||
                (out && !are_counted(a, b));
    return number_or_most(over, a->number > 0 && b->number > 0, out);
}

// Whether a / b is a number that we compute, and its floor and what is left.
static bool floor_of(const struct value *a, const struct value *b,
                     int64_t *quotient, int64_t *rest)
{
    if (!are_counted(a, b) || b->number == 0 || b->number == -1)
        return false;
    *quotient = a->number / b->number;
    *rest = a->number % b->number;
    if (*rest && (a->number < 0) != (b->number < 0)) {
        *quotient -= 1;
        *rest += b->number;
    }
    return true;
}

static struct value divide(struct template_run *r, const struct jinja_node *n,
                           const struct value *a, const struct value *b)
{
    int64_t quotient, rest;

    (void)r, (void)n;
    return floor_of(a, b, &quotient, &rest) ? value_int(quotient)
                                            : value_unknown;
}

static struct value modulo(struct template_run *r, const struct jinja_node *n,
                           const struct value *a, const struct value *b)
{
    int64_t quotient, rest;

    if (a->kind == VALUE_TEXT)
        return text_percent(r, n, a, b);
    return floor_of(a, b, &quotient, &rest) ? value_int(rest) : value_unknown;
}

static bool is_power(const struct jinja_node *n)
{
    return n->kind == JINJA_BINARY && view_eq(n->text, VIEW("**"));
}

// Whether a ** b ** c, of which `n` is the last step and the first ones gave
// more than we count, has no more than MOST_ITEMS digits for each of a's.
static bool ends_soon(struct template_run *r, const struct jinja_node *n)
{
    int64_t all = 1;

    for (; is_power(n); n = n->a) {
        struct value by = template_eval(r, n->b);

        if (by.kind != VALUE_INT ||
            __builtin_mul_overflow(all, by.number, &all) ||
            all > TEMPLATE_MOST_ITEMS)
            return false;
    }
    return n->kind == JINJA_INT && n->number != INT64_MAX;
}

static struct value power(struct template_run *r, const struct jinja_node *n,
                          const struct value *a, const struct value *b)
{
    int64_t out = 1, base = a->number, exponent = b->number;

    if (!are_numbers(a, b) || exponent < 0)
        return value_unknown;
    if (base >= -1 && base <= 1) // never too large, however often it is done
        return value_int(!exponent || (base < 0 && exponent % 2 == 0) ? 1
                                                                      : base);
    if (base == INT64_MAX && exponent > MOST_POWER)
        budget_stop(r, n, TEMPLATE_TEXT); // perhaps much more than that
    for (int64_t i = 0; i < exponent; i++)
        if (__builtin_mul_overflow(out, base, &out)) {
            // A number of as many digits, or of nobody knows how many.
            if (exponent > TEMPLATE_MOST_ITEMS ||
                (base == INT64_MAX && !ends_soon(r, n)))
                budget_stop(r, n, TEMPLATE_TEXT);
            return number_or_most(true, base > 0, 0);
        }
    return number_or_most(base == INT64_MAX, true, out);
}

// Comparisons: 1, 0, or -1 where nobody knows

static int not(int is)
{
    return is < 0 ? is : !is;
}

static int differs(const struct value *a, const struct value *b)
{
    return not(value_equal(a, b));
}

static int not_in(const struct value *a, const struct value *b)
{
    return not(value_in(a, b));
}

static int less(const struct value *a, const struct value *b)
{
    bool both = a->number == INT64_MAX && b->number == INT64_MAX;

    return are_numbers(a, b) && !both ? a->number < b->number : -1;
}

static int more(const struct value *a, const struct value *b)
{
    return less(b, a);
}

static int at_most(const struct value *a, const struct value *b)
{
    return not(more(a, b));
}

static int at_least(const struct value *a, const struct value *b)
{
    return not(less(a, b));
}

// What is not in the table ("/" among it) is unknown.
static const struct {
    struct view sign;
    int (*holds)(const struct value *a, const struct value *b);
    struct value (*gives)(struct template_run *run, const struct jinja_node *n,
                          const struct value *a, const struct value *b);
} operators[] = {
    {VIEW_INIT("=="), value_equal, NULL}, {VIEW_INIT("!="), differs, NULL},
    {VIEW_INIT("+"), NULL, add},          {VIEW_INIT("~"), NULL, join},
    {VIEW_INIT("-"), NULL, subtract},     {VIEW_INIT("in"), value_in, NULL},
    {VIEW_INIT("not in"), not_in, NULL},  {VIEW_INIT("<"), less, NULL},
    {VIEW_INIT(">"), more, NULL},         {VIEW_INIT("<="), at_most, NULL},
    {VIEW_INIT(">="), at_least, NULL},    {VIEW_INIT("*"), NULL, multiply},
    {VIEW_INIT("%"), NULL, modulo},       {VIEW_INIT("//"), NULL, divide},
    {VIEW_INIT("**"), NULL, power},
};

// Behind a condition that nobody knows the other side is looked at as well.
static struct value either(struct template_run *r, const struct jinja_node *n)
{
    struct value a = template_eval(r, n->a);
    int is = template_truth(r, n, &a);
    bool both = view_eq(n->text, VIEW("and"));

    if (is >= 0 && is == !both)
        return a;
    bool perhaps = is < 0 && !r->stopped;
    if (is >= 0)
        r->data = false; // `a` is not in the value
    struct value b = template_eval(r, n->b);
    if (perhaps)
        budget_go_on(r);
    return is < 0 ? value_one_of(&a, &b) : b;
}

static bool is_some_number(const struct value *v)
{
    return value_is_number(v) || (v->kind == VALUE_UNKNOWN && v->numbers);
}

// Whether `sign` gives a number where it gives anything: no text is subtracted,
// divided or added to a number.
static bool gives_number(struct view sign, const struct value *a,
                         const struct value *b)
{
    bool one = is_some_number(a), other = is_some_number(b);

    if (view_eq(sign, VIEW("+")))
        return one || other;
    if (view_eq(sign, VIEW("*")))
        return one && other;
    if (view_eq(sign, VIEW("%")))
        return one;
    return view_eq(sign, VIEW("-")) || view_eq(sign, VIEW("/")) ||
           view_eq(sign, VIEW("//")) || view_eq(sign, VIEW("**"));
}

static struct value operate(struct template_run *r, const struct jinja_node *n,
                            const struct value *a, const struct value *b)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        if (!view_eq(operators[i].sign, n->text))
            continue;
        bool in =
            operators[i].holds == value_in || operators[i].holds == not_in;

        if (!budget_look(r, n, a) || !budget_look(r, n, b) ||
            (in && !budget_in(r, n, a, b)))
            return value_unknown;
        if (operators[i].gives)
            return operators[i].gives(r, n, a, b);
        return value_truth_of(operators[i].holds(a, b));
    }
    return value_unknown;
}

struct value operator_binary(struct template_run *r, const struct jinja_node *n)
{
    struct value a, b, out;

    if (view_eq(n->text, VIEW("and")) || view_eq(n->text, VIEW("or")))
        return either(r, n);
    a = template_eval(r, n->a);
    b = template_eval(r, n->b);
    out = operate(r, n, &a, &b);
    out.numbers |= out.kind == VALUE_UNKNOWN && gives_number(n->text, &a, &b);
    return out;
}

struct value operator_unary(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a);

    if (view_eq(n->text, VIEW("not")))
        return value_truth_of(not(value_truth(&v)));
    if (view_eq(n->text, VIEW("*")))
        return value_unknown;
    if (!are_counted(&v, &v) || v.number == INT64_MIN)
        return value_unknown;
    return value_int(n->text.at[0] == '-' ? -v.number : v.number);
}
