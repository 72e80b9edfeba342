// SPDX-License-Identifier: Apache-2.0
#include "verdict/use_mark.h"

#include "base/text.h"

enum style { STYLE_BULLET, STYLE_LETTER, STYLE_UPPER, STYLE_NUMBER };

struct shape { // how a mark looks
    enum style style;
    bool open;          // "("
    char close;         // one of ) . : or 0
    size_t indent;      // columns before it
    struct view before; // of "2.3": "2."
    uint32_t number;    // 3; of a letter: 1 for a; of a bullet and "iv": 0
    uint32_t roman;     // 4 of "iv"; 0: it is none
    size_t len;         // bytes of the line up to the text
};

struct open_run {
    size_t run;
    struct shape last;
};

enum { MOST_DEPTH = 12 };

struct reading {
    struct arena *a;
    struct use_marks *out;
    struct open_run open[MOST_DEPTH]; // each within an item of the one before
    size_t depth;
    bool apart;    // unmarked text stands between the last mark and here
    size_t margin; // the least indent of it
};

// ---- One mark ---------------------------------------------------------------

static size_t bullet_length(struct view v)
{
    static const struct view bullets[] = {
        VIEW_INIT("- "),
        VIEW_INIT("-\t"),
        VIEW_INIT("* "),
        VIEW_INIT("+ "),
        VIEW_INIT("\xe2\x80\xa2"),  // a round one
        VIEW_INIT("\xe2\x97\x8f"),  // a black circle
        VIEW_INIT("\xe2\x80\x93 "), // an en dash
        VIEW_INIT("\xc2\xb7"),      // a middle dot
    };

    for (size_t i = 0; i < sizeof bullets / sizeof *bullets; i++)
        if (view_starts(v, bullets[i]))
            return bullets[i].len;
    return 0;
}

// "12", "2.3": digits with points between them.
static size_t read_number(struct view v, struct shape *out)
{
    size_t at = 0;

    while (at < v.len && at < 12) {
        size_t from = at;
        uint32_t n = 0;

        while (at < v.len && at - from < 3 && ascii_digit(v.at[at]))
            n = n * 10 + (uint32_t)(v.at[at++] - '0');
        if (at == from)
            break;
        out->number = n;
        out->before = view_head(v, from);
        if (at + 1 >= v.len || v.at[at] != '.' || !ascii_digit(v.at[at + 1]))
            return at;
        at++;
    }
    return at;
}

static uint32_t roman_digit(char c)
{
    switch (ascii_lower(c)) {
    case 'i':
        return 1;
    case 'v':
        return 5;
    case 'x':
        return 10;
    default:
        return 0;
    }
}

// The value of "xiv", up to 39; 0 of what is none.
static uint32_t roman_of(struct view v)
{
    uint32_t sum = 0;

    if (!v.len || v.len > 6)
        return 0;
    for (size_t i = 0; i < v.len; i++) {
        uint32_t here = roman_digit(v.at[i]);
        uint32_t next = i + 1 < v.len ? roman_digit(v.at[i + 1]) : 0;

        if (!here)
            return 0;
        sum = here < next ? sum - here : sum + here;
    }
    return sum < 40 ? sum : 0;
}

static size_t read_letters(struct view v, struct shape *out)
{
    size_t len = 0;

    while (len < v.len && len < 7 && ascii_alpha(v.at[len]))
        len++;
    out->roman = roman_of(view_head(v, len));
    if (len == 1)
        out->number = (uint32_t)(ascii_lower(v.at[0]) - 'a' + 1);
    return out->number || out->roman ? len : 0;
}

// Reads "(a)", "a)", "a.", "2.3" without the blank behind it; its length or 0.
static size_t read_sign(struct view v, struct shape *out)
{
    out->open = view_starts(v, VIEW("("));
    struct view inner = view_from(v, out->open);
    size_t len = read_number(inner, out);

    out->style = STYLE_NUMBER;
    if (!len && inner.len) {
        len = read_letters(inner, out);
        out->style = ascii_lower(inner.at[0]) == inner.at[0] ? STYLE_LETTER
                                                             : STYLE_UPPER;
    }
    if (!len)
        return 0;
    char close = len < inner.len ? inner.at[len] : 0;
    out->close = byte_in(close, VIEW(").:")) && close ? close : 0;
    if (out->open ? out->close != ')' : !out->close && !out->before.len)
        return 0;
    return out->open + len + (out->close != 0);
}

// Scripts that have no blanks have none behind a mark.
static bool ends_mark(struct view rest)
{
    return !rest.len || byte_in(rest.at[0], VIEW(" \t")) ||
           (unsigned char)rest.at[0] >= 0x80;
}

static size_t blanks(struct view v)
{
    size_t n = 0;

    while (n < v.len && (v.at[n] == ' ' || v.at[n] == '\t'))
        n++;
    return n;
}

// A bullet before another mark is none of its own: "- b. alter".
static bool read_shape(struct view line, struct shape *out)
{
    size_t indent = blanks(line), bullet = 0;

    bullet = bullet_length(view_from(line, indent));
    size_t at = indent + bullet;
    at += bullet ? blanks(view_from(line, at)) : 0;
    struct view v = view_from(line, at);
    *out = (struct shape){.indent = indent};
    size_t len = read_sign(v, out);
    if (len && ends_mark(view_from(v, len))) {
        out->len = at + len;
        return true;
    }
    *out = (struct shape){
        .style = STYLE_BULLET, .indent = indent, .len = indent + bullet};
    return bullet != 0;
}

static bool same_kind(const struct shape *a, const struct shape *b)
{
    if (a->style != b->style)
        return false;
    return a->style == STYLE_BULLET
               ? a->indent == b->indent
               : a->open == b->open && a->close == b->close &&
                     view_eq(a->before, b->before);
}

