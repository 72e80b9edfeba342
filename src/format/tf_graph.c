// SPDX-License-Identifier: Apache-2.0
#include "format/tf_graph.h"

#include "base/map.h"
#include "format/proto.h"
#include "format/tf_flow.h"
#include "format/tf_role.h"
#include "format/tf_text.h"

#include <inttypes.h>

enum {
    STEP = 16 << 10,
    LONGEST_NAME = 4096, // of a node, an operator; no longer path can be opened
    MOST_WISHES = 1 << 20,
    MOST_ROOM = 128 << 20, // bytes, for following
    DEEPEST = 100,         // as protobuf's own readers
    LARGEST_TEXT = 64 << 20,
};

enum { SAVED_VERSION = 1, SAVED_META = 2 };
enum { META_GRAPH = 2, META_ASSET = 6 };
enum { ASSET_TENSOR = 1 };
enum { TENSOR_INFO_NAME = 1 };
enum { GRAPH_NODE = 1, GRAPH_LIBRARY = 2 };
enum { LIBRARY_FUNCTION = 1 };
enum { FUNCTION_SIGNATURE = 1, FUNCTION_NODE = 3, FUNCTION_RETURN = 4 };
enum { SIGNATURE_NAME = 1, SIGNATURE_ARG = 2 };
enum { ARG_NAME = 1, ARG_NUMBER = 5, ARG_TYPES = 6 };
enum { NODE_NAME = 1, NODE_OP = 2, NODE_INPUT = 3, NODE_ATTR = 5 };
enum { ENTRY_VALUE = 2 };
enum { VALUE_LIST = 1, VALUE_S = 2, VALUE_TENSOR = 8 };
enum { VALUE_PLACEHOLDER = 9, VALUE_FUNC = 10, LIST_FUNC = 9 };
enum { CALLED_NAME = 1, CALLED_ATTR = 2 };
enum { TENSOR_TYPE = 1, TENSOR_CONTENT = 4, TENSOR_STRING = 8 };
enum { TYPE_STRING = 7 };

struct argument {
    struct view name;
    uint32_t place;
};

// Of the library. Its places: what comes to any argument, to an attribute that
// its nodes leave open, and out of it.
struct function {
    struct view name;
    uint32_t any, hole, gives;
    struct argument *arg;
    size_t arg_count;
    bool loose; // which input is which argument cannot be said
};

struct node {
    struct arena room;    // of its texts, until it is read
    struct tf_role *role; // NULL: none
    bool constant;
    bool direct;    // its operator is a function
    bool hole;      // an attribute is left open for who calls the function
    bool reads;     // the texts in its attributes matter
    size_t *callee; // functions
    size_t callee_count;
    struct view name;
    struct view outside; // a path or an address in its attributes, or empty
    uint64_t offset;
    uint32_t gives, takes; // places, or 0
};

// An operator that takes a path.
struct taker {
    struct tf_role *role;
    uint64_t offset;
    uint32_t takes;
};

// What comes out of the node `input` is to come to `to`.
struct wish {
    struct view input;
    uint32_t to;
};

// Names are those of one function's body, or of the nodes outside of all.
struct scope {
    struct arena room;
    struct graph *graph;
    const struct function *in; // NULL: of none
    struct map names;          // -> place
    struct wish *wish;
    size_t wish_count;
};

struct graph {
    struct arena room;
    struct flow flow;
    struct map functions; // -> index
    struct function *function;
    size_t function_count;
    size_t function_at; // whose body comes next
    struct taker *taker;
    size_t taker_count;
    struct scope main;
};

struct reading {
    struct arena *arena;
    const struct file *file;
    const struct tf_text *text; // what `file` was written from, or NULL
    struct notes *notes;
    struct tf_roles roles;
    struct map assets; // constants that the loader replaces
    uint64_t nodes;    // seen
    bool limited;
    struct error *error;
    const char *fault;
    uint64_t fault_at;
};

// Where a node stands in the file that is scanned.
static uint64_t place_of(const struct reading *t, uint64_t offset)
{
    return t->text ? tf_text_place(t->text, offset) : offset;
}

