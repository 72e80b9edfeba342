// SPDX-License-Identifier: Apache-2.0
#include "terms/outline.h"

#include "base/text.h"
#include "terms/normal.h"

enum {
    DEEPEST = 8,         // sections in sections
    TITLE_MOST = 90,     // bytes of a heading
    PARAGRAPH_LEAST = 8, // words; a shorter block is a heading or a name
    LONGEST_ROMAN = 3    // letters of a number: "iii"; more are a word
};

enum form { // what a label looks like
    FORM_DIGITS,
    FORM_LOWER,
    FORM_UPPER,
    FORM_ROMAN,
    FORM_ROMAN_UPPER,
    FORM_HAN,
    FORM_HAN_ARTICLE, // with its word in front
};

struct sign {
    enum form form;
    bool bracket; // "(a)", not "a."
    struct view text;
    uint32_t number; // its place in its list, from 1
};

struct open_section {
    struct sign label;
    size_t item; // index
};

struct reader_state {
    struct outline *out;
    struct view text;
    const uint32_t *map;
    uint32_t shift;
    uint64_t base; // byte of the file that the map and the shift count from
    struct open_section open[DEEPEST];
    size_t depth;
    size_t heading;     // index + 1 of the last heading, or 0
    bool heading_since; // it came after the last label
};

static uint64_t place_of(const struct reader_state *s, size_t at)
{
    return s->base + (s->map ? s->map[at] : (uint64_t)at + s->shift);
}

// ---- Numbers ----------------------------------------------------------------

// A Roman numeral up to 39; 0: none.
static uint32_t roman_number(struct view v)
{
    uint32_t total = 0, last = 0;

    if (!v.len || v.len > 7)
        return 0;
    for (size_t i = v.len; i-- > 0;) {
        char c = ascii_lower(v.at[i]);
        uint32_t one = c == 'i' ? 1 : c == 'v' ? 5 : c == 'x' ? 10 : 0;

        if (!one)
            return 0;
        total = one < last ? total - one : total + one;
        last = one > last ? one : last;
    }
    return total;
}

static uint32_t digits_number(struct view v)
{
    uint64_t n;

    return v.len && v.len <= 3 && view_u64(v, &n) ? (uint32_t)n : UINT32_MAX;
}

static const struct view han_digit[] = {
    VIEW_INIT("\xe4\xb8\x80"), VIEW_INIT("\xe4\xba\x8c"),
    VIEW_INIT("\xe4\xb8\x89"), VIEW_INIT("\xe5\x9b\x9b"),
    VIEW_INIT("\xe4\xba\x94"), VIEW_INIT("\xe5\x85\xad"),
    VIEW_INIT("\xe4\xb8\x83"), VIEW_INIT("\xe5\x85\xab"),
    VIEW_INIT("\xe4\xb9\x9d"), VIEW_INIT("\xe5\x8d\x81"),
};

// A Chinese number up to 99 at the start of `v`; its bytes, or 0.
static size_t han_number(struct view v, uint32_t *number)
{
    size_t at = 0;
    uint32_t total = 0, one = 0;

    for (;;) {
        size_t digit = 0;

        while (digit < 10 && !view_starts(view_from(v, at), han_digit[digit]))
            digit++;
        if (digit == 10)
            break;
        if (digit == 9) {
            total += (one ? one : 1) * 10;
            one = 0;
        } else {
            one = (uint32_t)digit + 1;
        }
        at += 3;
        if (at > 9)
            return 0;
    }
    *number = total + one;
    return at;
}

// ---- Labels -----------------------------------------------------------------

static size_t word_length(struct view v)
{
    size_t at = 0;

    while (at < v.len && (ascii_alpha(v.at[at]) || ascii_digit(v.at[at])))
        at++;
    return at;
}

// What `word` counts as: a letter that is a Roman numeral too is one if that
// goes on with what is open.
static bool label_of_word(struct view word, bool bracket, struct sign *out)
{
    *out = (struct sign){.bracket = bracket, .text = word};
    if (!word.len)
        return false;
    if (ascii_digit(word.at[0])) {
        out->form = FORM_DIGITS;
        out->number = digits_number(word);
        return out->number != UINT32_MAX;
    }
    bool upper = word.at[0] < 'a';
    uint32_t roman = roman_number(word);
    if (word.len == 1 && !roman) {
        out->form = upper ? FORM_UPPER : FORM_LOWER;
        out->number = (uint32_t)(ascii_lower(word.at[0]) - 'a' + 1);
        return true;
    }
    out->form = upper ? FORM_ROMAN_UPPER : FORM_ROMAN;
    out->number = roman;
    return roman > 0;
}

static bool is_end(struct view v, size_t at)
{
    return at >= v.len || byte_in(v.at[at], VIEW(" \t\r\n*_\"")) ||
           (unsigned char)v.at[at] >= 0x80;
}

