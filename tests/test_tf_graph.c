// SPDX-License-Identifier: Apache-2.0
// The messages of these tests are put together here, by the field numbers of
// saved_model.proto, graph.proto, function.proto and attr_value.proto.
#include "format/tf_graph.h"

#include "base/text.h"
#include "check.h"
#include "notes.h"

// A field that holds bytes, or a message.
static struct view field(struct arena *a, unsigned number, struct view bytes)
{
    struct text t = {.arena = a};
    char head[4] = {(char)(number << 3 | 2), (char)(bytes.len & 0x7f), 0, 0};
    size_t len = 2;

    if (bytes.len > 0x7f) {
        head[1] = (char)(bytes.len | 0x80);
        head[2] = (char)(bytes.len >> 7);
        len = 3;
    }
    CHECK(bytes.len < 1 << 14);
    text_add(&t, (struct view){head, len});
    text_add(&t, bytes);
    return text_view(&t);
}

static struct view join(struct arena *a, struct view one, struct view two)
{
    struct text t = {.arena = a};

    text_add(&t, one);
    text_add(&t, two);
    return text_view(&t);
}

// A NodeDef: name, operator, input (or none), a string (or none) as attribute
// "value" inside a tensor or, of other operators, plainly.
static struct view node(struct arena *a, const char *name, const char *op,
                        const char *input, const char *string)
{
    struct view v =
        join(a, field(a, 1, view_of(name)), field(a, 2, view_of(op)));

    if (input)
        v = join(a, v, field(a, 3, view_of(input)));
    if (string) {
        struct view value = field(a, 2, view_of(string));
        if (view_eq(view_of(op), VIEW("Const")))
            value = field(a, 8, field(a, 8, view_of(string)));
        v = join(
            a, v,
            field(a, 5,
                  join(a, field(a, 1, VIEW("value")), field(a, 2, value))));
    }
    return field(a, 1, v);
}

static struct view saved(struct arena *a, struct view graph)
{
    return join(a, VIEW("\x08\x01"), field(a, 2, field(a, 2, graph)));
}

// The nodes of `graph`, in a function of the library.
static struct view as_function(struct arena *a, struct view graph)
{
    struct text t = {.arena = a};

    for (size_t at = 0; at < graph.len;) { // each node: one byte of length
        size_t len = (unsigned char)graph.at[at + 1];

        CHECK(len < 0x80);
        text_add(&t, field(a, 3, view_head(view_from(graph, at + 2), len)));
        at += 2 + len;
    }
    return field(a, 2, field(a, 1, text_view(&t)));
}

static enum note_severity judge(struct arena *a, struct view bytes,
                                enum tf_form form, struct notes *n)
{
    struct file f = file_of(bytes, VIEW("t.pb"));

    *n = (struct notes){.arena = a};
    CHECK(!tf_graph_read(a, &f, form, n));
    return n->worst;
}

TEST(calls_a_graph_a_program_and_no_more)
{
    struct arena a = {0};
    struct notes n;
    struct view g = node(&a, "n", "MatMul", "x", NULL);

    CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_REVIEW);
    CHECK_U64(n.note_count, 1);
    CHECK_TEXT(n.note[0].rule, "tf.graph");
    arena_free(&a);
}

TEST(refuses_operators_that_reach_out_in_graphs_and_in_functions)
{
    static const char *const ops[] = {
        "ReadFile",        "WriteFile",   "MatchingFiles", "PyFunc",
        "PyFuncStateless", "EagerPyFunc", "LoadLibrary"};

    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        struct arena a = {0};
        struct notes n;
        struct view g = node(&a, "n", ops[i], "x", NULL);

        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_DANGER);
        CHECK(noted(&n, "tf.op") && noted(&n, "tf.graph"));
        CHECK_U64(judge(&a, saved(&a, as_function(&a, g)), TF_SAVED_MODEL, &n),
                  NOTE_DANGER);
        // A name alone is no operator.
        g = node(&a, ops[i], "Relu", ops[i], NULL);
        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_REVIEW);
        arena_free(&a);
    }
}

