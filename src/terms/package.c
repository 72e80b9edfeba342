// SPDX-License-Identifier: Apache-2.0
#include "terms/package.h"

enum { VALUE_SIZE = 100 }; // bytes; a longer value is a text, no name

struct package_kind {
    struct view name;
    struct view table[2]; // where the key stands; none: anywhere
    bool indented;        // the key may have blanks in front
    bool cites;
};

static const struct package_kind kinds[] = {
    // clang-format off
    {VIEW_INIT("pyproject.toml"),
     {VIEW_INIT("[project]"), VIEW_INIT("[tool.poetry]")}, true, false},
    {VIEW_INIT("setup.cfg"), {VIEW_INIT("[metadata]")}, false, false},
    {VIEW_INIT("cargo.toml"), {VIEW_INIT("[package]")}, true, false},
    {VIEW_INIT("setup.py"), {{0}}, true, false},
    {VIEW_INIT("package.json"), {{0}}, true, false},
    {VIEW_INIT("codemeta.json"), {{0}}, true, false},
    {VIEW_INIT("citation.cff"), {{0}}, false, true},
    // clang-format on
};

static const struct package_kind *kind_of(struct view name)
{
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (view_eq(kinds[i].name, name))
            return &kinds[i];
    return NULL;
}

bool package_is(struct view name)
{
    return kind_of(name) != NULL;
}

// Whether a line opens a table that the key may stand in; other lines that
// begin with a bracket close it.
static bool in_table(const struct package_kind *k, struct view line, bool is_in)
{
    if (!k->table[0].len)
        return true;
    if (!view_starts(line, VIEW("[")))
        return is_in;
    for (size_t i = 0; i < 2; i++)
        if (k->table[i].len && view_eq(line, k->table[i]))
            return true;
    return false;
}

// What stands behind `license` and its sign, or the empty view.
static struct view behind_key(struct view line)
{
    static const struct view keys[] = {VIEW_INIT("license_expression"),
                                       VIEW_INIT("license-expression"),
                                       VIEW_INIT("license")};

    if (view_starts(line, VIEW("\"")))
        line = view_from(line, 1);
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        if (!view_starts(line, keys[i]))
            continue;
        struct view rest = view_from(line, keys[i].len);
        if (view_starts(rest, VIEW("\"")))
            rest = view_from(rest, 1);
        rest = view_trim(rest);
        return rest.len && byte_in(rest.at[0], VIEW("=:"))
                   ? view_trim(view_from(rest, 1))
                   : (struct view){0};
    }
    return (struct view){0};
}

// {text = "MIT"} -> "MIT"; {file = "LICENSE"} -> nothing.
static struct view of_table(struct view value)
{
    size_t at = view_find(value, VIEW("text"));
    struct view rest;

    if (at == SIZE_MAX || view_has(value, VIEW("file")))
        return (struct view){0};
    view_cut(view_from(value, at), '=', &rest);
    return view_trim(rest);
}

// The value without quotes, comments and what ends it.
static struct view unquoted(struct view value)
{
    if (view_starts(value, VIEW("{")))
        value = of_table(value);
    if (!value.len)
        return value;
    if (byte_in(value.at[0], VIEW("\"'"))) {
        struct view rest,
            inside = view_cut(view_from(value, 1), value.at[0], &rest);

        return view_trim(inside);
    }
    size_t comment = view_find(value, VIEW(" #"));
    value = view_trim(view_head(value, comment));
    return value.len && byte_in(value.at[value.len - 1], VIEW(",}"))
               ? view_trim(view_head(value, value.len - 1))
               : value;
}

// "file: LICENSE", "SEE LICENSE IN x", a list or a call: no name.
static bool is_name(struct view value)
{
    return value.len && value.len <= VALUE_SIZE &&
           !view_starts(value, VIEW("file:")) &&
           !view_starts(value, VIEW("SEE ")) &&
           !byte_in(value.at[0], VIEW("[{(<|>$")) &&
           !view_has(value, VIEW("(")) && !view_has(value, VIEW("\\"));
}

bool package_license_of(struct view name, struct view bytes,
                        struct package_license *out)
{
    const struct package_kind *k = kind_of(name);
    struct view rest = bytes;
    bool is_in = k && !k->table[0].len;
    uint32_t number = 0;

    *out = (struct package_license){0};
    while (k && rest.len) {
        struct view line = view_cut(rest, '\n', &rest);
        struct view said = view_trim(line);

        number++;
        is_in = in_table(k, said, is_in);
        if (!is_in || (!k->indented && said.len && said.at != line.at))
            continue;
        struct view value = unquoted(behind_key(said));
        if (!is_name(value))
            continue;
        out->value = value;
        out->from = (uint64_t)(said.at - bytes.at);
        out->to = out->from + said.len;
        out->line = number;
        out->cites = k->cites;
        return true;
    }
    return false;
}
