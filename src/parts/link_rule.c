// SPDX-License-Identifier: Apache-2.0
#include "parts/link_rule.h"

// clang-format off
static const struct view keys[LINK_TEXT_END] = {
    [LINK_HOST] = VIEW_INIT("host"),
    [LINK_FIRST] = VIEW_INIT("first"),
    [LINK_PATH] = VIEW_INIT("path"),
    [LINK_LINE] = VIEW_INIT("line"),
    [LINK_CONTEXT] = VIEW_INIT("context"),
    [LINK_HEADING] = VIEW_INIT("heading"),
    [LINK_LABEL] = VIEW_INIT("label"),
    [LINK_NOT + LINK_HOST] = VIEW_INIT("not-host"),
    [LINK_NOT + LINK_FIRST] = VIEW_INIT("not-first"),
    [LINK_NOT + LINK_PATH] = VIEW_INIT("not-path"),
    [LINK_NOT + LINK_LINE] = VIEW_INIT("not-line"),
    [LINK_NOT + LINK_CONTEXT] = VIEW_INIT("not-context"),
    [LINK_NOT + LINK_HEADING] = VIEW_INIT("not-heading"),
    [LINK_NOT + LINK_LABEL] = VIEW_INIT("not-label"),
};
// clang-format on

// ---- reading

static unsigned shape_of(const struct record *r)
{
    struct view shape = record_get(r, VIEW("shape"));

    if (view_eq(shape, VIEW("owner-name")))
        return 2;
    return view_eq(shape, VIEW("owner")) ? 1 : 0;
}

static void read_rule(struct arena *a, const struct records *all,
                      const struct record *r, struct link_rule *out)
{
    struct view address = record_get(r, VIEW("address"));

    out->id = record_get(r, VIEW("rule"));
    out->has_part = part_id_find(record_get(r, VIEW("part")), &out->part);
    out->trainer = record_get(r, VIEW("trainer")).len > 0;
    out->record = r;
    for (size_t i = 0; i < LINK_TEXT_END; i++) {
        out->text[i] = phrases_of(a, r, keys[i]);
        out->has[i] = out->text[i].count > 0;
    }
    out->also = phrases_of(a, r, VIEW("also"));
    out->also_path = phrases_of(a, r, VIEW("also-path"));
    out->badge = phrases_of(a, r, VIEW("badge"));
    out->step = phrases_of(a, r, VIEW("step"));
    out->prose = phrases_of(a, r, VIEW("prose"));
    out->segments = shape_of(r);
    out->own = record_get(r, VIEW("own")).len > 0;
    out->no_citation = view_eq(record_get(r, VIEW("citation")), VIEW("no"));
    if (view_eq(record_get(r, VIEW("benchmark")), VIEW("no"))) {
        out->benchmark =
            phrases_named(a, VIEW("parts/benchmarks.txt"), VIEW("benchmark"));
        out->unless =
            phrases_named(a, VIEW("parts/links.txt"), VIEW("training"));
    }
    out->title = record_get(r, VIEW("title")).len > 0;
    if (address.len) {
        out->address = records_find(all, VIEW("name"), address);
        if (out->address)
            out->address_path = phrases_of(a, out->address, VIEW("path"));
    }
}

void link_rules_read(struct arena *a, struct link_rules *out)
{
    *out = (struct link_rules){0};
    if (knowledge_read(a, VIEW("parts/links.txt"), &out->all))
        return;
    for (size_t i = 0; i < out->all.record_count; i++) {
        const struct record *r = &out->all.record[i];

        if (record_get(r, VIEW("rule")).len)
            read_rule(a, &out->all, r, LIST_ADD(a, out->rule, out->count));
    }
}

// ---- one condition each

// `v` is a value of `key`; a value that begins with a dot is an end.
static bool value_is(const struct record *r, struct view key, struct view v)
{
    struct view value;
    size_t at = 0;

    while (record_next(r, key, &at, &value)) {
        bool end = view_starts(value, VIEW(".")) && v.len >= value.len;
        struct view is = end ? view_from(v, v.len - value.len) : v;

        if (view_eq_nocase(value, is))
            return true;
    }
    return false;
}

// Whether `v` ends with a value of `key`; true if there is none.
static bool ends_with(const struct record *r, struct view key, struct view v)
{
    struct view value;
    size_t at = 0;
    bool any = false;

    while (record_next(r, key, &at, &value)) {
        struct view tail =
            view_from(v, v.len < value.len ? v.len : v.len - value.len);
        any = true;
        if (view_eq_nocase(tail, value))
            return true;
    }
    return !any;
}