static bool follows(const struct shape *next, const struct shape *one)
{
    return same_kind(next, one) &&
           (next->style == STYLE_BULLET ||
            (next->number && next->number == one->number + 1) ||
            (next->roman && next->roman == one->roman + 1));
}

static bool can_begin(const struct shape *s)
{
    return s->style == STYLE_BULLET || s->number == 1 || s->roman == 1;
}

// ---- Lists ------------------------------------------------------------------

static bool is_apart(const struct reading *r, const struct shape *s)
{
    return r->apart && r->margin <= s->indent;
}

// In a text that indents, what stands as far in as a list is of it, and what
// stands further in is within it, whatever its number.
static bool is_inner(const struct reading *r, size_t depth)
{
    return depth && r->open[depth].last.indent > r->open[depth - 1].last.indent;
}

static bool joins(const struct reading *r, const struct shape *s)
{
    const struct shape *last = &r->open[r->depth - 1].last;

    if (s->style == STYLE_BULLET && is_apart(r, s))
        return false;
    return follows(s, last) ||
           (same_kind(s, last) && is_inner(r, r->depth - 1) &&
            s->indent == last->indent);
}

static bool is_deeper(const struct reading *r, const struct shape *s)
{
    return r->depth && s->indent > r->open[r->depth - 1].last.indent;
}

// Closes the lists that `s` cannot stand within.
static void close_runs(struct reading *r, const struct shape *s)
{
    for (size_t i = r->depth; i-- > 0;)
        if (same_kind(s, &r->open[i].last) && is_apart(r, s)) {
            r->depth = i;
            return;
        }
}

static bool begin_run(struct reading *r, const struct shape *s)
{
    struct use_marks *m = r->out;

    close_runs(r, s);
    bool within = r->depth && !is_apart(r, s);
    if ((!can_begin(s) && !is_deeper(r, s)) || r->depth == MOST_DEPTH)
        return false;
    size_t parent = SIZE_MAX;
    for (size_t i = m->count; within && i-- > 0 && parent == SIZE_MAX;)
        if (m->mark[i].run == r->open[r->depth - 1].run)
            parent = i;
    if (parent != SIZE_MAX)
        m->mark[parent].inner++;
    r->open[r->depth++] = (struct open_run){.run = m->run_count};
    *LIST_ADD(r->a, m->run, m->run_count) = (struct use_run){.parent = parent};
    return true;
}

static bool find_run(struct reading *r, const struct shape *s)
{
    size_t depth = r->depth;

    while (r->depth && !joins(r, s))
        r->depth--;
    if (r->depth)
        return true;
    r->depth = depth;
    return begin_run(r, s);
}

static bool add_mark(struct reading *r, struct view line, uint32_t number)
{
    struct use_marks *m = r->out;
    struct shape s;

    if (m->count == USE_MAX_MARKS || !read_shape(line, &s) || !find_run(r, &s))
        return false;
    r->open[r->depth - 1].last = s;
    r->apart = false;
    *LIST_ADD(r->a, m->mark, m->count) =
        (struct use_mark){.text = view_trim(view_from(line, s.len)),
                          .line = number,
                          .run = r->open[r->depth - 1].run};
    return true;
}

bool use_mark_within(const struct use_marks *m, size_t at, size_t run)
{
    while (at != SIZE_MAX && m->mark[at].run != run)
        at = m->run[m->mark[at].run].parent;
    return at != SIZE_MAX;
}

static void count_runs(struct use_marks *m)
{
    for (size_t i = 0; i < m->count; i++) {
        const struct use_mark *one = &m->mark[i];

        m->run[one->run].count++;
        for (size_t at = i; at != SIZE_MAX;
             at = m->run[m->mark[at].run].parent) {
            struct use_run *run = &m->run[m->mark[at].run];

            run->leaves += one->inner == 0;
            run->first = run->first ? run->first : one->line;
            run->end = one->line;
        }
        m->run[one->run].last = one->line;
    }
}

static void unmarked(struct reading *r, struct view line)
{
    size_t indent = blanks(line);

    r->margin = !r->apart || indent < r->margin ? indent : r->margin;
    r->apart = true;
}

void use_marks_read(struct arena *a, struct view text, struct use_marks *out)
{
    struct reading r = {.a = a, .out = out};
    struct use_mark *open = NULL;

    *out = (struct use_marks){0};
    for (uint32_t number = 1; text.len; number++) {
        struct view line = view_cut(text, '\n', &text), words = view_trim(line);

        if (add_mark(&r, line, number)) {
            open = &out->mark[out->count - 1];
        } else if (!words.len) {
            open = open && open->text.len ? NULL : open;
        } else if (open && open->text.len) {
            open->text.len = (size_t)(words.at + words.len - open->text.at);
        } else if (open) {
            open->text = words; // the mark stands on a line of its own
            open->line = number;
        } else {
            unmarked(&r, line);
        }
    }
    count_runs(out);
}

// ---- In a sentence ----------------------------------------------------------

struct use_inline use_inline_at(struct view text, size_t at)
{
    struct shape s = {0};
    struct view v = view_from(text, at);
    bool apart = !at || byte_in(text.at[at - 1], VIEW(" \t\n,;:"));
    size_t len = apart ? read_sign(v, &s) : 0;

    if (!len || s.close != ')' || s.before.len ||
        !(len < v.len && byte_in(v.at[len], VIEW(" \t\n"))))
        return (struct use_inline){0};
    return (struct use_inline){
        .number = s.style == STYLE_NUMBER ? s.number : 0,
        .letter = s.style == STYLE_LETTER ? s.number : 0,
        .roman = s.style == STYLE_LETTER ? s.roman : 0,
        .len = len + 1,
    };
}
