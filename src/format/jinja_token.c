// SPDX-License-Identifier: Apache-2.0
#include "format/jinja_token.h"

#include "base/unicode.h"

static struct error *broken(const struct jinja_lexer *l,
                            const struct jinja_token *t, const char *what)
{
    return error_new(l->arena, ERROR_INPUT, (struct place){.offset = t->start},
                     "%s", what);
}

static char byte_at(const struct jinja_lexer *l, size_t i)
{
    return i < l->text.len ? l->text.at[i] : '\0';
}

static bool stands(const struct jinja_lexer *l, size_t at, struct view word)
{
    return view_starts(view_from(l->text, at), word);
}

static size_t skip_blanks(const struct jinja_lexer *l, size_t at)
{
    while (at < l->text.len && ascii_blank(l->text.at[at]))
        at++;
    return at;
}

// The sign inside a mark that says what becomes of the blanks outside.
static size_t skip_control(const struct jinja_lexer *l, size_t at)
{
    return at + (byte_at(l, at) == '-' || byte_at(l, at) == '+');
}

static struct error *take(struct jinja_lexer *l, struct jinja_token *t,
                          enum jinja_token_kind kind, size_t len)
{
    t->kind = kind;
    t->value = (struct view){l->text.at + l->at, len};
    l->at += len;
    return NULL;
}

// Between the marks

// The next "{{", "{%" or "{#" from `at` on, or the end.
static size_t next_mark(const struct jinja_lexer *l, size_t at)
{
    while (at + 1 < l->text.len) {
        const char *hit = memchr(l->text.at + at, '{', l->text.len - at - 1);

        if (!hit)
            break;
        at = (size_t)(hit - l->text.at);
        if (byte_in(hit[1], VIEW("{%#")))
            return at;
        at++;
    }
    return l->text.len;
}

// Whether "{% word %}" begins at `at`; behind it, or 0.
static size_t behind_statement(const struct jinja_lexer *l, size_t at,
                               struct view word)
{
    if (!stands(l, at, VIEW("{%")))
        return 0;
    at = skip_blanks(l, skip_control(l, at + 2));
    if (!stands(l, at, word))
        return 0;
    at = skip_control(l, skip_blanks(l, at + word.len));
    return stands(l, at, VIEW("%}")) ? at + 2 : 0;
}

// {% raw %}: what lies before {% endraw %} is text.
static struct error *take_raw(struct jinja_lexer *l, struct jinja_token *t,
                              size_t from)
{
    size_t end = from, behind = 0;

    while (end < l->text.len &&
           !(behind = behind_statement(l, end, VIEW("endraw"))))
        end = next_mark(l, end + 1);
    if (!behind)
        return broken(l, t, "raw text is never ended");
    t->kind = JINJA_TOKEN_TEXT;
    t->value = (struct view){l->text.at + from, end - from};
    l->at = behind;
    return NULL;
}

static struct error *enter(struct jinja_lexer *l, struct jinja_token *t)
{
    bool print = l->text.at[l->at + 1] == '{';

    t->kind = print ? JINJA_TOKEN_PRINT : JINJA_TOKEN_BEGIN;
    l->inside = print ? '}' : '%';
    l->brackets = 0;
    l->at = skip_control(l, l->at + 2);
    return NULL;
}

static struct error *next_outside(struct jinja_lexer *l, struct jinja_token *t)
{
    for (;;) {
        size_t mark = next_mark(l, l->at);

        t->start = l->at;
        if (mark > l->at)
            return take(l, t, JINJA_TOKEN_TEXT, mark - l->at);
        if (mark == l->text.len)
            return NULL;
        if (l->text.at[mark + 1] != '#') {
            size_t raw = behind_statement(l, mark, VIEW("raw"));

            return raw ? take_raw(l, t, raw) : enter(l, t);
        }
        size_t end = view_find(view_from(l->text, mark + 2), VIEW("#}"));
        if (end == SIZE_MAX)
            return broken(l, t, "a comment is never ended");
        l->at = mark + 2 + end + 2;
    }
}

// Numbers and names

static struct error *next_number(struct jinja_lexer *l, struct jinja_token *t)
{
    struct view rest = view_from(l->text, l->at);
    bool based = rest.len > 2 && rest.at[0] == '0' &&
                 byte_in(rest.at[1], VIEW("xXoObB"));
    bool whole = true;
    size_t len = based ? 2 : 0;

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
    return take(l, t, whole ? JINJA_TOKEN_INT : JINJA_TOKEN_FLOAT, len);
}

static bool is_name_byte(char c)
{
    return ascii_alnum(c) || c == '_' || (unsigned char)c >= 0x80;
}

static struct error *next_name(struct jinja_lexer *l, struct jinja_token *t)
{
    size_t len = 1;

    while (is_name_byte(byte_at(l, l->at + len)))
        len++;
    return take(l, t, JINJA_TOKEN_NAME, len);
}

// Strings

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

static struct error *next_string(struct jinja_lexer *l, struct jinja_token *t)
{
    size_t from = l->at + 1, end = from;

    while (end < l->text.len && l->text.at[end] != l->text.at[l->at])
        end += l->text.at[end] == '\\' ? 2 : 1;
    if (end >= l->text.len)
        return broken(l, t, "a text in quotes is never ended");
    t->kind = JINJA_TOKEN_STRING;
    t->value =
        unescaped(l->arena, (struct view){l->text.at + from, end - from});
    l->at = end + 1;
    return NULL;
}

// Signs

static struct error *next_sign(struct jinja_lexer *l, struct jinja_token *t)
{
    static const struct view two[] = {
        // clang-format off
        VIEW_INIT("=="), VIEW_INIT("!="), VIEW_INIT("<="), VIEW_INIT(">="),
        VIEW_INIT("//"), VIEW_INIT("**"),
        // clang-format on
    };
    char c = l->text.at[l->at];

    for (size_t i = 0; i < sizeof two / sizeof *two; i++)
        if (stands(l, l->at, two[i]))
            return take(l, t, JINJA_TOKEN_SIGN, 2);
    if (!byte_in(c, VIEW("+-*/%~()[]{}<>=.,:|;")))
        return broken(l, t, "a character that Jinja has no use for");
    if (byte_in(c, VIEW("([{")))
        l->brackets++;
    else if (byte_in(c, VIEW(")]}")) && l->brackets)
        l->brackets--;
    return take(l, t, JINJA_TOKEN_SIGN, 1);
}

// Inside a mark

static bool at_close(struct jinja_lexer *l, struct jinja_token *t)
{
    size_t at = skip_control(l, l->at);

    if (l->brackets || byte_at(l, at) != l->inside || byte_at(l, at + 1) != '}')
        return false;
    t->kind = JINJA_TOKEN_CLOSE;
    l->at = at + 2;
    l->inside = 0;
    return true;
}

static struct error *next_inside(struct jinja_lexer *l, struct jinja_token *t)
{
    t->start = l->at = skip_blanks(l, l->at);
    if (at_close(l, t))
        return NULL;
    if (l->at >= l->text.len)
        return broken(l, t, "the template ends inside a mark");
    char c = l->text.at[l->at];
    if (ascii_digit(c))
        return next_number(l, t);
    if (is_name_byte(c))
        return next_name(l, t);
    if (c == '"' || c == '\'')
        return next_string(l, t);
    return next_sign(l, t);
}

struct error *jinja_token_next(struct jinja_lexer *l, struct jinja_token *out)
{
    *out = (struct jinja_token){0};
    return l->inside ? next_inside(l, out) : next_outside(l, out);
}