static void tell(struct reading *t, struct tf_role *r, uint64_t offset,
                 struct view outside)
{
    if (r->told)
        return;
    r->told = true;
    if (outside.len)
        note_add(t->notes, VIEW("tf.op"), NOTE_DANGER, place_of(t, offset),
                 "the operator " VIEW_FMT " is to reach '" VIEW_FMT
                 "', outside of the model's folder",
                 VIEW_ARG(r->op), VIEW_ARG(view_head(outside, 200)));
    else
        note_add(t->notes, VIEW("tf.op"), NOTE_DANGER, place_of(t, offset),
                 "the graph holds the operator " VIEW_FMT
                 ", which reaches files, Python or other machines",
                 VIEW_ARG(r->op));
}

// ---- messages

static bool is_message(const struct proto *p, uint32_t number)
{
    return p->number == number && p->wire == PROTO_BYTES;
}

static bool step(const struct reading *t, struct proto *p)
{
    return !t->fault && !t->error && proto_next(p);
}

static void settle(struct reading *t, const struct proto *p)
{
    if (p->error && !t->error)
        t->error = p->error;
    if (p->fault && !t->fault) {
        t->fault = p->fault;
        t->fault_at = place_of(t, p->at);
    }
}

// Of a message that is bytes; lasts until the next is read.
static struct view near_text(struct proto *p)
{
    struct view v = {0};

    p->error = window_read(p->window, p->offset,
                           p->size < LONGEST_NAME ? p->size : LONGEST_NAME, &v);
    return v;
}

// The node that an input names: "name", "name:0", "name:output:0".
static struct view input_node(struct view input)
{
    struct view rest;

    return view_cut(input, ':', &rest);
}

// ---- what is followed

// Tells once that there is more than can be followed.
static bool is_full(struct reading *t, struct scope *s, uint64_t offset)
{
    struct graph *g = s->graph;
    bool full = g->flow.full || s->wish_count >= MOST_WISHES ||
                g->room.used + s->room.used > MOST_ROOM;

    if (full && !t->limited)
        note_add(t->notes, VIEW("tf.limit"), NOTE_LIMIT, place_of(t, offset),
                 "more nodes deal with paths than can be followed: the rest "
                 "were not");
    t->limited |= full;
    return full;
}

// Of two of one name either may be meant: what the later gives, the name gives.
static void bind(struct scope *s, struct view name, uint32_t place)
{
    bool is_new;
    size_t *at = map_at(&s->names, name, &is_new);

    if (is_new)
        *at = place;
    else
        flow_link(&s->graph->flow, place, (uint32_t)*at);
}

// What the node called `input` gives is to reach `to`, once all are known.
static void wish(struct scope *s, struct view input, uint32_t to)
{
    if (to)
        *LIST_ADD(&s->room, s->wish, s->wish_count) =
            (struct wish){input_node(input), to};
}

static void scope_open(struct scope *s, struct graph *g,
                       const struct function *in)
{
    *s = (struct scope){.graph = g, .in = in};
    s->names.arena = &s->room;
    for (size_t i = 0; in && i < in->arg_count; i++)
        bind(s, in->arg[i].name, in->arg[i].place);
}

static void scope_close(struct scope *s)
{
    for (size_t i = 0; i < s->wish_count; i++) {
        const size_t *from = map_find(&s->names, s->wish[i].input);

        if (from)
            flow_link(&s->graph->flow, (uint32_t)*from, s->wish[i].to);
    }
    arena_free(&s->room);
}

// ---- attributes

static void take_outside(struct node *n, struct view v)
{
    if (!n->outside.len && tf_leads_outside(v))
        n->outside = arena_copy(&n->room, v);
}

static void take_string(struct node *n, struct proto *p)
{
    take_outside(n, near_text(p));
}

// The next size in the front of packed texts, which end with `p`.
static bool packed_size(struct proto *p, uint64_t *out)
{
    struct view v = {0};
    uint64_t left = p->end - p->at;

    p->error = window_read(p->window, p->at, left < 10 ? left : 10, &v);
    size_t len = v.len;
    if (p->error || !proto_packed(&v, out))
        return false;
    p->at += len - v.len;
    return true;
}