// As the text format of protocol buffers allows it to be written.
TEST(refuses_operators_of_the_text_form_however_they_are_quoted)
{
    static const struct {
        const char *text;
        enum note_severity worst;
    } sample[] = {
        {"node { name: \"r\" op: \"ReadFile\" }", NOTE_DANGER},
        {"node { op : 'ReadFile' }", NOTE_DANGER},
        {"node{op:\"Read\" # half of it\n \"File\"}", NOTE_DANGER},
        {"node { op: # below\n\"Read\\x46ile\" }", NOTE_DANGER},
        {"node { op: \"\\122eadFile\" }", NOTE_DANGER},
        {"node { name: \"ReadFile\" op: \"Relu\" }", NOTE_REVIEW},
        {"node { stop: \"ReadFile\" op: \"ReadFiles\" }", NOTE_REVIEW},
        {"node { op: \"ReadFile", NOTE_DANGER},
        // Nothing parts a field from the text or number in front of it.
        {"node{name:\"r\"op:\"ReadFile\"}", NOTE_DANGER},
        {"node{input:['a']op:'ReadFile'}", NOTE_DANGER},
        {"versions{producer:1}node{x:1op:\"ReadFile\"}", NOTE_DANGER},
        {"node { x1op: \"ReadFile\" op: \"Relu\" }", NOTE_REVIEW},
        {"node { op: \"\\", NOTE_REVIEW},
        {"op", NOTE_PLAIN},
        {"no_graph { op: \"ReadFile\" }", NOTE_DANGER}, // wherever it is
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        struct arena a = {0};
        struct notes n;

        CHECK_U64(judge(&a, view_of(sample[i].text), TF_TEXT, &n),
                  sample[i].worst);
        arena_free(&a);
    }
}

TEST(follows_constant_paths_to_those_who_take_them)
{
    static const struct {
        const char *path;
        enum note_severity severity;
    } paths[] = {
        {"/etc/cron.d/x", NOTE_DANGER},      {"C:\\x", NOTE_DANGER},
        {"file:///tmp/x", NOTE_DANGER},      {"a/../../x", NOTE_DANGER},
        {"variables/part-0", NOTE_REVIEW},   {"a..b/c", NOTE_REVIEW},
        {"dense/kernel/.ATTR", NOTE_REVIEW}, {"", NOTE_REVIEW},
    };

    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct arena a = {0};
        struct notes n;
        struct view constant = node(&a, "c", "Const", NULL, paths[i].path);
        struct view direct = node(&a, "s", "SaveV2", "c", NULL);
        struct view step = node(&a, "i", "Identity", "c:0", NULL);
        struct view far = node(&a, "s", "RestoreV2", "i:output:0", NULL);

        struct view g = join(&a, direct, constant); // in any order
        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n),
                  paths[i].severity);
        g = join(&a, constant, join(&a, step, far));
        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n),
                  paths[i].severity);
        CHECK_U64(judge(&a, saved(&a, as_function(&a, g)), TF_SAVED_MODEL, &n),
                  paths[i].severity);
        // Nobody takes it as a path.
        g = join(&a, constant, node(&a, "s", "StringLength", "c", NULL));
        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_REVIEW);
        arena_free(&a);
    }
}

// The nodes of `graph`, as a function of the library called "f", with its
// arguments, and `ret` as what it gives.
static struct view named_function(struct arena *a, const char *name,
                                  const char *const *args, struct view nodes,
                                  const char *ret)
{
    struct view body = as_function(a, nodes), inside;
    struct view signature = field(a, 1, view_of(name));
    struct text t = {.arena = a};

    for (; *args; args++)
        signature =
            join(a, signature, field(a, 2, field(a, 1, view_of(*args))));
    // 2 the library, 1 the function, each with a size of one or two bytes.
    inside = view_from(body, (unsigned char)body.at[1] < 0x80 ? 2 : 3);
    inside = view_from(inside, (unsigned char)inside.at[1] < 0x80 ? 2 : 3);
    text_add(&t, field(a, 1, signature));
    text_add(&t, inside);
    if (ret)
        text_add(&t, field(a, 4,
                           join(a, field(a, 1, VIEW("r")),
                                field(a, 2, view_of(ret)))));
    return field(a, 2, field(a, 1, text_view(&t)));
}

