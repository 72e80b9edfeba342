// SPDX-License-Identifier: Apache-2.0
// jinja.h - reads a template of Jinja into a tree; nothing is evaluated.
//
// Source: the Jinja documentation, template designer (3.1), with the additions
// that chat templates use: {% generation %}, {% break %}, {% continue %}.
// Expressions and statements nest to JINJA_MAX_DEPTH, however many branches an
// {% if %} has; a template has at most
// JINJA_MAX_NODES nodes. Time and memory are linear in the text.
#ifndef FORMAT_JINJA_H
#define FORMAT_JINJA_H

#include "base/error.h"

enum {
    JINJA_MAX_DEPTH = 100,
    JINJA_MAX_HEIGHT = 400, // "a + a + ..." is as high as it is long
    JINJA_MAX_NODES = 1000000,
};

enum jinja_kind {
    // Expressions
    JINJA_NONE,
    JINJA_TRUE,
    JINJA_FALSE,
    JINJA_INT,     // number; INT64_MAX: that, or more
    JINJA_FLOAT,   // text, as written
    JINJA_TEXT,    // text, without quotes and escapes
    JINJA_NAME,    // text; empty: the body that a filter is applied to
    JINJA_LIST,    // child: the elements; text: empty for a tuple
    JINJA_DICT,    // child: the members, each JINJA_PAIR
    JINJA_PAIR,    // a: key, b: value; of a call text: the keyword, b: value
    JINJA_ATTR,    // a.text
    JINJA_ITEM,    // a[b]
    JINJA_SLICE,   // child: start, stop, step; JINJA_NONE where not given; in
                   // a tuple too
    JINJA_CALL,    // a(child)
    JINJA_FILTER,  // a|text(child)
    JINJA_TEST,    // a is text(child)
    JINJA_UNARY,   // text: - + not, and * before an argument; a
    JINJA_BINARY,  // text: the operator; a, b; "and", "or", "in", "not in" too
    JINJA_IF_ELSE, // a if b else c; c may be NULL
    // Statements; child: the body
    JINJA_OUTPUT, // text between the marks, as it stands
    JINJA_PRINT,  // {{ a }}
    JINJA_FOR,    // a: target, b: what is walked, c: condition or NULL;
                  // other: the else body
    JINJA_IF,     // child: its branches, each JINJA_BRANCH
    JINJA_BRANCH, // if, elif, else; a: condition, of the last one perhaps NULL
    JINJA_SET,    // a: target, b: value, or NULL and the body; c: its filter
    JINJA_MACRO,  // text: name; a: JINJA_LIST of parameters (JINJA_PAIR)
    JINJA_BLOCK,  // with, block, filter, call, generation, autoescape: text;
                  // a: JINJA_LIST of JINJA_PAIR (with), a call, a filter,
                  // an expression (autoescape)
    JINJA_JUMP,   // break, continue: text
    JINJA_REACH,  // include, import, from, extends: text
};

enum { JINJA_KINDS = JINJA_REACH + 1 };

struct jinja_node {
    enum jinja_kind kind;
    uint32_t offset; // in the template
    uint32_t height; // of an expression: levels below it, at most
                     // JINJA_MAX_HEIGHT
    int64_t number;
    struct view text;
    const struct jinja_node *a, *b, *c;
    const struct jinja_node *child, *other;
    const struct jinja_node *next; // in the list it is in
};

enum jinja_fault {
    JINJA_WHOLE,   // nothing is wrong
    JINJA_GRAMMAR, // breaks the grammar, or ends inside a mark or statement
    JINJA_DEEP,    // nests deeper or holds more than we read
};

struct jinja {
    const struct jinja_node *body; // also of what was read before a fault
    enum jinja_fault fault;
    size_t branches; // of the {% if %} that has most
};

// Reads `text`. Views point into it or into `a`. Fails with ERROR_INPUT and the
// offset, and keeps in `out` what was read before.
struct error *jinja_read(struct arena *a, struct view text,
                         struct jinja *out) MUST_USE;

#endif
