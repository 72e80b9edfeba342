// SPDX-License-Identifier: Apache-2.0
#include "knowledge/clause_words.h"

#include "base/amount.h"
#include "base/text.h"

#include <inttypes.h>

static const struct {
    struct view name, words;
} headings[] = {
    // clang-format off
    [CLAUSE_MAY] = {VIEW_INIT("may"), VIEW_INIT("YOU MAY")},
    [CLAUSE_MUST] = {VIEW_INIT("must"), VIEW_INIT("YOU MUST")},
    [CLAUSE_MAY_NOT] = {VIEW_INIT("may-not"), VIEW_INIT("YOU MAY NOT")},
    [CLAUSE_ENDS] = {VIEW_INIT("ends"), VIEW_INIT("IT ENDS")},
    [CLAUSE_ALSO] = {VIEW_INIT("also"), VIEW_INIT("ALSO")},
    [CLAUSE_SILENT] = {VIEW_INIT("silent"), VIEW_INIT("SAYS NOTHING OF")},
    // clang-format on
};

struct error *clause_words_open(struct arena *a, struct clause_words *out)
{
    return knowledge_read(a, VIEW("licenses/clauses.txt"), &out->all);
}

const struct record *clause_key(const struct clause_words *w, struct view key)
{
    return records_find(&w->all, VIEW("key"), key);
}

struct error *clause_key_check(struct arena *a, const struct clause_words *w,
                               struct view key)
{
    struct text known = {.arena = a};

    if (clause_key(w, key))
        return NULL;
    for (size_t i = 0; i < w->all.record_count; i++)
        text_print(&known, "%s" VIEW_FMT, i ? ", " : "",
                   VIEW_ARG(record_get(&w->all.record[i], VIEW("key"))));
    return error_new(a, ERROR_USAGE, (struct place){0},
                     "no such clause: '" VIEW_FMT "'. Known: " VIEW_FMT,
                     VIEW_ARG(key), VIEW_ARG(text_view(&known)));
}

struct view clause_part(const struct clause_words *w, struct view key,
                        struct view *value)
{
    const struct record *r = clause_key(w, key);
    struct view split = r ? record_get(r, VIEW("split")) : (struct view){0};
    struct view part = *value;

    if (split.len)
        return view_cut(*value, split.at[0], value);
    *value = (struct view){0};
    return part;
}

// ---- Figures for people -----------------------------------------------------

// "700000000" as "700 million"; what is no round number as "1,000,500".
static void say_number(struct text *t, uint64_t n)
{
    if (n >= 1000000000 && n % 100000000 == 0)
        text_print(t,
                   n % 1000000000 ? "%" PRIu64 ".%" PRIu64 " billion"
                                  : "%" PRIu64 " billion",
                   n / 1000000000, n % 1000000000 / 100000000);
    else if (n >= 1000000 && n % 100000 == 0)
        text_print(t,
                   n % 1000000 ? "%" PRIu64 ".%" PRIu64 " million"
                               : "%" PRIu64 " million",
                   n / 1000000, n % 1000000 / 100000);
    else
        text_add(t, amount_count(t->arena, n));
}

static const struct {
    struct view mark, words;
} marks[] = {
    // clang-format off
    {VIEW_INIT("@release"),
     VIEW_INIT(", counted once, for the month before the release")},
    {VIEW_INIT("/month"), VIEW_INIT(" a month")},
    {VIEW_INIT("/quarter"), VIEW_INIT(" a quarter")},
    {VIEW_INIT("/y"), VIEW_INIT(" a year")},
    {VIEW_INIT("USD"), VIEW_INIT(" US dollars")},
    {VIEW_INIT("CNY"), VIEW_INIT(" yuan")},
    {VIEW_INIT("EUR"), VIEW_INIT(" euros")},
    {VIEW_INIT("GBP"), VIEW_INIT(" pounds")},
    {VIEW_INIT("KRW"), VIEW_INIT(" won")},
    {VIEW_INIT("JPY"), VIEW_INIT(" yen")},
    {VIEW_INIT("("), VIEW_INIT(" (")},
    {VIEW_INIT(","), VIEW_INIT(", ")},
    // clang-format on
};