// tensor.cc, strings as tensor_content: the sizes of all, then all. How many
// there are shows where they add up.
static void take_packed(struct reading *t, struct node *n, struct proto p)
{
    struct proto sizes = p;
    uint64_t size, sum = 0;

    while (p.at + sum < p.end && packed_size(&p, &size) &&
           size <= p.end - p.at - sum)
        sum += size;
    if (p.at + sum != p.end)
        return;
    for (uint64_t end = p.at; sizes.at < end && packed_size(&sizes, &size);) {
        struct proto one = {.window = p.window, .offset = p.at, .size = size};

        take_string(n, &one);
        settle(t, &one);
        p.at += size;
    }
    settle(t, &p);
}

static void read_tensor(struct reading *t, struct node *n, struct proto p)
{
    struct proto content = {0};
    bool texts = false;

    while (step(t, &p)) {
        if (is_message(&p, TENSOR_STRING))
            take_string(n, &p);
        else if (is_message(&p, TENSOR_CONTENT))
            content = proto_inside(&p);
        else if (p.number == TENSOR_TYPE && p.wire == PROTO_VARINT)
            texts = p.value == TYPE_STRING;
    }
    settle(t, &p);
    if (texts && content.window)
        take_packed(t, n, content);
}

static void take_callee(struct scope *s, struct node *n, struct view name)
{
    const size_t *at = map_find(&s->graph->functions, name);

    if (at)
        *LIST_ADD(&n->room, n->callee, n->callee_count) = *at;
}

enum value_of { VALUE_OF_ATTR, VALUE_OF_LIST };

static void read_value(struct reading *t, struct scope *s, struct node *n,
                       struct proto p, enum value_of of, unsigned depth);

// The attributes of a node, or of a function that it names.
static void read_attr(struct reading *t, struct scope *s, struct node *n,
                      struct proto entry, unsigned depth)
{
    while (step(t, &entry))
        if (is_message(&entry, ENTRY_VALUE))
            read_value(t, s, n, proto_inside(&entry), VALUE_OF_ATTR, depth);
    settle(t, &entry);
}

static void read_called(struct reading *t, struct scope *s, struct node *n,
                        struct proto p, unsigned depth)
{
    bool reads = n->reads;

    n->reads = true;
    while (step(t, &p)) {
        if (is_message(&p, CALLED_NAME))
            take_callee(s, n, near_text(&p));
        else if (is_message(&p, CALLED_ATTR))
            read_attr(t, s, n, proto_inside(&p), depth);
    }
    settle(t, &p);
    n->reads = reads;
}

// AttrValue, or its ListValue, which lacks some and has functions elsewhere.
// NOLINTNEXTLINE(misc-no-recursion): DEEPEST
static void read_value(struct reading *t, struct scope *s, struct node *n,
                       struct proto p, enum value_of of, unsigned depth)
{
    bool list = of == VALUE_OF_LIST;
    uint32_t called = list ? LIST_FUNC : VALUE_FUNC;

    if (depth > DEEPEST)
        p.fault = "messages stand in one another more than 100 deep";
    while (step(t, &p)) {
        if (is_message(&p, called))
            read_called(t, s, n, proto_inside(&p), depth + 1);
        else if (is_message(&p, VALUE_LIST) && !list)
            read_value(t, s, n, proto_inside(&p), VALUE_OF_LIST, depth + 1);
        else if (is_message(&p, VALUE_PLACEHOLDER) && !list)
            n->hole = true;
        else if (is_message(&p, VALUE_S) && n->reads)
            take_string(n, &p);
        else if (is_message(&p, VALUE_TENSOR) && n->reads)
            read_tensor(t, n, proto_inside(&p));
    }
    settle(t, &p);
}

// ---- nodes

// The operator of a node, as far as it matters. One that is called like a
// function of the library calls it.
static void read_op(struct reading *t, struct scope *s, struct proto *p,
                    struct node *n)
{
    struct view op = near_text(p);
    bool named = op.len > 0;

    for (size_t i = 0; i < op.len; i++)
        named &= ascii_alnum(op.at[i]) || byte_in(op.at[i], VIEW("_>.-"));
    t->nodes += named;
    if (named) {
        n->role = tf_role_of(&t->roles, op);
        n->constant = view_eq(op, VIEW("Const"));
    }
    take_callee(s, n, op);
    n->direct = n->callee_count > 0;
    n->reads = n->role || n->constant || n->direct;
}

