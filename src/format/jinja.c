// SPDX-License-Identifier: Apache-2.0
// A parser by recursive descent, whose depth is counted.
#include "format/jinja.h"

#include "format/jinja_token.h"

#include <assert.h>

struct parser {
    struct arena *arena;
    struct jinja *out;
    struct jinja_lexer lexer;
    struct jinja_token now; // at hand
    size_t depth, nodes;
    struct error *error; // the first one
};

// Tokens

static void stop(struct parser *p, enum jinja_fault fault, struct error *e)
{
    p->out->fault = fault;
    p->error = e;
    p->now.kind = JINJA_TOKEN_END;
}

static void fail(struct parser *p, enum jinja_fault fault, const char *what)
{
    struct place at = {.offset = p->now.start};

    if (!p->error)
        stop(p, fault, error_new(p->arena, ERROR_INPUT, at, "%s", what));
}

static void next(struct parser *p)
{
    struct error *e = p->error ? NULL : jinja_token_next(&p->lexer, &p->now);

    if (e)
        stop(p, JINJA_GRAMMAR, e);
}

static bool is_sign(const struct parser *p, const char *sign)
{
    return p->now.kind == JINJA_TOKEN_SIGN &&
           view_eq(p->now.value, view_of(sign));
}

static bool is_word(const struct parser *p, const char *word)
{
    return p->now.kind == JINJA_TOKEN_NAME &&
           view_eq(p->now.value, view_of(word));
}

static bool is_value(const struct parser *p)
{
    return p->now.kind == JINJA_TOKEN_STRING ||
           p->now.kind == JINJA_TOKEN_INT || p->now.kind == JINJA_TOKEN_FLOAT;
}

static bool skip_sign(struct parser *p, const char *sign)
{
    bool is = is_sign(p, sign);

    if (is)
        next(p);
    return is;
}

static bool skip_word(struct parser *p, const char *word)
{
    bool is = is_word(p, word);

    if (is)
        next(p);
    return is;
}

static void want_sign(struct parser *p, const char *sign, const char *what)
{
    if (!skip_sign(p, sign))
        fail(p, JINJA_GRAMMAR, what);
}

// Nodes

static struct jinja_node *node(struct parser *p, enum jinja_kind kind)
{
    struct jinja_node *n = ARENA_NEW(p->arena, struct jinja_node, 1);

    n->kind = kind;
    n->offset = (uint32_t)p->now.start;
    if (++p->nodes > JINJA_MAX_NODES)
        fail(p, JINJA_DEEP, "the template has more parts than are read");
    return n;
}

// A node of the token at hand, which is passed.
static struct jinja_node *taken(struct parser *p, enum jinja_kind kind)
{
    struct jinja_node *n = node(p, kind);

    n->text = p->now.value;
    next(p);
    return n;
}

static void rise(struct jinja_node *n, const struct jinja_node *below)
{
    if (below && below->height >= n->height)
        n->height = below->height + 1;
}

// `n`, whose parts are complete.
static struct jinja_node *whole(struct parser *p, struct jinja_node *n)
{
    rise(n, n->a);
    rise(n, n->b);
    rise(n, n->c);
    for (const struct jinja_node *c = n->child; c; c = c->next)
        rise(n, c);
    if (n->height > JINJA_MAX_HEIGHT)
        fail(p, JINJA_DEEP, "an expression has more levels than are read");
    return n;
}

static struct jinja_node *binary(struct parser *p, const struct jinja_node *a,
                                 struct view sign, const struct jinja_node *b)
{
    struct jinja_node *n = node(p, JINJA_BINARY);

    n->offset = a->offset;
    n->text = sign;
    n->a = a;
    n->b = b;
    return whole(p, n);
}

static bool go_down(struct parser *p)
{
    if (++p->depth > JINJA_MAX_DEPTH)
        fail(p, JINJA_DEEP, "the template nests deeper than is read");
    return !p->error;
}

// A list that grows at its end.
struct tail {
    const struct jinja_node **link;
};

static void append(struct tail *t, struct jinja_node *n)
{
    *t->link = n;
    t->link = &n->next;
}

