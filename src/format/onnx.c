// SPDX-License-Identifier: Apache-2.0
#include "format/onnx.h"

#include "base/amount.h"
#include "base/map.h"
#include "format/dtype.h"
#include "format/note.h"
#include "format/proto.h"
#include "knowledge/knowledge.h"

#include <inttypes.h>

enum {
    DEEPEST = 100,       // graphs in attributes of nodes of graphs
    LONGEST_TEXT = 4096, // of names and values that are kept
    LONGEST_DIMS = 1024, // bytes of a packed shape
    STEP = 16 << 10,
};

enum model { // field numbers of ModelProto
    MODEL_VERSION = 1,
    MODEL_PRODUCER = 2,
    MODEL_DOMAIN = 4,
    MODEL_DOC = 6,
    MODEL_GRAPH = 7,
    MODEL_METADATA = 14,
    MODEL_TRAINING = 20,
    MODEL_FUNCTION = 25,
};
enum graph {
    GRAPH_NODE = 1,
    GRAPH_INITIALIZER = 5,
    GRAPH_SPARSE = 15,
};
enum { TRAINING_START = 1, TRAINING_STEP = 2 }; // graphs
enum { FUNCTION_NODE = 7, FUNCTION_ATTRIBUTE = 11 };
enum node {
    NODE_OP = 4,
    NODE_ATTRIBUTE = 5,
    NODE_DOMAIN = 7,
};
enum attribute {
    ATTRIBUTE_TENSOR = 5,
    ATTRIBUTE_GRAPH = 6,
    ATTRIBUTE_TENSORS = 10,
    ATTRIBUTE_GRAPHS = 11,
    ATTRIBUTE_SPARSE = 22,
};
enum tensor_field {
    TENSOR_DIMS = 1,
    TENSOR_TYPE = 2,
    TENSOR_NAME = 8,
    TENSOR_RAW = 9,
    TENSOR_EXTERNAL = 13,
    TENSOR_LOCATION = 14,
};

struct model_read {
    struct arena *arena;
    const struct file *file;
    struct tensors *out;
    struct notes notes;
    struct map domains; // known ones, and custom ones already told
    struct map externals;
    bool stopped;
    struct error *error;
};

static void malformed(struct model_read *m, enum note_severity severity,
                      uint64_t offset, const char *what)
{
    if (!m->stopped)
        note_add(&m->notes, VIEW("onnx.malformed"), severity, offset, "%s",
                 what);
    m->stopped = true;
}

// After a walk: a fault or error of `p` ends the reading.
static void settle(struct model_read *m, const struct proto *p)
{
    if (p->error && !m->error)
        m->error = p->error;
    if (p->error)
        m->stopped = true;
    if (p->fault)
        malformed(m, NOTE_MALFORMED, p->at, p->fault);
}

static bool step(struct model_read *m, struct proto *p)
{
    return !m->stopped && proto_next(p);
}

static bool is_message(const struct proto *p, uint32_t number)
{
    return p->number == number && p->wire == PROTO_BYTES;
}

// A StringStringEntryProto.
static void read_pair(struct model_read *m, struct proto p, struct view *key,
                      struct view *value)
{
    *key = *value = (struct view){0};
    while (step(m, &p)) {
        if (is_message(&p, 1))
            *key = proto_bytes(&p, m->arena, LONGEST_TEXT);
        else if (is_message(&p, 2))
            *value = proto_bytes(&p, m->arena, LONGEST_TEXT);
    }
    settle(m, &p);
}

// Whether a location leaves the model's folder, on any system or for one who
// takes it for an address.
static bool escapes(struct view path)
{
    size_t start = 0;

    if (!path.len || path.at[0] == '/' || view_has(path, VIEW("://")) ||
        memchr(path.at, '\\', path.len) || memchr(path.at, '\0', path.len) ||
        (path.len > 1 && path.at[1] == ':'))
        return true;
    for (size_t i = 0; i <= path.len; i++) {
        if (i < path.len && path.at[i] != '/')
            continue;
        if (i - start == 2 && memcmp(path.at + start, "..", 2) == 0)
            return true;
        start = i + 1;
    }
    return false;
}

