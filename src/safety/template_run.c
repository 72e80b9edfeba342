// SPDX-License-Identifier: Apache-2.0
#include "safety/template_run.h"

#include "base/text.h"

struct variable {
    struct view name;
    struct value value;
    struct variable *next;
};

// A macro sees its own frame and the outermost one, a loop those around it.
struct template_frame {
    struct variable *first;
    struct template_frame *around;
};

static const struct value unknown = {.kind = VALUE_UNKNOWN};
static const struct value undefined = {.kind = VALUE_UNDEFINED};

enum { MOST_MADE = 32 << 20, MOST_NESTING = 400 };

// What nobody knows counts in `number` how far it lies below what the template
// was given, so that a macro is seen to go down into data, which end.
static struct value as_deep_as(const struct value *of)
{
    return (struct value){.number = of->kind == VALUE_UNKNOWN ? of->number : 0};
}

static struct value below(const struct value *of)
{
    struct value v = as_deep_as(of);

    v.number += of->kind == VALUE_UNKNOWN;
    return v;
}

static void meet(struct template_run *r, const struct jinja_node *n,
                 enum template_limit limit)
{
    if (!r->limit) {
        r->limit = limit;
        r->limit_offset = n ? n->offset : 0;
    }
    r->stopped = true;
}

// `cost`: steps; looking through bytes and items is charged by their number.
static bool charge(struct template_run *r, const struct jinja_node *n,
                   uint64_t cost)
{
    r->steps += cost;
    if (r->steps > (r->most_steps ? r->most_steps : TEMPLATE_MOST_STEPS))
        meet(r, n, TEMPLATE_STEPS);
    return !r->stopped;
}

enum { BYTES_A_STEP = 256, ITEMS_A_STEP = 16 };

static uint64_t cost_of(const struct value *v)
{
    int64_t count = value_count(v);

    if (count <= 0 || v->kind == VALUE_RANGE)
        return 0;
    return (uint64_t)count /
           (v->kind == VALUE_TEXT ? BYTES_A_STEP : ITEMS_A_STEP);
}

// Whether `bytes` more may be taken for values.
static bool spend(struct template_run *r, const struct jinja_node *n,
                  uint64_t bytes)
{
    r->made += bytes;
    if (r->made > MOST_MADE)
        meet(r, n, TEMPLATE_TEXT);
    return !r->stopped;
}

static bool spend_items(struct template_run *r, const struct jinja_node *n,
                        uint64_t count)
{
    const uint64_t each = 2 * (sizeof(struct value) + sizeof(struct view));

    return charge(r, n, count) && spend(r, n, (count + 1) * each);
}

// Whether a text of `len` bytes may be made.
static bool may_make(struct template_run *r, const struct jinja_node *n,
                     uint64_t len)
{
    if (len > TEMPLATE_MOST_OUTPUT)
        meet(r, n, TEMPLATE_TEXT);
    return spend(r, n, len + 1);
}

// Names

static struct value *find(const struct template_run *r, struct view name)
{
    for (struct template_frame *f = r->top; f; f = f->around)
        for (struct variable *v = f->first; v; v = v->next)
            if (view_eq(v->name, name))
                return &v->value;
    return NULL;
}

void template_set(struct template_run *r, struct view name, struct value v)
{
    struct variable *is;

    if (!r->top)
        r->top = ARENA_NEW(r->arena, struct template_frame, 1);
    for (is = r->top->first; is; is = is->next)
        if (view_eq(is->name, name)) {
            is->value = v;
            return;
        }
    is = r->spare ? r->spare : ARENA_NEW(r->arena, struct variable, 1);
    r->spare = is->next;
    *is = (struct variable){name, v, r->top->first};
    r->top->first = is;
}

static struct template_frame *outermost(struct template_run *r)
{
    struct template_frame *f = r->top;

    while (f && f->around)
        f = f->around;
    return f;
}

static void judge(struct template_run *r, const struct jinja_node *n,
                  struct view name)
{
    if (r->judge)
        r->judge(r->context, n, name);
}

// Reaching into values

static struct value slice(struct template_run *r, const struct jinja_node *n,
                          const struct value *of)
{
    int64_t bound[3], count = value_count(of);
    const struct jinja_node *c = n->b->child;
    bool given[3] = {false};

    if (count < 0 || (of->kind != VALUE_TEXT && of->kind != VALUE_LIST) ||
        !charge(r, n, cost_of(of)))
        return as_deep_as(of);
    for (int i = 0; i < 3; i++, c = c ? c->next : NULL) {
        struct value v = {.kind = VALUE_NONE};

        if (c)
            v = template_eval(r, c);
        if (v.kind != VALUE_INT && v.kind != VALUE_NONE)
            return unknown;
        given[i] = v.kind == VALUE_INT;
        bound[i] = v.number;
    }
    int64_t step = given[2] ? bound[2] : 1;
    if (step != 1 && step != -1)
        return unknown;
    int64_t from = step > 0 ? 0 : count - 1, to = step > 0 ? count : -1;
    for (int i = 0; i < 2; i++) {
        int64_t at = bound[i] < 0 ? bound[i] + count : bound[i];

        if (!given[i])
            continue;
        at = at < 0 ? -(step < 0) : at;
        at = at > count - (step < 0) ? count - (step < 0) : at;
        *(i ? &to : &from) = at;
    }
    if (of->kind == VALUE_TEXT) {
        struct text t = {.arena = r->arena};

        if (!may_make(r, n, of->text.len))
            return unknown;
        for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
            text_byte(&t, of->text.at[i]);
        return value_text(text_view(&t));
    }
    struct value out = value_list(r->arena, false);
    if (!spend_items(r, n, (uint64_t)count))
        return unknown;
    for (int64_t i = from; step > 0 ? i < to : i > to; i += step)
        value_add(r->arena, out.items, VIEW(""), of->items->value[i]);
    return out;
}

static struct value member(struct template_run *r, const struct jinja_node *n,
                           const struct value *of, struct view name)
{
    const struct value *v = value_member(of, name);

    judge(r, n, name);
    if (!charge(r, n, cost_of(of)) || of->kind == VALUE_UNKNOWN)
        return below(of);
    return v ? *v : undefined;
}