// "(a)", "(iv)", "(12)", also with the full-width brackets; bytes, or 0.
static size_t bracket_label(struct view v, struct sign *out)
{
    bool wide = view_starts(v, VIEW("\xef\xbc\x88"));
    size_t open = wide ? 3 : 1, close = wide ? 3 : 1, len;
    uint32_t number;

    if (!wide && !view_starts(v, VIEW("(")))
        return 0;
    struct view inner = view_from(v, open);
    len = han_number(inner, &number);
    if (len) {
        *out = (struct sign){FORM_HAN, true, view_head(inner, len), number};
    } else {
        len = word_length(inner);
        if (len > 5 || !label_of_word(view_head(inner, len), true, out))
            return 0;
    }
    struct view rest = view_from(inner, len);
    return view_starts(rest, wide ? VIEW("\xef\xbc\x89") : VIEW(")"))
               ? open + len + close
               : 0;
}

// "3.", "a)", "iv.", "1\.", "2\xe3\x80\x81" at the start of a line; bytes, or
// 0.
static size_t dot_label(struct view v, struct sign *out)
{
    size_t len = word_length(v), end = len;
    struct view rest = view_from(v, len);

    if (!len || len > 5 || !label_of_word(view_head(v, len), false, out))
        return 0;
    if (view_starts(rest, VIEW("\\.")) || view_starts(rest, VIEW("\\)")))
        end += 2;
    else if (view_starts(rest, VIEW(".")) || view_starts(rest, VIEW(")")))
        end += 1;
    else if (view_starts(rest, VIEW("\xe3\x80\x81")) ||
             view_starts(rest, VIEW("\xef\xbc\x8e")))
        return end + 3;
    else
        return out->form == FORM_DIGITS && len <= 2 &&
                       (view_starts(rest, VIEW("\t")) ||
                        view_starts(rest, VIEW("  ")))
                   ? end
                   : 0;
    bool han = end < v.len && (unsigned char)v.at[end] >= 0xe3;
    bool title = end < v.len && v.at[end] >= 'A' && v.at[end] <= 'Z' &&
                 out->form == FORM_DIGITS; // "4.Prohibited uses"
    return is_end(v, end) || han || title ? end : 0;
}

// "1.1", "2.3.4." with at least two numbers; bytes, or 0.
static size_t dotted_number(struct view v)
{
    size_t at = 0, dots = 0;

    while (at < v.len &&
           (ascii_digit(v.at[at]) ||
            (v.at[at] == '.' && at && at + 1 < v.len &&
             ascii_digit(v.at[at - 1]) && ascii_digit(v.at[at + 1])))) {
        dots += v.at[at] == '.';
        at++;
    }
    return dots && at <= 10 &&
                   (is_end(v, at) || byte_in(v.at[at], VIEW(".)")) ||
                    ascii_alpha(v.at[at]))
               ? at
               : 0;
}

// "Section 3", "Article IV", "Part One": bytes before the number, or 0.
static size_t keyword(struct view v)
{
    static const struct view words[] = {
        // clang-format off
        VIEW_INIT("section "), VIEW_INIT("article "), VIEW_INIT("part "),
        VIEW_INIT("clause "), VIEW_INIT("\xc2\xa7 "), VIEW_INIT("\xc2\xa7"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq_nocase(view_head(v, words[i].len), words[i]))
            return words[i].len;
    return 0;
}

static bool is_attachment(struct view v)
{
    static const struct view words[] = {
        // clang-format off
        VIEW_INIT("attachment "), VIEW_INIT("exhibit "), VIEW_INIT("appendix "),
        VIEW_INIT("annex "), VIEW_INIT("schedule "), VIEW_INIT("appendix:"),
        VIEW_INIT("\xe9\x99\x84\xe5\xbd\x95"),
        VIEW_INIT("\xe9\x99\x84\xe4\xbb\xb6"),
        // clang-format on
    };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq_nocase(view_head(v, words[i].len), words[i]))
            return v.len < TITLE_MOST;
    return false;
}

// "第三条" or "一、"; bytes, or 0.
static size_t han_label(struct view v, struct sign *out)
{
    uint32_t number = 0;
    bool ordinal = view_starts(v, VIEW("\xe7\xac\xac"));
    size_t from = ordinal ? 3 : 0;
    size_t len = han_number(view_from(v, from), &number);

    if (!len && ordinal) {
        len = word_length(view_from(v, from));
        number = digits_number(view_head(view_from(v, from), len));
        if (!len || number == UINT32_MAX)
            return 0;
    }
    if (!len)
        return 0;
    *out = (struct sign){ordinal ? FORM_HAN_ARTICLE : FORM_HAN, false,
                         view_head(view_from(v, from), len), number};
    struct view rest = view_from(v, from + len);
    if (ordinal ? view_starts(rest, VIEW("\xe6\x9d\xa1")) ||
                      view_starts(rest, VIEW("\xe7\xab\xa0"))
                : view_starts(rest, VIEW("\xe3\x80\x81")))
        return from + len + 3;
    return 0;
}

