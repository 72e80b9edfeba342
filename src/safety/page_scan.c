// SPDX-License-Identifier: Apache-2.0
#include "safety/page_scan.h"

static const struct view blanks = VIEW_INIT(" \t\r\n\f");

static struct view skip_blanks(struct view v)
{
    while (v.len && byte_in(v.at[0], blanks))
        v = view_from(v, 1);
    return v;
}

// Up to a blank or one of `ends`, which `*rest` begins with.
static struct view take_word(struct view v, struct view ends, struct view *rest)
{
    size_t len = 0;

    while (len < v.len && !byte_in(v.at[len], blanks) &&
           !byte_in(v.at[len], ends))
        len++;
    *rest = view_from(v, len);
    return view_head(v, len);
}

// Behind "=" and quoted, or up to a blank.
static struct view take_value(struct view v, struct view *rest)
{
    *rest = skip_blanks(v);
    if (!view_starts(*rest, VIEW("=")))
        return (struct view){0};
    v = skip_blanks(view_from(*rest, 1));
    if (!view_starts(v, VIEW("\"")) && !view_starts(v, VIEW("'")))
        return take_word(v, VIEW(">"), rest);
    return view_cut(view_from(v, 1), v.at[0], rest);
}

static bool starts_nocase(struct view v, struct view with)
{
    return view_eq_nocase(view_head(v, with.len), with);
}

static bool has_nocase(struct view v, struct view what)
{
    for (; v.len >= what.len; v = view_from(v, 1))
        if (starts_nocase(v, what))
            return true;
    return false;
}

static bool is_handler(struct view name)
{
    return name.len > 3 && starts_nocase(name, VIEW("on"));
}

// The name of an element, without a prefix for its namespace.
static bool is_script(struct view name)
{
    size_t colon = view_find(name, VIEW(":"));

    return view_eq_nocase(colon == SIZE_MAX ? name : view_from(name, colon + 1),
                          VIEW("script"));
}

// A tag from its name on; `*rest` is behind it.
static bool tag_runs(struct view tag, struct view *rest)
{
    bool script = is_script(take_word(tag, VIEW("/>"), rest));
    bool runs = false;

    for (;;) {
        struct view v = skip_blanks(*rest);
        struct view name = take_word(v, VIEW("=/>"), rest);

        if (!name.len && view_starts(*rest, VIEW("/"))) {
            *rest = view_from(*rest, 1);
            continue;
        }
        if (!name.len && !view_starts(*rest, VIEW("=")))
            break;
        struct view value = skip_blanks(take_value(*rest, rest));
        script &= !view_eq_nocase(name, VIEW("type")) ||
                  !has_nocase(value, VIEW("json"));
        runs |= (value.len && is_handler(name)) ||
                starts_nocase(value, VIEW("javascript:"));
    }
    return runs || script;
}

bool page_runs(struct view page)
{
    for (;;) {
        size_t at = view_find(page, VIEW("<"));

        if (at == SIZE_MAX)
            return false;
        page = view_from(page, at + 1);
        if (view_starts(page, VIEW("!--"))) {
            at = view_find(page, VIEW("-->"));
            if (at == SIZE_MAX) // all the rest is in it
                return false;
            page = view_from(page, at);
        } else if (page.len && ascii_alpha(page.at[0]) &&
                   tag_runs(page, &page)) {
            return true;
        }
    }
}