static struct value item(struct template_run *r, const struct jinja_node *n)
{
    struct value of = template_eval(r, n->a), key;

    if (n->b->kind == JINJA_SLICE)
        return slice(r, n, &of);
    key = template_eval(r, n->b);
    if (key.kind == VALUE_TEXT)
        return member(r, n, &of, key.text);
    int64_t count = value_count(&of);
    if (key.kind != VALUE_INT || count < 0 || of.kind == VALUE_DICT)
        return below(&of);
    int64_t at = key.number < 0 ? key.number + count : key.number;
    return at >= 0 && at < count ? value_at(&of, at) : undefined;
}

// Arithmetic

static struct value repeat(struct template_run *r, const struct jinja_node *n,
                           const struct value *v, int64_t times)
{
    struct text t = {.arena = r->arena};
    uint64_t len;

    if (times <= 0)
        return v->kind == VALUE_TEXT ? value_text(VIEW(""))
                                     : value_list(r->arena, false);
    if (v->kind == VALUE_LIST) {
        if (v->items->count &&
            (uint64_t)times > TEMPLATE_MOST_ITEMS / v->items->count)
            meet(r, n, TEMPLATE_ITEMS);
        return unknown;
    }
    if (__builtin_mul_overflow(v->text.len, (uint64_t)times, &len))
        len = UINT64_MAX / 2;
    if (!len || !may_make(r, n, len))
        return len ? unknown : value_text(VIEW(""));
    for (int64_t i = 0; i < times; i++)
        text_add(&t, v->text);
    return value_text(text_view(&t));
}

static struct value power(struct template_run *r, const struct jinja_node *n,
                          int64_t base, int64_t exponent)
{
    int64_t out = 1;

    if (base == 0 || base == 1 || exponent < 0)
        return exponent < 0 ? unknown : value_int(exponent ? base : 1);
    for (int64_t i = 0; i < exponent; i++)
        if (__builtin_mul_overflow(out, base, &out)) {
            if (exponent > TEMPLATE_MOST_ITEMS) // a number of as many digits
                meet(r, n, TEMPLATE_TEXT);
            return value_int(INT64_MAX);
        }
    return value_int(out);
}

static struct value add_numbers(struct view sign, int64_t a, int64_t b)
{
    int64_t out = 0;
    bool over = false;

    switch (sign.at[0]) {
    case '+':
        over = __builtin_add_overflow(a, b, &out);
        break;
    case '-':
        over = __builtin_sub_overflow(a, b, &out);
        break;
    case '*':
        over = __builtin_mul_overflow(a, b, &out);
        break;
    case '/':
    case '%':
        if (b == 0 || b == -1 || view_eq(sign, VIEW("/")))
            return unknown;
        out = sign.at[0] == '%' ? a % b : a / b;
        if (a % b && (a < 0) != (b < 0)) // towards minus infinity
            out += sign.at[0] == '%' ? b : -1;
        break;
    default:
        return unknown;
    }
    return over ? value_int(INT64_MAX) : value_int(out);
}

static struct value join(struct template_run *r, const struct jinja_node *n,
                         const struct value *a, const struct value *b)
{
    struct view left, right;

    if (!value_write(r->arena, a, &left) || !value_write(r->arena, b, &right) ||
        !may_make(r, n, left.len + right.len))
        return unknown;
    return value_text(arena_print(r->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(left),
                                  VIEW_ARG(right)));
}

static bool is_number(const struct value *v)
{
    return v->kind == VALUE_INT || v->kind == VALUE_BOOL;
}

static struct value join_lists(struct template_run *r,
                               const struct jinja_node *n,
                               const struct value *a, const struct value *b)
{
    struct value out = value_list(r->arena, false);

    if (a->items->count + b->items->count > TEMPLATE_MOST_ITEMS) {
        meet(r, n, TEMPLATE_ITEMS);
        return unknown;
    }
    if (!spend_items(r, n, a->items->count + b->items->count))
        return unknown;
    for (size_t i = 0; i < a->items->count; i++)
        value_add(r->arena, out.items, VIEW(""), a->items->value[i]);
    for (size_t i = 0; i < b->items->count; i++)
        value_add(r->arena, out.items, VIEW(""), b->items->value[i]);
    return out;
}

static struct value percent(struct template_run *r, const struct jinja_node *n,
                            struct view pattern, const struct value *values);

static struct value calculate(struct template_run *r,
                              const struct jinja_node *n, const struct value *a,
                              const struct value *b)
{
    struct view sign = n->text;

    if (view_eq(sign, VIEW("~")) ||
        (view_eq(sign, VIEW("+")) && a->kind == VALUE_TEXT &&
         b->kind == VALUE_TEXT))
        return join(r, n, a, b);
    if (view_eq(sign, VIEW("+")) && a->kind == VALUE_LIST &&
        b->kind == VALUE_LIST)
        return join_lists(r, n, a, b);
    if (view_eq(sign, VIEW("%")) && a->kind == VALUE_TEXT)
        return percent(r, n, a->text, b);
    if (view_eq(sign, VIEW("*")) && is_number(b) &&
        (a->kind == VALUE_TEXT || a->kind == VALUE_LIST))
        return repeat(r, n, a, b->number);
    if (view_eq(sign, VIEW("*")) && is_number(a) &&
        (b->kind == VALUE_TEXT || b->kind == VALUE_LIST))
        return repeat(r, n, b, a->number);
    if (!is_number(a) || !is_number(b))
        return unknown;
    if (view_eq(sign, VIEW("**")))
        return power(r, n, a->number, b->number);
    return add_numbers(sign, a->number, b->number);
}

// -1: nobody knows.
static struct value truth(int is)
{
    return is < 0 ? unknown : value_bool(is);
}

static int order(const struct value *a, const struct value *b, char sign)
{
    if (!is_number(a) || !is_number(b))
        return -1;
    return sign == '<' ? a->number < b->number : a->number > b->number;
}

static int not(int is)
{
    return is < 0 ? is : !is;
}