// ---- Building ---------------------------------------------------------------

static struct outline_item *add_item(struct reader_state *s, struct view path,
                                     struct view title, size_t at)
{
    struct outline *o = s->out;
    struct outline_item *item = LIST_ADD(o->arena, o->item, o->item_count);

    *item = (struct outline_item){
        .path = path,
        .title = view_head(title, TITLE_MOST),
        .level = (uint32_t)s->depth,
        .parent = s->depth ? (uint32_t)s->open[s->depth - 1].item + 1
                           : (uint32_t)s->heading,
        .from = place_of(s, at),
    };
    return item;
}

static bool same_form(const struct sign *a, const struct sign *b)
{
    return a->form == b->form && a->bracket == b->bracket;
}

// The label as a letter, where it is read as a Roman numeral.
static bool as_letter(const struct sign *l, struct sign *out)
{
    *out = *l;
    if (l->text.len != 1 ||
        (l->form != FORM_ROMAN && l->form != FORM_ROMAN_UPPER))
        return false;
    out->form = l->form == FORM_ROMAN ? FORM_LOWER : FORM_UPPER;
    out->number = (uint32_t)(ascii_lower(l->text.at[0]) - 'a' + 1);
    return true;
}

// How many open sections stay if `l` goes on with one of them; SIZE_MAX: it
// goes on with none.
static size_t goes_on(const struct reader_state *s, const struct sign *l,
                      uint32_t most)
{
    for (size_t i = s->depth; i-- > 0;) {
        const struct sign *open = &s->open[i].label;

        if (same_form(open, l) && l->number > open->number &&
            l->number - open->number <= most)
            return i;
    }
    return SIZE_MAX;
}

static struct view path_below(struct reader_state *s, size_t depth,
                              struct view label)
{
    struct view parent = {0};

    if (depth)
        parent = s->out->item[s->open[depth - 1].item].path;
    return parent.len ? arena_print(s->out->arena, VIEW_FMT "." VIEW_FMT,
                                    VIEW_ARG(parent), VIEW_ARG(label))
                      : label;
}

static struct view han_as_digits(struct reader_state *s, const struct sign *l)
{
    return l->form == FORM_HAN || l->form == FORM_HAN_ARTICLE
               ? arena_print(s->out->arena, "%u", (unsigned)l->number)
               : l->text;
}

static void open_at(struct reader_state *s, size_t depth, const struct sign *l,
                    struct view title, size_t at)
{
    if (depth >= DEEPEST)
        return;
    s->depth = depth;
    struct view path = path_below(s, depth, han_as_digits(s, l));
    add_item(s, path, title, at);
    s->open[depth] = (struct open_section){*l, s->out->item_count - 1};
    s->depth = depth + 1;
    s->heading_since = false;
}

// Takes a label of one number or letter. `line`: it begins a line.
static bool take_label(struct reader_state *s, struct sign l, bool line,
                       struct view title, size_t at)
{
    struct sign letter;
    bool also = as_letter(&l, &letter);
    size_t depth = also ? goes_on(s, &letter, 1) : SIZE_MAX;

    if (depth != SIZE_MAX) {
        open_at(s, depth, &letter, title, at);
        return true;
    }
    depth = goes_on(s, &l, 1);
    if (depth == SIZE_MAX && l.number <= 1) {
        if (s->heading_since && line)
            s->depth = 0; // a list of its own below a heading
        open_at(s, s->depth, &l, title, at);
        return true;
    }
    if (depth == SIZE_MAX && line) // some were left out
        depth = goes_on(s, &l, l.form == FORM_DIGITS ? 3 : 25);
    if (depth == SIZE_MAX && line && !s->depth)
        depth = 0; // an excerpt
    if (depth == SIZE_MAX)
        return false;
    open_at(s, depth, &l, title, at);
    return true;
}

// "2.3.4": the open sections whose path it goes on with stay.
static void take_dotted(struct reader_state *s, struct view number,
                        struct view title, size_t at)
{
    size_t depth = 0, last = number.len;

    while (last > 0 && number.at[last - 1] != '.')
        last--;
    struct view parent = view_head(number, last ? last - 1 : 0);
    for (size_t i = 0; i < s->depth; i++)
        if (view_eq(s->out->item[s->open[i].item].path, parent))
            depth = i + 1;
    struct sign l = {.form = FORM_DIGITS,
                     .text = depth ? view_from(number, last) : number,
                     .number = digits_number(view_from(number, last))};
    open_at(s, depth, &l, title, at);
}