// Steps to the next member of `list`, "a, b" up to `end`, which is passed.
static bool member_next(struct parser *p, const struct jinja_node *list,
                        const char *end, const char *fault)
{
    if (list->child && !is_sign(p, end))
        want_sign(p, ",", fault);
    return !p->error && !skip_sign(p, end);
}

// Expressions

static struct jinja_node *expression(struct parser *p);

static struct jinja_node *several(struct parser *p, const struct jinja_node *of)
{
    struct jinja_node *n = node(p, JINJA_UNARY);

    n->offset = of->offset;
    n->text = VIEW("*");
    n->a = of;
    return whole(p, n);
}

// Whether the name at hand is a keyword: any word may be one, True and if too.
static bool is_keyword(struct parser *p)
{
    struct jinja_lexer ahead = p->lexer;
    struct jinja_token t;

    return p->now.kind == JINJA_TOKEN_NAME && !jinja_token_next(&ahead, &t) &&
           t.kind == JINJA_TOKEN_SIGN && view_eq(t.value, VIEW("="));
}

// Behind '(': arguments, to ')'.
static void arguments(struct parser *p, struct jinja_node *call)
{
    struct tail t = {&call->child};

    while (member_next(p, call, ")", "the arguments of a call are not ended")) {
        // "*list" and "**dict": as many as they hold.
        bool stars = skip_sign(p, "*") || skip_sign(p, "**");
        struct jinja_node *value;

        if (!stars && is_keyword(p)) {
            value = taken(p, JINJA_PAIR);
            next(p);
            value->b = expression(p);
            whole(p, value);
        } else {
            value = expression(p);
        }
        append(&t, stars ? several(p, value) : value);
    }
}

static bool ends_slice(const struct parser *p)
{
    return is_sign(p, "]") || is_sign(p, ",");
}

// Between '[' and ']' or ',': an index, or start, stop and step.
static struct jinja_node *index_or_slice(struct parser *p)
{
    struct jinja_node *first =
        is_sign(p, ":") ? node(p, JINJA_NONE) : expression(p);

    assert(first);
    if (!is_sign(p, ":"))
        return first;
    struct jinja_node *slice = node(p, JINJA_SLICE);
    struct tail t = {&slice->child};
    append(&t, first);
    for (int i = 0; i < 2; i++) {
        bool given = skip_sign(p, ":") && !ends_slice(p) && !is_sign(p, ":");

        append(&t, given ? expression(p) : node(p, JINJA_NONE));
    }
    return whole(p, slice);
}

// Behind '[': an index, a slice or a tuple of them, to ']'.
static const struct jinja_node *subscript(struct parser *p)
{
    struct jinja_node *list = node(p, JINJA_LIST);
    struct tail t = {&list->child};

    while (!p->error && !is_sign(p, "]")) {
        if (list->child)
            want_sign(p, ",", "an index is not ended");
        append(&t, index_or_slice(p));
    }
    next(p);
    return list->child && !list->child->next ? list->child : whole(p, list);
}

// Elements up to the sign that ends them; a tuple is a list here.
static void elements(struct parser *p, struct jinja_node *list, const char *end)
{
    struct tail t = {&list->child};

    while (member_next(p, list, end, "a list is not ended")) {
        struct jinja_node *is = expression(p);

        if (list->kind == JINJA_DICT) {
            struct jinja_node *pair = node(p, JINJA_PAIR);

            want_sign(p, ":", "a member has no value");
            pair->a = is;
            pair->b = expression(p);
            is = whole(p, pair);
        }
        append(&t, is);
    }
}

static struct jinja_node *parenthesis(struct parser *p)
{
    struct jinja_node *list = node(p, JINJA_LIST), *first;
    struct tail t = {&list->child};

    next(p);
    if (skip_sign(p, ")"))
        return list;
    first = expression(p);
    if (skip_sign(p, ")"))
        return first;
    append(&t, first);
    while (!p->error && skip_sign(p, ","))
        if (!is_sign(p, ")"))
            append(&t, expression(p));
    want_sign(p, ")", "a parenthesis is not closed");
    return whole(p, list);
}