static struct value compare(struct template_run *r, const struct jinja_node *n,
                            const struct value *a, const struct value *b)
{
    struct view sign = n->text;

    charge(r, n, cost_of(a) + cost_of(b));
    if (view_eq(sign, VIEW("==")))
        return truth(value_equal(a, b));
    if (view_eq(sign, VIEW("!=")))
        return truth(not(value_equal(a, b)));
    if (view_eq(sign, VIEW("in")))
        return truth(value_in(a, b));
    if (view_eq(sign, VIEW("not in")))
        return truth(not(value_in(a, b)));
    if (sign.len == 2) // <= and >=
        return truth(not(order(a, b, sign.at[0] == '<' ? '>' : '<')));
    return truth(order(a, b, sign.at[0]));
}

// One of two, nobody knows which.
static struct value one_of(const struct value *a, const struct value *b)
{
    if (a->kind != VALUE_UNKNOWN)
        return as_deep_as(b);
    return as_deep_as(b->kind != VALUE_UNKNOWN || a->number < b->number ? a
                                                                        : b);
}

// Both sides are looked at, so that nothing hides behind the first.
static struct value either(struct template_run *r, const struct jinja_node *n)
{
    struct value a = template_eval(r, n->a);
    int is = value_truth(&a);
    bool both = view_eq(n->text, VIEW("and"));

    if (is >= 0 && is == !both)
        return a;
    struct value b = template_eval(r, n->b);
    return is < 0 ? one_of(&a, &b) : b;
}

static struct value operation(struct template_run *r,
                              const struct jinja_node *n)
{
    struct value a, b;

    if (view_eq(n->text, VIEW("and")) || view_eq(n->text, VIEW("or")))
        return either(r, n);
    a = template_eval(r, n->a);
    b = template_eval(r, n->b);
    if (byte_in(n->text.at[0], VIEW("=!<>in")))
        return compare(r, n, &a, &b);
    return calculate(r, n, &a, &b);
}

// Calls

// The argument that stands at `index` or is called `name`, or NULL.
static const struct jinja_node *argument(const struct jinja_node *call,
                                         size_t index, const char *name)
{
    size_t i = 0;

    for (const struct jinja_node *c = call->child; c; c = c->next) {
        if (c->kind == JINJA_PAIR) {
            if (name && view_eq(c->text, view_of(name)))
                return c->b;
        } else if (i++ == index) {
            return c;
        }
    }
    return NULL;
}

static struct value argument_value(struct template_run *r,
                                   const struct jinja_node *call, size_t index,
                                   const char *name)
{
    const struct jinja_node *n = argument(call, index, name);

    return n ? template_eval(r, n) : undefined;
}

// Every argument, for what happens on the way.
static void all_arguments(struct template_run *r, const struct jinja_node *call)
{
    for (const struct jinja_node *c = call->child; c; c = c->next)
        template_eval(r, c->kind == JINJA_PAIR ? c->b : c);
}

static struct value make_range(struct template_run *r,
                               const struct jinja_node *n)
{
    struct value a = argument_value(r, n, 0, NULL),
                 b = argument_value(r, n, 1, NULL),
                 c = argument_value(r, n, 2, NULL);
    struct value out = {.kind = VALUE_RANGE, .to = a.number, .step = 1};

    if (!is_number(&a) || (b.kind != VALUE_UNDEFINED && !is_number(&b)) ||
        (c.kind != VALUE_UNDEFINED && (!is_number(&c) || !c.number)))
        return unknown;
    if (is_number(&b)) {
        out.number = a.number;
        out.to = b.number;
    }
    if (is_number(&c))
        out.step = c.number;
    if (out.step == INT64_MIN || out.number < INT64_MIN / 4 ||
        out.to < INT64_MIN / 4 || out.number > INT64_MAX / 4)
        return unknown;
    if (value_count(&out) > TEMPLATE_MOST_ITEMS)
        meet(r, n, TEMPLATE_ITEMS);
    return out;
}

static struct value make_namespace(struct template_run *r,
                                   const struct jinja_node *n)
{
    struct value out = value_list(r->arena, true);

    spend_items(r, n, 4);
    out.number = 1; // true, also without members
    for (const struct jinja_node *c = n->child; c; c = c->next)
        if (c->kind == JINJA_PAIR)
            value_set(r->arena, out.items, c->text, template_eval(r, c->b));
    return out;
}

static void run_body(struct template_run *r, const struct jinja_node *n);

// Runs a body for its text.
static struct value captured(struct template_run *r,
                             const struct jinja_node *body)
{
    struct text t = {.arena = r->arena}, *before = r->capture;

    r->capture = &t;
    run_body(r, body);
    r->capture = before;
    return value_text(text_view(&t));
}

// Whether a macro calls itself a second time, further down in data that nobody
// knows: that ends with the data, and has been gone through.
static bool goes_down(const struct template_call *call)
{
    const struct template_call *last = NULL;
    size_t times = 0;

    for (const struct template_call *c = call->around; c; c = c->around)
        if (c->macro == call->macro) {
            last = last ? last : c;
            times++;
        }
    for (size_t i = 0; times > 1 && i < TEMPLATE_COUNTED; i++)
        if (last->below[i] && call->below[i] > last->below[i])
            return true;
    return false;
}

static struct value call_macro(struct template_run *r,
                               const struct jinja_node *n,
                               const struct jinja_node *macro)
{
    struct template_frame *before = r->top;
    struct template_frame frame = {.around = outermost(r)};
    struct template_frame *own = ARENA_NEW(r->arena, struct template_frame, 1);
    size_t i = 0;

    struct template_call active = {.macro = macro, .around = r->calls};

    if (r->depth == TEMPLATE_MOST_DEPTH) {
        meet(r, n, TEMPLATE_DEPTH);
        return unknown;
    }
    *own = frame;
    spend(r, n, 1024);
    r->depth++;
    for (const struct jinja_node *p = macro->a->child; p; p = p->next, i++) {
        const struct jinja_node *given =
            argument(n, i, arena_copy(r->arena, p->text).at);
        struct value v = undefined;

        if (given)
            v = template_eval(r, given);
        else if (p->b)
            v = template_eval(r, p->b);
        if (i < TEMPLATE_COUNTED)
            active.below[i] = v.kind == VALUE_UNKNOWN ? v.number + 1 : 0;
        r->top = own;
        template_set(r, p->text, v);
        r->top = before;
    }
    struct value out = unknown;
    if (!goes_down(&active)) {
        r->top = own;
        r->calls = &active;
        out = captured(r, macro->child);
        r->calls = active.around;
    }
    r->top = before;
    r->depth--;
    return out;
}

