// SPDX-License-Identifier: Apache-2.0
#include "format/tf_graph.h"

#include "base/map.h"
#include "format/proto.h"
#include "knowledge/knowledge.h"

#include <inttypes.h>

enum {
    STEP = 16 << 10,
    LONGEST_NAME = 4096,  // of a node, an operator, a path
    MOST_INPUTS = 8,      // of a node that are followed
    DEEPEST_PATH = 16,    // nodes between a constant and who takes it
    MOST_NODES = 1 << 18, // kept for following
    LARGEST_TEXT = 64 << 20,
};

enum { SAVED_VERSION = 1, SAVED_META = 2 };
enum { META_GRAPH = 2, META_ASSET = 6 };
enum { ASSET_TENSOR = 1 };
enum { TENSOR_INFO_NAME = 1 };
enum { GRAPH_NODE = 1, GRAPH_LIBRARY = 2 };
enum { LIBRARY_FUNCTION = 1 };
enum { FUNCTION_NODE = 3 };
enum { NODE_NAME = 1, NODE_OP = 2, NODE_INPUT = 3, NODE_ATTR = 5 };
enum { ENTRY_VALUE = 2 };
enum { ATTR_LIST = 1, ATTR_S = 2, ATTR_TENSOR = 8 };
enum { LIST_S = 2 };
enum { TENSOR_STRING = 8 };

// What knowledge/safety/tensorflow.txt says of an operator.
struct role {
    struct view op;
    bool always, address, carries, fills;
    uint32_t paths; // inputs that are paths
    bool told;
};

// A node that takes or gives a path.
struct node {
    struct role *role; // NULL: a constant
    struct view input[MOST_INPUTS];
    size_t input_count;
    struct view outside; // a constant's path or address, or empty
    uint64_t offset;
};

struct graph { // one graph, or one function
    struct arena scratch;
    struct map names;
    struct node *node;
    size_t node_count;
};

struct reading {
    struct arena *arena;
    const struct file *file;
    struct notes *notes;
    struct map roles; // operator -> index
    struct role *role;
    size_t role_count;
    struct map assets; // constants that the loader replaces
    uint64_t nodes;    // seen
    bool limited;
    struct error *error;
    const char *fault;
    uint64_t fault_at;
};

// ---- the operators

static struct role *role_at(struct reading *t, struct view op)
{
    bool is_new;
    size_t *at = map_at(&t->roles, op, &is_new);

    if (is_new) {
        *at = t->role_count;
        *LIST_ADD(t->arena, t->role, t->role_count) = (struct role){.op = op};
    }
    return &t->role[*at];
}

static void take_field(struct reading *t, const struct field *f)
{
    struct view op = f->value;
    uint64_t paths = 0;

    if (view_eq(f->key, VIEW("path"))) {
        view_u64(view_cut(f->value, ' ', &op), &paths);
        role_at(t, op)->paths = (uint32_t)paths;
        return;
    }
    struct role *r = role_at(t, op);
    r->always |= view_eq(f->key, VIEW("always"));
    r->address |= view_eq(f->key, VIEW("address"));
    r->carries |= view_eq(f->key, VIEW("carries"));
    r->fills |= view_eq(f->key, VIEW("fills"));
}

static struct error *roles_open(struct reading *t)
{
    struct records all;

    TRY(knowledge_read(t->arena, VIEW("safety/tensorflow.txt"), &all));
    for (size_t i = 0; i < all.record_count; i++)
        for (size_t k = 0; k < all.record[i].field_count; k++)
            take_field(t, &all.record[i].field[k]);
    return NULL;
}

static struct role *role_of(const struct reading *t, struct view op)
{
    const size_t *at = map_find(&t->roles, op);

    return at ? &t->role[*at] : NULL;
}

