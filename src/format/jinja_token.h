// SPDX-License-Identifier: Apache-2.0
// jinja_token.h - steps through the tokens of a template of Jinja.
//
// Source: the Jinja documentation, template designer (3.1), sections Synopsis,
// Comments, Whitespace Control, Escaping and Literals.
#ifndef FORMAT_JINJA_TOKEN_H
#define FORMAT_JINJA_TOKEN_H

#include "base/error.h"

enum jinja_token_kind {
    JINJA_TOKEN_END,   // of the template
    JINJA_TOKEN_TEXT,  // between marks, {% raw %} among it
    JINJA_TOKEN_PRINT, // {{
    JINJA_TOKEN_BEGIN, // {%
    JINJA_TOKEN_CLOSE, // }} or %}
    JINJA_TOKEN_NAME,
    JINJA_TOKEN_INT,
    JINJA_TOKEN_FLOAT,
    JINJA_TOKEN_STRING,
    JINJA_TOKEN_SIGN, // operators and brackets
};

struct jinja_token {
    enum jinja_token_kind kind;
    struct view value; // as written; of a string without quotes and escapes;
                       // empty of marks
    size_t start;      // where it begins in the template
};

// Starts with the arena and the template, and else zeroed:
//
//     struct jinja_lexer l = {.arena = a, .text = text};
//     do
//         TRY(jinja_token_next(&l, &token));
//     while (token.kind != JINJA_TOKEN_END);
struct jinja_lexer {
    struct arena *arena; // of strings that hold escapes
    struct view text;
    size_t at;         // behind the last token
    char inside;       // '}' in {{ }}, '%' in {% %}, 0 between the marks
    unsigned brackets; // open in this mark, which then does not end
};

// The next token into `*out`; its value points into the template or the arena.
// Fails with ERROR_INPUT, the offset, and the END in `*out`, on what is no
// token, and where a string, a comment, raw text or a mark is never ended.
struct error *jinja_token_next(struct jinja_lexer *l,
                               struct jinja_token *out) MUST_USE;

#endif