static struct value call_name(struct template_run *r,
                              const struct jinja_node *n)
{
    struct view name = n->a->text;
    const struct value *set = find(r, name);

    if (set && set->kind == VALUE_MACRO)
        return call_macro(r, n, set->macro);
    if (view_eq(name, VIEW("range")))
        return make_range(r, n);
    if (view_eq(name, VIEW("namespace")) || view_eq(name, VIEW("dict")))
        return make_namespace(r, n);
    all_arguments(r, n);
    if (view_eq(name, VIEW("raise_exception")) && !r->assume)
        r->stopped = true;
    return unknown;
}

static struct value lower(struct template_run *r, struct view v, bool upper)
{
    char *to = arena_alloc(r->arena, v.len + 1);

    for (size_t i = 0; i < v.len; i++) {
        char c = v.at[i];

        if (upper && c >= 'a' && c <= 'z')
            c = (char)(c - 'a' + 'A');
        if (!upper && c >= 'A' && c <= 'Z')
            c = (char)(c - 'A' + 'a');
        to[i] = c;
    }
    return value_text((struct view){to, v.len});
}

static struct value replaced(struct template_run *r, const struct jinja_node *n,
                             struct view of)
{
    struct value from = argument_value(r, n, 0, NULL),
                 to = argument_value(r, n, 1, NULL);
    struct text t = {.arena = r->arena};
    size_t hit;

    if (from.kind != VALUE_TEXT || to.kind != VALUE_TEXT || !from.text.len)
        return unknown;
    while ((hit = view_find(of, from.text)) != SIZE_MAX && !r->stopped) {
        text_add(&t, view_head(of, hit));
        if (!may_make(r, n, t.len + to.text.len))
            return unknown;
        text_add(&t, to.text);
        of = view_from(of, hit + from.text.len);
    }
    text_add(&t, of);
    r->made += t.len;
    return value_text(text_view(&t));
}

static struct value stripped(struct view v, bool left, bool right)
{
    while (left && v.len && ascii_blank(v.at[0]))
        v = view_from(v, 1);
    while (right && v.len && ascii_blank(v.at[v.len - 1]))
        v.len--;
    return value_text(v.at ? v : VIEW(""));
}

static struct value split(struct template_run *r, const struct jinja_node *n,
                          struct view of)
{
    struct value by = argument_value(r, n, 0, "sep"),
                 out = value_list(r->arena, false);
    size_t hit;

    if (by.kind != VALUE_TEXT || !by.text.len || argument(n, 1, "maxsplit"))
        return unknown;
    while ((hit = view_find(of, by.text)) != SIZE_MAX &&
           out.items->count < TEMPLATE_MOST_ITEMS) {
        value_add(r->arena, out.items, VIEW(""),
                  value_text(view_head(of, hit)));
        of = view_from(of, hit + by.text.len);
    }
    value_add(r->arena, out.items, VIEW(""), value_text(of.at ? of : VIEW("")));
    spend_items(r, n, out.items->count);
    return out;
}

static struct value joined(struct template_run *r, const struct jinja_node *n,
                           const struct value *list, struct view by)
{
    struct text t = {.arena = r->arena};
    bool walked = list->kind == VALUE_LIST || list->kind == VALUE_DICT;

    if (!walked || !charge(r, n, list->items->count))
        return unknown;
    for (int64_t i = 0; i < value_count(list); i++) {
        const struct value element = value_at(list, i);
        struct view is;

        if (!value_write(r->arena, &element, &is) ||
            !may_make(r, n, is.len + by.len))
            return unknown;
        if (i)
            text_add(&t, by);
        text_add(&t, is);
    }
    return t.len <= TEMPLATE_MOST_OUTPUT ? value_text(text_view(&t)) : unknown;
}

// "%s", "%d" and "%c" alone, without widths; else `out` is unknown.
static void put_percent(struct text *t, char kind, const struct value *v,
                        struct value *out)
{
    struct view is;

    if (kind == 'c' && v->kind == VALUE_INT && v->number > 0 && v->number < 128)
        text_byte(t, (char)v->number);
    else if ((kind == 's' || (kind == 'd' && is_number(v)) ||
              (kind == 'c' && v->kind == VALUE_TEXT)) &&
             value_write(t->arena, v, &is))
        text_add(t, is);
    else
        *out = unknown;
}

// The `index`th value: of the list `values`, or it alone.
static struct value value_of(const struct value *values, int64_t index)
{
    if (values->kind != VALUE_LIST)
        return index ? unknown : *values;
    return index < value_count(values) ? value_at(values, index) : unknown;
}

// `pattern` with the marks of Python's % replaced.
static struct value percent(struct template_run *r, const struct jinja_node *n,
                            struct view pattern, const struct value *values)
{
    struct text t = {.arena = r->arena};
    struct value out = value_text(VIEW(""));
    int64_t index = 0;

    for (size_t i = 0; i < pattern.len && out.kind == VALUE_TEXT; i++) {
        struct value v;

        if (pattern.at[i] != '%' || ++i == pattern.len) {
            text_byte(&t, pattern.at[i == pattern.len ? i - 1 : i]);
            continue;
        }
        if (pattern.at[i] == '%') {
            text_byte(&t, '%');
            continue;
        }
        v = value_of(values, index++);
        put_percent(&t, pattern.at[i], &v, &out);
        if (!may_make(r, n, t.len))
            return unknown;
    }
    return out.kind == VALUE_TEXT ? value_text(text_view(&t)) : unknown;
}

// The arguments without keywords, as a list.
static struct value argument_list(struct template_run *r,
                                  const struct jinja_node *n)
{
    struct value list = value_list(r->arena, false);

    spend_items(r, n, 4);
    for (const struct jinja_node *c = n->child; c; c = c->next)
        if (c->kind != JINJA_PAIR)
            value_add(r->arena, list.items, VIEW(""), template_eval(r, c));
    return list;
}

