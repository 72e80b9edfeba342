// SPDX-License-Identifier: Apache-2.0
#include "safety/template_run.h"

#include "base/text.h"
#include "safety/template_budget.h"
#include "safety/template_call.h"
#include "safety/template_filter.h"
#include "safety/template_function.h"
#include "safety/template_operator.h"
#include "safety/template_reach.h"
#include "safety/template_text.h"

enum {
    MOST_NESTING = 400,
    MOST_AT_ONCE = 2 * TEMPLATE_MOST_STEPS, // that are charged
};

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

// Names

// Counts in `*walked` what was looked at on the way.
static struct variable *find(const struct template_frame *f, struct view name,
                             uint64_t *walked)
{
    struct variable *v = f->first;

    for (++*walked; v && !view_eq(v->name, name); v = v->next)
        ++*walked;
    return v;
}

const struct value *template_get(struct template_run *r,
                                 const struct jinja_node *n, struct view name)
{
    const struct variable *v = NULL;
    uint64_t walked = 0;

    if (!budget_steps(r, n, 0)) // spent before
        return NULL;
    for (struct template_frame *f = r->top; f && !v; f = f->around)
        v = find(f, name, &walked);
    budget_steps(r, n, walked / ITEMS_A_STEP);
    return v ? &v->value : NULL;
}

void template_set(struct template_run *r, const struct jinja_node *n,
                  struct view name, struct value v)
{
    struct variable *is;
    uint64_t walked = 0;

    if (!budget_steps(r, n, 0))
        return;
    if (!r->top)
        r->top = ARENA_NEW(r->arena, struct template_frame, 1);
    is = find(r->top, name, &walked);
    budget_steps(r, n, walked / ITEMS_A_STEP);
    if (is) {
        is->value = v;
        return;
    }
    is = r->spare ? r->spare : ARENA_NEW(r->arena, struct variable, 1);
    r->spare = is->next;
    *is = (struct variable){name, v, r->top->first};
    r->top->first = is;
}

int template_truth(struct template_run *r, const struct jinja_node *n,
                   const struct value *v)
{
    enum { ALL = 1, NONE }; // the guesses that are the same everywhere
    uint32_t mixed = n->offset * 2654435761U + r->guess;
    int known = value_truth(v);

    if (!r->guess || (r->turn && known >= 0))
        return known;
    if (r->guess <= NONE)
        return r->guess == ALL;
    for (int i = 0; i < 2; i++)
        mixed = (mixed ^ mixed >> 15) * 2246822519U;
    return (int)(mixed >> 31);
}

// Values

static struct value made_list(struct template_run *r,
                              const struct jinja_node *n)
{
    struct value out = value_list(r->arena, n->kind == JINJA_DICT);
    uint64_t count = 0;

    for (const struct jinja_node *c = n->child; c; c = c->next)
        count++;
    budget_items(r, n, count);
    for (const struct jinja_node *c = n->child; c && !r->stopped; c = c->next) {
        struct value key = value_text(VIEW("")), v;

        if (c->kind == JINJA_PAIR && c->a)
            key = template_eval(r, c->a);
        v = template_eval(r, c->kind == JINJA_PAIR ? c->b : c);
        if (key.kind != VALUE_TEXT)
            out.items->lost = true; // whose member it is, nobody knows
        else if (n->kind == JINJA_LIST)
            value_add(r->arena, out.items, key.text, v);
        else if (budget_look(r, n, &out))
            value_set(r->arena, out.items, key.text, v);
    }
    out.number = n->kind == JINJA_LIST && !n->text.len;
    return out;
}

static struct value chosen(struct template_run *r, const struct jinja_node *n)
{
    struct value is = template_eval(r, n->b), a, b = value_undefined;
    int known = template_truth(r, n, &is);

    r->data = false; // what decides is not in the value
    bool perhaps = known < 0 && !r->stopped;
    if (known != 0)
        a = template_eval(r, n->a);
    if (perhaps)
        budget_go_on(r);
    if (known != 1 && n->c)
        b = template_eval(r, n->c);
    if (perhaps)
        budget_go_on(r);
    return known < 0 ? value_one_of(&a, &b) : known ? a : b;
}

static struct value named(struct template_run *r, const struct jinja_node *n)
{
    const struct value *v = template_get(r, n, n->text);

    if (v)
        return *v;
    r->data |= r->assume;
    return r->assume ? value_unknown : value_undefined;
}

