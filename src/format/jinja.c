// SPDX-License-Identifier: Apache-2.0
// A lexer that gives one token at a time and a parser by recursive descent,
// whose depth is counted.
#include "format/jinja.h"

#include "base/unicode.h"

enum token {
    TOKEN_END,   // of the template
    TOKEN_TEXT,  // between marks
    TOKEN_PRINT, // {{
    TOKEN_BEGIN, // {%
    TOKEN_CLOSE, // }} or %}
    TOKEN_NAME,
    TOKEN_INT,
    TOKEN_FLOAT,
    TOKEN_STRING,
    TOKEN_SIGN, // operators and brackets
};

struct parser {
    struct arena *arena;
    struct view text;
    struct jinja *out;
    size_t at;         // behind the token
    enum token token;  // the one at hand
    struct view value; // its text; of a string decoded
    size_t start;      // where it begins
    char inside;       // '}' in {{ }}, '%' in {% %}, 0 between the marks
    unsigned brackets; // open in this mark
    size_t depth, nodes;
    struct error *error; // the first one
};

// Messages

static void fail(struct parser *p, enum jinja_fault fault, const char *what)
{
    if (p->error)
        return;
    p->out->fault = fault;
    p->error = error_new(p->arena, ERROR_INPUT,
                         (struct place){.offset = p->start}, "%s", what);
    p->token = TOKEN_END;
}

// Tokens

static char byte_at(const struct parser *p, size_t i)
{
    return i < p->text.len ? p->text.at[i] : '\0';
}

static bool stands(const struct parser *p, size_t at, struct view word)
{
    return view_starts(view_from(p->text, at), word);
}

// The next "{{", "{%" or "{#" from `at` on, or the end.
static size_t next_mark(const struct parser *p, size_t at)
{
    while (at + 1 < p->text.len) {
        const char *hit = memchr(p->text.at + at, '{', p->text.len - at - 1);

        if (!hit)
            break;
        at = (size_t)(hit - p->text.at);
        if (byte_in(hit[1], VIEW("{%#")))
            return at;
        at++;
    }
    return p->text.len;
}

// Behind "-%}" and the like at p->at, with `sign` before the brace; 0: it does
// not stand here.
static size_t behind_close(const struct parser *p, struct view close)
{
    size_t at = p->at;

    if (byte_at(p, at) == '-' || byte_at(p, at) == '+')
        at++;
    return stands(p, at, close) ? at + close.len : 0;
}

static size_t skip_blanks(const struct parser *p, size_t at)
{
    while (at < p->text.len && ascii_blank(p->text.at[at]))
        at++;
    return at;
}

// Whether "{% word %}" begins at `at`; behind it, or 0.
static size_t behind_statement(const struct parser *p, size_t at,
                               struct view word)
{
    if (!stands(p, at, VIEW("{%")))
        return 0;
    at += 2;
    if (byte_at(p, at) == '-' || byte_at(p, at) == '+')
        at++;
    at = skip_blanks(p, at);
    if (!stands(p, at, word))
        return 0;
    at = skip_blanks(p, at + word.len);
    if (byte_at(p, at) == '-' || byte_at(p, at) == '+')
        at++;
    return stands(p, at, VIEW("%}")) ? at + 2 : 0;
}

static void take_token(struct parser *p, enum token token, size_t len)
{
    p->token = token;
    p->value = (struct view){p->text.at + p->at, len};
    p->at += len;
}

// {% raw %}: what lies before {% endraw %} is text.
static void take_raw(struct parser *p, size_t from)
{
    size_t end = from, behind = 0;

    while (end < p->text.len &&
           !(behind = behind_statement(p, end, VIEW("endraw"))))
        end = next_mark(p, end + 1);
    if (!behind) {
        fail(p, JINJA_GRAMMAR, "raw text is never ended");
        return;
    }
    p->at = from;
    take_token(p, TOKEN_TEXT, end - from);
    p->at = behind;
}

static void enter(struct parser *p, bool print)
{
    p->token = print ? TOKEN_PRINT : TOKEN_BEGIN;
    p->inside = print ? '}' : '%';
    p->brackets = 0;
    p->at += 2;
    if (byte_at(p, p->at) == '-' || byte_at(p, p->at) == '+')
        p->at++;
}