// `pattern` with the "{}" and "{0}" of Python's format replaced.
static struct value braces(struct template_run *r, const struct jinja_node *n,
                           struct view pattern)
{
    struct text t = {.arena = r->arena};
    struct value values = argument_list(r, n);
    int64_t index = 0;

    while (pattern.len) {
        struct view place, is, text = view_cut(pattern, '{', &pattern);
        uint64_t number = 0;

        text_add(&t, text);
        if (!pattern.at)
            break;
        place = view_cut(pattern, '}', &pattern);
        if (place.len && !view_u64(place, &number))
            return unknown;
        struct value v =
            value_of(&values, place.len ? (int64_t)(number & 0xffff) : index++);
        if (!value_write(r->arena, &v, &is) || !may_make(r, n, t.len + is.len))
            return unknown;
        text_add(&t, is);
    }
    return value_text(text_view(&t));
}

// What methods of texts and filters share.
static bool of_text(struct template_run *r, const struct jinja_node *n,
                    struct view name, struct view v, struct value *out)
{
    if (view_eq(name, VIEW("upper")) || view_eq(name, VIEW("lower"))) {
        if (may_make(r, n, v.len))
            *out = lower(r, v, name.at[0] == 'u');
    } else if (view_eq(name, VIEW("strip")) || view_eq(name, VIEW("trim"))) {
        *out = n->child ? unknown : stripped(v, true, true);
    } else if (view_eq(name, VIEW("lstrip"))) {
        *out = n->child ? unknown : stripped(v, true, false);
    } else if (view_eq(name, VIEW("rstrip"))) {
        *out = n->child ? unknown : stripped(v, false, true);
    } else if (view_eq(name, VIEW("replace"))) {
        *out = argument(n, 2, "count") ? unknown : replaced(r, n, v);
    } else {
        return false;
    }
    charge(r, n, v.len / BYTES_A_STEP);
    return true;
}

static struct value text_method(struct template_run *r,
                                const struct jinja_node *n, struct view name,
                                struct view of)
{
    struct value out = unknown, a = argument_value(r, n, 0, NULL);

    if (of_text(r, n, name, of, &out))
        return out;
    if (view_eq(name, VIEW("startswith")) && a.kind == VALUE_TEXT)
        return value_bool(view_starts(of, a.text));
    if (view_eq(name, VIEW("endswith")) && a.kind == VALUE_TEXT)
        return value_bool(view_ends(of, a.text));
    if (view_eq(name, VIEW("split")))
        return split(r, n, of);
    if (view_eq(name, VIEW("format")))
        return braces(r, n, of);
    if (view_eq(name, VIEW("join")))
        return joined(r, n, &a, of);
    return unknown;
}

// dict.items() as a list of pairs; keys() and values() as lists.
static struct value members(struct template_run *r, const struct jinja_node *n,
                            const struct value *dict, bool keys, bool values)
{
    struct value out = value_list(r->arena, false);

    if (!spend_items(r, n, dict->items->count * (keys && values ? 3U : 1U)))
        return unknown;
    for (size_t i = 0; i < dict->items->count; i++) {
        struct value key = value_text(dict->items->key[i]), pair;

        if (!values || !keys) {
            value_add(r->arena, out.items, VIEW(""),
                      keys ? key : dict->items->value[i]);
            continue;
        }
        pair = value_list(r->arena, false);
        value_add(r->arena, pair.items, VIEW(""), key);
        value_add(r->arena, pair.items, VIEW(""), dict->items->value[i]);
        value_add(r->arena, out.items, VIEW(""), pair);
    }
    return out;
}

static struct value dict_method(struct template_run *r,
                                const struct jinja_node *n, struct view name,
                                struct value *dict)
{
    if (view_eq(name, VIEW("items")))
        return members(r, n, dict, true, true);
    if (view_eq(name, VIEW("keys")))
        return members(r, n, dict, true, false);
    if (view_eq(name, VIEW("values")))
        return members(r, n, dict, false, true);
    all_arguments(r, n);
    struct value key = argument_value(r, n, 0, NULL);
    if (view_eq(name, VIEW("get")) && key.kind == VALUE_TEXT) {
        struct value v = member(r, n, dict, key.text);

        if (v.kind != VALUE_UNDEFINED)
            return v;
        v = argument_value(r, n, 1, NULL);
        return v.kind == VALUE_UNDEFINED ? (struct value){.kind = VALUE_NONE}
                                         : v;
    }
    return unknown;
}

static struct value list_method(struct template_run *r,
                                const struct jinja_node *n, struct view name,
                                struct value *list)
{
    struct value v = argument_value(r, n, 0, NULL);

    if (view_eq(name, VIEW("append"))) {
        if (list->items->count >= TEMPLATE_MOST_ITEMS)
            meet(r, n, TEMPLATE_ITEMS);
        else if (spend_items(r, n, 1))
            value_add(r->arena, list->items, VIEW(""), v);
        return (struct value){.kind = VALUE_NONE};
    }
    return unknown;
}

static struct value call(struct template_run *r, const struct jinja_node *n)
{
    struct value of;

    if (n->a->kind == JINJA_NAME)
        return call_name(r, n);
    if (n->a->kind != JINJA_ATTR) {
        template_eval(r, n->a);
        all_arguments(r, n);
        return unknown;
    }
    of = template_eval(r, n->a->a);
    judge(r, n->a, n->a->text);
    if (of.kind == VALUE_TEXT)
        return text_method(r, n, n->a->text, of.text);
    if (of.kind == VALUE_DICT) {
        const struct value *own = value_member(&of, n->a->text);

        if (own && own->kind == VALUE_MACRO)
            return call_macro(r, n, own->macro);
        return dict_method(r, n, n->a->text, &of);
    }
    if (of.kind == VALUE_LIST)
        return list_method(r, n, n->a->text, &of);
    all_arguments(r, n);
    return view_eq(n->a->text, VIEW("get")) ? below(&of) : as_deep_as(&of);
}

// Filters and tests