// Where a tensor outside of the file lies.
struct place_outside {
    struct view path;
    uint64_t from, len, offset;
    bool named;
};

static void take_location(struct model_read *m, const struct place_outside *p)
{
    bool is_new;
    uint64_t end;
    size_t *at = map_at(&m->externals, p->path, &is_new);

    if (__builtin_add_overflow(p->from, p->len, &end))
        end = UINT64_MAX;
    if (is_new && escapes(p->path))
        note_add(&m->notes, VIEW("onnx.external-path"), NOTE_DANGER, p->offset,
                 "weights are to be read from outside the model's folder: "
                 "'" VIEW_FMT "'",
                 VIEW_ARG(view_head(p->path, 200)));
    else if (is_new)
        note_add(&m->notes, VIEW("onnx.external"), NOTE_PLAIN, p->offset,
                 "weights are in the file '" VIEW_FMT "'",
                 VIEW_ARG(view_head(p->path, 200)));
    if (is_new) {
        *at = m->out->external_count;
        *LIST_ADD(m->arena, m->out->external, m->out->external_count) =
            (struct tensor_external){.path = p->path, .offset = p->offset};
    }
    struct tensor_external *x = &m->out->external[*at];
    if (end > x->end) {
        x->end = end;
        x->offset = p->offset;
    }
}

static void add_dim(struct model_read *m, struct tensor *t, uint64_t dim,
                    uint64_t offset)
{
    if (t->dims >= TENSOR_MAX_DIMS || dim > INT64_MAX)
        malformed(m, NOTE_MALFORMED, offset, "a shape that cannot be");
    else
        t->dim[t->dims++] = dim;
}

static void read_dims(struct model_read *m, struct proto *p, struct tensor *t)
{
    uint64_t dim;

    if (p->wire == PROTO_VARINT) {
        add_dim(m, t, p->value, p->at);
        return;
    }
    struct view v = proto_bytes(p, m->arena, LONGEST_DIMS);
    while (v.len && !m->stopped) {
        if (proto_packed(&v, &dim))
            add_dim(m, t, dim, p->offset);
        else
            malformed(m, NOTE_MALFORMED, p->offset, "a broken shape");
    }
}

static void read_location(struct model_read *m, struct proto p,
                          struct place_outside *out)
{
    struct view key, value;
    uint64_t at = p.at, *number = NULL;

    read_pair(m, p, &key, &value);
    if (view_eq(key, VIEW("location"))) {
        if (out->named) // readers differ in which of them they take
            take_location(m, out);
        *out = (struct place_outside){value, out->from, out->len, at, true};
    } else if (view_eq(key, VIEW("offset"))) {
        number = &out->from;
    } else if (view_eq(key, VIEW("length"))) {
        number = &out->len;
    }
    if (number && !view_u64(value, number))
        malformed(m, NOTE_MALFORMED, at,
                  "a place in the file of weights that is no number");
}

static void list_tensor(struct model_read *m, struct tensor *t, uint64_t type,
                        uint64_t raw, uint64_t offset)
{
    const struct dtype_info *known =
        type <= UINT32_MAX ? dtype_of_onnx((uint32_t)type) : NULL;

    t->dtype =
        known ? known->name : arena_print(m->arena, "onnx type %" PRIu64, type);
    if (!tensor_count(t)) {
        malformed(m, NOTE_MALFORMED, offset,
                  "a shape that does not fit 63 "
                  "bits");
        return;
    }
    if (!known || !dtype_size(known, t->count, &t->size))
        t->size = 0;
    if (raw && t->size && raw != t->size)
        note_add(&m->notes, VIEW("onnx.malformed"), NOTE_MALFORMED, t->offset,
                 "the tensor '" VIEW_FMT "' has %" PRIu64 " byte%s, its shape "
                 "needs %" PRIu64,
                 VIEW_ARG(view_head(t->name, 200)), raw, plural(raw), t->size);
    if (__builtin_add_overflow(m->out->parameters, t->count,
                               &m->out->parameters))
        m->out->parameters = UINT64_MAX;
    *LIST_ADD(m->arena, m->out->tensor, m->out->tensor_count) = *t;
}