static void take_heading(struct reader_state *s, struct view title, size_t at)
{
    size_t depth = s->depth;

    s->depth = 0;
    s->heading = 0;
    add_item(s, (struct view){0}, title, at);
    s->depth = depth;
    s->heading = s->out->item_count;
    s->heading_since = true;
}

// ---- Lines ------------------------------------------------------------------

static bool all_upper(struct view v)
{
    size_t letters = 0;

    for (size_t i = 0; i < v.len; i++) {
        if (v.at[i] >= 'a' && v.at[i] <= 'z')
            return false;
        letters += ascii_alpha(v.at[i]);
    }
    return letters >= 4;
}

static struct view bare(struct view line)
{
    line = view_trim(line);
    while (line.len && byte_in(line.at[0], VIEW("#*_>=-\\ \t/;")))
        line = view_from(line, 1);
    while (line.len && byte_in(line.at[line.len - 1], VIEW("#*_= \t:\r")))
        line.len--;
    return line;
}

// What stands around a line.
struct around {
    bool blank_before, blank_behind;
    bool upper_behind; // the next line is in capitals too
};

// A line that names what follows: by markup, in capitals, or short and alone.
static bool is_heading(struct view raw, struct view line, struct around around)
{
    raw = view_trim(raw);
    if (!line.len || line.len > TITLE_MOST ||
        byte_in(line.at[line.len - 1], VIEW(".,;")) ||
        view_eq_nocase(view_head(line, 9), VIEW("copyright")))
        return false;
    if (view_starts(raw, VIEW("#")) || is_attachment(line) ||
        (view_starts(raw, VIEW("**")) && view_ends(raw, VIEW("**"))))
        return true;
    if (!around.blank_before)
        return false;
    return around.blank_behind ? line.at[0] >= 'A' && line.at[0] <= 'Z'
                               : all_upper(line) && !around.upper_behind;
}

// Before an item inside a line stands no word that makes it a reference.
static bool is_reference(struct view before)
{
    static const struct view words[] = {
        // clang-format off
        VIEW_INIT("section"), VIEW_INIT("sections"), VIEW_INIT("clause"),
        VIEW_INIT("clauses"), VIEW_INIT("paragraph"), VIEW_INIT("article"),
        VIEW_INIT("subsection"), VIEW_INIT("item"), VIEW_INIT("items"),
        VIEW_INIT("under"), VIEW_INIT("paragraphs"),
        // clang-format on
    };
    size_t from;

    if (before.len > 32) // a word and a blank at its end are enough
        before = view_from(before, before.len - 32);
    before = view_trim(before);
    from = before.len;
    while (from > 0 && ascii_alpha(before.at[from - 1]))
        from--;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (view_eq_nocase(view_from(before, from), words[i]))
            return true;
    return false;
}

// Items such as "(A)" between two offsets of one line.
static void take_inline(struct reader_state *s, size_t from, size_t end)
{
    for (size_t at = from; at < end; at++) {
        struct sign l;
        struct view rest = {s->text.at + at, end - at};
        bool open =
            s->text.at[at] == '(' || view_starts(rest, VIEW("\xef\xbc\x88"));

        if (!open ||
            (at > from && !byte_in(s->text.at[at - 1], VIEW(" \t,;:")) &&
             (unsigned char)s->text.at[at - 1] < 0x80))
            continue;
        size_t len = bracket_label(rest, &l);
        if (!len || !is_end(rest, len) ||
            is_reference((struct view){s->text.at + from, at - from}))
            continue;
        take_label(s, l, false, view_from(rest, len), at);
        at += len - 1;
    }
}

// The label that a line begins with; bytes behind it, or 0.
static size_t line_label(struct reader_state *s, struct view line, size_t at)
{
    size_t skip = keyword(line), len;
    struct view rest = view_from(line, skip);
    struct sign l;

    len = dotted_number(rest);
    if (len) {
        take_dotted(s, view_head(rest, len), view_from(rest, len), at);
        return skip + len;
    }
    len = bracket_label(rest, &l);
    if (!len)
        len = han_label(rest, &l);
    if (!len)
        len = dot_label(rest, &l);
    if (!len && skip) {
        len = word_length(rest);
        // "Section 3" that goes on as a sentence is a reference.
        if (!len || len > 5 ||
            !label_of_word(view_head(rest, len), false, &l) ||
            (line.len > TITLE_MOST &&
             !view_has(view_head(rest, len + 4), VIEW("\xe2\x80"))))
            len = 0;
    }
    if (!len || !take_label(s, l, true, view_trim(view_from(rest, len)), at))
        return 0;
    return skip + len;
}

static void take_line(struct reader_state *s, size_t from, size_t end,
                      struct around around)
{
    struct view raw = {s->text.at + from, end - from};
    struct view line = bare(raw);
    size_t at = line.len ? (size_t)(line.at - s->text.at) : end, len;