static struct value listed(struct template_run *r, const struct jinja_node *n,
                           const struct value *v, bool backwards)
{
    int64_t count = value_count(v);
    struct value out = value_list(r->arena, false);

    if (count < 0 || v->kind == VALUE_UNDEFINED)
        return unknown;
    if (count > TEMPLATE_MOST_ITEMS)
        meet(r, n, TEMPLATE_ITEMS);
    if (!spend_items(r, n, (uint64_t)count))
        return unknown;
    for (int64_t i = 0; i < count; i++)
        value_add(r->arena, out.items, VIEW(""),
                  value_at(v, backwards ? count - 1 - i : i));
    return out;
}

static struct value reversed(struct template_run *r, const struct jinja_node *n,
                             const struct value *v)
{
    struct text t = {.arena = r->arena};

    if (v->kind != VALUE_TEXT)
        return listed(r, n, v, true);
    if (!may_make(r, n, v->text.len))
        return unknown;
    for (size_t i = v->text.len; i > 0; i--)
        text_byte(&t, v->text.at[i - 1]);
    return value_text(text_view(&t));
}

static struct value to_int(const struct value *v)
{
    uint64_t n;

    if (is_number(v))
        return value_int(v->number);
    if (v->kind == VALUE_TEXT && view_u64(v->text, &n) && n <= INT64_MAX)
        return value_int((int64_t)n);
    // A number of more digits than we count is large all the same.
    if (v->kind == VALUE_TEXT && v->text.len > 18 && ascii_digit(v->text.at[0]))
        return value_int(INT64_MAX / 8);
    return unknown;
}

static struct value default_of(struct template_run *r,
                               const struct jinja_node *n,
                               const struct value *v)
{
    struct value other = argument_value(r, n, 0, "default_value"),
                 strict = argument_value(r, n, 1, "boolean");
    bool replace = v->kind == VALUE_UNDEFINED ||
                   (value_truth(&strict) == 1 && value_truth(v) == 0);

    return replace ? other : *v;
}

static int compare_keys(const void *a, const void *b)
{
    const struct value *left = a, *right = b;

    return view_compare(left->items->value[0].text,
                        right->items->value[0].text);
}

// The members of a dict by their names. (Jinja takes no account of case, which
// changes nothing of what a template can do.)
static struct value sorted_members(struct template_run *r,
                                   const struct jinja_node *n,
                                   const struct value *dict)
{
    struct value out = members(r, n, dict, true, true);

    if (out.kind == VALUE_LIST && out.items->count)
        qsort(out.items->value, out.items->count, sizeof *out.items->value,
              compare_keys);
    return out;
}

static struct value filter(struct template_run *r, const struct jinja_node *n,
                           const struct value *of)
{
    struct value v = *of, out = as_deep_as(of), a;
    struct view name = n->text, written;
    int64_t count = value_count(&v);

    if (v.kind == VALUE_TEXT && of_text(r, n, name, v.text, &out))
        return out;
    if (view_eq(name, VIEW("length")) || view_eq(name, VIEW("count")))
        return count < 0 ? unknown : value_int(count);
    if (view_eq(name, VIEW("join"))) {
        a = argument_value(r, n, 0, "d");
        if (v.kind == VALUE_TEXT && !(a.kind == VALUE_TEXT && a.text.len))
            return v; // its characters, joined again
        return joined(r, n, &v, a.kind == VALUE_TEXT ? a.text : VIEW(""));
    }
    if (view_eq(name, VIEW("first")) || view_eq(name, VIEW("last")))
        return count > 0 ? value_at(&v, name.at[0] == 'f' ? 0 : count - 1)
                         : unknown;
    if (view_eq(name, VIEW("list")))
        return listed(r, n, &v, false);
    if (view_eq(name, VIEW("reverse")))
        return reversed(r, n, &v);
    if (view_eq(name, VIEW("int")))
        return to_int(&v);
    if (view_eq(name, VIEW("string")))
        return value_write(r->arena, &v, &written) ? value_text(written)
                                                   : unknown;
    if (view_eq(name, VIEW("items")) && v.kind == VALUE_DICT)
        return members(r, n, &v, true, true);
    if (view_eq(name, VIEW("dictsort")) && v.kind == VALUE_DICT && !n->child)
        return sorted_members(r, n, &v);
    if (view_eq(name, VIEW("default")) || view_eq(name, VIEW("d")))
        return default_of(r, n, &v);
    if (view_eq(name, VIEW("format")) && v.kind == VALUE_TEXT) {
        a = argument_list(r, n);
        return percent(r, n, v.text, &a);
    }
    all_arguments(r, n);
    if (view_eq(name, VIEW("attr"))) {
        a = argument_value(r, n, 0, "name");
        return a.kind == VALUE_TEXT ? member(r, n, &v, a.text) : unknown;
    }
    return unknown;
}

static struct value filtered(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a), out = filter(r, n, &v);
    bool both = v.kind == VALUE_UNKNOWN && out.kind == VALUE_UNKNOWN;

    return both && out.number < v.number ? v : out;
}

static int is_kind(const struct value *v, struct view name)
{
    static const struct {
        struct view name;
        unsigned kinds;
    } tests[] = {
        {VIEW_INIT("undefined"), 1U << VALUE_UNDEFINED},
        {VIEW_INIT("none"), 1U << VALUE_NONE},
        {VIEW_INIT("string"), 1U << VALUE_TEXT},
        {VIEW_INIT("mapping"), 1U << VALUE_DICT},
        {VIEW_INIT("number"), 1U << VALUE_INT | 1U << VALUE_BOOL},
        {VIEW_INIT("integer"), 1U << VALUE_INT},
        {VIEW_INIT("boolean"), 1U << VALUE_BOOL},
        {VIEW_INIT("callable"), 1U << VALUE_MACRO},
        {VIEW_INIT("sequence"), 1U << VALUE_TEXT | 1U << VALUE_LIST |
                                    1U << VALUE_DICT | 1U << VALUE_RANGE},
        {VIEW_INIT("iterable"), 1U << VALUE_TEXT | 1U << VALUE_LIST |
                                    1U << VALUE_DICT | 1U << VALUE_RANGE},
    };

    for (size_t i = 0; i < sizeof tests / sizeof *tests; i++)
        if (view_eq(tests[i].name, name))
            return (tests[i].kinds >> v->kind & 1U) != 0;
    return -1;
}