static struct value constant(struct template_run *r, const struct jinja_node *n)
{
    (void)r;
    if (n->kind == JINJA_TEXT)
        return value_text(n->text);
    if (n->kind == JINJA_INT)
        return value_int(n->number);
    return n->kind == JINJA_NONE ? value_none
                                 : value_bool(n->kind == JINJA_TRUE);
}

static struct value attribute(struct template_run *r,
                              const struct jinja_node *n)
{
    struct value of = template_eval(r, n->a);

    return reach_member(r, n, &of, n->text);
}

// Expressions that are not here are unknown.
static struct value (*const evaluate[JINJA_KINDS])(
    struct template_run *run, const struct jinja_node *n) = {
    [JINJA_NONE] = constant,          [JINJA_TRUE] = constant,
    [JINJA_FALSE] = constant,         [JINJA_INT] = constant,
    [JINJA_TEXT] = constant,          [JINJA_NAME] = named,
    [JINJA_LIST] = made_list,         [JINJA_DICT] = made_list,
    [JINJA_ATTR] = attribute,         [JINJA_ITEM] = reach_item,
    [JINJA_CALL] = template_call,     [JINJA_FILTER] = template_filter,
    [JINJA_TEST] = template_test,     [JINJA_UNARY] = operator_unary,
    [JINJA_BINARY] = operator_binary, [JINJA_IF_ELSE] = chosen,
};

struct value template_eval(struct template_run *r, const struct jinja_node *n)
{
    if (!budget_steps(r, n, 1) || !evaluate[n->kind])
        return value_unknown;
    if (r->nesting == MOST_NESTING) {
        budget_stop(r, n, TEMPLATE_DEPTH);
        return value_unknown;
    }
    bool outer = r->data;
    r->data = false;
    r->nesting++;
    struct value v = evaluate[n->kind](r, n);
    r->nesting--;
    if (v.items && v.items->lost)
        v = value_unknown;
    v.data |= r->data;
    r->data = outer || v.data;
    return v;
}

// Statements

static void put(struct template_run *r, const struct jinja_node *n,
                struct view v)
{
    if (r->capture) {
        if (budget_text(r, n, v.len))
            text_add(r->capture, v);
        if (r->capture->len > TEMPLATE_MOST_OUTPUT)
            budget_stop(r, n, TEMPLATE_TEXT);
        return;
    }
    r->output += v.len;
    if (r->output > TEMPLATE_MOST_OUTPUT)
        budget_stop(r, n, TEMPLATE_OUTPUT);
}

// What is written of something that we do not write out.
static void put_unwritten(struct template_run *r, const struct jinja_node *n,
                          const struct value *v)
{
    uint64_t least = v->kind == VALUE_TEXT ? 0 : (uint64_t)value_bound(v);

    r->unwritten = true;
    if (budget_look(r, n, v))
        r->output += least;
    if (r->output > TEMPLATE_MOST_OUTPUT)
        budget_stop(r, n, TEMPLATE_OUTPUT);
}

static void assign(struct template_run *r, const struct jinja_node *target,
                   struct value v)
{
    int64_t i = 0;

    if (target->kind == JINJA_NAME) {
        template_set(r, target, target->text, v);
    } else if (target->kind == JINJA_ATTR) { // of a namespace
        struct value of = template_eval(r, target->a);

        if (of.kind == VALUE_DICT && budget_look(r, target, &of) &&
            budget_items(r, target, 1))
            value_set(r->arena, of.items, target->text, v);
    } else if (target->kind == JINJA_LIST) {
        int64_t count = v.kind == VALUE_LIST ? value_count(&v) : 0;

        for (const struct jinja_node *c = target->child; c; c = c->next, i++)
            assign(r, c, i < count ? value_at(&v, i) : value_as_deep(&v));
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
        {VIEW("depth"), value_int(loop->to)},
        {VIEW("depth0"), value_int(loop->to - 1)},
        {VIEW("previtem"), i > 0 ? value_at(of, i - 1) : value_undefined},
        {VIEW("nextitem"),
         i + 1 < count ? value_at(of, i + 1) : value_undefined},
    };

    for (size_t k = 0; k < sizeof says / sizeof *says; k++) {
        struct value is = says[k].is;

        is.data |= of->data;
        value_set(r->arena, loop->items, says[k].name, is);
    }
}

static void run_body(struct template_run *r, const struct jinja_node *n);

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