    if (!line.len)
        return;
    if (is_attachment(line) && is_heading(raw, line, around)) {
        take_heading(s, line, at);
        return;
    }
    len = line_label(s, line, at);
    if (!len && is_heading(raw, line, around)) {
        take_heading(s, line, at);
        return;
    }
    // "a. (i) ..." and "1. (a) ..."
    take_inline(s, at + len, end);
}

// The words of `v`, counted up to `most`.
static size_t word_count(struct view v, size_t most)
{
    size_t words = 0;
    bool inside = false;

    for (size_t i = 0; i < v.len && words < most; i++) {
        bool blank = ascii_blank(v.at[i]);
        unsigned char c = (unsigned char)v.at[i];

        words += (!blank && !inside) || (c >= 0xe3 && c < 0xf0);
        inside = !blank;
    }
    return words;
}

static void add_paragraph(struct reader_state *s, size_t from, size_t to)
{
    struct outline *o = s->out;
    struct view v = view_trim((struct view){s->text.at + from, to - from});

    if (word_count(v, PARAGRAPH_LEAST) < PARAGRAPH_LEAST)
        return;
    from = (size_t)(v.at - s->text.at);
    *LIST_ADD(o->arena, o->paragraph, o->paragraph_count) =
        (struct outline_span){place_of(s, from), place_of(s, from + v.len)};
}

// Ends of all items: where the next one begins that is not inside.
static void close_items(struct outline *o)
{
    for (size_t i = 0; i < o->item_count; i++)
        o->item[i].to = o->to;
    for (size_t i = 1; i < o->item_count; i++) {
        uint32_t parent = o->item[i].parent;

        // All that are open and no ancestor end here.
        for (uint32_t up = (uint32_t)i; up && up != parent;
             up = o->item[up - 1].parent)
            o->item[up - 1].to = o->item[i].from;
    }
}

static void walk_lines(struct reader_state *s)
{
    size_t paragraph = 0;
    bool blank = true;

    for (size_t at = 0; at < s->text.len;) {
        struct view rest, line = view_cut(view_from(s->text, at), '\n', &rest);
        size_t end = at + line.len;
        bool empty = !bare(line).len;
        struct view ignored, next = view_cut(rest, '\n', &ignored);

        if (empty) {
            add_paragraph(s, paragraph, at);
            paragraph = end + 1 < s->text.len ? end + 1 : s->text.len;
        } else {
            take_line(
                s, at, end,
                (struct around){blank, !bare(next).len, all_upper(bare(next))});
        }
        blank = empty;
        at = end + 1;
    }
    if (paragraph < s->text.len)
        add_paragraph(s, paragraph, s->text.len);
}

void outline_read(struct arena *a, struct view bytes, uint64_t from,
                  uint64_t to, struct outline *out)
{
    struct reader_state s = {.out = out};
    enum encoding encoding;
    uint32_t *map;

    if (to > bytes.len)
        to = bytes.len;
    if (from > to)
        from = to;
    *out = (struct outline){.arena = a, .bytes = bytes, .from = from, .to = to};
    // Of a long text only the range itself.
    uint64_t base = to > NORMAL_MAX ? from : 0;
    struct view part = view_head(view_from(bytes, (size_t)base), NORMAL_MAX);
    struct view all = text_of_bytes(a, part, &encoding, &map, &s.shift);
    s.map = map;
    s.base = base;
    from -= base;
    to -= base;
    size_t begin = 0, end = all.len;
    if (!map) {
        begin = from > s.shift ? (size_t)from - s.shift : 0;
        end = to > s.shift ? (size_t)to - s.shift : 0;
    } else {
        while (begin < all.len && map[begin] < from)
            begin++;
        while (end > begin && map[end - 1] >= to)
            end--;
    }
    if (end > all.len)
        end = all.len;
    if (begin >= end)
        return;
    s.text = (struct view){all.at + begin, end - begin};
    s.shift += (uint32_t)begin;
    if (map)
        s.map = map + begin;
    walk_lines(&s);
    close_items(out);
}

// ---- Finding ----------------------------------------------------------------

// "1.b.i (A)" and "2.1(a)(i)" as "1.b.i.A" and "2.1.a.i".
static struct view as_path(struct arena *a, struct view where)
{
    struct text t = {.arena = a};

    for (size_t i = 0; i < where.len; i++) {
        char c = where.at[i];

        if (byte_in(c, VIEW(" (.")) && t.len && t.at[t.len - 1] != '.')
            text_byte(&t, '.');
        else if (!byte_in(c, VIEW(" ().")))
            text_byte(&t, c);
    }
    return text_view(&t);
}

static bool inside(const struct outline_item *item, struct outline_span scope)
{
    return item->from >= scope.from && item->from < scope.to;
}