static struct value tested(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a), a = argument_value(r, n, 0, NULL);
    struct view name = n->text;

    charge(r, n, cost_of(&v) + cost_of(&a));
    if (view_eq(name, VIEW("in")))
        return truth(value_in(&v, &a));
    if (v.kind == VALUE_UNKNOWN)
        return unknown;
    if (view_eq(name, VIEW("defined")))
        return value_bool(v.kind != VALUE_UNDEFINED);
    if (view_eq(name, VIEW("true")) || view_eq(name, VIEW("false")))
        return value_bool(v.kind == VALUE_BOOL &&
                          (v.number != 0) == (name.at[0] == 't'));
    if (view_eq(name, VIEW("equalto")) || view_eq(name, VIEW("eq")) ||
        view_eq(name, VIEW("==")) || view_eq(name, VIEW("sameas")))
        return truth(value_equal(&v, &a));
    if (view_eq(name, VIEW("odd")) || view_eq(name, VIEW("even")))
        return is_number(&v) ? value_bool((v.number & 1) == (name.at[0] == 'o'))
                             : unknown;
    if (view_eq(name, VIEW("divisibleby")))
        return is_number(&v) && is_number(&a) && a.number > 0
                   ? value_bool(v.number % a.number == 0)
                   : unknown;
    return truth(is_kind(&v, name));
}

// Values

static struct value made_list(struct template_run *r,
                              const struct jinja_node *n)
{
    struct value out = value_list(r->arena, n->kind == JINJA_DICT);
    uint64_t count = 0;

    for (const struct jinja_node *c = n->child; c; c = c->next)
        count++;
    spend_items(r, n, count);
    for (const struct jinja_node *c = n->child; c && !r->stopped; c = c->next) {
        struct value key = value_text(VIEW("")), v;

        if (c->kind == JINJA_PAIR && c->a)
            key = template_eval(r, c->a);
        v = template_eval(r, c->kind == JINJA_PAIR ? c->b : c);
        value_add(r->arena, out.items,
                  key.kind == VALUE_TEXT ? key.text : VIEW(""), v);
    }
    return out;
}

static struct value chosen(struct template_run *r, const struct jinja_node *n)
{
    struct value is = template_eval(r, n->b), a, b = undefined;
    int known = value_truth(&is);

    if (known != 0)
        a = template_eval(r, n->a);
    if (known != 1 && n->c)
        b = template_eval(r, n->c);
    return known < 0 ? one_of(&a, &b) : known ? a : b;
}

static struct value signed_value(struct template_run *r,
                                 const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a);

    if (view_eq(n->text, VIEW("not")))
        return truth(not(value_truth(&v)));
    if (!is_number(&v) || v.number == INT64_MIN)
        return unknown;
    return value_int(n->text.at[0] == '-' ? -v.number : v.number);
}

static struct value named(struct template_run *r, const struct jinja_node *n)
{
    const struct value *v = find(r, n->text);

    if (v)
        return *v;
    return r->assume ? unknown : undefined;
}

static struct value evaluate(struct template_run *r, const struct jinja_node *n)
{
    struct value of;

    switch (n->kind) {
    case JINJA_NONE:
        return (struct value){.kind = VALUE_NONE};
    case JINJA_TRUE:
    case JINJA_FALSE:
        return value_bool(n->kind == JINJA_TRUE);
    case JINJA_INT:
        return value_int(n->number);
    case JINJA_TEXT:
        return value_text(n->text);
    case JINJA_NAME:
        return named(r, n);
    case JINJA_LIST:
    case JINJA_DICT:
        return made_list(r, n);
    case JINJA_ATTR:
        of = template_eval(r, n->a);
        return member(r, n, &of, n->text);
    case JINJA_ITEM:
        return item(r, n);
    case JINJA_CALL:
        return call(r, n);
    case JINJA_FILTER:
        return filtered(r, n);
    case JINJA_TEST:
        return tested(r, n);
    case JINJA_UNARY:
        return signed_value(r, n);
    case JINJA_BINARY:
        return operation(r, n);
    case JINJA_IF_ELSE:
        return chosen(r, n);
    case JINJA_FLOAT:
    case JINJA_PAIR:
    case JINJA_SLICE:
    case JINJA_OUTPUT:
    case JINJA_PRINT:
    case JINJA_FOR:
    case JINJA_IF:
    case JINJA_SET:
    case JINJA_MACRO:
    case JINJA_BLOCK:
    case JINJA_JUMP:
    case JINJA_REACH:
        break;
    }
    return unknown;
}

struct value template_eval(struct template_run *r, const struct jinja_node *n)
{
    if (!charge(r, n, 1))
        return unknown;
    if (r->nesting == MOST_NESTING) {
        meet(r, n, TEMPLATE_DEPTH);
        return unknown;
    }
    r->nesting++;
    struct value v = evaluate(r, n);
    r->nesting--;
    return v;
}

// Statements

static void put(struct template_run *r, const struct jinja_node *n,
                struct view v)
{
    if (r->capture) {
        if (may_make(r, n, v.len))
            text_add(r->capture, v);
        if (r->capture->len > TEMPLATE_MOST_OUTPUT)
            meet(r, n, TEMPLATE_TEXT);
        return;
    }
    r->output += v.len;
    if (r->output > TEMPLATE_MOST_OUTPUT)
        meet(r, n, TEMPLATE_OUTPUT);
}

static void assign(struct template_run *r, const struct jinja_node *target,
                   struct value v)
{
    int64_t i = 0;

    if (target->kind == JINJA_NAME) {
        template_set(r, target->text, v);
    } else if (target->kind == JINJA_ATTR) { // of a namespace
        struct value of = template_eval(r, target->a);

        judge(r, target, target->text);
        if (of.kind == VALUE_DICT && spend_items(r, target, 1))
            value_set(r->arena, of.items, target->text, v);
    } else if (target->kind == JINJA_LIST) {
        int64_t count = v.kind == VALUE_LIST ? value_count(&v) : 0;

        for (const struct jinja_node *c = target->child; c; c = c->next, i++)
            assign(r, c, i < count ? value_at(&v, i) : as_deep_as(&v));
    }
}