static void read_tensor(struct model_read *m, struct proto p, bool list)
{
    uint64_t start = p.at, type = 0, raw = 0;
    struct tensor t = {0};
    struct place_outside place = {0};
    bool outside = false;

    while (step(m, &p)) {
        if (p.number == TENSOR_DIMS)
            read_dims(m, &p, &t);
        else if (p.number == TENSOR_TYPE && p.wire == PROTO_VARINT)
            type = p.value;
        else if (is_message(&p, TENSOR_NAME))
            t.name = proto_bytes(&p, m->arena, LONGEST_TEXT);
        else if (is_message(&p, TENSOR_RAW))
            t.offset = p.offset, raw = p.size;
        else if (is_message(&p, TENSOR_EXTERNAL))
            read_location(m, proto_inside(&p), &place);
        else if (p.number == TENSOR_LOCATION && p.wire == PROTO_VARINT)
            outside = p.value == 1;
    }
    settle(m, &p);
    if (place.named)
        take_location(m, &place);
    else if (outside && !m->stopped)
        malformed(m, NOTE_MALFORMED, start,
                  "weights in another file that is not named");
    if (list && !m->stopped)
        list_tensor(m, &t, type, raw, start);
}

// SparseTensorProto: values and indices.
static void read_sparse(struct model_read *m, struct proto p, bool list)
{
    while (step(m, &p)) {
        if (is_message(&p, 1))
            read_tensor(m, proto_inside(&p), list);
        else if (is_message(&p, 2))
            read_tensor(m, proto_inside(&p), false);
    }
    settle(m, &p);
}

static void check_domain(struct model_read *m, struct view domain,
                         struct view op, uint64_t offset)
{
    bool is_new;

    if (!domain.len)
        return;
    map_at(&m->domains, domain, &is_new);
    if (is_new)
        note_add(&m->notes, VIEW("onnx.custom-op"), NOTE_REVIEW, offset,
                 "the operator " VIEW_FMT " of the domain '" VIEW_FMT
                 "' needs code that is not part of an ONNX runtime",
                 VIEW_ARG(view_head(op, 100)),
                 VIEW_ARG(view_head(domain, 100)));
}

static void read_graph(struct model_read *m, struct proto p, uint32_t nodes,
                       unsigned depth);

static void read_attribute(struct model_read *m, struct proto p, unsigned depth)
{
    while (step(m, &p)) {
        if (is_message(&p, ATTRIBUTE_GRAPH) || is_message(&p, ATTRIBUTE_GRAPHS))
            read_graph(m, proto_inside(&p), GRAPH_NODE, depth + 1);
        else if (is_message(&p, ATTRIBUTE_TENSOR) ||
                 is_message(&p, ATTRIBUTE_TENSORS))
            read_tensor(m, proto_inside(&p), false);
        else if (is_message(&p, ATTRIBUTE_SPARSE))
            read_sparse(m, proto_inside(&p), false);
    }
    settle(m, &p);
}

static void read_node(struct model_read *m, struct proto p, unsigned depth)
{
    uint64_t start = p.at;
    struct view op = {0}, domain = {0};

    while (step(m, &p)) {
        if (is_message(&p, NODE_OP))
            op = proto_bytes(&p, m->arena, LONGEST_TEXT);
        else if (is_message(&p, NODE_DOMAIN))
            domain = proto_bytes(&p, m->arena, LONGEST_TEXT);
        else if (is_message(&p, NODE_ATTRIBUTE))
            read_attribute(m, proto_inside(&p), depth);
    }
    settle(m, &p);
    if (!m->stopped)
        check_domain(m, domain, op, start);
}