// The first section of this path in `scope`. Where an attachment is meant, its
// own list counts from its head.
static const struct outline_item *find_path(const struct outline *o,
                                            struct view path,
                                            struct outline_span scope)
{
    const struct outline_item *close = NULL;

    for (size_t i = 0; i < o->item_count; i++) {
        const struct outline_item *item = &o->item[i];

        if (!item->path.len || !inside(item, scope))
            continue;
        if (view_eq(item->path, path))
            return item;
        if (!close && view_eq_nocase(item->path, path))
            close = item;
    }
    return close;
}

static bool has_nocase(struct view v, struct view needle)
{
    if (!needle.len)
        return true;
    char first = ascii_lower(needle.at[0]);
    for (size_t i = 0; i + needle.len <= v.len; i++)
        if (ascii_lower(v.at[i]) == first &&
            view_eq_nocase((struct view){v.at + i, needle.len}, needle))
            return true;
    return false;
}

static const struct outline_item *find_title(const struct outline *o,
                                             struct view title,
                                             struct outline_span scope)
{
    for (int exact = 1; exact >= 0; exact--)
        for (size_t i = 0; i < o->item_count; i++) {
            const struct outline_item *item = &o->item[i];
            struct view head = view_head(item->title, title.len);

            if (inside(item, scope) && (exact ? view_eq_nocase(head, title)
                                              : has_nocase(item->title, title)))
                return item;
        }
    return NULL;
}

static bool find_paragraph(const struct outline *o, struct view words,
                           struct outline_span scope, struct outline_span *out)
{
    for (size_t i = 0; i < o->paragraph_count; i++) {
        struct outline_span p = o->paragraph[i];
        uint64_t from = p.from > scope.from ? p.from : scope.from;
        uint64_t to = p.to < scope.to ? p.to : scope.to;

        if (from >= to)
            continue;
        struct view text =
            view_head(view_from(o->bytes, (size_t)from), (size_t)(to - from));
        if (has_nocase(text, words)) {
            *out = (struct outline_span){from, to};
            return true;
        }
    }
    return false;
}

static bool last_paragraph(const struct outline *o, struct outline_span scope,
                           struct outline_span *out)
{
    for (size_t i = o->paragraph_count; i-- > 0;) {
        struct outline_span p = o->paragraph[i];

        if (p.from < scope.to && p.to > scope.from) {
            out->from = p.from > scope.from ? p.from : scope.from;
            out->to = p.to < scope.to ? p.to : scope.to;
            return true;
        }
    }
    return false;
}

// What stands before the first numbered section.
static struct outline_span head_of(const struct outline *o)
{
    for (size_t i = 0; i < o->item_count; i++)
        if (o->item[i].path.len && o->item[i].from > o->from)
            return (struct outline_span){o->from, o->item[i].from};
    return (struct outline_span){o->from, o->to};
}

// Words that stand for a heading, and what the heading says.
static const struct {
    struct view word, heading;
} synonyms[] = {
    {VIEW_INIT("AUP"), VIEW_INIT("acceptable use policy")},
    {VIEW_INIT("AUP"), VIEW_INIT("use policy")},
    {VIEW_INIT("AUP"), VIEW_INIT("prohibited uses")},
    {VIEW_INIT("policy"), VIEW_INIT("use policy")},
};

static bool is_word_of(struct view where, struct view word, struct view *rest)
{
    if (!view_starts(where, word) ||
        (where.len > word.len && where.at[word.len] != ' '))
        return false;
    *rest = view_trim(view_from(where, word.len));
    return true;
}

static struct outline_span span_of(const struct outline_item *item)
{
    return (struct outline_span){item->from, item->to};
}

static bool find_in(const struct outline *o, struct view where,
                    struct outline_span scope, int depth,
                    struct outline_span *out);

// "AUP 3", "Attachment A 4(c)": a heading and a place below it.
static bool find_below_heading(const struct outline *o, struct view where,
                               struct outline_span scope, int depth,
                               struct outline_span *out)
{
    struct view rest;

    for (size_t i = 0; i < sizeof synonyms / sizeof *synonyms; i++) {
        if (!is_word_of(where, synonyms[i].word, &rest))
            continue;
        const struct outline_item *item =
            find_title(o, synonyms[i].heading, scope);
        // The last heading of that name: the first may be a mention.
        *out = item ? (struct outline_span){item->from, o->to} : scope;
        if (!rest.len)
            return item != NULL;
        if (find_in(o, rest, *out, depth + 1, out))
            return true;
    }
    if (!is_attachment(where) && !view_starts(where, VIEW("Part ")))
        return false;
    for (size_t len = where.len; len > 8; len--) {
        if (len < where.len && where.at[len] != ' ')
            continue;
        const struct outline_item *item =
            find_title(o, view_head(where, len), scope);
        if (!item)
            continue;
        *out = (struct outline_span){item->from, o->to};
        rest = view_trim(view_from(where, len));
        return !rest.len || find_in(o, rest, *out, depth + 1, out) || true;
    }
    return false;
}