// A part of a value that begins with a figure, with its marks in words.
static void say_figure(struct text *t, struct view v)
{
    size_t digits = 0;
    uint64_t n;

    while (digits < v.len && ascii_digit(v.at[digits]))
        digits++;
    if (digits && view_u64(view_head(v, digits), &n))
        say_number(t, n);
    else
        digits = 0;
    while (digits < v.len) {
        struct view rest = view_from(v, digits);
        size_t i = 0, count = sizeof marks / sizeof *marks;

        while (i < count && !view_starts(rest, marks[i].mark))
            i++;
        if (i < count)
            text_add(t, marks[i].words);
        else
            text_byte(t, rest.at[0]);
        digits += i < count ? marks[i].mark.len : 1;
    }
}

// A name in quotation marks stays as it is.
static void say_rest(struct text *t, struct view v)
{
    if (view_starts(v, VIEW("\"")))
        text_add(t, v);
    else
        say_figure(t, v);
}

// ---- Values -----------------------------------------------------------------

static struct view cell(struct view *rest)
{
    size_t at = view_find(*rest, VIEW(" | "));
    struct view head = view_head(*rest, at);

    *rest = at == SIZE_MAX ? (struct view){0} : view_from(*rest, at + 3);
    return head;
}

static bool value_is(struct view pattern, struct view part, struct view *rest)
{
    *rest = (struct view){0};
    if (!view_ends(pattern, VIEW("*")))
        return view_eq(pattern, part);
    struct view head = view_head(pattern, pattern.len - 1);
    *rest = view_from(part, head.len);
    return view_starts(part, head);
}

static enum clause_heading heading_of(struct view name)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++)
        if (view_eq(headings[i].name, name))
            return (enum clause_heading)i;
    return CLAUSE_ALSO;
}

static struct view with_rest(struct arena *a, struct view words,
                             struct view rest)
{
    struct text t = {.arena = a};
    size_t at = view_find(words, VIEW("{}"));

    if (at == SIZE_MAX)
        return words;
    // When it is counted, and what it is about, stands behind everything.
    size_t figure = 0;
    bool name = view_starts(rest, VIEW("\""));
    while (figure < rest.len && (name || !byte_in(rest.at[figure], VIEW("@("))))
        figure++;
    text_add(&t, view_head(words, at));
    say_rest(&t, view_head(rest, figure));
    text_add(&t, view_from(words, at + 2));
    say_rest(&t, view_from(rest, figure));
    return text_view(&t);
}

// Finds the line on a part of a value; `*line` begins behind its pattern.
static bool find_value(const struct clause_words *w, struct view key,
                       struct view part, struct view *line, struct view *rest)
{
    const struct record *r = clause_key(w, key);

    for (size_t at = 0; r && record_next(r, VIEW("value"), &at, line);)
        if (value_is(cell(line), part, rest))
            return true;
    return false;
}

struct error *clause_value_check(struct arena *a, const struct clause_words *w,
                                 struct view key, struct view value)
{
    struct view line, rest;

    if (!value.len)
        return error_new(a, ERROR_USAGE, (struct place){0},
                         "clause '" VIEW_FMT "' has no value", VIEW_ARG(key));
    while (value.len) {
        struct view part = clause_part(w, key, &value);

        if (!find_value(w, key, part, &line, &rest))
            return error_new(a, ERROR_USAGE, (struct place){0},
                             "'" VIEW_FMT "' is no value of '" VIEW_FMT
                             "'; see: freehold terms --explain " VIEW_FMT,
                             VIEW_SHORT(part), VIEW_ARG(key), VIEW_ARG(key));
    }
    return NULL;
}

struct clause_saying clause_say(struct arena *a, const struct clause_words *w,
                                struct view key, struct view part)
{
    struct view line, rest;

    if (find_value(w, key, part, &line, &rest)) {
        struct clause_saying s = {.heading = heading_of(cell(&line))};
        s.words = with_rest(a, cell(&line), rest);
        s.point = line;
        return s;
    }
    if (view_eq(part, VIEW("unknown")))
        return (struct clause_saying){
            .heading = CLAUSE_ALSO,
            .words = arena_print(a, VIEW_FMT " is not known", VIEW_ARG(key))};
    return (struct clause_saying){
        .heading = CLAUSE_ALSO,
        .words = arena_print(a, VIEW_FMT ": " VIEW_FMT, VIEW_ARG(key),
                             VIEW_ARG(part))};
}

struct view clause_heading_word(enum clause_heading h)
{
    return headings[h].words;
}