// What "100_000", "0x1f", "0o17" or "0b1" count; INT64_MAX: that, or more.
static int64_t counted(struct view v)
{
    static const struct {
        char letter;
        int base;
    } bases[] = {{'x', 16}, {'o', 8}, {'b', 2}};
    int64_t n = 0;
    int base = 10;

    for (size_t i = 0; i < sizeof bases / sizeof *bases && v.len > 2; i++)
        if (v.at[0] == '0' && ascii_lower(v.at[1]) == bases[i].letter)
            base = bases[i].base;
    for (size_t i = base == 10 ? 0 : 2; i < v.len; i++)
        if (v.at[i] != '_' &&
            (__builtin_mul_overflow(n, base, &n) ||
             __builtin_add_overflow(n, ascii_hex(v.at[i]), &n)))
            return INT64_MAX;
    return n;
}

static struct jinja_node *number(struct parser *p)
{
    bool whole = p->now.kind == JINJA_TOKEN_INT;
    struct jinja_node *n = taken(p, whole ? JINJA_INT : JINJA_FLOAT);

    if (whole)
        n->number = counted(n->text);
    return n;
}

static struct jinja_node *text_literal(struct parser *p)
{
    struct jinja_node *n = taken(p, JINJA_TEXT);

    for (; p->now.kind == JINJA_TOKEN_STRING; next(p)) // neighbours join
        n->text = arena_print(p->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(n->text),
                              VIEW_ARG(p->now.value));
    return n;
}

static struct jinja_node *name(struct parser *p)
{
    static const struct {
        struct view word;
        enum jinja_kind kind;
    } words[] = {
        {VIEW_INIT("true"), JINJA_TRUE},   {VIEW_INIT("True"), JINJA_TRUE},
        {VIEW_INIT("false"), JINJA_FALSE}, {VIEW_INIT("False"), JINJA_FALSE},
        {VIEW_INIT("none"), JINJA_NONE},   {VIEW_INIT("None"), JINJA_NONE},
    };
    struct jinja_node *n = taken(p, JINJA_NAME);

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq(words[i].word, n->text))
            n->kind = words[i].kind;
    return n;
}

static struct jinja_node *primary(struct parser *p)
{
    struct jinja_node *list;

    if (p->now.kind == JINJA_TOKEN_NAME)
        return name(p);
    if (p->now.kind == JINJA_TOKEN_STRING)
        return text_literal(p);
    if (is_value(p))
        return number(p);
    if (is_sign(p, "("))
        return parenthesis(p);
    if (is_sign(p, "[")) {
        list = taken(p, JINJA_LIST);
        elements(p, list, "]");
    } else if (is_sign(p, "{")) {
        list = taken(p, JINJA_DICT);
        elements(p, list, "}");
    } else {
        fail(p, JINJA_GRAMMAR, "a value is missing");
        return node(p, JINJA_NONE);
    }
    return whole(p, list);
}

// Behind '.': a name, or a number as x.0 has it.
static struct jinja_node *member(struct parser *p)
{
    bool item = p->now.kind == JINJA_TOKEN_INT;
    struct jinja_node *n = node(p, item ? JINJA_ITEM : JINJA_ATTR);

    n->text = p->now.value;
    if (item)
        n->b = number(p);
    else if (p->now.kind == JINJA_TOKEN_NAME)
        next(p);
    else
        fail(p, JINJA_GRAMMAR, "a name is missing behind a dot");
    return n;
}

// .name, [index], (arguments), as often as they follow.
static struct jinja_node *postfix(struct parser *p, struct jinja_node *of)
{
    while (!p->error) {
        struct jinja_node *n;

        if (skip_sign(p, ".")) {
            n = member(p);
        } else if (is_sign(p, "[")) {
            n = node(p, JINJA_ITEM);
            next(p);
            n->b = subscript(p);
        } else if (is_sign(p, "(")) {
            n = node(p, JINJA_CALL);
            next(p);
            arguments(p, n);
        } else {
            break;
        }
        n->a = of;
        of = whole(p, n);
    }
    return of;
}