// Whether the inputs of a call, from `*before` on, are the arguments of each
// function that it calls, one by one.
static bool is_in_order(const struct graph *g, const struct node *n,
                        size_t inputs, size_t *before)
{
    *before = n->direct || !n->role ? 0 : n->role->before;
    if (!n->callee_count || (!n->direct && !(n->role && n->role->calls)))
        return false;
    for (size_t i = 0; i < n->callee_count; i++) {
        const struct function *f = &g->function[n->callee[i]];

        if (f->loose || inputs != *before + f->arg_count)
            return false;
    }
    return true;
}

// What goes into a call, besides its inputs, and what comes out of it.
static void link_call(struct scope *s, const struct node *n, bool in_order)
{
    struct flow *flow = &s->graph->flow;
    uint32_t says = n->outside.len ? flow_place(flow) : 0;

    if (says)
        flow_say(flow, says, FLOW_PLAIN,
                 arena_copy(&s->graph->room, n->outside));
    for (size_t i = 0; i < n->callee_count; i++) {
        const struct function *f = &s->graph->function[n->callee[i]];

        flow_link(flow, f->gives, n->gives);
        flow_link(flow, says, f->hole);
        if (n->hole && s->in)
            flow_link(flow, s->in->hole, f->hole);
        if (!in_order)
            flow_link(flow, n->gives, f->any);
    }
}

// Inputs that only say what is to run before do not count.
static bool is_input(struct reading *t, struct scope *s, struct proto *p,
                     struct view *out)
{
    if (!is_message(p, NODE_INPUT))
        return false;
    struct view v = near_text(p);
    if (view_starts(v, VIEW("^")))
        return false;
    if (out && !is_full(t, s, p->offset))
        *out = arena_copy(&s->room, v);
    return true;
}

static void link_inputs(struct reading *t, struct scope *s,
                        const struct node *n, struct proto p, bool all,
                        size_t before, bool in_order)
{
    const struct graph *g = s->graph;
    struct view input;

    for (size_t k = 0; step(t, &p); k += is_input(t, s, &p, NULL)) {
        bool path = n->takes && n->role && k < n->role->paths;

        if (!path && !all && !in_order)
            break;
        input = (struct view){0};
        if (!is_input(t, s, &p, &input) || !input.len)
            continue;
        if (path)
            wish(s, input, n->takes);
        if (all)
            wish(s, input, n->gives);
        for (size_t i = 0; in_order && k >= before && i < n->callee_count; i++)
            wish(s, input, g->function[n->callee[i]].arg[k - before].place);
    }
    settle(t, &p);
}

static void say(struct reading *t, struct scope *s, const struct node *n)
{
    bool asset = n->constant && !s->in && map_find(&t->assets, n->name);

    flow_say(&s->graph->flow, n->gives, asset ? FLOW_ASSET : FLOW_PLAIN,
             arena_copy(&s->graph->room, n->outside));
}

static void follow(struct reading *t, struct scope *s, struct node *n,
                   struct proto whole)
{
    struct flow *flow = &s->graph->flow;
    bool carries = n->role && n->role->carries;
    size_t inputs = 0, before;
    struct proto p = whole;

    while (step(t, &p))
        if (is_message(&p, NODE_NAME))
            n->name = arena_copy(&s->room, near_text(&p));
        else
            inputs += is_input(t, s, &p, NULL);
    settle(t, &p);
    bool in_order = is_in_order(s->graph, n, inputs, &before);
    if (n->constant || carries || n->callee_count)
        bind(s, n->name, n->gives = flow_place(flow));
    if (n->role && (n->role->paths || (n->role->address && n->hole)))
        *LIST_ADD(&s->graph->room, s->graph->taker, s->graph->taker_count) =
            (struct taker){n->role, n->offset, n->takes = flow_place(flow)};
    if (n->outside.len && (n->constant || carries))
        say(t, s, n);
    if (n->hole && s->in) {
        flow_link(flow, s->in->hole, n->gives);
        flow_link(flow, n->role && n->role->address ? s->in->hole : 0,
                  n->takes);
    }
    link_call(s, n, in_order);
    link_inputs(t, s, n, whole, carries || (n->callee_count && !in_order),
                before, in_order);
}