// A field that the schema of graphs does not have: no reader knows what is in
// it, but a generic one (a viewer, a converter) descends into it and overflows
// its stack. Follows the first message inside the first, and so on.
static void check_unknown(struct model_read *m, struct proto p)
{
    enum { DEEPEST_UNKNOWN = 3 * DEEPEST }; // graph, node, attribute
    unsigned depth = 0;
    uint64_t start = p.at;

    while (!m->stopped && depth <= DEEPEST_UNKNOWN && proto_next(&p) &&
           p.wire == PROTO_BYTES) {
        p = proto_inside(&p);
        depth++;
    }
    if (depth > DEEPEST_UNKNOWN)
        malformed(m, NOTE_LIMIT, start,
                  "messages are nested more than 300 deep in a field that no "
                  "reader knows");
}

static bool graph_has(uint32_t number)
{
    // GraphProto: 1 node, 2 name, 5 initializer, 10 doc_string, 11 input,
    // 12 output, 13 value_info, 14 quantization, 15 sparse, 16 metadata.
    static const uint32_t known = 1u << 1 | 1u << 2 | 1u << 5 | 1u << 10 |
                                  1u << 11 | 1u << 12 | 1u << 13 | 1u << 14 |
                                  1u << 15 | 1u << 16;
    return number < 32 && known >> number & 1;
}

// A graph, or the body of a function, whose nodes have another number.
static void read_graph(struct model_read *m, struct proto p, uint32_t nodes,
                       unsigned depth)
{
    if (depth > DEEPEST) {
        malformed(m, NOTE_LIMIT, p.at, "graphs are nested more than 100 deep");
        return;
    }
    while (step(m, &p)) {
        if (is_message(&p, nodes))
            read_node(m, proto_inside(&p), depth);
        else if (nodes == FUNCTION_NODE && is_message(&p, FUNCTION_ATTRIBUTE))
            read_attribute(m, proto_inside(&p), depth);
        else if (nodes == GRAPH_NODE && is_message(&p, GRAPH_INITIALIZER))
            read_tensor(m, proto_inside(&p), true);
        else if (nodes == GRAPH_NODE && is_message(&p, GRAPH_SPARSE))
            read_sparse(m, proto_inside(&p), true);
        else if (nodes == GRAPH_NODE && p.wire == PROTO_BYTES &&
                 !graph_has(p.number))
            check_unknown(m, proto_inside(&p));
    }
    settle(m, &p);
}

// How a model is trained: a graph to start from and one of a step.
static void read_training(struct model_read *m, struct proto p)
{
    while (step(m, &p))
        if (is_message(&p, TRAINING_START) || is_message(&p, TRAINING_STEP))
            read_graph(m, proto_inside(&p), GRAPH_NODE, 1);
    settle(m, &p);
}

static void add_meta(struct model_read *m, struct view key, struct view value,
                     uint64_t offset)
{
    *LIST_ADD(m->arena, m->out->meta, m->out->meta_count) =
        (struct tensor_meta){key, value, offset};
}

static const struct {
    enum model number;
    struct view key;
} texts[] = {
    {MODEL_PRODUCER, VIEW_INIT("producer_name")},
    {MODEL_DOMAIN, VIEW_INIT("domain")},
    {MODEL_DOC, VIEW_INIT("doc_string")},
};