// Words that end an expression, so that they are no argument of a test.
static bool ends_test(const struct parser *p)
{
    static const char *const words[] = {"else", "or", "and", "is",
                                        "if",   "in", "not", "recursive"};

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (is_word(p, words[i]))
            return true;
    return false;
}

static bool begins_argument(const struct parser *p)
{
    return (p->now.kind == JINJA_TOKEN_NAME && !ends_test(p)) || is_value(p) ||
           is_sign(p, "[") || is_sign(p, "{");
}

static struct view dotted_name(struct parser *p)
{
    struct view name = {0};

    do {
        if (p->now.kind != JINJA_TOKEN_NAME)
            fail(p, JINJA_GRAMMAR, "the name of a filter or test is missing");
        name = name.len ? arena_print(p->arena, VIEW_FMT "." VIEW_FMT,
                                      VIEW_ARG(name), VIEW_ARG(p->now.value))
                        : p->now.value;
        next(p);
    } while (skip_sign(p, "."));
    return name;
}

static struct jinja_node *filter(struct parser *p, const struct jinja_node *of)
{
    struct jinja_node *n = node(p, JINJA_FILTER);

    n->a = of;
    n->text = dotted_name(p);
    if (skip_sign(p, "("))
        arguments(p, n);
    return whole(p, n);
}

static struct jinja_node *test(struct parser *p, struct jinja_node *of)
{
    bool negated = skip_word(p, "not");
    struct jinja_node *n = node(p, JINJA_TEST);

    n->a = of;
    n->text = dotted_name(p);
    if (skip_sign(p, "(")) {
        arguments(p, n);
    } else if (begins_argument(p)) {
        struct tail t = {&n->child};

        append(&t, postfix(p, primary(p)));
    }
    whole(p, n);
    if (!negated)
        return n;
    struct jinja_node *negation = node(p, JINJA_UNARY);
    negation->text = VIEW("not");
    negation->a = n;
    return negation;
}

static struct jinja_node *filters(struct parser *p, struct jinja_node *of)
{
    while (!p->error) {
        if (skip_sign(p, "|"))
            of = filter(p, of);
        else if (skip_word(p, "is"))
            of = test(p, of);
        else if (is_sign(p, "("))
            of = postfix(p, of);
        else
            break;
    }
    return of;
}

static struct jinja_node *unary(struct parser *p, bool with_filters)
{
    struct jinja_node *n;

    if (!go_down(p))
        return node(p, JINJA_NONE);
    if (is_sign(p, "-") || is_sign(p, "+")) {
        n = taken(p, JINJA_UNARY);
        n->a = unary(p, false);
        whole(p, n);
    } else {
        n = postfix(p, primary(p));
    }
    if (with_filters)
        n = filters(p, n);
    p->depth--;
    return n;
}

// Binary operators by rank, the loosest first.
static const struct {
    struct view sign;
    unsigned rank;
} operators[] = {
    {VIEW_INIT("or"), 0},  {VIEW_INIT("and"), 1}, {VIEW_INIT("=="), 3},
    {VIEW_INIT("!="), 3},  {VIEW_INIT("<"), 3},   {VIEW_INIT(">"), 3},
    {VIEW_INIT("<="), 3},  {VIEW_INIT(">="), 3},  {VIEW_INIT("in"), 3},
    {VIEW_INIT("not"), 3}, {VIEW_INIT("+"), 4},   {VIEW_INIT("-"), 4},
    {VIEW_INIT("~"), 5},   {VIEW_INIT("*"), 6},   {VIEW_INIT("/"), 6},
    {VIEW_INIT("//"), 6},  {VIEW_INIT("%"), 6},   {VIEW_INIT("**"), 7},
};

enum { RANK_NOT = 2, RANKS = 8 };

static bool at_operator(const struct parser *p, unsigned rank)
{
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++)
        if (operators[i].rank == rank &&
            view_eq(operators[i].sign, p->now.value))
            return p->now.kind == (ascii_alpha(p->now.value.at[0])
                                       ? JINJA_TOKEN_NAME
                                       : JINJA_TOKEN_SIGN);
    return false;
}

