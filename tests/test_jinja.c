// SPDX-License-Identifier: Apache-2.0
// Templates of a line. That they are templates, or none, was asked of Jinja
// 3.1.6 for each, with its loop controls and `do`; places are counted by hand.
#include "format/jinja.h"

#include "base/text.h"
#include "format/jinja_token.h"

#include "check.h"

// Fails a check if `e` is not at `offset`, saying what of it matters.
static void check_fault(struct view text, const struct error *e,
                        const struct jinja *t, enum jinja_fault fault,
                        uint64_t offset, const char *message)
{
    bool right = e && t->fault == fault && e->at.offset == offset &&
                 e->kind == ERROR_INPUT &&
                 view_eq(e->message, view_of(message));

    CHECK(right);
    if (!right)
        printf("    " VIEW_FMT ": " VIEW_FMT " at %zu\n", VIEW_SHORT(text),
               VIEW_ARG(e ? e->message : VIEW("nothing")),
               e ? (size_t)e->at.offset : 0);
}

TEST(says_what_breaks_the_grammar_and_where)
{
    static const struct {
        struct view text;
        size_t offset;
        const char *message;
    } rows[] = {
        // Marks
        {VIEW_INIT("a{% raw %} b"), 1, "raw text is never ended"},
        {VIEW_INIT("a{# b"), 1, "a comment is never ended"},
        {VIEW_INIT("{{ 'a }}"), 3, "a text in quotes is never ended"},
        {VIEW_INIT("{{ 'a\\' }}"), 3, "a text in quotes is never ended"},
        {VIEW_INIT("{{ a ? b }}"), 5, "a character that Jinja has no use for"},
        {VIEW_INIT("{{ a"), 4, "the template ends inside a mark"},
        {VIEW_INIT("{{ (a }}"), 6, "a parenthesis is not closed"},
        {VIEW_INIT("{% if a"), 7, "the template ends inside a mark"},
        {VIEW_INIT("{{ a b }}"), 5, "a mark holds more than its statement"},
        {VIEW_INIT("{{ a; }}"), 4, "a mark holds more than its statement"},
        {VIEW_INIT("{{ a } }}"), 5, "a mark holds more than its statement"},
        {VIEW_INIT("{% set a = 1 2 %}"), 13,
         "a mark holds more than its statement"},
        {VIEW_INIT("{% if a b %}{% endif %}"), 8,
         "a mark holds more than its statement"},
        {VIEW_INIT("{% if a %}{% else b %}{% endif %}"), 18,
         "a mark holds more than its statement"},
        {VIEW_INIT("{% if a %}{% endif b %}"), 19,
         "a mark holds more than its statement"},
        {VIEW_INIT("{% for a in b %}{% break b %}{% endfor %}"), 25,
         "a mark holds more than its statement"},
        // Values
        {VIEW_INIT("{{ }}"), 3, "a value is missing"},
        {VIEW_INIT("{{ a + }}"), 7, "a value is missing"},
        {VIEW_INIT("{{ a if }}"), 8, "a value is missing"},
        {VIEW_INIT("{% for a in %}{% endfor %}"), 12, "a value is missing"},
        {VIEW_INIT("{% if a %}{% elif %}{% endif %}"), 18,
         "a value is missing"},
        {VIEW_INIT("{% set = 1 %}"), 7, "a value is missing"},
        {VIEW_INIT("{% filter | upper %}{% endfilter %}"), 10,
         "the name of a filter or test is missing"},
        {VIEW_INIT("{{ (a b) }}"), 6, "a parenthesis is not closed"},
        {VIEW_INIT("{{ (a, b c) }}"), 9, "a parenthesis is not closed"},
        {VIEW_INIT("{{ [a b] }}"), 6, "a list is not ended"},
        {VIEW_INIT("{{ {a: b c: d} }}"), 9, "a list is not ended"},
        {VIEW_INIT("{{ {a} }}"), 5, "a member has no value"},
        {VIEW_INIT("{{ a. }}"), 6, "a name is missing behind a dot"},
        {VIEW_INIT("{{ a.'b' }}"), 5, "a name is missing behind a dot"},
        {VIEW_INIT("{{ a[1 2] }}"), 7, "an index is not ended"},
        {VIEW_INIT("{{ a[,1] }}"), 5, "a value is missing"},
        {VIEW_INIT("{{ a[1,] }}"), 7, "a value is missing"},
        {VIEW_INIT("{{ a[1:2:3:4] }}"), 10, "an index is not ended"},
        {VIEW_INIT("{{ f((a)=1) }}"), 8,
         "the arguments of a call are not ended"},
        {VIEW_INIT("{{ a(b c) }}"), 7, "the arguments of a call are not ended"},
        {VIEW_INIT("{{ a | }}"), 7, "the name of a filter or test is missing"},
        {VIEW_INIT("{{ a | 1 }}"), 7,
         "the name of a filter or test is missing"},
        {VIEW_INIT("{{ a | b. }}"), 10,
         "the name of a filter or test is missing"},
        {VIEW_INIT("{{ a | b.1 }}"), 9,
         "the name of a filter or test is missing"},
        {VIEW_INIT("{{ a is }}"), 8, "the name of a filter or test is missing"},
        {VIEW_INIT("{{ a not b }}"), 9, "'not' stands where 'not in' belongs"},
        // Statements
        {VIEW_INIT("{% foo %}"), 3, "a statement that Jinja does not have"},
        {VIEW_INIT("{% 1 %}"), 3, "a statement that Jinja does not have"},
        {VIEW_INIT("{% else %}"), 3, "a statement that Jinja does not have"},
        {VIEW_INIT("{% endif %}"), 3, "a statement that Jinja does not have"},
        {VIEW_INIT("{% if a %}b"), 11, "the template ends inside a statement"},
        {VIEW_INIT("{% block a %}"), 13,
         "the template ends inside a statement"},
        {VIEW_INIT("{% if a %}{% endfor %}"), 13, "a statement is never ended"},
        {VIEW_INIT("{% for a in b %}{% elif c %}{% endfor %}"), 19,
         "a statement is never ended"},
        {VIEW_INIT("{% macro a() %}{% else %}{% endmacro %}"), 18,
         "a statement is never ended"},
        {VIEW_INIT("{% set 1 = a %}"), 9,
         "a value is to be put into what is no name"},
        {VIEW_INIT("{% for a, 'b' in c %}{% endfor %}"), 14,
         "a value is to be put into what is no name"},
        {VIEW_INIT("{% for a b %}{% endfor %}"), 9,
         "a loop does not say over what it runs"},
        {VIEW_INIT("{% macro %}{% endmacro %}"), 9, "a macro has no name"},
        {VIEW_INIT("{% macro 'a'() %}{% endmacro %}"), 9,
         "a macro has no name"},
        {VIEW_INIT("{% macro a %}{% endmacro %}"), 11,
         "a macro has no parameters"},
        {VIEW_INIT("{% macro a(1) %}{% endmacro %}"), 11,
         "a parameter has no name"},
        {VIEW_INIT("{% macro a(b c) %}{% endmacro %}"), 13,
         "the parameters are not ended"},
        {VIEW_INIT("{% call(b c) a() %}{% endcall %}"), 10,
         "the parameters are not ended"},
        {VIEW_INIT("{% with a %}{% endwith %}"), 10, "a name gets no value"},
        {VIEW_INIT("{% with a 1 %}{% endwith %}"), 10, "a name gets no value"},
        {VIEW_INIT("{% with 1 = a %}{% endwith %}"), 10,
         "a value is to be put into what is no name"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct jinja t;
        struct error *e = jinja_read(&a, rows[i].text, &t);

        check_fault(rows[i].text, e, &t, JINJA_GRAMMAR, rows[i].offset,
                    rows[i].message);
        arena_free(&a);
    }
}

TEST(reads_what_jinja_reads)
{
    static const struct view rows[] = {
        VIEW_INIT(""),
        VIEW_INIT("{ {a} } }} %} #}"),
        VIEW_INIT("{{- a -}}{%- if a +%}{%+ endif -%}{#- a -#}"),
        VIEW_INIT("{%- raw -%}{{ {% if %}{%- endraw +%}"),
        VIEW_INIT("{{ 'a' \"b\" 'c\\'d' }}"),
        VIEW_INIT("{{ (), (a), (a,), (a, b,), [a,], {a: b,}, a, }}"),
        VIEW_INIT("{{ a.b.0[c][1:][:1][::2][1, 2](d, e=f, *g, **h) }}"),
        VIEW_INIT("{{ a[], a[:], a[::], a[1::2], a[:, 1], a[1:2:3, ::2] }}"),
        VIEW_INIT("{{ f(True=1, none=2, if=3, not=4) }}"),
        VIEW_INIT("{{ a|b.c(d)|e is f }}{{ a is not b }}"),
        VIEW_INIT("{{ a is divisibleby 3 and b is in [1] or c is d }}"),
        VIEW_INIT("{{ not not a if - + b ** -c else d if e }}"),
        VIEW_INIT("{{ a not in b < c <= d == e != f >= g > h }}"),
        VIEW_INIT("{{ a ~ b + c - d * e / f // g % h }}"),
        VIEW_INIT("{% for (a, b), c in d if e recursive %}{% continue %}"
                  "{% else %}{% endfor %}"),
        VIEW_INIT("{% for a in b %}{% break %}{% endfor %}"),
        VIEW_INIT("{% if a, b %}{% elif c %}{% elif d %}{% else %}{% endif "
                  "%}"),
        VIEW_INIT("{% set a.b = 1, 2 %}{% set a, b = c %}"
                  "{% set a | upper | trim(1) %}b{% endset %}"),
        VIEW_INIT("{% macro a(b, c=1) %}{% endmacro %}"),
        VIEW_INIT("{% call(a, b=1) c() %}{% endcall %}"
                  "{% call c() %}{% endcall %}"),
        VIEW_INIT("{% with a = 1, b = a %}{% endwith %}"
                  "{% with %}{% endwith %}"),
        VIEW_INIT("{% with a, b = c, (d, e) = f, g = 1 %}{% endwith %}"),
        VIEW_INIT("{% filter upper | trim(1) %}{% endfilter %}"
                  "{% autoescape a %}{% endautoescape %}{% do a(), b %}"),
        VIEW_INIT("{% block a %}{% endblock a %}{% block b scoped %}"
                  "{% endblock %}"),
        VIEW_INIT("{% include 'a' ignore missing %}{% import 'a' as b %}"
                  "{% from 'a' import b as c %}{% extends a %}"),
        // A colon before the body, as in Python.
        VIEW_INIT("{% if a: %}{% elif b: %}{% else: %}{% endif %}"),
        VIEW_INIT("{% for a in b: %}{% else: %}{% endfor %}"),
        VIEW_INIT("{% macro a(): %}{% endmacro %}"),
        VIEW_INIT("{% set a: %}{% endset %}"),
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct jinja t;
        struct error *e = jinja_read(&a, rows[i], &t);

        CHECK(!e && t.fault == JINJA_WHOLE);
        if (e)
            printf("    " VIEW_FMT ": " VIEW_FMT "\n", VIEW_ARG(rows[i]),
                   VIEW_ARG(e->message));
        arena_free(&a);
    }
}

// The limits of jinja.h, each met and passed by one.
TEST(says_which_limit_was_passed_and_where)
{
    static const char deep[] = "the template nests deeper than is read",
                      high[] = "an expression has more levels than are read",
                      many[] = "the template has more parts than are read";
    static const struct {
        struct view head, unit, tail;
        size_t times;  // that are still read
        size_t offset; // of the fault with one more
        const char *message;
    } rows[] = {
        // The body, the expression and its unary part go down, as each unit
        // does: two of them in a parenthesis.
        {VIEW_INIT("{{ "), VIEW_INIT("-"), VIEW_INIT("a }}"),
         JINJA_MAX_DEPTH - 3, 3 + JINJA_MAX_DEPTH - 2, deep},
        {VIEW_INIT("{{ "), VIEW_INIT("not "), VIEW_INIT("a }}"),
         JINJA_MAX_DEPTH - 3, 3 + 4 * (JINJA_MAX_DEPTH - 2), deep},
        // A body in each.
        {VIEW_INIT(""), VIEW_INIT("{% block a %}"), VIEW_INIT("{% 1"),
         JINJA_MAX_DEPTH - 1, 13 * (size_t)JINJA_MAX_DEPTH, deep},
        {VIEW_INIT("{{ a"), VIEW_INIT(".b"), VIEW_INIT(" }}"), JINJA_MAX_HEIGHT,
         4 + 2 * (JINJA_MAX_HEIGHT + 1) + 1, high},
        {VIEW_INIT("{{ a"), VIEW_INIT("+a"), VIEW_INIT(" }}"), JINJA_MAX_HEIGHT,
         4 + 2 * (JINJA_MAX_HEIGHT + 1) + 1, high},
        // A node each, the mark and the list.
        {VIEW_INIT("{{ ["), VIEW_INIT("1,"), VIEW_INIT("] }}"),
         JINJA_MAX_NODES - 2, 4 + 2 * ((size_t)JINJA_MAX_NODES - 2), many},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t more = 0; more < 2; more++) {
            struct arena a = {0};
            struct text text = {.arena = &a};
            struct jinja t;

            text_add(&text, rows[i].head);
            for (size_t k = 0; k < rows[i].times + more; k++)
                text_add(&text, rows[i].unit);
            text_add(&text, rows[i].tail);
            struct error *e = jinja_read(&a, text_view(&text), &t);
            if (more)
                check_fault(rows[i].unit, e, &t, JINJA_DEEP, rows[i].offset,
                            rows[i].message);
            else
                CHECK(t.fault != JINJA_DEEP);
            arena_free(&a);
        }
}

TEST(does_not_begin_what_its_offsets_cannot_say)
{
    struct arena a = {0};
    struct view large = {"a", (size_t)UINT32_MAX + 1}; // its length is enough
    struct jinja t;

    check_fault(VIEW("4 GiB"), jinja_read(&a, large, &t), &t, JINJA_DEEP, 0,
                "a template of more than 4 GiB");
    CHECK(!t.body);
    arena_free(&a);
}

// What stands before a fault is looked at all the same.
TEST(keeps_what_it_read_before_a_fault)
{
    struct arena a = {0};
    struct jinja t;
    struct error *e = jinja_read(&a, VIEW("a{{ b }}{% if c %}d{{ ? }}"), &t);

    CHECK(e && t.body && t.body->next && t.body->next->next);
    CHECK_TEXT(t.body->text, "a");
    CHECK_TEXT(t.body->next->a->text, "b");
    CHECK(t.body->next->next->kind == JINJA_IF);
    CHECK_TEXT(t.body->next->next->child->child->text, "d");
    arena_free(&a);
}

// Each of 1,000 elifs stands beside the others, in no way below them.
TEST(reads_as_many_branches_as_there_are)
{
    struct arena a = {0};
    struct text text = {.arena = &a};
    struct jinja t;
    size_t branches = 0;

    text_add(&text, VIEW("{% if a %}"));
    for (int i = 0; i < 1000; i++)
        text_add(&text, VIEW("{% elif a == 1 %}{{ b }}"));
    text_add(&text, VIEW("{% else %}c{% endif %}"));
    CHECK(!jinja_read(&a, text_view(&text), &t));
    if (t.body)
        for (const struct jinja_node *b = t.body->child; b; b = b->next) {
            CHECK(b->kind == JINJA_BRANCH && !b->other);
            CHECK(!b->a == !b->next);
            branches++;
        }
    CHECK_U64(branches, 1002);
    arena_free(&a);
}

// Python's reader of Jinja 3.1.6 makes Slice(None, None, None) of each colon
// alone, and a Tuple of what commas part.
TEST(tells_a_slice_from_a_tuple)
{
    struct arena a = {0};
    struct jinja t;

    CHECK(!jinja_read(&a, VIEW("{{ a[:, 1] }}"), &t));
    const struct jinja_node *by = t.body ? t.body->a->b : NULL;
    CHECK(by && by->kind == JINJA_LIST && by->child->kind == JINJA_SLICE);
    if (by)
        CHECK(by->child->next->number == 1 && !by->child->next->next);
    CHECK(!jinja_read(&a, VIEW("{{ a[1:] }}"), &t));
    by = t.body ? t.body->a->b : NULL;
    CHECK(by && by->kind == JINJA_SLICE && by->child->number == 1);
    if (by)
        CHECK(by->child->next->kind == JINJA_NONE &&
              by->child->next->next->kind == JINJA_NONE);
    arena_free(&a);
}

// Tokens of a value; Python 3.11 says what the strings hold, and the lexer of
// Jinja 3.1.6 where the numbers end.
TEST(reads_literals_as_python_does)
{
    static const struct {
        struct view text, value;
        enum jinja_token_kind kind;
        bool ended; // by what follows
    } rows[] = {
        {VIEW_INIT("'a\"b'"), VIEW_INIT("a\"b"), JINJA_TOKEN_STRING, true},
        {VIEW_INIT("'\\a\\b\\f\\n\\r\\t\\v\\\\\\'\\\"'"),
         VIEW_INIT("\a\b\f\n\r\t\v\\'\""), JINJA_TOKEN_STRING, true},
        {VIEW_INIT("'\\q\\8'"), VIEW_INIT("\\q\\8"), JINJA_TOKEN_STRING, true},
        {VIEW_INIT("'\\x5f\\137\\1371\\7'"), VIEW_INIT("___1\a"),
         JINJA_TOKEN_STRING, true},
        {VIEW_INIT("'\\u00e9\\U0001f600\\xe9'"),
         VIEW_INIT("\xc3\xa9\xf0\x9f\x98\x80\xc3\xa9"), JINJA_TOKEN_STRING,
         true},
        {VIEW_INIT("'\\N{LOW LINE}\\N{latin small letter b}"
                   "\\N{LATIN CAPITAL LETTER B}'"),
         VIEW_INIT("_bB"), JINJA_TOKEN_STRING, true},
        {VIEW_INIT("'a\\\nb'"), VIEW_INIT("ab"), JINJA_TOKEN_STRING, true},
        {VIEW_INIT("1_000"), VIEW_INIT("1_000"), JINJA_TOKEN_INT, true},
        {VIEW_INIT("0x1F"), VIEW_INIT("0x1F"), JINJA_TOKEN_INT, true},
        {VIEW_INIT("0o17"), VIEW_INIT("0o17"), JINJA_TOKEN_INT, true},
        {VIEW_INIT("0B101"), VIEW_INIT("0B101"), JINJA_TOKEN_INT, true},
        {VIEW_INIT("1.5"), VIEW_INIT("1.5"), JINJA_TOKEN_FLOAT, true},
        {VIEW_INIT("1e5"), VIEW_INIT("1e5"), JINJA_TOKEN_FLOAT, true},
        {VIEW_INIT("1.5E-3"), VIEW_INIT("1.5E-3"), JINJA_TOKEN_FLOAT, true},
        {VIEW_INIT("1.a"), VIEW_INIT("1"), JINJA_TOKEN_INT, false},
        {VIEW_INIT("1.5.a"), VIEW_INIT("1.5"), JINJA_TOKEN_FLOAT, false},
        {VIEW_INIT("12e"), VIEW_INIT("12"), JINJA_TOKEN_INT, false},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct arena a = {0};
        struct jinja_lexer l = {.arena = &a};
        struct jinja_token t;

        l.text = arena_print(&a, "{{" VIEW_FMT "}}", VIEW_ARG(rows[i].text));
        CHECK(!jinja_token_next(&l, &t) && t.kind == JINJA_TOKEN_PRINT);
        CHECK(!jinja_token_next(&l, &t) && t.kind == rows[i].kind);
        CHECK_VIEW(t.value, rows[i].value);
        CHECK_U64(t.start, 2);
        CHECK(!jinja_token_next(&l, &t) &&
              (t.kind == JINJA_TOKEN_CLOSE) == rows[i].ended);
        arena_free(&a);
    }
}

CHECK_MAIN(CHECK_CASE(says_what_breaks_the_grammar_and_where),
           CHECK_CASE(reads_what_jinja_reads),
           CHECK_CASE(says_which_limit_was_passed_and_where),
           CHECK_CASE(does_not_begin_what_its_offsets_cannot_say),
           CHECK_CASE(keeps_what_it_read_before_a_fault),
           CHECK_CASE(reads_as_many_branches_as_there_are),
           CHECK_CASE(tells_a_slice_from_a_tuple),
           CHECK_CASE(reads_literals_as_python_does))