static bool scheme_holds(const struct record *r, struct view url)
{
    struct view value;
    size_t at = 0;
    bool any = false;

    while (record_next(r, VIEW("scheme"), &at, &value)) {
        any = true;
        if (view_eq_nocase(view_head(url, value.len), value))
            return true;
    }
    return !any;
}

static struct view first_segment(struct view path)
{
    struct view rest;

    return view_cut(view_from(path, 1), '/', &rest);
}

static unsigned segment_count(struct view path)
{
    unsigned n = 0;

    for (size_t i = 0; i < path.len; i++)
        if (path.at[i] == '/' && i + 1 < path.len && path.at[i + 1] != '/')
            n++;
    return n;
}

static bool shape_holds(unsigned segments, struct view path)
{
    unsigned count = segment_count(path);

    return segments == 0 || (segments == 1 ? count == 1 : count >= 2);
}

// A word of `words` and a number behind it: step1000, iter_0005, epoch 3.
static bool step_holds(const struct phrases *words, struct view path)
{
    for (size_t i = 0; i < words->count; i++) {
        const struct phrase *p = &words->item[i];
        size_t at = 0;

        while ((at = phrase_next(p, path, at)) != SIZE_MAX) {
            struct view rest = view_from(path, at + p->text.len);

            at++;
            if (rest.len && (rest.at[0] == ' ' || rest.at[0] == '='))
                rest = view_from(rest, 1);
            if (rest.len && ascii_digit(rest.at[0]))
                return true;
        }
    }
    return words->count == 0;
}

// The words of a badge's image: ![words](..).
static struct view image_words(struct view label)
{
    size_t open = view_find(label, VIEW("!["));
    struct view rest;

    if (open == SIZE_MAX)
        return (struct view){0};
    return view_cut(view_from(label, open + 2), ']', &rest);
}

static bool address_holds(const struct link_rule *r, const struct link_place *p)
{
    if (!r->address)
        return true;
    return value_is(r->address, VIEW("host"), p->link.host) ||
           phrases_in(&r->address_path, p->path) ||
           ends_with(r->address, VIEW("end"), p->link.path);
}

static bool text_holds(const struct link_rule *r, enum link_text what,
                       enum link_text which, const struct link_place *p)
{
    switch (what) {
    case LINK_HOST:
        return value_is(r->record, keys[which], p->link.host);
    case LINK_FIRST:
        return value_is(r->record, keys[which], first_segment(p->link.path));
    case LINK_PATH:
        return phrases_in(&r->text[which], p->path);
    case LINK_LINE:
        return phrases_in(&r->text[which], p->line);
    case LINK_CONTEXT:
        return phrases_in(&r->text[which], p->prose) ||
               phrases_in(&r->text[which], p->heading);
    case LINK_HEADING:
        return phrases_in(&r->text[which], p->heading) ||
               phrases_in(&r->text[which], p->intro);
    case LINK_LABEL:
        return phrases_in(&r->text[which], p->label);
    case LINK_NOT:
    case LINK_TEXT_END:
        break;
    }
    return false;
}

static bool texts_hold(const struct link_rule *r, const struct link_place *p)
{
    for (enum link_text what = LINK_HOST; what < LINK_NOT; what++) {
        if (r->has[what] && !text_holds(r, what, what, p))
            return false;
        if (r->has[LINK_NOT + what] &&
            text_holds(r, what, (enum link_text)(LINK_NOT + what), p))
            return false;
    }
    return true;
}

static bool holds_or_none(const struct phrases *p, struct view v)
{
    return p->count == 0 || phrases_in(p, v);
}

// A data set called after a benchmark is its test set.
static bool is_benchmark(const struct link_rule *r, const struct link_place *p)
{
    return r->benchmark.count &&
           phrases_in(&r->benchmark, view_basename(p->path)) &&
           !phrases_in(&r->unless, p->prose) &&
           !phrases_in(&r->unless, p->heading);
}

bool link_rule_holds(const struct link_rule *r, const struct link_place *p)
{
    return shape_holds(r->segments, p->link.path) &&
           scheme_holds(r->record, p->link.url) && texts_hold(r, p) &&
           ends_with(r->record, VIEW("end"), p->link.path) &&
           step_holds(&r->step, p->path) && holds_or_none(&r->also, p->line) &&
           holds_or_none(&r->also_path, p->path) &&
           holds_or_none(&r->badge, image_words(p->label)) &&
           holds_or_none(&r->prose, p->prose) &&
           (!r->own || phrases_in(p->title, view_basename(p->path))) &&
           address_holds(r, p) && !is_benchmark(r, p) &&
           !(r->no_citation && p->in_citation) &&
           (!r->title || phrases_in(p->title, p->line));
}