static struct jinja_node *ranked(struct parser *p, unsigned rank)
{
    struct jinja_node *n;

    if (rank == RANKS)
        return unary(p, true);
    if (rank == RANK_NOT && is_word(p, "not")) {
        n = taken(p, JINJA_UNARY);
        if (go_down(p))
            n->a = ranked(p, RANK_NOT);
        else
            n->a = node(p, JINJA_NONE);
        p->depth--;
        return whole(p, n);
    }
    n = ranked(p, rank + 1);
    while (!p->error && at_operator(p, rank)) {
        struct view sign = p->now.value;

        next(p);
        if (view_eq(sign, VIEW("not"))) {
            sign = VIEW("not in");
            if (!skip_word(p, "in"))
                fail(p, JINJA_GRAMMAR, "'not' stands where 'not in' belongs");
        }
        n = binary(p, n, sign, ranked(p, rank + 1));
    }
    return n;
}

static struct jinja_node *condition_free(struct parser *p)
{
    return ranked(p, 0);
}

static struct jinja_node *expression(struct parser *p)
{
    struct jinja_node *n;

    if (!go_down(p))
        return node(p, JINJA_NONE);
    n = condition_free(p);
    while (!p->error && skip_word(p, "if")) {
        struct jinja_node *choice = node(p, JINJA_IF_ELSE);

        choice->a = n;
        choice->b = condition_free(p);
        if (skip_word(p, "else"))
            choice->c = expression(p);
        n = whole(p, choice);
    }
    p->depth--;
    return n;
}

// "a, b" without parentheses: of `element`s, up to what `ends` them.
static struct jinja_node *bare_tuple(
    struct parser *p, struct jinja_node *(*element)(struct parser *p),
    bool (*ends)(const struct parser *p))
{
    struct jinja_node *first = element(p), *list;
    struct tail t;

    if (!is_sign(p, ","))
        return first;
    list = node(p, JINJA_LIST);
    t = (struct tail){&list->child};
    append(&t, first);
    while (!p->error && skip_sign(p, ","))
        if (!ends(p))
            append(&t, element(p));
    return whole(p, list);
}

static bool ends_values(const struct parser *p)
{
    return p->now.kind == JINJA_TOKEN_CLOSE || is_sign(p, "=");
}

static struct jinja_node *values(struct parser *p)
{
    return bare_tuple(p, expression, ends_values);
}

// A name, a member of a namespace, or a list of names.
static struct jinja_node *target(struct parser *p)
{
    struct jinja_node *n = postfix(p, primary(p));

    if (n->kind != JINJA_NAME && n->kind != JINJA_ATTR &&
        n->kind != JINJA_ITEM && n->kind != JINJA_LIST)
        fail(p, JINJA_GRAMMAR, "a value is to be put into what is no name");
    return n;
}

static bool ends_targets(const struct parser *p)
{
    return is_word(p, "in") || is_sign(p, "=");
}

static struct jinja_node *targets(struct parser *p)
{
    return bare_tuple(p, target, ends_targets);
}

// Statements: each reads what lies between its word and its last "%}".

static void close(struct parser *p)
{
    if (p->now.kind != JINJA_TOKEN_CLOSE)
        fail(p, JINJA_GRAMMAR, "a mark holds more than its statement");
    next(p);
}

static void body(struct parser *p, const struct jinja_node **link);

// Behind the body of `word`: "endword".
static void end_of(struct parser *p, struct view word)
{
    if (p->now.kind != JINJA_TOKEN_NAME ||
        !view_starts(p->now.value, VIEW("end")) ||
        !view_eq(view_from(p->now.value, 3), word)) {
        fail(p, JINJA_GRAMMAR, "a statement is never ended");
        return;
    }
    next(p);
    if (p->now.kind == JINJA_TOKEN_NAME && view_eq(word, VIEW("block")))
        next(p); // {% endblock name %}
}

static void else_of(struct parser *p, struct jinja_node *n)
{
    if (skip_word(p, "else"))
        body(p, &n->other);
}