// Most nodes only compute: nothing of them is kept.
static void read_node(struct reading *t, struct scope *s, struct proto whole)
{
    struct node n = {.offset = whole.at};
    struct proto p = whole;

    while (step(t, &p))
        if (is_message(&p, NODE_OP))
            read_op(t, s, &p, &n);
    settle(t, &p);
    for (p = whole; step(t, &p);)
        if (is_message(&p, NODE_ATTR))
            read_attr(t, s, &n, proto_inside(&p), 0);
    settle(t, &p);
    if (n.role && n.role->always)
        tell(t, n.role, n.offset, (struct view){0});
    if (n.role && n.role->address && n.outside.len)
        tell(t, n.role, n.offset, n.outside);
    if ((n.role || n.callee_count || n.outside.len || n.hole) &&
        !is_full(t, s, n.offset))
        follow(t, s, &n, whole);
    arena_free(&n.room);
}

// ---- functions

static void read_argument(struct reading *t, struct graph *g,
                          struct function *f, struct proto p)
{
    struct argument *arg = LIST_ADD(&g->room, f->arg, f->arg_count);

    arg->place = flow_place(&g->flow);
    flow_link(&g->flow, f->any, arg->place);
    while (step(t, &p)) {
        if (is_message(&p, ARG_NAME))
            arg->name = arena_copy(&g->room, near_text(&p));
        // As many inputs as an attribute says.
        f->loose |= p.number == ARG_NUMBER || p.number == ARG_TYPES;
    }
    settle(t, &p);
}

static void read_signature(struct reading *t, struct graph *g,
                           struct function *f, struct proto p)
{
    while (step(t, &p)) {
        if (is_message(&p, SIGNATURE_NAME))
            f->name = arena_copy(&g->room, near_text(&p));
        else if (is_message(&p, SIGNATURE_ARG))
            read_argument(t, g, f, proto_inside(&p));
    }
    settle(t, &p);
}

// Of two of one name either may be called.
static void join_functions(struct graph *g, struct function *one,
                           const struct function *two)
{
    one->loose = true;
    flow_link(&g->flow, one->any, two->any);
    flow_link(&g->flow, one->hole, two->hole);
    flow_link(&g->flow, two->gives, one->gives);
}

// What can be known of a function before any body is read.
static void add_function(struct reading *t, struct graph *g, struct proto p)
{
    bool is_new;

    if (is_full(t, &g->main, p.at))
        return;
    struct function *f = LIST_ADD(&g->room, g->function, g->function_count);
    f->any = flow_place(&g->flow);
    f->hole = flow_place(&g->flow);
    f->gives = flow_place(&g->flow);
    while (step(t, &p))
        if (is_message(&p, FUNCTION_SIGNATURE))
            read_signature(t, g, f, proto_inside(&p));
    settle(t, &p);
    size_t *at = map_at(&g->functions, f->name, &is_new);
    if (is_new)
        *at = g->function_count - 1;
    else
        join_functions(g, &g->function[*at], f);
}

static void read_return(struct reading *t, struct scope *s, struct proto p)
{
    while (step(t, &p))
        if (is_message(&p, ENTRY_VALUE) && s->in && !is_full(t, s, p.offset))
            wish(s, arena_copy(&s->room, near_text(&p)), s->in->gives);
    settle(t, &p);
}

static void read_function(struct reading *t, struct graph *g, struct proto p)
{
    struct scope s;
    bool known = g->function_at < g->function_count; // else the room is full

    scope_open(&s, g, known ? &g->function[g->function_at++] : NULL);
    while (step(t, &p)) {
        if (is_message(&p, FUNCTION_NODE))
            read_node(t, &s, proto_inside(&p));
        else if (is_message(&p, FUNCTION_RETURN))
            read_return(t, &s, proto_inside(&p));
    }
    settle(t, &p);
    scope_close(&s);
}

static void read_library(struct reading *t, struct graph *g, struct proto p,
                         void (*take)(struct reading *t, struct graph *g,
                                      struct proto p))
{
    while (step(t, &p))
        if (is_message(&p, LIBRARY_FUNCTION))
            take(t, g, proto_inside(&p));
    settle(t, &p);
}

// ---- graphs

// A fault met in advance: what stands before it is still to be read.
static void forget_fault(struct reading *t)
{
    t->fault = NULL;
}

static void graph_open(struct graph *g)
{
    *g = (struct graph){0};
    g->flow.arena = &g->room;
    g->functions.arena = &g->room;
    scope_open(&g->main, g, NULL);
}