// One turn for all of a list of which nobody knows the elements: as many as it
// may have would cost as much each.
static void run_unknown(struct template_run *r, const struct jinja_node *n,
                        struct template_frame *frame, const struct value *of)
{
    uint64_t steps = r->steps, output = r->output;
    uint64_t others = of->to > 1 ? (uint64_t)of->to - 1 : 0, more;

    run_turn(r, n, frame, value_below(of));
    budget_go_on(r);
    if (__builtin_mul_overflow(r->steps - steps, others, &more))
        more = TEMPLATE_MOST_STEPS;
    if (!budget_steps(r, n, more < TEMPLATE_MOST_STEPS ? more : MOST_AT_ONCE))
        return;
    if (__builtin_mul_overflow(r->output - output, others, &more) ||
        more > TEMPLATE_MOST_OUTPUT)
        more = TEMPLATE_MOST_OUTPUT;
    r->output += more;
    if (r->output > TEMPLATE_MOST_OUTPUT)
        budget_stop(r, n, TEMPLATE_OUTPUT);
}

static void run_turns(struct template_run *r, const struct jinja_node *n,
                      const struct value *of)
{
    int64_t count = value_count(of);
    struct template_frame *around =
                              ARENA_NEW(r->arena, struct template_frame, 2),
                          *inside = &around[1];
    struct value loop = value_list(r->arena, true);

    loop.number = 1;
    loop.macro = n;
    loop.to = (int64_t)++r->loops;
    budget_items(r, n, 16);
    around->around = r->top;
    inside->around = around;
    r->top = around;
    if (count < 0) // its numbers are never names
        loop = (struct value){.data = true};
    template_set(r, n, VIEW("loop"), loop);
    r->top = inside;
    if (count < 0 && !r->stopped)
        run_unknown(r, n, inside, of);
    for (int64_t i = 0; i < count && !r->broke && budget_steps(r, n, 1); i++) {
        struct value element = value_at(of, i);

        element.data |= of->data;
        turn_loop(r, &loop, of, i, count);
        run_turn(r, n, inside, element);
    }
    r->top = around->around;
    r->broke = false;
    r->loops--;
}

static void run_over(struct template_run *r, const struct jinja_node *n,
                     struct value of)
{
    of = text_characters(r, n, &of);
    if (value_count(&of) != 0)
        run_turns(r, n, &of);
    if (value_count(&of) <= 0)
        run_body(r, n->other);
}

static void run_for(struct template_run *r, const struct jinja_node *n)
{
    uint64_t loops = r->loops;

    r->loops = 0; // loop.depth counts those that call themselves
    run_over(r, n, template_eval(r, n->b));
    r->loops = loops;
}

static const struct jinja_node *branch_in_turn(struct template_run *r,
                                               const struct jinja_node *n)
{
    const struct jinja_node *b = n->child;
    size_t count = 0;

    for (; b; b = b->next)
        count++;
    budget_steps(r, n, count / ITEMS_A_STEP);
    if (count < 3)
        return NULL;
    b = n->child;
    for (size_t i = (n->offset + r->turn) % count; i; i--)
        b = b->next;
    return b;
}

static void run_if(struct template_run *r, const struct jinja_node *n)
{
    const struct jinja_node *of_turn = r->turn ? branch_in_turn(r, n) : NULL;
    bool doubt = false; // a branch was run that perhaps is not

    if (of_turn) {
        if (of_turn->a)
            template_eval(r, of_turn->a);
        run_body(r, of_turn->child);
        return;
    }
    for (const struct jinja_node *b = n->child; b && !r->stopped; b = b->next) {
        struct value is = b->a ? template_eval(r, b->a) : value_none;
        int known = b->a ? template_truth(r, b, &is) : 1;

        if (r->stopped)
            break;
        if (known)
            run_body(r, b->child);
        if (known > 0)
            break;
        if (!known)
            continue;
        doubt = true;
        budget_go_on(r);
    }
    if (doubt)
        budget_go_on(r);
}

static struct template_frame *new_frame(struct template_run *r,
                                        struct template_frame *around)
{
    struct template_frame *f = ARENA_NEW(r->arena, struct template_frame, 1);

    f->around = around;
    return f;
}

static void run_with(struct template_run *r, const struct jinja_node *n)
{
    struct template_frame *own = new_frame(r, r->top);

    r->top = own;
    for (const struct jinja_node *c = n->a->child; c; c = c->next)
        assign(r, c->a, template_eval(r, c->b));
    run_body(r, n->child);
    r->top = own->around;
}