static void read_for(struct parser *p, struct jinja_node *n)
{
    n->a = targets(p);
    if (!skip_word(p, "in"))
        fail(p, JINJA_GRAMMAR, "a loop does not say over what it runs");
    n->b = bare_tuple(p, condition_free, ends_values);
    if (skip_word(p, "if"))
        n->c = expression(p);
    skip_word(p, "recursive");
    body(p, &n->child);
    else_of(p, n);
    end_of(p, VIEW("for"));
}

static void read_branch(struct parser *p, struct tail *t, bool asks)
{
    struct jinja_node *n = node(p, JINJA_BRANCH);

    append(t, n);
    if (asks)
        n->a = values(p);
    body(p, &n->child);
}

static void read_if(struct parser *p, struct jinja_node *n)
{
    struct tail t = {&n->child};
    size_t branches = 1;

    read_branch(p, &t, true);
    for (; !p->error && skip_word(p, "elif"); branches++)
        read_branch(p, &t, true);
    if (skip_word(p, "else")) {
        read_branch(p, &t, false);
        branches++;
    }
    end_of(p, VIEW("if"));
    if (branches > p->out->branches)
        p->out->branches = branches;
}

static void read_set(struct parser *p, struct jinja_node *n)
{
    n->a = targets(p);
    if (skip_sign(p, "=")) {
        n->b = values(p);
        return;
    }
    while (!p->error && skip_sign(p, "|"))
        n->c = filter(p, n->c ? n->c : node(p, JINJA_NAME));
    body(p, &n->child);
    end_of(p, VIEW("set"));
}

// Behind '(': parameters with what they are if not given.
static struct jinja_node *parameters(struct parser *p)
{
    struct jinja_node *list = node(p, JINJA_LIST);
    struct tail t = {&list->child};

    while (member_next(p, list, ")", "the parameters are not ended")) {
        struct jinja_node *pair = node(p, JINJA_PAIR);

        pair->text = p->now.value;
        if (p->now.kind != JINJA_TOKEN_NAME)
            fail(p, JINJA_GRAMMAR, "a parameter has no name");
        next(p);
        if (skip_sign(p, "="))
            pair->b = expression(p);
        append(&t, pair);
    }
    return list;
}

static void read_macro(struct parser *p, struct jinja_node *n)
{
    n->text = p->now.value;
    if (p->now.kind != JINJA_TOKEN_NAME)
        fail(p, JINJA_GRAMMAR, "a macro has no name");
    next(p);
    want_sign(p, "(", "a macro has no parameters");
    n->a = parameters(p);
}

static void read_call(struct parser *p, struct jinja_node *n)
{
    if (skip_sign(p, "("))
        n->other = parameters(p);
    n->a = expression(p);
}

static void read_with(struct parser *p, struct jinja_node *n)
{
    struct jinja_node *list = node(p, JINJA_LIST);
    struct tail t = {&list->child};

    while (!p->error && p->now.kind != JINJA_TOKEN_CLOSE) {
        struct jinja_node *pair = node(p, JINJA_PAIR);

        pair->text = p->now.value;
        pair->a = targets(p);
        want_sign(p, "=", "a name gets no value");
        pair->b = expression(p);
        append(&t, pair);
        skip_sign(p, ",");
    }
    n->a = list;
}

static void read_filter(struct parser *p, struct jinja_node *n)
{
    struct jinja_node *f = filter(p, node(p, JINJA_NAME));

    while (!p->error && skip_sign(p, "|"))
        f = filter(p, f);
    n->a = f;
}

static void read_autoescape(struct parser *p, struct jinja_node *n)
{
    n->a = expression(p);
}

static void read_do(struct parser *p, struct jinja_node *n)
{
    n->a = values(p);
}

// Says nothing to us. What lies elsewhere is never read: that it is asked for
// is enough.
static void read_past(struct parser *p, struct jinja_node *n)
{
    (void)n;
    while (!p->error && p->now.kind != JINJA_TOKEN_CLOSE)
        next(p);
}

static void read_nothing(struct parser *p, struct jinja_node *n)
{
    (void)p, (void)n;
}