// What `loop` says in turn `i` of `count`; the object is the same in each.
static void turn_loop(struct template_run *r, const struct value *loop,
                      const struct value *of, int64_t i, int64_t count)
{
    const struct {
        struct view name;
        struct value is;
    } says[] = {
        {VIEW("index"), value_int(i + 1)},
        {VIEW("index0"), value_int(i)},
        {VIEW("first"), value_bool(i == 0)},
        {VIEW("last"), value_bool(i == count - 1)},
        {VIEW("length"), value_int(count)},
        {VIEW("revindex"), value_int(count - i)},
        {VIEW("revindex0"), value_int(count - 1 - i)},
        {VIEW("previtem"), i > 0 ? value_at(of, i - 1) : undefined},
        {VIEW("nextitem"), i + 1 < count ? value_at(of, i + 1) : undefined},
    };

    for (size_t k = 0; k < sizeof says / sizeof *says; k++)
        value_set(r->arena, loop->items, says[k].name, says[k].is);
}

static void run_turn(struct template_run *r, const struct jinja_node *n,
                     struct template_frame *frame, struct value element)
{
    struct value asked = value_bool(true);

    assign(r, n->a, element);
    if (n->c)
        asked = template_eval(r, n->c);
    if (value_truth(&asked) != 0)
        run_body(r, n->child);
    r->continued = false;
    while (frame->first) { // what a turn sets is gone in the next
        struct variable *v = frame->first;

        frame->first = v->next;
        v->next = r->spare;
        r->spare = v;
    }
}

static void run_turns(struct template_run *r, const struct jinja_node *n,
                      const struct value *of)
{
    int64_t count = value_count(of);
    struct template_frame *around =
                              ARENA_NEW(r->arena, struct template_frame, 2),
                          *inside = &around[1];
    struct value loop = value_list(r->arena, true);

    spend_items(r, n, 16);
    around->around = r->top;
    inside->around = around;
    r->top = around;
    template_set(r, VIEW("loop"), count < 0 ? unknown : loop);
    r->top = inside;
    if (count < 0)
        run_turn(r, n, inside, below(of));
    for (int64_t i = 0; i < count && !r->stopped && !r->broke; i++) {
        turn_loop(r, &loop, of, i, count);
        run_turn(r, n, inside, value_at(of, i));
    }
    r->top = around->around;
    r->broke = false;
}

static void run_for(struct template_run *r, const struct jinja_node *n)
{
    struct value of = template_eval(r, n->b);

    if (value_count(&of) != 0)
        run_turns(r, n, &of);
    if (value_count(&of) <= 0)
        run_body(r, n->other);
}

static void run_if(struct template_run *r, const struct jinja_node *n)
{
    struct value is = template_eval(r, n->a);
    int known = value_truth(&is);

    if (known != 0)
        run_body(r, n->child);
    if (known < 0) // go on as if it had not been
        r->broke = r->continued = false;
    if (known != 1)
        run_body(r, n->other);
}

static void run_block(struct template_run *r, const struct jinja_node *n)
{
    struct template_frame frame = {.around = r->top};
    struct template_frame *own;

    if (view_eq(n->text, VIEW("with"))) {
        own = ARENA_NEW(r->arena, struct template_frame, 1);
        *own = frame;
        r->top = own;
        for (const struct jinja_node *c = n->a->child; c; c = c->next)
            assign(r, c->a, template_eval(r, c->b));
        run_body(r, n->child);
        r->top = own->around;
        return;
    }
    if (n->a) // of a filter or a call: what is done with the body
        template_eval(r, n->a);
    run_body(r, n->child);
}

static void run_statement(struct template_run *r, const struct jinja_node *n)
{
    struct value v;
    struct view written;

    switch (n->kind) {
    case JINJA_OUTPUT:
        put(r, n, n->text);
        return;
    case JINJA_PRINT:
        v = template_eval(r, n->a);
        if (value_write(r->arena, &v, &written))
            put(r, n, written);
        return;
    case JINJA_FOR:
        run_for(r, n);
        return;
    case JINJA_IF:
        run_if(r, n);
        return;
    case JINJA_SET:
        v = n->b ? template_eval(r, n->b) : captured(r, n->child);
        assign(r, n->a, n->c ? unknown : v);
        return;
    case JINJA_MACRO:
        template_set(r, n->text,
                     (struct value){.kind = VALUE_MACRO, .macro = n});
        return;
    case JINJA_BLOCK:
        run_block(r, n);
        return;
    case JINJA_JUMP:
        r->broke = view_eq(n->text, VIEW("break"));
        r->continued = !r->broke;
        return;
    case JINJA_REACH:
    case JINJA_NONE:
    case JINJA_TRUE:
    case JINJA_FALSE:
    case JINJA_INT:
    case JINJA_FLOAT:
    case JINJA_TEXT:
    case JINJA_NAME:
    case JINJA_LIST:
    case JINJA_DICT:
    case JINJA_PAIR:
    case JINJA_ATTR:
    case JINJA_ITEM:
    case JINJA_SLICE:
    case JINJA_CALL:
    case JINJA_FILTER:
    case JINJA_TEST:
    case JINJA_UNARY:
    case JINJA_BINARY:
    case JINJA_IF_ELSE:
        return;
    }
}

static void run_body(struct template_run *r, const struct jinja_node *n)
{
    if (r->nesting == MOST_NESTING) {
        meet(r, n, TEMPLATE_DEPTH);
        return;
    }
    r->nesting++;
    for (; n && !r->stopped && !r->broke && !r->continued; n = n->next)
        if (charge(r, n, 1))
            run_statement(r, n);
    r->nesting--;
}

void template_render(struct template_run *r, const struct jinja_node *body,
                     const struct value *data)
{
    r->top = ARENA_NEW(r->arena, struct template_frame, 1);
    for (size_t i = 0; data->kind == VALUE_DICT && i < data->items->count; i++)
        template_set(r, data->items->key[i], data->items->value[i]);
    run_body(r, body);
}