static struct view function(struct arena *a, const char *const *args,
                            struct view nodes, const char *ret)
{
    return named_function(a, "f", args, nodes, ret);
}

// A node that names the function "f" in an attribute, whose own attribute "v"
// is `value`, or that is it (`op` "f").
static struct view call(struct arena *a, const char *op,
                        const char *const *inputs, const char *value)
{
    struct view v =
        join(a, field(a, 1, VIEW("call")), field(a, 2, view_of(op)));
    struct view named = field(a, 1, VIEW("f"));

    for (; *inputs; inputs++)
        v = join(a, v, field(a, 3, view_of(*inputs)));
    if (value)
        named = join(a, named,
                     field(a, 2,
                           join(a, field(a, 1, VIEW("v")),
                                field(a, 2, field(a, 2, view_of(value))))));
    return field(a, 1,
                 join(a, v,
                      field(a, 5,
                            join(a, field(a, 1, VIEW("f")),
                                 field(a, 2, field(a, 10, named))))));
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

// Over any number of nodes and inputs, and through a loop.
TEST(follows_paths_however_far_they_go)
{
    struct arena a = {0};
    struct notes n;
    struct text t = {.arena = &a};
    struct view constant = node(&a, "n0", "Const", NULL, "/etc/x");
    struct view many = VIEW(""), both;

    text_add(&t, constant);
    for (unsigned i = 1; i <= 100; i++) {
        const char *name = arena_print(&a, "n%u", i).at;
        const char *former = arena_print(&a, "n%u", i - 1).at;

        // By the second input, which is a choice of two.
        text_add(&t, field(&a, 1,
                           join(&a,
                                join(&a, field(&a, 1, view_of(name)),
                                     field(&a, 2, VIEW("Merge"))),
                                join(&a, field(&a, 3, VIEW("n100")),
                                     field(&a, 3, view_of(former))))));
    }
    text_add(&t, node(&a, "s", "SaveV2", "n100", NULL));
    CHECK_U64(judge(&a, saved(&a, text_view(&t)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    for (unsigned i = 0; i < 100; i++)
        many = join(&a, many, field(&a, 3, VIEW("other")));
    both = field(&a, 1,
                 join(&a,
                      join(&a, field(&a, 1, VIEW("j")),
                           field(&a, 2, VIEW("StringJoin"))),
                      join(&a, many, field(&a, 3, VIEW("n0")))));
    both = join(&a, both, node(&a, "s", "SaveV2", "j", NULL));
    CHECK_U64(
        judge(&a, saved(&a, join(&a, constant, both)), TF_SAVED_MODEL, &n),
        NOTE_DANGER);
    CHECK_U64(judge(&a, saved(&a, both), TF_SAVED_MODEL, &n), NOTE_REVIEW);
    arena_free(&a);
}

// function.proto: what a function is given by who calls it, and gives.
TEST(follows_paths_into_functions_and_out)
{
    static const struct {
        const char *op, *first, *second;
        enum note_severity worst;
    } calls[] = {
        {"PartitionedCall", "x", "c", NOTE_DANGER},
        {"StatefulPartitionedCall", "x", "c:0", NOTE_DANGER},
        {"f", "x", "c", NOTE_DANGER},
        {"PartitionedCall", "c", "x", NOTE_REVIEW}, // not the path
        {"f", "c", "x", NOTE_REVIEW},
        {"PartitionedCall", "x", "^c", NOTE_REVIEW}, // only an order
        // Which input is which argument is not known of these.
        {"MapDataset", "x", "c", NOTE_DANGER},
        {"MapDataset", "c", "x", NOTE_DANGER},
        {"NoSuchOperator", "c", "x", NOTE_DANGER},
    };
    struct arena a = {0};
    struct notes n;
    struct view constant = node(&a, "c", "Const", NULL, "/etc/x");
    struct view saves = node(&a, "s", "SaveV2", "path", NULL);
    struct view f = function(&a, WORDS("values", "path"), saves, NULL);

    for (size_t i = 0; i < sizeof calls / sizeof *calls; i++) {
        struct view g =
            call(&a, calls[i].op, WORDS(calls[i].first, calls[i].second), NULL);

        g = join(&a, join(&a, g, f), constant); // in any order
        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), calls[i].worst);
        CHECK_U64(judge(&a, g, TF_UNKNOWN, &n), calls[i].worst);
    }
    // If has a condition in front.
    struct view g = call(&a, "If", WORDS("x", "y", "c"), NULL);
    CHECK_U64(judge(&a, saved(&a, join(&a, join(&a, g, f), constant)),
                    TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    // What it gives.
    f = function(&a, WORDS("x"), constant, "c:output:0");
    g = join(&a, call(&a, "PartitionedCall", WORDS("x"), NULL),
             node(&a, "s", "SaveV2", "call:1", NULL));
    CHECK_U64(judge(&a, saved(&a, join(&a, f, g)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    f = function(&a, WORDS("x"), constant, "x");
    CHECK_U64(judge(&a, saved(&a, join(&a, f, g)), TF_SAVED_MODEL, &n),
              NOTE_REVIEW);
    arena_free(&a);
}

// attr_value.proto: a placeholder is put in by who calls the function.
static struct view left_open(struct arena *a, const char *name, const char *op)
{
    return field(
        a, 1,
        join(a, join(a, field(a, 1, view_of(name)), field(a, 2, view_of(op))),
             field(a, 5,
                   join(a, field(a, 1, VIEW("value")),
                        field(a, 2, field(a, 9, VIEW("v")))))));
}

TEST(follows_paths_into_attributes_left_open)
{
    struct arena a = {0};
    struct notes n;
    struct view open = left_open(&a, "c", "Const");
    struct view saves = node(&a, "s", "SaveV2", "c", NULL);
    struct view f = function(&a, WORDS("x"), join(&a, open, saves), NULL);
    struct view bad = call(&a, "PartitionedCall", WORDS("x"), "/etc/x");
    struct view good = call(&a, "PartitionedCall", WORDS("x"), "part");

    CHECK_U64(judge(&a, saved(&a, join(&a, f, bad)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    CHECK_U64(judge(&a, saved(&a, join(&a, f, good)), TF_SAVED_MODEL, &n),
              NOTE_REVIEW);
    arena_free(&a);
}

// Through a function that leaves open what it puts into another, and to an
// operator that takes an address there.
TEST(follows_what_is_left_open_further_down)
{
    struct arena a = {0};
    struct notes n;
    struct view saves = node(&a, "s", "SaveV2", "c", NULL);
    struct view inner =
        named_function(&a, "g", WORDS("x"),
                       join(&a, left_open(&a, "c", "Const"), saves), NULL);
    struct view f = function(&a, WORDS("x"), left_open(&a, "d", "g"), NULL);
    struct view debugs =
        function(&a, WORDS("x"), left_open(&a, "d", "DebugIdentity"), NULL);
    struct view bad = call(&a, "PartitionedCall", WORDS("x"), "/etc/x");
    struct view good = call(&a, "PartitionedCall", WORDS("x"), "part");
    struct view both = join(&a, inner, f);

    CHECK_U64(judge(&a, saved(&a, join(&a, both, bad)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    CHECK_U64(judge(&a, saved(&a, join(&a, both, good)), TF_SAVED_MODEL, &n),
              NOTE_REVIEW);
    CHECK_U64(judge(&a, saved(&a, join(&a, debugs, bad)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    CHECK_U64(judge(&a, saved(&a, join(&a, debugs, good)), TF_SAVED_MODEL, &n),
              NOTE_REVIEW);
    arena_free(&a);
}

// The first or the second: what goes in, what is put in, and what comes out.
TEST(follows_paths_into_either_function_of_one_name)
{
    struct arena a = {0};
    struct notes n;
    struct view constant = node(&a, "c", "Const", NULL, "/etc/x");
    struct view into = node(&a, "s", "SaveV2", "path", NULL);
    struct view saves = node(&a, "s", "SaveV2", "c", NULL);
    struct view open = join(&a, left_open(&a, "c", "Const"), saves);
    const struct {
        struct view one, calls;
    } row[] = {
        {function(&a, WORDS("path"), into, NULL),
         join(&a, constant, call(&a, "PartitionedCall", WORDS("c"), NULL))},
        {function(&a, WORDS("x"), open, NULL),
         call(&a, "PartitionedCall", WORDS("x"), "/etc/x")},
        {function(&a, WORDS("x"), constant, "c:output:0"),
         join(&a, call(&a, "PartitionedCall", WORDS("x"), NULL),
              node(&a, "s", "SaveV2", "call:0", NULL))},
    };
    struct view other =
        function(&a, WORDS("x"), node(&a, "n", "Relu", "x", NULL), NULL);

    for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
        struct view first = join(&a, row[i].one, other);
        struct view second = join(&a, other, row[i].one);

        CHECK_U64(judge(&a, saved(&a, join(&a, first, row[i].calls)),
                        TF_SAVED_MODEL, &n),
                  NOTE_DANGER);
        CHECK_U64(judge(&a, saved(&a, join(&a, second, row[i].calls)),
                        TF_SAVED_MODEL, &n),
                  NOTE_DANGER);
        CHECK_U64(judge(&a, saved(&a, join(&a, other, row[i].calls)),
                        TF_SAVED_MODEL, &n),
                  NOTE_REVIEW);
    }
    arena_free(&a);
}

// A message may come in pieces; of two nodes of one name either counts.
TEST(puts_the_pieces_of_a_graph_together)
{
    struct arena a = {0};
    struct notes n;
    struct view constant = node(&a, "c", "Const", NULL, "/etc/x");
    struct view saves = node(&a, "s", "SaveV2", "c", NULL);
    struct view meta = join(&a, field(&a, 2, constant), field(&a, 2, saves));

    CHECK_U64(judge(&a, field(&a, 2, meta), TF_SAVED_MODEL, &n), NOTE_DANGER);
    meta =
        field(&a, 2,
              join(&a, join(&a, constant, node(&a, "c", "Identity", "x", NULL)),
                   saves));
    CHECK_U64(judge(&a, field(&a, 2, meta), TF_SAVED_MODEL, &n), NOTE_DANGER);
    meta =
        field(&a, 2,
              join(&a, join(&a, node(&a, "c", "Identity", "x", NULL), constant),
                   saves));
    CHECK_U64(judge(&a, field(&a, 2, meta), TF_SAVED_MODEL, &n), NOTE_DANGER);
    meta = join(&a, field(&a, 2, constant), VIEW("\x12\x7f"));
    meta = join(&a, field(&a, 2, node(&a, "r", "ReadFile", "x", NULL)), meta);
    CHECK_U64(judge(&a, field(&a, 2, meta), TF_SAVED_MODEL, &n), NOTE_DANGER);
    CHECK(noted(&n, "tf.malformed"));
    arena_free(&a);
}

// tensor.cc: the texts of a tensor of type 7 (DT_STRING) may be packed: sizes,
// then bytes.
TEST(reads_texts_that_are_packed)
{
    static const struct {
        const char *content;
        size_t len;
        char type;
        enum note_severity worst;
    } sample[] = {
        {"\1\6a/etc/x", 9, 7, NOTE_DANGER},
        {"\6\1/etc/xa", 9, 7, NOTE_DANGER},
        {"\1\6a/etc/x", 9, 3, NOTE_REVIEW}, // numbers
        {"\1\6aparts/", 9, 7, NOTE_REVIEW},
        {"\x7f/etc/x", 7, 7, NOTE_REVIEW}, // adds up to nothing
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++) {
        struct arena a = {0};
        struct notes n;
        char type[] = {8, sample[i].type};
        struct view content = {sample[i].content, sample[i].len};
        struct view tensor =
            join(&a, (struct view){type, 2}, field(&a, 4, content));
        struct view constant = field(
            &a, 1,
            join(&a,
                 join(&a, field(&a, 1, VIEW("c")), field(&a, 2, VIEW("Const"))),
                 field(&a, 5,
                       join(&a, field(&a, 1, VIEW("value")),
                            field(&a, 2, field(&a, 8, tensor))))));
        struct view g = join(&a, constant, node(&a, "s", "SaveV2", "c", NULL));

        CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), sample[i].worst);
        arena_free(&a);
    }
}

// The same rules for the text form, as the text format page lets it be written.
TEST(follows_paths_in_the_text_form)
{
    static const struct {
        const char *constant, *saves;
        enum note_severity worst;
    } sample[] = {
        {"name: 'c' op: 'Const' attr { key: 'value' value { tensor { dtype: "
         "DT_STRING tensor_shape { } string_val: '/etc/x' } } }",
         "name: 's' op: 'SaveV2' input: 'c' input: 'd'", NOTE_DANGER},
        {"name: 'c' op: 'Const' attr { key: 'value' value { tensor { dtype: "
         "DT_STRING tensor_shape { } string_val: 'part' } } }",
         "name: 's' op: 'SaveV2' input: 'c' input: 'd'", NOTE_REVIEW},
        {"name:'c',op:'Const';attr:<key:'value'value:<tensor:<string_val:['a',"
         "'/e' # half\n \"tc/x\"]>>>",
         "input:['c:0'] op:'SaveV2'", NOTE_DANGER},
        {"op: 'Const' name: 'c' attr { value { tensor { dtype: DT_STRING "
         "tensor_content: '\\006\\x2fetc/x' } } }",
         "op: 'RestoreV2' input: 'c'", NOTE_DANGER},
        {"op: 'Const' name: 'c' attr { value { tensor { string_val: "
         "'\\u002fetc' } } }",
         "op: 'RestoreV2' input: 'c'", NOTE_DANGER},
        {"op: 'Const' name: 'c' attr { value { tensor { dtype: DT_FLOAT "
         "float_val: 1e-3 string_val: '/' [x.y/z]: { a: 1 } } } } ",
         "op: 'StringLength' input: 'c'", NOTE_REVIEW},
        {"op: 'Const' name: 'c' attr { value { tensor { string_val: '/etc'",
         "op: 'SaveV2' input: 'c'", NOTE_DANGER}, // closes with the file
    };
    static const char *const around[] = {
        "%s { %s } %s { %s }",
        "node [ { %.0s%s }, %.0s< %s > ]",
        "meta_graphs { graph_def { %s { %s } %s { %s } } }",
        "graph_def{library{function{signature{}%s_def{%s}%s_def{%s}}}}",
    };

    for (size_t i = 0; i < sizeof sample / sizeof *sample; i++)
        for (size_t k = 0; k < sizeof around / sizeof *around; k++) {
            struct arena a = {0};
            struct notes n;
            struct text t = {.arena = &a};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
            text_print(&t, around[k], "node", sample[i].saves, "node",
                       sample[i].constant);
#pragma GCC diagnostic pop
            judge(&a, text_view(&t), TF_TEXT, &n);
            CHECK_U64(n.worst, sample[i].worst);
            arena_free(&a);
        }
}

// Where it stands, in the file that a person opens.
TEST(says_where_a_node_of_the_text_form_stands)
{
    static const char text[] =
        "node { op: 'Const' name: 'c' attr { value { tensor { string_val: "
        "'/etc' } } } }\nnode { op: 'SaveV2' input: 'c' }";
    struct arena a = {0};
    struct notes n;

    judge(&a, view_of(text), TF_TEXT, &n);
    CHECK_U64(n.note_count, 2);
    CHECK_U64(n.note[0].offset,
              (uint64_t)(strstr(text, "op: 'SaveV2'") - text) - 1);
    arena_free(&a);
}

// A path outside behind many others.
TEST(looks_at_each_text_of_a_constant)
{
    struct arena a = {0};
    struct text many = {.arena = &a};
    struct notes n;

    for (size_t i = 0; i < 1000; i++)
        text_add(&many, field(&a, 8, VIEW("a")));
    text_add(&many, field(&a, 8, VIEW("/etc/x")));
    struct view value = join(&a, field(&a, 1, VIEW("value")),
                             field(&a, 2, field(&a, 8, text_view(&many))));
    struct view constant = field(
        &a, 1,
        join(&a, join(&a, field(&a, 1, VIEW("c")), field(&a, 2, VIEW("Const"))),
             field(&a, 5, value)));
    struct view g = join(&a, constant, node(&a, "s", "SaveV2", "c", NULL));
    CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_DANGER);
    arena_free(&a);
}

// MetaGraphDef 6: AssetFileDef, whose tensor the loader gives the place of the
// file in the release (saved_model's builder keeps the maker's path in it).
TEST(lets_tables_be_filled_from_assets)
{
    struct arena a = {0};
    struct notes n;
    struct view constant = node(&a, "c", "Const", NULL, "/home/x/vocab.txt");
    struct view fills =
        node(&a, "t", "InitializeTableFromTextFileV2", "c:0", NULL);
    struct view saves = node(&a, "s", "SaveV2", "c:0", NULL);
    struct view asset = field(&a, 6, field(&a, 1, field(&a, 1, VIEW("c:0"))));

    struct view g = field(&a, 2, join(&a, constant, fills));
    CHECK_U64(judge(&a, field(&a, 2, join(&a, g, asset)), TF_SAVED_MODEL, &n),
              NOTE_REVIEW);
    CHECK_U64(judge(&a, field(&a, 2, g), TF_SAVED_MODEL, &n), NOTE_DANGER);
    g = field(&a, 2, join(&a, constant, saves));
    CHECK_U64(judge(&a, field(&a, 2, join(&a, g, asset)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    // Through a function, as models of TensorFlow 2 have it; a constant inside
    // of one is no asset, whatever its name.
    fills = node(&a, "t", "InitializeTableFromTextFileV2", "path", NULL);
    g = join(&a, function(&a, WORDS("path"), fills, NULL),
             call(&a, "PartitionedCall", WORDS("c:0"), NULL));
    g = field(&a, 2, join(&a, g, constant));
    CHECK_U64(judge(&a, field(&a, 2, join(&a, g, asset)), TF_SAVED_MODEL, &n),
              NOTE_REVIEW);
    CHECK_U64(judge(&a, field(&a, 2, g), TF_SAVED_MODEL, &n), NOTE_DANGER);
    fills = node(&a, "t", "InitializeTableFromTextFileV2", "c", NULL);
    g = field(&a, 2, as_function(&a, join(&a, constant, fills)));
    CHECK_U64(judge(&a, field(&a, 2, join(&a, g, asset)), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    arena_free(&a);
}

TEST(refuses_addresses_in_attributes)
{
    struct arena a = {0};
    struct notes n;
    struct view g = node(&a, "d", "DebugIdentity", "x", "file:///tmp/d");

    CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_DANGER);
    g = node(&a, "p", "PrintV2", "x", "stderr");
    CHECK_U64(judge(&a, saved(&a, g), TF_SAVED_MODEL, &n), NOTE_REVIEW);
    arena_free(&a);
}

TEST(knows_graphs_without_a_model_around_them)
{
    struct arena a = {0};
    struct notes n;
    struct view g = node(&a, "n", "ReadFile", "x", NULL);

    CHECK_U64(judge(&a, g, TF_UNKNOWN, &n), NOTE_DANGER);
    CHECK_U64(judge(&a, field(&a, 2, g), TF_UNKNOWN, &n), NOTE_DANGER);
    CHECK_U64(judge(&a, saved(&a, g), TF_UNKNOWN, &n), NOTE_DANGER);
    judge(&a,
          VIEW("\x0a\x03"
               "abc\x12\x05ReadF"),
          TF_UNKNOWN, &n);
    CHECK_U64(n.note_count, 0);
    judge(&a, VIEW("no message at all"), TF_UNKNOWN, &n);
    CHECK_U64(n.note_count, 0);
    CHECK_U64(judge(&a, VIEW("node {\n  op: \"ReadFile\"\n}\n"), TF_TEXT, &n),
              NOTE_DANGER);
    judge(&a, VIEW("item { stop: \"ReadFile\" name: 'op' }"), TF_TEXT, &n);
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

TEST(keeps_what_was_found_before_a_fault)
{
    struct arena a = {0};
    struct notes n;
    struct view v = saved(&a, node(&a, "n", "ReadFile", "x", NULL));

    CHECK_U64(judge(&a, join(&a, v, VIEW("\x12\x7f")), TF_SAVED_MODEL, &n),
              NOTE_DANGER);
    CHECK(noted(&n, "tf.op") && noted(&n, "tf.malformed"));
    for (size_t len = 0; len + 1 < v.len; len++)
        CHECK(judge(&a, arena_copy(&a, view_head(v, len)), TF_SAVED_MODEL,
                    &n) >= NOTE_MALFORMED);
    // What holds the node breaks off behind it, in each form of the file.
    struct view graph = join(&a, node(&a, "n", "ReadFile", "x", NULL),
                             node(&a, "m", "Identity", "n", NULL));
    struct view cut[] = {saved(&a, graph), field(&a, 2, graph), graph};
    for (size_t i = 0; i < sizeof cut / sizeof *cut; i++) {
        cut[i].len -= 8;
        CHECK_U64(judge(&a, cut[i], i ? TF_UNKNOWN : TF_SAVED_MODEL, &n),
                  NOTE_DANGER);
        CHECK(noted(&n, "tf.op") && noted(&n, "tf.malformed"));
    }
    // Something else that breaks off is no graph.
    judge(&a, field(&a, 1, field(&a, 1, VIEW("ReadFile"))), TF_UNKNOWN, &n);
    CHECK_U64(n.note_count, 0);
    arena_free(&a);
}

CHECK_MAIN(
    CHECK_CASE(calls_a_graph_a_program_and_no_more),
    CHECK_CASE(refuses_operators_that_reach_out_in_graphs_and_in_functions),
    CHECK_CASE(follows_constant_paths_to_those_who_take_them),
    CHECK_CASE(follows_paths_however_far_they_go),
    CHECK_CASE(follows_paths_into_functions_and_out),
    CHECK_CASE(follows_paths_into_attributes_left_open),
    CHECK_CASE(follows_what_is_left_open_further_down),
    CHECK_CASE(follows_paths_into_either_function_of_one_name),
    CHECK_CASE(puts_the_pieces_of_a_graph_together),
    CHECK_CASE(reads_texts_that_are_packed),
    CHECK_CASE(follows_paths_in_the_text_form),
    CHECK_CASE(says_where_a_node_of_the_text_form_stands),
    CHECK_CASE(looks_at_each_text_of_a_constant),
    CHECK_CASE(refuses_operators_of_the_text_form_however_they_are_quoted),
    CHECK_CASE(lets_tables_be_filled_from_assets),
    CHECK_CASE(refuses_addresses_in_attributes),
    CHECK_CASE(knows_graphs_without_a_model_around_them),
    CHECK_CASE(keeps_what_was_found_before_a_fault))