static void run_output(struct template_run *r, const struct jinja_node *n)
{
    put(r, n, n->text);
}

// Runs a body for its text.
static struct value captured(struct template_run *r,
                             const struct jinja_node *body)
{
    struct text t = {.arena = r->arena}, *before = r->capture;
    struct value out = value_unknown;
    bool outer = r->unwritten;

    r->capture = &t;
    r->unwritten = false;
    run_body(r, body);
    r->capture = before;
    out.to = (int64_t)t.len;
    if (!r->unwritten)
        out = value_text(text_view(&t));
    r->unwritten = outer;
    return out;
}

// What the filters of `n`, {% filter %} or {% set %}, make of the body.
static struct value filtered(struct template_run *r, const struct jinja_node *n,
                             const struct jinja_node *filter)
{
    struct template_frame *before = r->top, *own = new_frame(r, before);
    struct value body = captured(r, n->child);

    r->top = own;
    template_set(r, n, VIEW(""), body);
    body = template_eval(r, filter);
    r->top = before;
    return body;
}

static void print_value(struct template_run *r, const struct jinja_node *n,
                        const struct value *v)
{
    struct view written;

    if (value_write(r->arena, v, &written))
        put(r, n, written);
    else
        put_unwritten(r, n, v);
}

static void run_print(struct template_run *r, const struct jinja_node *n)
{
    struct value v = template_eval(r, n->a);

    print_value(r, n, &v);
}

static void run_call(struct template_run *r, const struct jinja_node *n)
{
    const struct jinja_node *call = n->a;
    const struct value *macro =
        call->kind == JINJA_CALL && call->a->kind == JINJA_NAME
            ? template_get(r, n, call->a->text)
            : NULL;
    struct value v = macro && macro->kind == VALUE_MACRO
                         ? template_macro(r, call, macro->macro, n)
                         : template_eval(r, call);

    print_value(r, n, &v);
    run_body(r, n->child); // also if nobody calls it
}

static void run_filter(struct template_run *r, const struct jinja_node *n)
{
    struct value v = filtered(r, n, n->a);

    print_value(r, n, &v);
}

static void run_block(struct template_run *r, const struct jinja_node *n)
{
    if (view_eq(n->text, VIEW("with")))
        run_with(r, n);
    else if (view_eq(n->text, VIEW("call")))
        run_call(r, n);
    else if (view_eq(n->text, VIEW("filter")))
        run_filter(r, n);
    else
        run_body(r, n->child);
}

static void run_set(struct template_run *r, const struct jinja_node *n)
{
    bool outer = r->data;

    r->data = false;
    struct value v = n->b   ? template_eval(r, n->b)
                     : n->c ? filtered(r, n, n->c)
                            : captured(r, n->child);
    v.data |= r->data;
    r->data = outer || v.data;
    assign(r, n->a, v);
}

static void run_macro(struct template_run *r, const struct jinja_node *n)
{
    template_set(r, n, n->text,
                 (struct value){.kind = VALUE_MACRO, .macro = n});
}

static void run_jump(struct template_run *r, const struct jinja_node *n)
{
    r->broke = view_eq(n->text, VIEW("break"));
    r->continued = !r->broke;
}

// What is not here (include, import) does nothing.
static void (*const run_statement[JINJA_KINDS])(struct template_run *run,
                                                const struct jinja_node *n) = {
    [JINJA_OUTPUT] = run_output, [JINJA_PRINT] = run_print,
    [JINJA_FOR] = run_for,       [JINJA_IF] = run_if,
    [JINJA_SET] = run_set,       [JINJA_MACRO] = run_macro,
    [JINJA_BLOCK] = run_block,   [JINJA_JUMP] = run_jump,
};

static void run_body(struct template_run *r, const struct jinja_node *n)
{
    if (r->nesting == MOST_NESTING) {
        budget_stop(r, n, TEMPLATE_DEPTH);
        return;
    }
    r->nesting++;
    for (; n && !r->stopped && !r->broke && !r->continued; n = n->next)
        if (budget_steps(r, n, 1) && run_statement[n->kind])
            run_statement[n->kind](r, n);
    r->nesting--;
}

static struct template_frame *outermost(const struct template_run *r)
{
    struct template_frame *f = r->top;