static void read_model_field(struct model_read *m, struct proto *p, bool *graph)
{
    struct view key, value;

    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (is_message(p, texts[i].number))
            add_meta(m, texts[i].key, proto_bytes(p, m->arena, LONGEST_TEXT),
                     p->offset);
    if (is_message(p, MODEL_GRAPH)) {
        *graph = true;
        read_graph(m, proto_inside(p), GRAPH_NODE, 1);
    } else if (is_message(p, MODEL_FUNCTION)) {
        read_graph(m, proto_inside(p), FUNCTION_NODE, 1);
    } else if (is_message(p, MODEL_TRAINING)) {
        read_training(m, proto_inside(p));
    } else if (is_message(p, MODEL_METADATA)) {
        uint64_t offset = p->offset;
        read_pair(m, proto_inside(p), &key, &value);
        add_meta(m, key, value, offset);
    }
}

static struct error *read_known_domains(struct model_read *m)
{
    struct records known;
    struct view domain;
    bool is_new;

    TRY(knowledge_read(m->arena, VIEW("safety/onnx.txt"), &known));
    for (size_t i = 0; i < known.record_count; i++)
        for (size_t at = 0;
             record_next(&known.record[i], VIEW("domain"), &at, &domain);)
            map_at(&m->domains, domain, &is_new);
    return NULL;
}

static void read_model(struct model_read *m)
{
    struct window w = {.arena = m->arena, .file = m->file, .step = STEP};
    struct proto p = proto_of(&w, m->file->size);
    bool graph = false;

    while (step(m, &p))
        read_model_field(m, &p, &graph);
    settle(m, &p);
    if (!m->stopped && !graph)
        malformed(m, NOTE_MALFORMED, 0,
                  "there is no graph: this is no ONNX "
                  "model");
    window_close(&w);
}

// Fields of ModelProto are what they must be, and others are nobody's.
static bool fits_model(const struct proto *p)
{
    static const struct {
        enum model number;
        enum proto_wire wire;
    } fields[] = {
        {MODEL_VERSION, PROTO_VARINT}, {MODEL_PRODUCER, PROTO_BYTES},
        {MODEL_DOMAIN, PROTO_BYTES},   {MODEL_DOC, PROTO_BYTES},
        {MODEL_GRAPH, PROTO_BYTES},    {MODEL_METADATA, PROTO_BYTES},
        {MODEL_TRAINING, PROTO_BYTES}, {MODEL_FUNCTION, PROTO_BYTES},
    };

    for (size_t i = 0; i < sizeof fields / sizeof *fields; i++)
        if (p->number == fields[i].number && p->wire != fields[i].wire)
            return false;
    return true;
}

bool onnx_is(struct arena *a, const struct file *f, struct view front)
{
    enum { HIGHEST_VERSION = 255 }; // 13 in 2025
    struct window w = {.arena = a, .file = f, .step = STEP};
    struct proto p = proto_of(&w, f->size);
    bool version = false, graph = false, fits = true;

    // Keys of its first fields: most files are none of these.
    if (!front.len || !byte_in(front.at[0], VIEW("\x08\x12\x1a\x22\x28\x32\x3a"
                                                 "\x42\x72")))
        return false;
    for (bool more = true; more && fits;) {
        more = proto_next(&p);
        fits = fits_model(&p);
        graph |= p.number == MODEL_GRAPH;
        if (p.number == MODEL_VERSION && !p.fault) {
            version = true;
            fits &= p.value >= 1 && p.value <= HIGHEST_VERSION;
        }
        if (version && graph)
            break;
    }
    window_close(&w);
    return fits && version && graph;
}

struct error *onnx_read(struct arena *a, const struct file *f,
                        struct tensors *out)
{
    struct model_read m = {.arena = a, .file = f, .out = out};

    *out = (struct tensors){.format = VIEW("onnx")};
    m.notes.arena = m.domains.arena = m.externals.arena = a;
    TRY(read_known_domains(&m));
    read_model(&m);
    notes_into(a, &m.notes, out);
    if (m.error || !m.stopped)
        return m.error;
    const struct tensor_note *last = &out->note[out->note_count - 1];
    return error_new(a, ERROR_INPUT, (struct place){f->path, last->offset, 0},
                     VIEW_FMT, VIEW_ARG(last->shows));
}