// Whether a path leaves the model's folder, on any system, or the machine.
static bool is_outside(struct view path)
{
    size_t start = 0;

    if (!path.len)
        return false;
    if (path.at[0] == '/' || path.at[0] == '\\' || path.at[0] == '~' ||
        view_has(path, VIEW("://")) ||
        (path.len > 2 && path.at[1] == ':' && ascii_alpha(path.at[0]) &&
         (path.at[2] == '\\' || path.at[2] == '/')))
        return true;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.at[i] != '/' && path.at[i] != '\\')
            continue;
        if (i - start == 2 && memcmp(path.at + start, "..", 2) == 0)
            return true;
        start = i + 1;
    }
    return false;
}

static void tell(struct reading *t, struct role *r, uint64_t offset,
                 struct view outside)
{
    if (r->told)
        return;
    r->told = true;
    if (outside.len)
        note_add(t->notes, VIEW("tf.op"), NOTE_DANGER, offset,
                 "the operator " VIEW_FMT " is to reach '" VIEW_FMT
                 "', outside of the model's folder",
                 VIEW_ARG(r->op), VIEW_ARG(view_head(outside, 200)));
    else
        note_add(t->notes, VIEW("tf.op"), NOTE_DANGER, offset,
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
        t->fault_at = p->at;
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

static void take_string(struct graph *g, struct node *n, struct proto *p)
{
    if (n->outside.len)
        return;
    struct view v = near_text(p);
    if (is_outside(v))
        n->outside = arena_copy(&g->scratch, v);
}

// The strings of `p`, in fields `number`.
static void take_strings(struct reading *t, struct graph *g, struct node *n,
                         struct proto p, uint32_t number)
{
    while (step(t, &p))
        if (is_message(&p, number))
            take_string(g, n, &p);
    settle(t, &p);
}

static void read_attr(struct reading *t, struct graph *g, struct node *n,
                      struct proto entry)
{
    while (step(t, &entry)) {
        if (!is_message(&entry, ENTRY_VALUE))
            continue;
        struct proto p = proto_inside(&entry);
        while (step(t, &p)) {
            if (is_message(&p, ATTR_S))
                take_string(g, n, &p);
            else if (is_message(&p, ATTR_LIST))
                take_strings(t, g, n, proto_inside(&p), LIST_S);
            else if (is_message(&p, ATTR_TENSOR))
                take_strings(t, g, n, proto_inside(&p), TENSOR_STRING);
        }
        settle(t, &p);
    }
    settle(t, &entry);
}

// The node that an input names: "name", "name:0", "name:output:0".
static struct view input_node(struct view input)
{
    struct view rest;

    return view_cut(input, ':', &rest);
}

static void keep(struct reading *t, struct graph *g, struct view name,
                 const struct node *n)
{
    bool is_new;

    if (g->node_count >= MOST_NODES) {
        if (!t->limited)
            note_add(t->notes, VIEW("tf.limit"), NOTE_LIMIT, n->offset,
                     "more than 262,144 nodes deal with paths: the rest "
                     "were not followed");
        t->limited = true;
        return;
    }
    *map_at(&g->names, name, &is_new) = g->node_count;
    *LIST_ADD(&g->scratch, g->node, g->node_count) = *n;
}

// The operator of a node, as far as it matters; false: no operator's name.
static bool read_op(struct reading *t, struct proto *p, struct role **role,
                    bool *constant)
{
    struct view op = near_text(p);

    for (size_t i = 0; i < op.len; i++)
        if (!ascii_alnum(op.at[i]) && op.at[i] != '_' && op.at[i] != '>' &&
            op.at[i] != '.' && op.at[i] != '-')
            return false;
    *role = role_of(t, op);
    *constant = view_eq(op, VIEW("Const"));
    return op.len > 0;
}

static void take_fields(struct reading *t, struct graph *g, struct proto p,
                        struct node *n, struct view *name)
{
    while (step(t, &p)) {
        if (is_message(&p, NODE_NAME))
            *name = proto_bytes(&p, &g->scratch, LONGEST_NAME);
        else if (is_message(&p, NODE_INPUT) && n->input_count < MOST_INPUTS)
            n->input[n->input_count++] =
                proto_bytes(&p, &g->scratch, LONGEST_NAME);
        else if (is_message(&p, NODE_ATTR))
            read_attr(t, g, n, proto_inside(&p));
    }
    settle(t, &p);
}

// Most nodes only compute: of them nothing but the operator is read.
static void read_node(struct reading *t, struct graph *g, struct proto p)
{
    struct proto whole = p;
    struct node n = {.offset = p.at};
    struct view name = {0};
    bool constant = false;

    while (step(t, &p))
        if (is_message(&p, NODE_OP))
            t->nodes += read_op(t, &p, &n.role, &constant);
    settle(t, &p);
    if (!constant && !n.role)
        return;
    take_fields(t, g, whole, &n, &name);
    if (n.role && n.role->always)
        tell(t, n.role, n.offset, (struct view){0});
    if (n.role && n.role->address && n.outside.len)
        tell(t, n.role, n.offset, n.outside);
    bool takes = n.role && (n.role->paths || n.role->carries);
    if (takes || (constant && n.outside.len))
        keep(t, g, name, &n);
}

// ---- paths

// The path outside that comes out of the node an input names, or the empty
// view.
static struct view outside_of(const struct graph *g, struct view input,
                              unsigned depth)
{
    const size_t *at = map_find(&g->names, input_node(input));
    struct view found = {0};

    if (!at || depth > DEEPEST_PATH)
        return found;
    const struct node *n = &g->node[*at];
    if (!n->role || n->outside.len)
        return n->outside;
    // Through the first input as far as it goes, through others one step: else
    // the steps would multiply.
    for (size_t i = 0; n->role->carries && i < n->input_count && !found.len;
         i++)
        found = outside_of(g, n->input[i], i ? DEEPEST_PATH : depth + 1);
    return found;
}

// A table is filled once, when the loader has put the place of the asset in the
// release where the constant says where it was on the maker's disk.
static bool is_asset(const struct reading *t, const struct node *n,
                     struct view input)
{
    return n->role->fills && map_find(&t->assets, input_node(input));
}

static void check_paths(struct reading *t, struct graph *g)
{
    for (size_t i = 0; i < g->node_count; i++) {
        const struct node *n = &g->node[i];
        struct view outside = {0};

        for (size_t k = 0; n->role && k < n->role->paths && k < n->input_count;
             k++)
            if (!outside.len && !is_asset(t, n, n->input[k]))
                outside = outside_of(g, n->input[k], 0);
        if (outside.len)
            tell(t, n->role, n->offset, outside);
    }
}

// A graph, or the body of a function, whose nodes have another number.
static void read_nodes(struct reading *t, struct proto p, uint32_t number,
                       void (*other)(struct reading *t, struct proto *p))
{
    struct graph g = {0};

    g.names.arena = &g.scratch;
    while (step(t, &p)) {
        if (is_message(&p, number))
            read_node(t, &g, proto_inside(&p));
        else if (other)
            other(t, &p);
    }
    settle(t, &p);
    check_paths(t, &g);
    arena_free(&g.scratch);
}

static void read_library(struct reading *t, struct proto *graph)
{
    if (!is_message(graph, GRAPH_LIBRARY))
        return;
    struct proto p = proto_inside(graph);
    while (step(t, &p))
        if (is_message(&p, LIBRARY_FUNCTION))
            read_nodes(t, proto_inside(&p), FUNCTION_NODE, NULL);
    settle(t, &p);
}

static void read_graph(struct reading *t, struct proto p)
{
    read_nodes(t, p, GRAPH_NODE, read_library);
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

static void read_meta(struct reading *t, struct proto p)
{
    struct proto whole = p;

    t->assets = (struct map){.arena = t->arena};
    while (step(t, &p)) // they stand behind the graph
        if (is_message(&p, META_ASSET))
            read_asset(t, proto_inside(&p));
    settle(t, &p);
    p = whole;
    while (step(t, &p))
        if (is_message(&p, META_GRAPH))
            read_graph(t, proto_inside(&p));
    settle(t, &p);
}

static void read_saved(struct reading *t, struct proto p)
{
    while (step(t, &p))
        if (is_message(&p, SAVED_META))
            read_meta(t, proto_inside(&p));
    settle(t, &p);
}

// ---- the forms

// Reads the file as what begins at `read`, for notes only if it is one: whole,
// and with nodes in it.
static bool is_read_as(struct reading *t,
                       void (*read)(struct reading *t, struct proto p),
                       struct window *w)
{
    struct arena scratch = {0};
    struct notes silent = {.arena = &scratch};
    struct reading probe = *t;

    probe.notes = &silent;
    read(&probe, proto_of(w, t->file->size));
    bool is = probe.nodes && !probe.error && !probe.fault;
    for (size_t i = 0; i < t->role_count; i++)
        t->role[i].told = false;
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
        for (size_t i = 0; i < sizeof reads / sizeof *reads; i++)
            if (is_read_as(t, reads[i], &w)) {
                reads[i](t, proto_of(&w, t->file->size));
                break;
            }
    }
    window_close(&w);
}

// What stands before the next token of the text form: blanks and comments.
static struct view behind_blanks(struct view v)
{
    while (v.len && (ascii_blank(v.at[0]) || v.at[0] == '#')) {
        if (v.at[0] == '#')
            view_cut(v, '\n', &v);
        else
            v = view_from(v, 1);
    }
    return v;
}

// A character behind a backslash, by its number: at most `digits` of `base`.
static struct view read_number(struct view v, unsigned base, size_t digits,
                               char *out)
{
    unsigned number = 0;
    size_t i = 0;

    for (; i < digits && i < v.len; i++) {
        int digit = ascii_hex(v.at[i]);

        if (digit < 0 || (unsigned)digit >= base)
            break;
        number = number * base + (unsigned)digit;
    }
    *out = (char)number;
    return view_from(v, i);
}

// Texts in quotes, which belong together, into `out`, up to LONGEST_NAME. Only
// the escapes that name a character by its number matter for a name.
static struct view read_quoted(struct view v, char *out, size_t *len)
{
    *len = 0;
    while (v.len && (v.at[0] == '"' || v.at[0] == '\'')) {
        char quote = v.at[0], c;

        for (v = view_from(v, 1); v.len && v.at[0] != quote;) {
            c = v.at[0];
            v = view_from(v, 1);
            if (c == '\\' && v.len && (v.at[0] == 'x' || v.at[0] == 'X'))
                v = read_number(view_from(v, 1), 16, 2, &c);
            else if (c == '\\' && v.len && v.at[0] >= '0' && v.at[0] <= '7')
                v = read_number(v, 8, 3, &c);
            if (*len < LONGEST_NAME)
                out[(*len)++] = c;
        }
        v = behind_blanks(view_from(v, 1));
    }
    return v;
}

// The text form: what stands in quotes behind an `op:`.
static void read_text(struct reading *t)
{
    struct arena scratch = {0};
    struct view all, left;
    char name[LONGEST_NAME];

    t->error = file_read(&scratch, t->file, 0, LARGEST_TEXT, &all);
    if (t->file->size > LARGEST_TEXT)
        note_add(t->notes, VIEW("limit.size"), NOTE_LIMIT, LARGEST_TEXT,
                 "a graph of %" PRIu64 " bytes of text; only the first 64 MiB "
                 "were read",
                 t->file->size);
    left = all;
    for (size_t at;
         left.at && (at = view_find(left, VIEW("op"))) != SIZE_MAX;) {
        bool first = !at || byte_in(left.at[at - 1], VIEW(" \t\r\n{};,"));
        size_t len;

        left = behind_blanks(view_from(left, at + 2));
        if (!first || !left.len || left.at[0] != ':')
            continue;
        struct view op = behind_blanks(view_from(left, 1));
        left = read_quoted(op, name, &len);
        if (!len)
            continue;
        struct role *r = role_of(t, (struct view){name, len});
        t->nodes++;
        if (r && r->always)
            tell(t, r, (uint64_t)(op.at - all.at), (struct view){0});
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
    t.roles.arena = a;
    TRY(roles_open(&t));
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