static void add_functions(struct reading *t, struct graph *g, struct proto p)
{
    while (step(t, &p))
        if (is_message(&p, GRAPH_LIBRARY))
            read_library(t, g, proto_inside(&p), add_function);
    settle(t, &p);
}

static void add_nodes(struct reading *t, struct graph *g, struct proto p)
{
    while (step(t, &p)) {
        if (is_message(&p, GRAPH_NODE))
            read_node(t, &g->main, proto_inside(&p));
        else if (is_message(&p, GRAPH_LIBRARY))
            read_library(t, g, proto_inside(&p), read_function);
    }
    settle(t, &p);
}

// A table is filled once, when the loader has put the place of the asset in the
// release where the constant says where it was on the maker's disk.
static void graph_close(struct reading *t, struct graph *g)
{
    scope_close(&g->main);
    is_full(t, &g->main, 0); // of the last ones too
    flow_run(&g->flow);
    for (size_t i = 0; i < g->taker_count; i++) {
        const struct taker *k = &g->taker[i];
        struct view outside = flow_at(&g->flow, k->takes, FLOW_PLAIN);

        if (!outside.len && !k->role->fills)
            outside = flow_at(&g->flow, k->takes, FLOW_ASSET);
        if (outside.len)
            tell(t, k->role, k->offset, outside);
    }
    arena_free(&g->room);
}

static void read_graph(struct reading *t, struct proto p)
{
    struct graph g;

    graph_open(&g);
    add_functions(t, &g, p);
    forget_fault(t);
    add_nodes(t, &g, p);
    graph_close(t, &g);
}

// AssetFileDef > TensorInfo > name.
static void read_asset(struct reading *t, struct proto p)
{
    bool is_new;

    while (step(t, &p)) {
        if (!is_message(&p, ASSET_TENSOR))
            continue;
        struct proto info = proto_inside(&p);
        while (step(t, &info))
            if (is_message(&info, TENSOR_INFO_NAME))
                map_at(&t->assets,
                       input_node(proto_bytes(&info, t->arena, LONGEST_NAME)),
                       &is_new);
        settle(t, &info);
    }
    settle(t, &p);
}

// The graphs of one MetaGraphDef are one: a message that comes in pieces is
// put together by who reads it.
static void read_meta(struct reading *t, struct proto p)
{
    struct proto whole = p;
    struct graph g;

    graph_open(&g);
    t->assets = (struct map){.arena = t->arena};
    while (step(t, &p)) { // assets stand behind the graph
        if (is_message(&p, META_ASSET))
            read_asset(t, proto_inside(&p));
        else if (is_message(&p, META_GRAPH))
            add_functions(t, &g, proto_inside(&p));
    }
    settle(t, &p);
    forget_fault(t);
    p = whole;
    while (step(t, &p))
        if (is_message(&p, META_GRAPH))
            add_nodes(t, &g, proto_inside(&p));
    settle(t, &p);
    graph_close(t, &g);
}

static void read_saved(struct reading *t, struct proto p)
{
    while (step(t, &p))
        if (is_message(&p, SAVED_META))
            read_meta(t, proto_inside(&p));
    settle(t, &p);
}

// ---- the forms

// Reads the file as what begins at `read`, for notes only if it is one: with
// nodes in it, and whole, or if not `whole` with something dangerous before it
// breaks off.
static bool is_read_as(struct reading *t,
                       void (*read)(struct reading *t, struct proto p),
                       struct window *w, bool whole)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct reading probe = *t;

    probe.notes = &silent;
    read(&probe, proto_of(w, t->file->size));
    bool is = probe.nodes && !probe.error &&
              (whole ? !probe.fault : silent.worst == NOTE_DANGER);
    t->error = probe.error; // nobody can say what is behind it
    for (size_t i = 0; i < t->roles.role_count; i++)
        t->roles.role[i].told = false;
    arena_free(&scratch);
    return is;
}

static void read_binary(struct reading *t, enum tf_form form)
{
    static void (*const reads[])(struct reading * t, struct proto p) = {
        read_saved, read_graph, read_meta};
    struct window w = {.arena = t->arena, .file = t->file, .step = STEP};

    if (form == TF_SAVED_MODEL) {
        read_saved(t, proto_of(&w, t->file->size));
    } else {
        size_t count = sizeof reads / sizeof *reads, i = 0;

        while (i < 2 * count && !is_read_as(t, reads[i % count], &w, i < count))
            i++;
        if (i < 2 * count)
            reads[i % count](t, proto_of(&w, t->file->size));
    }
    window_close(&w);
}