// "1 (Derivatives of the Model)", "4 last", "7 all": a section and a part of
// it.
static bool find_part_of(const struct outline *o, struct view where,
                         struct outline_span scope, struct outline_span *out)
{
    size_t blank = view_find(where, VIEW(" "));

    if (blank == SIZE_MAX)
        return false;
    struct view part = view_from(where, blank + 1);
    const struct outline_item *item =
        find_path(o, as_path(o->arena, view_head(where, blank)), scope);
    if (!item)
        return false;
    *out = span_of(item);
    if (view_starts(part, VIEW("(")) && view_ends(part, VIEW(")")))
        part = view_head(view_from(part, 1), part.len - 2);
    if (view_eq(part, VIEW("last")))
        last_paragraph(o, span_of(item), out);
    else
        find_paragraph(o, part, span_of(item), out);
    return true;
}

// "1-5", "1.b.iii-v": from the first to the last.
static bool find_range(const struct outline *o, struct view where,
                       struct outline_span scope, struct outline_span *out)
{
    struct view last, first = view_cut(where, '-', &last);
    size_t dot = first.len;

    if (!last.len)
        return false;
    while (dot > 0 && first.at[dot - 1] != '.')
        dot--;
    const struct outline_item *from =
        find_path(o, as_path(o->arena, first), scope);
    const struct outline_item *to =
        find_path(o, as_path(o->arena, last), scope);
    if (!to)
        to = find_path(o,
                       arena_print(o->arena, VIEW_FMT VIEW_FMT,
                                   VIEW_ARG(view_head(first, dot)),
                                   VIEW_ARG(last)),
                       scope);
    if (!from)
        return false;
    *out = (struct outline_span){from->from,
                                 to && to->to > from->to ? to->to : from->to};
    return true;
}

// "paragraph 2", "last paragraph", "head", "intro 3".
static bool find_by_order(const struct outline *o, struct view where,
                          struct outline_span scope, struct outline_span *out)
{
    struct view rest;
    uint64_t number;

    if (view_starts(where, VIEW("last")))
        return last_paragraph(o, scope, out);
    if (is_word_of(where, VIEW("head"), &rest) ||
        is_word_of(where, VIEW("intro"), &rest) ||
        is_word_of(where, VIEW("preamble"), &rest)) {
        *out = head_of(o);
        return true;
    }
    if (is_word_of(where, VIEW("paragraph"), &rest) &&
        view_u64(rest, &number) && number && number <= o->paragraph_count) {
        *out = o->paragraph[number - 1];
        return true;
    }
    return false;
}

// "term 3", "restriction 3", "PSF 3": the number without its word.
static bool find_numbered(const struct outline *o, struct view where,
                          struct outline_span scope, struct outline_span *out)
{
    size_t blank = view_find(where, VIEW(" "));
    const struct outline_item *item;

    if (blank == SIZE_MAX)
        return false;
    const struct outline_item *title =
        find_title(o, view_head(where, blank), scope);
    struct view path = as_path(o->arena, view_from(where, blank + 1));
    if (title)
        scope.from = title->from;
    item = find_path(o, path, scope);
    if (!item)
        return false;
    *out = span_of(item);
    return true;
}

static bool find_in(const struct outline *o, struct view where,
                    struct outline_span scope, int depth,
                    struct outline_span *out)
{
    const struct outline_item *item;

    if (!where.len || view_eq(where, VIEW("-")) || depth > 3)
        return false;
    if (find_by_order(o, where, scope, out) ||
        find_below_heading(o, where, scope, depth, out))
        return true;
    item = find_path(o, as_path(o->arena, where), scope);
    if (item) {
        *out = span_of(item);
        return true;
    }
    if (find_part_of(o, where, scope, out) || find_range(o, where, scope, out))
        return true;
    item = find_title(o, where, scope);
    if (item) {
        *out = span_of(item);
        return true;
    }
    if (find_numbered(o, where, scope, out))
        return true;
    // A sub-item that this rendering does not number: its section.
    size_t len = where.len;
    while (len > 0 && !byte_in(where.at[len - 1], VIEW(".(")))
        len--;
    if (len > 1 && ascii_digit(where.at[0]))
        return find_in(o, view_head(where, len - 1), scope, depth + 1, out);
    return find_paragraph(o, where, scope, out);
}

bool outline_find(const struct outline *o, struct view where,
                  struct outline_span *out)
{
    struct outline_span scope = {o->from, o->to};