// A token between the marks.
static void next_outside(struct parser *p)
{
    for (;;) {
        size_t mark = next_mark(p, p->at), raw;

        p->start = p->at;
        if (mark > p->at) {
            take_token(p, TOKEN_TEXT, mark - p->at);
            return;
        }
        if (mark == p->text.len) {
            p->token = TOKEN_END;
            return;
        }
        if (p->text.at[mark + 1] != '#') {
            raw = behind_statement(p, mark, VIEW("raw"));
            if (raw)
                take_raw(p, raw);
            else
                enter(p, p->text.at[mark + 1] == '{');
            return;
        }
        size_t end = view_find(view_from(p->text, mark + 2), VIEW("#}"));
        if (end == SIZE_MAX) {
            fail(p, JINJA_GRAMMAR, "a comment is never ended");
            return;
        }
        p->at = mark + 2 + end + 2;
    }
}

static bool is_name_byte(char c)
{
    return ascii_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

static void next_number(struct parser *p)
{
    size_t len = 0;
    bool whole = true;
    struct view rest = view_from(p->text, p->at);

    if (rest.len > 2 && rest.at[0] == '0' &&
        byte_in(rest.at[1], VIEW("xXoObB")))
        len = 2;
    bool based = len > 0;
    while (len < rest.len) {
        char c = rest.at[len];
        bool exponent = !based && (c == 'e' || c == 'E') &&
                        len + 1 < rest.len &&
                        (ascii_digit(rest.at[len + 1]) ||
                         byte_in(rest.at[len + 1], VIEW("+-")));
        bool point = !based && whole && c == '.' && len + 1 < rest.len &&
                     ascii_digit(rest.at[len + 1]);

        if (!ascii_digit(c) && c != '_' && !exponent && !point &&
            !(based && ascii_hex(c) >= 0))
            break;
        whole &= !exponent && !point;
        len += exponent ? 2 : 1;
    }
    take_token(p, whole ? TOKEN_INT : TOKEN_FLOAT, len);
}

// The code that `digits` hexadecimal digits at `at` give; false: fewer.
static bool hex_code(struct view v, size_t at, size_t digits, uint32_t *c)
{
    *c = 0;
    for (size_t i = 0; i < digits; i++) {
        if (at + i >= v.len || ascii_hex(v.at[at + i]) < 0)
            return false;
        *c = *c << 4 | (uint32_t)ascii_hex(v.at[at + i]);
    }
    return *c <= 0x10ffff;
}

// "N{LOW LINE}" at v.at[*at]: the sign and the letters that names are made of;
// any other character stands for itself. Source: Python, string literals.
static bool named_code(struct view v, size_t *at, uint32_t *code)
{
    const struct view capital = VIEW("LATIN CAPITAL LETTER "),
                      small = VIEW("LATIN SMALL LETTER ");
    struct view rest = view_from(v, *at + 1), name;

    if (v.at[*at] != 'N' || !rest.len || rest.at[0] != '{' ||
        !byte_in('}', rest))
        return false;
    name = view_from(view_cut(rest, '}', &rest), 1);
    *at += name.len + 3;
    bool is_small = view_eq_nocase(view_head(name, small.len), small);
    struct view letter = view_from(name, is_small ? small.len : capital.len);
    bool is_letter =
        letter.len == 1 && ascii_alpha(letter.at[0]) &&
        (is_small || view_eq_nocase(view_head(name, capital.len), capital));
    if (view_eq_nocase(name, VIEW("LOW LINE")))
        *code = '_';
    else if (is_letter)
        *code = ((uint32_t)(unsigned char)letter.at[0] & 0x5f) |
                (is_small ? 0x20U : 0);
    else
        *code = 0xfffd;
    return true;
}

// The escape behind a backslash at v.at[*at], as Python reads it.
static size_t put_escape(struct view v, size_t *at, char *to)
{
    static const char letter[] = "abfnrtv\\'\"",
                      means[] = "\a\b\f\n\r\t\v\\'\"";
    static const struct {
        char letter;
        uint8_t digits;
    } hex[] = {{'x', 2}, {'u', 4}, {'U', 8}};
    char c = v.at[*at];
    const char *hit = c ? strchr(letter, c) : NULL;
    uint32_t code = 0;

    for (size_t i = 0; i < sizeof hex / sizeof *hex; i++)
        if (c == hex[i].letter && hex_code(v, *at + 1, hex[i].digits, &code)) {
            *at += 1U + hex[i].digits;
            return utf8_put(to, code);
        }
    if (named_code(v, at, &code))
        return utf8_put(to, code);
    if (hit) {
        ++*at;
        *to = means[hit - letter];
        return 1;
    }
    if (c == '\n') { // the line goes on
        ++*at;
        return 0;
    }
    if (c < '0' || c > '7') {
        *to = '\\'; // stays, with what follows
        return 1;
    }
    for (int i = 0;
         i < 3 && *at < v.len && v.at[*at] >= '0' && v.at[*at] <= '7'; i++)
        code = code * 8 + (uint32_t)(v.at[(*at)++] - '0');
    return utf8_put(to, code);
}

// No escape is shorter than what it stands for.
static struct view unescaped(struct arena *a, struct view v)
{
    char *begin, *to;

    if (!byte_in('\\', v))
        return v;
    begin = to = arena_alloc(a, v.len + 1);
    for (size_t at = 0; at < v.len;) {
        char c = v.at[at++];

        if (c == '\\' && at < v.len)
            to += put_escape(v, &at, to);
        else
            *to++ = c;
    }
    return (struct view){begin, (size_t)(to - begin)};
}

static void next_string(struct parser *p)
{
    char quote = p->text.at[p->at];
    size_t end = p->at + 1;

    while (end < p->text.len && p->text.at[end] != quote)
        end += p->text.at[end] == '\\' ? 2 : 1;
    if (end >= p->text.len) {
        fail(p, JINJA_GRAMMAR, "a text in quotes is never ended");
        return;
    }
    p->token = TOKEN_STRING;
    p->value = unescaped(
        p->arena, (struct view){p->text.at + p->at + 1, end - p->at - 1});
    p->at = end + 1;
}

static void next_sign(struct parser *p)
{
    static const struct view two[] = {
        // clang-format off
        VIEW_INIT("=="), VIEW_INIT("!="), VIEW_INIT("<="), VIEW_INIT(">="),
        VIEW_INIT("//"), VIEW_INIT("**"),
        // clang-format on
    };
    char c = p->text.at[p->at];

    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (stands(p, p->at, two[i])) {
            take_token(p, TOKEN_SIGN, 2);
            return;
        }
    if (!byte_in(c, VIEW("+-*/%~()[]{}<>=.,:|;"))) {
        fail(p, JINJA_GRAMMAR, "a character that Jinja has no use for");
        return;
    }
    if (byte_in(c, VIEW("([{")))
        p->brackets++;
    else if (byte_in(c, VIEW(")]}")) && p->brackets)
        p->brackets--;
    take_token(p, TOKEN_SIGN, 1);
}

// A token inside a mark.
static void next_inside(struct parser *p)
{
    p->at = skip_blanks(p, p->at);
    p->start = p->at;
    size_t behind =
        p->brackets
            ? 0
            : behind_close(p, p->inside == '%' ? VIEW("%}") : VIEW("}}"));
    if (behind) {
        p->token = TOKEN_CLOSE;
        p->at = behind;
        p->inside = 0;
        return;
    }
    if (p->at >= p->text.len) {
        fail(p, JINJA_GRAMMAR, "the template ends inside a mark");
        return;
    }
    char c = p->text.at[p->at];
    if (ascii_digit(c)) {
        next_number(p);
    } else if (is_name_byte(c)) {
        size_t len = 1;

        while (is_name_byte(byte_at(p, p->at + len)))
            len++;
        take_token(p, TOKEN_NAME, len);
    } else if (c == '"' || c == '\'') {
        next_string(p);
    } else {
        next_sign(p);
    }
}

static void next(struct parser *p)
{
    if (p->error)
        return;
    if (p->inside)
        next_inside(p);
    else
        next_outside(p);
}

static bool is_sign(const struct parser *p, const char *sign)
{
    return p->token == TOKEN_SIGN && view_eq(p->value, view_of(sign));
}

static bool is_word(const struct parser *p, const char *word)
{
    return p->token == TOKEN_NAME && view_eq(p->value, view_of(word));
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
    n->offset = (uint32_t)p->start;
    if (++p->nodes > JINJA_MAX_NODES)
        fail(p, JINJA_DEEP, "the template has more parts than are read");
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

// Expressions

static struct jinja_node *expression(struct parser *p);
static struct jinja_node *condition_free(struct parser *p);
static struct jinja_node *unary(struct parser *p, bool filters);

static struct jinja_node *several(struct parser *p, const struct jinja_node *of)
{
    struct jinja_node *n = node(p, JINJA_UNARY);

    n->offset = of->offset;
    n->text = VIEW("*");
    n->a = of;
    return whole(p, n);
}

// Behind '(': arguments, to ')'.
static void arguments(struct parser *p, struct jinja_node *call)
{
    struct tail t = {&call->child};

    while (!p->error && !skip_sign(p, ")")) {
        // "*list" and "**dict": as many as they hold.
        bool stars = skip_sign(p, "*") || skip_sign(p, "**");
        struct jinja_node *value = expression(p);

        if (stars)
            value = several(p, value);
        else if (value->kind == JINJA_NAME && skip_sign(p, "=")) {
            struct jinja_node *pair = node(p, JINJA_PAIR);

            pair->offset = value->offset;
            pair->text = value->text;
            pair->b = expression(p);
            value = whole(p, pair);
        }
        append(&t, value);
        if (!is_sign(p, ")"))
            want_sign(p, ",", "the arguments of a call are not ended");
    }
}

// Behind '[': an index or a slice, to ']'.
static struct jinja_node *subscript(struct parser *p)
{
    struct jinja_node *slice = node(p, JINJA_SLICE), *only = NULL;
    struct tail t = {&slice->child};
    bool several = false, given = false;

    while (!p->error && !is_sign(p, "]")) {
        if (is_sign(p, ":") || is_sign(p, ",")) {
            if (!given && is_sign(p, ":"))
                append(&t, node(p, JINJA_NONE));
            else if (!given)
                fail(p, JINJA_GRAMMAR, "a part of an index is missing");
            next(p);
            several = true;
            given = false;
        } else if (given) {
            fail(p, JINJA_GRAMMAR, "an index is not ended");
        } else {
            only = expression(p);
            append(&t, only);
            given = true;
        }
    }
    want_sign(p, "]", "an index is not ended");
    return several || !only ? whole(p, slice) : only;
}

// Elements up to the sign that ends them; a tuple is a list here.
static void elements(struct parser *p, struct jinja_node *list, const char *end)
{
    struct tail t = {&list->child};

    while (!p->error && !skip_sign(p, end)) {
        struct jinja_node *is = expression(p);

        if (list->kind == JINJA_DICT) {
            struct jinja_node *pair = node(p, JINJA_PAIR);

            want_sign(p, ":", "a member has no value");
            pair->a = is;
            pair->b = expression(p);
            is = whole(p, pair);
        }
        append(&t, is);
        if (!is_sign(p, end))
            want_sign(p, ",", "a list is not ended");
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
    struct jinja_node *n =
        node(p, p->token == TOKEN_INT ? JINJA_INT : JINJA_FLOAT);

    n->text = p->value;
    if (p->token == TOKEN_INT)
        n->number = counted(p->value);
    next(p);
    return n;
}

static struct jinja_node *text_literal(struct parser *p)
{
    struct jinja_node *n = node(p, JINJA_TEXT);

    n->text = p->value;
    for (next(p); p->token == TOKEN_STRING; next(p)) // neighbours join
        n->text = arena_print(p->arena, VIEW_FMT VIEW_FMT, VIEW_ARG(n->text),
                              VIEW_ARG(p->value));
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
    struct jinja_node *n = node(p, JINJA_NAME);

    n->text = p->value;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq(words[i].word, n->text))
            n->kind = words[i].kind;
    next(p);
    return n;
}

static struct jinja_node *primary(struct parser *p)
{
    struct jinja_node *list;

    if (p->token == TOKEN_NAME)
        return name(p);
    if (p->token == TOKEN_STRING)
        return text_literal(p);
    if (p->token == TOKEN_INT || p->token == TOKEN_FLOAT)
        return number(p);
    if (is_sign(p, "("))
        return parenthesis(p);
    if (!is_sign(p, "[") && !is_sign(p, "{")) {
        fail(p, JINJA_GRAMMAR, "a value is missing");
        return node(p, JINJA_NONE);
    }
    list = node(p, is_sign(p, "[") ? JINJA_LIST : JINJA_DICT);
    list->text = p->value;
    next(p);
    elements(p, list, list->kind == JINJA_LIST ? "]" : "}");
    return whole(p, list);
}

// .name, [index], (arguments), as often as they follow.
static struct jinja_node *postfix(struct parser *p, struct jinja_node *of)
{
    while (!p->error) {
        struct jinja_node *n;

        if (is_sign(p, ".")) {
            next(p);
            n = node(p, JINJA_ATTR);
            n->text = p->value;
            if (p->token == TOKEN_INT)
                n->kind = JINJA_ITEM; // x.0
            else if (p->token != TOKEN_NAME)
                fail(p, JINJA_GRAMMAR, "a name is missing behind a dot");
            if (n->kind == JINJA_ITEM)
                n->b = number(p);
            else
                next(p);
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
    return is_word(p, "else") || is_word(p, "or") || is_word(p, "and") ||
           is_word(p, "is") || is_word(p, "if") || is_word(p, "in") ||
           is_word(p, "not") || is_word(p, "recursive");
}

static bool begins_argument(const struct parser *p)
{
    return (p->token == TOKEN_NAME && !ends_test(p)) ||
           p->token == TOKEN_STRING || p->token == TOKEN_INT ||
           p->token == TOKEN_FLOAT || is_sign(p, "[") || is_sign(p, "{");
}

static struct view dotted_name(struct parser *p)
{
    struct view name = p->value;

    if (p->token != TOKEN_NAME)
        fail(p, JINJA_GRAMMAR, "the name of a filter or test is missing");
    for (next(p); !p->error && is_sign(p, ".");) {
        next(p);
        name = arena_print(p->arena, VIEW_FMT "." VIEW_FMT, VIEW_ARG(name),
                           VIEW_ARG(p->value));
        next(p);
    }
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
    struct jinja_node *not = node(p, JINJA_UNARY);
    not ->text = VIEW("not");
    not ->a = n;
    return not ;
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
        n = node(p, JINJA_UNARY);
        n->text = p->value;
        next(p);
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
        if (operators[i].rank == rank && view_eq(operators[i].sign, p->value))
            return p->token ==
                   (ascii_alpha(p->value.at[0]) ? TOKEN_NAME : TOKEN_SIGN);
    return false;
}

static struct jinja_node *ranked(struct parser *p, unsigned rank)
{
    struct jinja_node *n;

    if (rank == RANKS)
        return unary(p, true);
    if (rank == RANK_NOT && is_word(p, "not")) {
        n = node(p, JINJA_UNARY);
        n->text = p->value;
        next(p);
        if (go_down(p))
            n->a = ranked(p, RANK_NOT);
        else
            n->a = node(p, JINJA_NONE);
        p->depth--;
        return whole(p, n);
    }
    n = ranked(p, rank + 1);
    while (!p->error && at_operator(p, rank)) {
        struct view sign = p->value;

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

// "a, b" without parentheses, as statements take it.
static struct jinja_node *tuple(struct parser *p, bool conditions)
{
    struct jinja_node *first = conditions ? expression(p) : condition_free(p),
                      *list;
    struct tail t;

    if (!is_sign(p, ","))
        return first;
    list = node(p, JINJA_LIST);
    t = (struct tail){&list->child};
    append(&t, first);
    while (!p->error && skip_sign(p, ","))
        if (p->token != TOKEN_CLOSE && !is_sign(p, "="))
            append(&t, conditions ? expression(p) : condition_free(p));
    return whole(p, list);
}

// Statements

static void close(struct parser *p)
{
    if (p->token != TOKEN_CLOSE)
        fail(p, JINJA_GRAMMAR, "a mark holds more than its statement");
    next(p);
}

static void body(struct parser *p, struct jinja_node *of,
                 const struct jinja_node **link);

// Behind the body of `word`: "{% endword %}", the name within, closed.
static void end_of(struct parser *p, struct view word)
{
    struct view want = arena_print(p->arena, "end" VIEW_FMT, VIEW_ARG(word));

    if (p->token != TOKEN_NAME || !view_eq(p->value, want)) {
        fail(p, JINJA_GRAMMAR, "a statement is never ended");
        return;
    }
    next(p);
    if (p->token == TOKEN_NAME && view_eq(word, VIEW("block")))
        next(p); // {% endblock name %}
    close(p);
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

// The targets of a loop: names, which "in" ends.
static struct jinja_node *targets(struct parser *p)
{
    struct jinja_node *first = target(p), *list;
    struct tail t;

    if (!is_sign(p, ","))
        return first;
    list = node(p, JINJA_LIST);
    t = (struct tail){&list->child};
    append(&t, first);
    while (!p->error && skip_sign(p, ","))
        if (!is_word(p, "in") && !is_sign(p, "="))
            append(&t, target(p));
    return whole(p, list);
}

static void read_for(struct parser *p, struct jinja_node *n)
{
    n->kind = JINJA_FOR;
    n->a = targets(p);
    if (!skip_word(p, "in"))
        fail(p, JINJA_GRAMMAR, "a loop does not say over what it runs");
    n->b = tuple(p, false);
    if (skip_word(p, "if"))
        n->c = expression(p);
    skip_word(p, "recursive");
    close(p);
    body(p, n, &n->child);
    if (skip_word(p, "else")) {
        close(p);
        body(p, n, &n->other);
    }
    end_of(p, VIEW("for"));
}

// Also the elifs behind it, each the only statement of the else before it.
static void read_if(struct parser *p, struct jinja_node *n)
{
    size_t depth = p->depth; // each elif is one level deeper

    n->kind = JINJA_IF;
    for (;;) {
        n->a = tuple(p, true);
        close(p);
        body(p, n, &n->child);
        if (!skip_word(p, "elif") || !go_down(p))
            break;
        struct jinja_node *elif = node(p, JINJA_IF);
        n->other = elif;
        n = elif;
    }
    if (skip_word(p, "else")) {
        close(p);
        body(p, n, &n->other);
    }
    end_of(p, VIEW("if"));
    p->depth = depth;
}

static void read_set(struct parser *p, struct jinja_node *n)
{
    n->kind = JINJA_SET;
    n->a = targets(p);
    if (skip_sign(p, "=")) {
        n->b = tuple(p, true);
        close(p);
        return;
    }
    while (!p->error && skip_sign(p, "|"))
        n->c = filter(p, n->c ? n->c : node(p, JINJA_NAME));
    close(p);
    body(p, n, &n->child);
    end_of(p, VIEW("set"));
}

// Behind '(' : parameters with what they are if not given.
static struct jinja_node *parameters(struct parser *p)
{
    struct jinja_node *list = node(p, JINJA_LIST);
    struct tail t = {&list->child};

    while (!p->error && !skip_sign(p, ")")) {
        struct jinja_node *pair = node(p, JINJA_PAIR);

        pair->text = p->value;
        if (p->token != TOKEN_NAME)
            fail(p, JINJA_GRAMMAR, "a parameter has no name");
        next(p);
        if (skip_sign(p, "="))
            pair->b = expression(p);
        append(&t, pair);
        if (!is_sign(p, ")"))
            want_sign(p, ",", "the parameters are not ended");
    }
    return list;
}

static void read_macro(struct parser *p, struct jinja_node *n)
{
    n->kind = JINJA_MACRO;
    n->text = p->value;
    if (p->token != TOKEN_NAME)
        fail(p, JINJA_GRAMMAR, "a macro has no name");
    next(p);
    want_sign(p, "(", "a macro has no parameters");
    n->a = parameters(p);
    close(p);
    body(p, n, &n->child);
    end_of(p, VIEW("macro"));
}

static void read_call(struct parser *p, struct jinja_node *n)
{
    if (skip_sign(p, "("))
        n->other = parameters(p);
    n->a = expression(p);
    close(p);
    body(p, n, &n->child);
    end_of(p, VIEW("call"));
}

static void read_with(struct parser *p, struct jinja_node *n)
{
    struct jinja_node *list = node(p, JINJA_LIST);
    struct tail t = {&list->child};

    while (!p->error && p->token != TOKEN_CLOSE) {
        struct jinja_node *pair = node(p, JINJA_PAIR);

        pair->text = p->value;
        pair->a = primary(p);
        want_sign(p, "=", "a name gets no value");
        pair->b = expression(p);
        append(&t, pair);
        skip_sign(p, ",");
    }
    n->a = list;
    close(p);
    body(p, n, &n->child);
    end_of(p, VIEW("with"));
}

static void read_filter(struct parser *p, struct jinja_node *n)
{
    struct jinja_node *f = filter(p, node(p, JINJA_NAME));

    while (!p->error && skip_sign(p, "|"))
        f = filter(p, f);
    n->a = f;
    close(p);
    body(p, n, &n->child);
    end_of(p, VIEW("filter"));
}

static void read_autoescape(struct parser *p, struct jinja_node *n)
{
    n->a = expression(p);
    close(p);
    body(p, n, &n->child);
    end_of(p, VIEW("autoescape"));
}

// block, generation: nothing but a body, for us.
static void read_plain(struct parser *p, struct jinja_node *n)
{
    while (!p->error && p->token != TOKEN_CLOSE)
        next(p);
    close(p);
    body(p, n, &n->child);
    end_of(p, n->text);
}

static void read_jump(struct parser *p, struct jinja_node *n)
{
    n->kind = JINJA_JUMP;
    close(p);
}

static void read_do(struct parser *p, struct jinja_node *n)
{
    n->kind = JINJA_PRINT;
    n->a = tuple(p, true);
    close(p);
}

// What lies elsewhere is never read: that it is asked for is enough.
static void read_reach(struct parser *p, struct jinja_node *n)
{
    n->kind = JINJA_REACH;
    while (!p->error && p->token != TOKEN_CLOSE)
        next(p);
    close(p);
}

static const struct {
    struct view word;
    void (*read)(struct parser *p, struct jinja_node *n);
} statements[] = {
    {VIEW_INIT("for"), read_for},
    {VIEW_INIT("if"), read_if},
    {VIEW_INIT("set"), read_set},
    {VIEW_INIT("macro"), read_macro},
    {VIEW_INIT("call"), read_call},
    {VIEW_INIT("with"), read_with},
    {VIEW_INIT("filter"), read_filter},
    {VIEW_INIT("block"), read_plain},
    {VIEW_INIT("generation"), read_plain},
    {VIEW_INIT("autoescape"), read_autoescape},
    {VIEW_INIT("break"), read_jump},
    {VIEW_INIT("continue"), read_jump},
    {VIEW_INIT("do"), read_do},
    {VIEW_INIT("include"), read_reach},
    {VIEW_INIT("import"), read_reach},
    {VIEW_INIT("from"), read_reach},
    {VIEW_INIT("extends"), read_reach},
};

// Words that end the body they stand in.
static bool ends_body(const struct parser *p)
{
    return is_word(p, "else") || is_word(p, "elif") ||
           (p->token == TOKEN_NAME && view_starts(p->value, VIEW("end")));
}

// A statement whose "{%" was read, unless it ends the body.
static struct jinja_node *statement(struct parser *p)
{
    struct jinja_node *n = node(p, JINJA_BLOCK);

    n->text = p->value;
    for (size_t i = 0; i < sizeof statements / sizeof *statements; i++)
        if (p->token == TOKEN_NAME && view_eq(p->value, statements[i].word)) {
            next(p);
            statements[i].read(p, n);
            return n;
        }
    fail(p, JINJA_GRAMMAR, "a statement that Jinja does not have");
    return n;
}

static struct jinja_node *print(struct parser *p)
{
    struct jinja_node *n = node(p, JINJA_PRINT);

    next(p);
    n->a = tuple(p, true);
    close(p);
    return n;
}

static struct jinja_node *output(struct parser *p)
{
    struct jinja_node *n = node(p, JINJA_OUTPUT);

    n->text = p->value;
    next(p);
    return n;
}

// Statements up to the word that ends them, which is then at hand; of the
// whole template (`of` NULL) up to its end.
static void body(struct parser *p, struct jinja_node *of,
                 const struct jinja_node **link)
{
    struct tail t = {link};

    if (!go_down(p))
        return;
    while (!p->error && p->token != TOKEN_END) {
        if (p->token == TOKEN_TEXT) {
            append(&t, output(p));
        } else if (p->token == TOKEN_PRINT) {
            append(&t, print(p));
        } else {
            next(p);
            if (of && ends_body(p))
                break;
            append(&t, statement(p));
        }
    }
    if (of && p->token == TOKEN_END)
        fail(p, JINJA_GRAMMAR, "the template ends inside a statement");
    p->depth--;
}

struct error *jinja_read(struct arena *a, struct view text, struct jinja *out)
{
    struct parser p = {.arena = a, .text = text, .out = out};

    *out = (struct jinja){0};
    if (text.len > UINT32_MAX) { // so that an offset fits
        fail(&p, JINJA_DEEP, "a template of more than 4 GiB");
        return p.error;
    }
    next(&p);
    body(&p, NULL, &out->body);
    return p.error;
}
