// SPDX-License-Identifier: Apache-2.0
#include "release/scalar.h"

static size_t digits(struct view v, size_t at)
{
    size_t from = at;

    while (at < v.len && ascii_digit(v.at[at]))
        at++;
    return at - from;
}

static bool is_one_of(struct view v, const struct view *word, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_eq(v, word[i]))
            return true;
    return false;
}

static bool is_special_number(struct view v)
{
    static const struct view word[] = {
        VIEW_INIT(".inf"), VIEW_INIT(".Inf"), VIEW_INIT(".INF"),
        VIEW_INIT(".nan"), VIEW_INIT(".NaN"), VIEW_INIT(".NAN"),
    };

    return is_one_of(v, word, sizeof word / sizeof *word);
}

// 0x1f and 0o17.
static bool is_based_number(struct view v)
{
    if (v.len < 3 || v.at[0] != '0' || (v.at[1] != 'x' && v.at[1] != 'o'))
        return false;
    for (size_t i = 2; i < v.len; i++) {
        char c = ascii_lower(v.at[i]);
        if (!ascii_digit(c) && !(v.at[1] == 'x' && c >= 'a' && c <= 'f'))
            return false;
    }
    return true;
}

static bool is_number(struct view v)
{
    size_t at = 0;

    if (is_based_number(v))
        return true;
    if (v.len && (v.at[0] == '-' || v.at[0] == '+'))
        v = view_from(v, 1);
    if (is_special_number(v))
        return true;
    size_t whole = digits(v, at), part = 0;
    at += whole;
    if (at < v.len && v.at[at] == '.') {
        part = digits(v, ++at);
        at += part;
    }
    if (!whole && !part)
        return false;
    if (at < v.len && ascii_lower(v.at[at]) == 'e') {
        at++;
        if (at < v.len && (v.at[at] == '-' || v.at[at] == '+'))
            at++;
        size_t exponent = digits(v, at);
        if (!exponent)
            return false;
        at += exponent;
    }
    return at == v.len;
}

// 2026-09-14, and whatever time follows.
static bool is_date(struct view v)
{
    size_t at = 4;

    if (digits(v, 0) != 4)
        return false;
    for (int part = 0; part < 2; part++) {
        if (at >= v.len || v.at[at++] != '-')
            return false;
        size_t count = digits(v, at);
        if (count < 1 || count > 2)
            return false;
        at += count;
    }
    return at == v.len || v.at[at] == 'T' || v.at[at] == 't' || v.at[at] == ' ';
}

static bool is_bool(struct view v)
{
    static const struct view word[] = {
        VIEW_INIT("true"),  VIEW_INIT("True"),  VIEW_INIT("TRUE"),
        VIEW_INIT("false"), VIEW_INIT("False"), VIEW_INIT("FALSE"),
    };

    return is_one_of(v, word, sizeof word / sizeof *word);
}

enum scalar_type scalar_type(const struct yaml_value *v)
{
    if (v->kind != YAML_SCALAR)
        return SCALAR_NONE;
    if (!v->plain)
        return SCALAR_TEXT;
    if (yaml_is_null(v))
        return SCALAR_NULL;
    if (is_bool(v->text))
        return SCALAR_BOOL;
    if (is_number(v->text))
        return SCALAR_NUMBER;
    return is_date(v->text) ? SCALAR_DATE : SCALAR_TEXT;
}

struct view yaml_type_name(const struct yaml_value *v)
{
    if (v->kind == YAML_LIST)
        return VIEW("a list");
    if (v->kind == YAML_MAP)
        return VIEW("a map");
    switch (scalar_type(v)) {
    case SCALAR_NULL:
        return VIEW("empty");
    case SCALAR_BOOL:
        return VIEW("true or false without quotes");
    case SCALAR_NUMBER:
        return VIEW("a number without quotes");
    case SCALAR_DATE:
        return VIEW("a date without quotes");
    case SCALAR_TEXT:
    case SCALAR_NONE:
        break;
    }
    return VIEW("text");
}

struct error *yaml_refuse_type(struct arena *a, struct view path,
                               const struct yaml_value *v, struct view name,
                               const char *wanted)
{
    enum { SHOWN = 80 };
    struct view type = yaml_type_name(v);
    bool shown = v->kind == YAML_SCALAR && v->text.len;

    return error_new(
        a, ERROR_INPUT, (struct place){path, 0, v->line},
        "`" VIEW_FMT "` is " VIEW_FMT "%s" VIEW_FMT "%s and must be %s",
        VIEW_ARG(view_head(name, SHOWN)), VIEW_ARG(type), shown ? ", '" : "",
        VIEW_ARG(shown ? view_head(v->text, SHOWN) : (struct view){0}),
        shown ? "'," : "", wanted);
}

bool yaml_has_top_key(struct view bytes, struct view key, struct view *value)
{
    *value = (struct view){0};
    while (bytes.len) {
        struct view line = view_cut(bytes, '\n', &bytes);

        if (!view_starts(line, key) || line.len == key.len ||
            line.at[key.len] != ':')
            continue;
        *value = view_trim(view_from(line, key.len + 1));
        return true;
    }
    return false;
}