// Whether a name begins at `at`: behind anything but a name, also right behind
// a text or a number, as protobuf's reader of the text form takes it.
static bool begins_name(struct view v, size_t at)
{
    size_t from = at;

    while (from && (ascii_alnum(v.at[from - 1]) || v.at[from - 1] == '_'))
        from--;
    return from == at || ascii_digit(v.at[from]);
}

// Operators by themselves: what stands in quotes behind an `op:`, wherever that
// is.
static void read_ops(struct reading *t, struct arena *scratch, struct view all)
{
    struct view left = all;
    struct text op = {.arena = scratch};

    for (size_t at; (at = view_find(left, VIEW("op"))) != SIZE_MAX;) {
        bool first = begins_name(left, at);

        left = tf_text_blanks(view_from(left, at + 2));
        if (!first || !left.len || left.at[0] != ':')
            continue;
        struct view quoted = tf_text_blanks(view_from(left, 1));
        op.len = 0;
        left = tf_text_quoted(quoted, &op);
        if (!op.len)
            continue;
        struct tf_role *r = tf_role_of(&t->roles, text_view(&op));
        t->nodes++;
        if (r && r->always)
            tell(t, r, (uint64_t)(quoted.at - all.at), (struct view){0});
    }
}

// The text form, by its operators, and then as what it says in binary.
static void read_text(struct reading *t)
{
    struct arena scratch = {0};
    struct view all = {0};

    t->error = error_again(t->arena, t->file->path,
                           file_read(&scratch, t->file, 0, LARGEST_TEXT, &all));
    if (t->file->size > LARGEST_TEXT)
        note_add(t->notes, VIEW("limit.size"), NOTE_LIMIT, LARGEST_TEXT,
                 "a graph of %" PRIu64 " bytes of text; only the first 64 MiB "
                 "were read",
                 t->file->size);
    read_ops(t, &scratch, all);
    for (enum tf_root root = 0; t->nodes && root < TF_ROOTS; root++) {
        static void (*const reads[TF_ROOTS])(struct reading * t,
                                             struct proto p) = {
            [TF_ROOT_SAVED] = read_saved,
            [TF_ROOT_META] = read_meta,
            [TF_ROOT_GRAPH] = read_graph,
        };
        struct arena room = {0};
        struct tf_text text;

        tf_text_read(&room, all, root, &text);
        struct file binary = file_of(text_view(&text.binary), t->file->path);
        struct window w = {.arena = t->arena, .file = &binary, .step = STEP};
        t->text = &text;
        reads[root](t, proto_of(&w, binary.size));
        t->text = NULL;
        window_close(&w);
        arena_free(&room);
    }
    arena_free(&scratch);
}

// Whether it begins with a field of a graph, a saved model or a meta graph: a
// number of field 1, or one of their messages.
static struct error *may_be_graph(struct arena *a, const struct file *f,
                                  bool *out)
{
    struct view front;

    TRY(file_read(a, f, 0, 1, &front));
    *out = front.len && byte_in(front.at[0], VIEW("\x08\x0a\x12\x1a\x22"));
    return NULL;
}

struct error *tf_graph_read(struct arena *a, const struct file *f,
                            enum tf_form form, struct notes *n)
{
    struct reading t = {.arena = a, .file = f, .notes = n};

    bool graph = true;
    if (form == TF_UNKNOWN)
        TRY(may_be_graph(a, f, &graph));
    if (!graph)
        return NULL;
    TRY(tf_roles_read(a, &t.roles));
    if (form == TF_TEXT)
        read_text(&t);
    else
        read_binary(&t, form);
    if (t.nodes)
        note_add(n, VIEW("tf.graph"), NOTE_REVIEW, 0,
                 "a TensorFlow graph: a program, not only weights");
    if (t.fault)
        note_add(n, VIEW("tf.malformed"), NOTE_MALFORMED, t.fault_at, "%s",
                 t.fault);
    else if (!t.nodes && !t.error && form == TF_SAVED_MODEL)
        note_add(n, VIEW("tf.malformed"), NOTE_MALFORMED, 0,
                 "a saved model without a graph");
    return t.error;
}