    while (where.len) {
        size_t comma = view_find(where, VIEW(", "));
        struct view one = view_head(where, comma);

        *out = scope;
        if (find_in(o, view_trim(one), scope, 0, out) && out->from < out->to)
            return true;
        where =
            comma == SIZE_MAX ? (struct view){0} : view_from(where, comma + 2);
    }
    *out = scope;
    return false;
}

static bool bears(const struct outline_item *item, struct view path)
{
    return view_eq_nocase(item->path, path) ||
           (item->path.len > path.len &&
            view_eq_nocase(view_from(item->path, item->path.len - path.len),
                           path) &&
            item->path.at[item->path.len - path.len - 1] == '.');
}

bool outline_next(const struct outline *o, struct view where, size_t *at,
                  struct outline_span *out)
{
    if ((*at)++ == 0 && outline_find(o, where, out))
        return true;
    struct view path = as_path(o->arena, where);
    while (*at - 1 < o->item_count) {
        const struct outline_item *item = &o->item[*at - 1];

        if (!bears(item, path)) {
            (*at)++;
            continue;
        }
        *out = span_of(item);
        (*at)++;
        return true;
    }
    return false;
}

// "head", "Non-commercial Purpose", "1 (Derivatives of the Model)"
static bool is_named(struct view where)
{
    size_t letters = 0, most = 0;

    for (size_t i = 0; i < where.len; i++) {
        letters = ascii_alpha(where.at[i]) ? letters + 1 : 0;
        most = letters > most ? letters : most;
    }
    return most > LONGEST_ROMAN;
}

bool outline_only(const struct outline *o, struct view where,
                  struct outline_span *out)
{
    struct view path = as_path(o->arena, where);
    size_t count = 0;

    for (size_t i = 0; i < o->item_count; i++)
        if (view_eq_nocase(o->item[i].path, path)) {
            *out = span_of(&o->item[i]);
            count++;
        }
    return count == 1 ||
           (!count && is_named(where) && outline_find(o, where, out));
}

void outline_fold(struct outline *o)
{
    o->lower =
        arena_lower(o->arena, view_head(view_from(o->bytes, (size_t)o->from),
                                        (size_t)(o->to - o->from)));
}

bool outline_says(const struct outline *o, struct outline_span span,
                  struct view words)
{
    return span.from >= o->from && span.from < span.to &&
           view_find(
               view_head(view_from(o->lower, (size_t)(span.from - o->from)),
                         (size_t)(span.to - span.from)),
               words) != SIZE_MAX;
}

// The paragraph that a byte is in; NULL: a heading or a name.
static const struct outline_span *paragraph_at(const struct outline *o,
                                               uint64_t at)
{
    for (size_t i = 0; i < o->paragraph_count; i++)
        if (at >= o->paragraph[i].from && at < o->paragraph[i].to)
            return &o->paragraph[i];
    return NULL;
}

// A paragraph may be the whole of a text that has no empty lines: the smallest
// of its sections that holds the words is meant.
bool outline_mention(const struct outline *o, struct view words,
                     struct outline_span *out)
{
    const struct outline_span *paragraph = NULL;
    size_t at = 0, next;

    *out = (struct outline_span){o->from, o->to};
    while (!paragraph &&
           (next = view_find(view_from(o->lower, at), words)) != SIZE_MAX) {
        paragraph = paragraph_at(o, o->from + at + next);
        at += next + 1;
    }
    if (!paragraph)
        return false;
    *out = *paragraph;
    for (size_t i = 0; i < o->item_count; i++) {
        struct outline_span one = span_of(&o->item[i]);

        if (one.from >= paragraph->from && one.to <= paragraph->to &&
            one.to - one.from < out->to - out->from &&
            outline_says(o, one, words))
            *out = one;
    }
    return true;
}

struct view outline_name(const struct outline *o, uint64_t at)
{
    const struct outline_item *found = NULL, *heading = NULL;

    for (size_t i = 0; i < o->item_count && o->item[i].from <= at; i++) {
        if (o->item[i].path.len && at < o->item[i].to)
            found = &o->item[i];
        if (!o->item[i].path.len) {
            heading = &o->item[i];
            found = NULL;
        }
    }
    if (found && heading && is_attachment(heading->title)) {
        struct view name = heading->title;
        size_t len = word_length(name);

        len += 1 + word_length(view_from(name, len + 1));
        return arena_print(o->arena, VIEW_FMT " " VIEW_FMT,
                           VIEW_ARG(view_head(name, len)),
                           VIEW_ARG(found->path));
    }
    if (found)
        return found->path;
    // The title of it all names no place in it.
    if (heading && heading != o->item)
        return view_head(heading->title, 40);
    for (size_t i = 0; i < o->paragraph_count; i++)
        if (at >= o->paragraph[i].from && at < o->paragraph[i].to)
            return arena_print(o->arena, "paragraph %zu", i + 1);
    return VIEW("head");
}