    while (f && f->around)
        f = f->around;
    return f;
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

// One call more inside of others; false: too many. (A guess may take a call
// that calls itself for one that never ends.)
static bool enter(struct template_run *r, const struct jinja_node *call)
{
    enum { GUESSED = 8 };

    if (r->depth == (r->guess ? GUESSED : TEMPLATE_MOST_DEPTH)) {
        if (!r->guess)
            budget_stop(r, call, TEMPLATE_DEPTH);
        return false;
    }
    budget_bytes(r, call, 1024);
    r->depth++;
    return true;
}

// Sets the parameters in `own`; what is left over stands in `varargs` and
// `kwargs` (there all that have a name).
static void bind(struct template_run *r, const struct jinja_node *call,
                 const struct jinja_node *parameters,
                 struct template_frame *own, int64_t *below)
{
    struct template_frame *before = r->top;
    struct value rest = value_list(r->arena, false),
                 named = value_list(r->arena, true);
    size_t i = 0, arguments = 0;

    for (const struct jinja_node *c = call->child; c; c = c->next)
        arguments++;
    for (const struct jinja_node *p = parameters->child;
         p && budget_steps(r, call, arguments / ITEMS_A_STEP);
         p = p->next, i++) {
        const struct jinja_node *given = argument_find(call, i, p->text);
        const struct jinja_node *gives = given ? given : p->b;
        struct value v = gives ? template_eval(r, gives) : value_undefined;

        if (i < TEMPLATE_COUNTED)
            below[i] = v.kind == VALUE_UNKNOWN ? v.number + 1 : 0;
        r->top = own;
        template_set(r, p, p->text, v);
        r->top = before;
    }
    for (const struct jinja_node *c;
         (c = argument_find(call, i, VIEW(""))) &&
         budget_steps(r, call, i / ITEMS_A_STEP) && budget_items(r, call, 1);
         i++)
        value_add(r->arena, rest.items, VIEW(""), template_eval(r, c));
    for (const struct jinja_node *c = call->child; c; c = c->next)
        if (c->kind == JINJA_PAIR && budget_items(r, call, 1))
            value_add(r->arena, named.items, c->text, template_eval(r, c->b));
    r->top = own;
    template_set(r, call, VIEW("varargs"), rest);
    template_set(r, call, VIEW("kwargs"), named);
    r->top = before;
}

struct value template_macro(struct template_run *r,
                            const struct jinja_node *call,
                            const struct jinja_node *macro,
                            const struct jinja_node *block)
{
    struct template_call active = {
        .macro = macro, .around = r->calls, .block = block, .outside = r->top};
    struct template_frame *own = new_frame(r, outermost(r));
    struct value out = value_unknown;

    if (!enter(r, call))
        return value_unknown;
    bind(r, call, macro->a, own, active.below);
    if (!goes_down(&active)) {
        r->top = own;
        r->calls = &active;
        out = captured(r, macro->child);
        r->calls = active.around;
    }
    r->top = active.outside;
    r->depth--;
    return out;
}

bool template_caller(struct template_run *r, const struct jinja_node *call,
                     struct value *out)
{
    static const struct jinja_node none = {.kind = JINJA_LIST};
    const struct template_call *inside = r->calls;
    struct template_frame *before = r->top;

    *out = value_unknown;
    if (!inside || !inside->block)
        return false;
    if (!enter(r, call))
        return true;
    struct template_frame *own = new_frame(r, inside->outside);
    int64_t below[TEMPLATE_COUNTED];
    bind(r, call, inside->block->other ? inside->block->other : &none, own,
         below);
    r->top = own;
    r->calls = inside->around;
    *out = captured(r, inside->block->child);
    r->calls = inside;
    r->top = before;
    r->depth--;
    return true;
}

struct value template_again(struct template_run *r,
                            const struct jinja_node *call,
                            const struct jinja_node *loop)
{
    struct value of = argument_value(r, call, 0, VIEW(""));
    struct text t = {.arena = r->arena}, *before = r->capture;

    // What nobody knows has been gone through, and ends.
    if (of.kind == VALUE_UNKNOWN || !enter(r, call))
        return value_as_deep(&of);
    r->capture = &t;
    run_over(r, loop, of);
    r->capture = before;
    r->depth--;
    return value_text(text_view(&t));
}

void template_render(struct template_run *r, const struct jinja_node *body,
                     const struct value *data)
{
    r->top = ARENA_NEW(r->arena, struct template_frame, 1);
    for (size_t i = 0; data->kind == VALUE_DICT && i < data->items->count; i++)
        template_set(r, body, data->items->key[i], data->items->value[i]);
    run_body(r, body);
}