static const struct {
    struct view word;
    enum jinja_kind kind;
    bool has_body; // which `read` leaves to be read, with its end
    void (*read)(struct parser *p, struct jinja_node *n);
} statements[] = {
    {VIEW_INIT("for"), JINJA_FOR, false, read_for},
    {VIEW_INIT("if"), JINJA_IF, false, read_if},
    {VIEW_INIT("set"), JINJA_SET, false, read_set},
    {VIEW_INIT("macro"), JINJA_MACRO, true, read_macro},
    {VIEW_INIT("call"), JINJA_BLOCK, true, read_call},
    {VIEW_INIT("with"), JINJA_BLOCK, true, read_with},
    {VIEW_INIT("filter"), JINJA_BLOCK, true, read_filter},
    {VIEW_INIT("autoescape"), JINJA_BLOCK, true, read_autoescape},
    {VIEW_INIT("block"), JINJA_BLOCK, true, read_past},
    {VIEW_INIT("generation"), JINJA_BLOCK, true, read_past},
    {VIEW_INIT("do"), JINJA_PRINT, false, read_do},
    {VIEW_INIT("break"), JINJA_JUMP, false, read_nothing},
    {VIEW_INIT("continue"), JINJA_JUMP, false, read_nothing},
    {VIEW_INIT("include"), JINJA_REACH, false, read_past},
    {VIEW_INIT("import"), JINJA_REACH, false, read_past},
    {VIEW_INIT("from"), JINJA_REACH, false, read_past},
    {VIEW_INIT("extends"), JINJA_REACH, false, read_past},
};

// Words that end the body they stand in.
static bool ends_body(const struct parser *p)
{
    return is_word(p, "else") || is_word(p, "elif") ||
           (p->now.kind == JINJA_TOKEN_NAME &&
            view_starts(p->now.value, VIEW("end")));
}

// A statement whose "{%" was read, unless it ends the body.
static struct jinja_node *statement(struct parser *p)
{
    struct jinja_node *n = node(p, JINJA_BLOCK);

    n->text = p->now.value;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (p->now.kind == JINJA_TOKEN_NAME &&
            view_eq(p->now.value, statements[i].word)) {
            next(p);
            n->kind = statements[i].kind;
            statements[i].read(p, n);
            if (statements[i].has_body) {
                body(p, &n->child);
                end_of(p, statements[i].word);
            }
            close(p);
            return n;
        }
    fail(p, JINJA_GRAMMAR, "a statement that Jinja does not have");
    return n;
}

static struct jinja_node *print(struct parser *p)
{
    struct jinja_node *n = node(p, JINJA_PRINT);

    next(p);
    n->a = values(p);
    close(p);
    return n;
}

// Up to the end, or of a body `inside` a statement up to the word that ends it,
// which is then at hand.
static void read_body(struct parser *p, bool inside,
                      const struct jinja_node **link)
{
    struct tail t = {link};

    if (!go_down(p))
        return;
    while (!p->error && p->now.kind != JINJA_TOKEN_END) {
        if (p->now.kind == JINJA_TOKEN_TEXT) {
            append(&t, taken(p, JINJA_OUTPUT));
        } else if (p->now.kind == JINJA_TOKEN_PRINT) {
            append(&t, print(p));
        } else {
            next(p);
            if (inside && ends_body(p))
                break;
            append(&t, statement(p));
        }
    }
    if (inside && p->now.kind == JINJA_TOKEN_END)
        fail(p, JINJA_GRAMMAR, "the template ends inside a statement");
    p->depth--;
}

static void body(struct parser *p, const struct jinja_node **link)
{
    skip_sign(p, ":"); // may stand there, as in Python
    close(p);
    read_body(p, true, link);
}

struct error *jinja_read(struct arena *a, struct view text, struct jinja *out)
{
    struct parser p = {
        .arena = a, .lexer = {.arena = a, .text = text}, .out = out};

    *out = (struct jinja){0};
    if (text.len > UINT32_MAX) { // so that an offset fits
        fail(&p, JINJA_DEEP, "a template of more than 4 GiB");
        return p.error;
    }
    next(&p);
    read_body(&p, false, &out->body);
    return p.error;
}
