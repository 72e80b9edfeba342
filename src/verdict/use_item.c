// SPDX-License-Identifier: Apache-2.0
#include "verdict/use_item.h"

#include "base/search.h"
#include "base/text.h"
#include "verdict/use_mark.h"

enum {
    NEAR_LINES = 12,     // a list of another length begins so soon
    ITEM_LINES = 8,      // an item has hardly more
    TELLING_COUNT = 8,   // a list of so many items is known by their number
    NEAR_PARAGRAPHS = 4, // and a sentence that lists stands in one of these
    HEADING_SIZE = 60,   // a line that is no sentence
};

struct finding {
    struct arena *a;
    const struct use_place *p;
    struct use_marks marks;
    struct use_item *item;
    size_t count;
};

// ---- Items ------------------------------------------------------------------

// Lines joined; nothing is added for a mark without words.
static struct view joined(struct arena *a, struct view text)
{
    struct text out = {.arena = a};
    struct view rest = view_trim(text);

    if (!view_has(rest, VIEW("\n")))
        return rest;
    while (rest.len) {
        struct view line = view_trim(view_cut(rest, '\n', &rest));

        if (line.len && out.len)
            text_byte(&out, ' ');
        text_add(&out, line);
    }
    return text_view(&out);
}

static void take(struct finding *f, struct view text, uint32_t line)
{
    struct view words = joined(f->a, text);

    if (words.len && f->count < USE_MAX_ITEMS)
        *LIST_ADD(f->a, f->item, f->count) =
            (struct use_item){.text = words, .line = line};
}

static void take_run(struct finding *f, size_t run, bool leaves)
{
    const struct use_marks *m = &f->marks;

    for (size_t i = 0; i < m->count; i++)
        if (leaves ? !m->mark[i].inner && use_mark_within(m, i, run)
                   : m->mark[i].run == run)
            take(f, m->mark[i].text, m->mark[i].line);
}

// ---- A list of so many items ------------------------------------------------

// How well lines `first` to `last` are the list of `wanted` items that is
// spoken of in line `near`: they begin there or soon behind, or the line is in
// the midst of them, or they begin somewhere behind, or end there. The sections
// of a text are a list too, but of long items; and a short one has many of its
// length.
static int nearness(uint32_t first, uint32_t last, uint32_t near, size_t wanted)
{
    bool dense = last - first <= wanted * ITEM_LINES;

    if (first >= near && first <= near + NEAR_LINES)
        return 4;
    if (first < near && near < last)
        return dense ? 3 : 0;
    return first > near ? 2 * (dense && wanted >= TELLING_COUNT) : near == last;
}

// Of lists around the place the inner one is nearer, of those behind it the
// first.
static bool is_nearer(int is, int best)
{
    return is > best || (is == best && (is == 3 || is == 1));
}

static bool find_exact(struct finding *f)
{
    const struct use_marks *m = &f->marks;
    size_t found = SIZE_MAX;
    bool leaves = false;
    int best = 0;

    for (size_t n = 0; n < f->p->span_count; n++)
        for (size_t i = 0; i < m->run_count; i++) {
            const struct use_run *r = &m->run[i];
            bool own = r->count == f->p->wanted;

            if (!own && r->leaves != f->p->wanted)
                continue;
            int is = nearness(r->first, own ? r->last : r->end,
                              f->p->span[n].first, f->p->wanted);
            if (!is_nearer(is, best))
                continue;
            found = i, leaves = !own, best = is;
        }
    if (found != SIZE_MAX)
        take_run(f, found, leaves);
    return found != SIZE_MAX;
}

static bool in_spans(const struct use_place *p, uint32_t line)
{
    for (size_t i = 0; i < p->span_count; i++)
        if (p->span[i].first <= line && line <= p->span[i].last)
            return true;
    return false;
}

// What the sections that speak of it have.
static bool find_within(struct finding *f)
{
    const struct use_marks *m = &f->marks;

    for (size_t i = 0; i < m->count; i++)
        if (!m->mark[i].inner && in_spans(f->p, m->mark[i].line))
            take(f, m->mark[i].text, m->mark[i].line);
    if (f->count == f->p->wanted)
        return true;
    f->count = 0;
    return false;
}

// All items from a place on, of several lists.
static bool find_all(struct finding *f, uint32_t near, size_t most)
{
    const struct use_marks *m = &f->marks;
    size_t count = 0;

    for (size_t i = 0; i < m->count; i++)
        count += !m->mark[i].inner && m->mark[i].line >= near;
    if (!count || count < f->p->wanted || count > most)
        return false;
    for (size_t i = 0; i < m->count; i++)
        if (!m->mark[i].inner && m->mark[i].line >= near)
            take(f, m->mark[i].text, m->mark[i].line);
    return true;
}

// ---- Lines without marks ----------------------------------------------------

struct pieces { // paragraphs, and lines that end like an item of a list
    const struct use_marks *marks;
    struct view rest;
    uint32_t line; // of the beginning of `rest`
};

static bool is_marked(const struct use_marks *m, uint32_t line)
{
    struct search s = {.to = m->count};

    while (search_next(&s))
        search_keep(&s, m->mark[s.at].line < line);
    return s.from < m->count && m->mark[s.from].line == line;
}

static bool ends_item(struct view line)
{
    static const struct view ends[] = {
        VIEW_INIT(";"),     VIEW_INIT(":"),    VIEW_INIT("."),
        VIEW_INIT("; and"), VIEW_INIT("; or"), VIEW_INIT("\xe3\x80\x82"),
        VIEW_INIT(":**"),
    };

    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++)
        if (view_ends(line, ends[i]))
            return true;
    return false;
}

static bool is_intro(struct view piece)
{
    return view_ends(piece, VIEW(":")) || view_ends(piece, VIEW(":**")) ||
           view_ends(piece, VIEW("\xef\xbc\x9a"));
}

// The next piece, to a blank line, a line with a mark or, if `lines`, the end
// of an item, and the line of its beginning; false at the end.
static bool next_piece(struct pieces *p, bool lines, struct view *piece,
                       uint32_t *line)
{
    *piece = (struct view){0};
    while (p->rest.len) {
        struct view rest = p->rest;
        struct view words = view_trim(view_cut(rest, '\n', &rest));

        if (piece->len && (!words.len || is_marked(p->marks, p->line)))
            return true;
        if (!piece->len) {
            *piece = words;
            *line = p->line;
        }
        piece->len = (size_t)(words.at + words.len - piece->at);
        p->rest = rest;
        p->line++;
        if (lines && ends_item(words))
            return true;
    }
    return piece->len != 0;
}

static struct pieces pieces_from(const struct finding *f, uint32_t line)
{
    struct pieces p = {&f->marks, f->p->text, 1};

    while (p.line < line && p.rest.len) {
        view_cut(p.rest, '\n', &p.rest);
        p.line++;
    }
    return p;
}

// What stands behind the first line that ends in a colon, without the lines
// that lead to others.
static bool find_pieces(struct finding *f, uint32_t near, size_t most)
{
    struct pieces p = pieces_from(f, near);
    struct view piece;
    uint32_t line = 0;
    bool begun = false;

    while (f->count <= most && next_piece(&p, true, &piece, &line)) {
        if (begun && !is_intro(piece))
            take(f, piece, line);
        begun = begun || is_intro(piece);
        if (!begun && line > near + NEAR_LINES)
            break;
    }
    if (f->count >= 2 && f->count >= f->p->wanted && f->count <= most)
        return true;
    f->count = 0;
    return false;
}

// ---- In a sentence ----------------------------------------------------------

enum kind { KIND_NUMBER, KIND_LETTER, KIND_ROMAN, KIND_END };

static uint32_t value_of(const struct use_inline *m, enum kind k)
{
    return k == KIND_NUMBER   ? m->number
           : k == KIND_LETTER ? m->letter
                              : m->roman;
}

static uint32_t lines_before(struct view text, size_t at)
{
    return (uint32_t)view_count(view_head(text, at), '\n');
}

// The longest row 1, 2, 3 of marks of kind `k` in `text`: how many, and where
// each begins and ends.
static size_t read_row(struct view text, enum kind k, size_t *at, size_t *len)
{
    size_t count = 0;

    for (size_t i = 0; i < text.len && count < USE_MAX_ITEMS; i++) {
        struct use_inline m = use_inline_at(text, i);

        if (!m.len || value_of(&m, k) != count + 1)
            continue;
        at[count] = i;
        len[count++] = m.len;
        i += m.len - 1;
    }
    return count;
}

static bool take_row(struct finding *f, struct view text, uint32_t line)
{
    size_t at[USE_MAX_ITEMS + 1], len[USE_MAX_ITEMS];

    for (enum kind k = KIND_NUMBER; k < KIND_END; k++) {
        size_t count = read_row(text, k, at, len);

        if (count < 2 || (f->p->wanted && count != f->p->wanted) || !at[0] ||
            text.at[at[0] - 1] == '\n')
            continue; // or a list of lines
        at[count] = text.len;
        for (size_t i = 0; i < count; i++) {
            struct view words = view_from(text, at[i] + len[i]);

            take(f, view_head(words, at[i + 1] - at[i] - len[i]),
                 line + lines_before(text, at[i]));
        }
        return true;
    }
    return false;
}

// "You agree not to: do this; or that; or that"
static bool take_clauses(struct finding *f, struct view text, uint32_t line)
{
    size_t colon = view_find(text, VIEW(":"));
    size_t first = view_find(text, VIEW(";"));
    size_t count = view_count(text, ';') + 1;
    struct view rest, one;

    if (colon == SIZE_MAX || first == SIZE_MAX || first < colon || count < 3 ||
        (f->p->wanted && count != f->p->wanted))
        return false;
    for (rest = view_from(text, colon + 1);
         rest.len && f->count < USE_MAX_ITEMS;) {
        one = view_trim(view_cut(rest, ';', &rest));
        take(f, one, line + lines_before(text, (size_t)(one.at - text.at)));
    }
    return f->count != 0;
}

typedef bool take_text(struct finding *, struct view, uint32_t);

// In one of the first `most` paragraphs.
static bool find_sentence(struct finding *f, uint32_t near, size_t most,
                          take_text *take_it)
{
    struct pieces rest = pieces_from(f, near);
    struct view text;
    uint32_t line = 0;

    for (size_t i = 0; i < most && next_piece(&rest, false, &text, &line); i++)
        if (take_it(f, text, line))
            return true;
    return false;
}

// ---- A list that begins where it is spoken of -------------------------------

static bool find_beginning(struct finding *f, uint32_t near)
{
    const struct use_marks *m = &f->marks;
    size_t wanted = f->p->wanted;
    struct pieces rest = pieces_from(f, near);
    struct view intro;
    uint32_t line = 0;

    if (!wanted &&
        !(next_piece(&rest, false, &intro, &line) && is_intro(intro)))
        return false;
    for (size_t i = 0; i < m->run_count; i++) {
        const struct use_run *r = &m->run[i];

        if (r->first <= near || r->first > near + NEAR_LINES || r->leaves < 2 ||
            (wanted &&
             (4 * r->leaves < 3 * wanted || 2 * r->leaves > 3 * wanted)))
            continue;
        take_run(f, i, true);
        return true;
    }
    return false;
}

static bool has_words(struct view text)
{
    for (size_t i = 0; i < text.len; i++)
        if (ascii_alnum(text.at[i]) || (unsigned char)text.at[i] >= 0x80)
            return true;
    return false;
}

// The paragraphs of a span; a heading above them is none.
static void take_paragraphs(struct finding *f, struct use_span span)
{
    struct pieces rest = pieces_from(f, span.first);
    struct view piece;
    uint32_t line = 0;

    while (next_piece(&rest, true, &piece, &line) && line <= span.last) {
        bool heading = line == span.first && piece.len < HEADING_SIZE &&
                       span.last > span.first;

        if (!heading && !is_intro(piece) && has_words(piece))
            take(f, piece, line);
    }
}

// ---- All of it --------------------------------------------------------------

static bool is_found_at(struct finding *f, uint32_t near)
{
    size_t wanted = f->p->wanted;

    if (wanted >= TELLING_COUNT && find_all(f, near, wanted))
        return true;
    if (!wanted && find_beginning(f, near))
        return true;
    size_t most = wanted ? NEAR_PARAGRAPHS : 1;
    return find_sentence(f, near, most, take_row) ||
           find_sentence(f, near, most, take_clauses) ||
           (wanted && (find_beginning(f, near) ||
                       find_pieces(f, near, wanted + wanted / 4 + 2)));
}

static bool is_found(struct finding *f)
{
    const struct use_place *p = f->p;

    if (!p->span_count)
        return find_all(f, 1, USE_MAX_ITEMS) ||
               find_pieces(f, 1, USE_MAX_ITEMS);
    if (p->wanted && (find_sentence(f, p->span[0].first, 1, take_row) ||
                      find_within(f) || find_exact(f)))
        return true;
    for (size_t n = 0; n < p->span_count; n++)
        if (is_found_at(f, p->span[n].first))
            return true;
    return false;
}

void use_items_find(struct arena *a, const struct use_place *p,
                    struct use_item **out, size_t *count)
{
    struct finding f = {.a = a, .p = p};

    use_marks_read(a, p->text, &f.marks);
    if (!is_found(&f))
        for (size_t n = 0; n < p->span_count; n++)
            take_paragraphs(&f, p->span[n]);
    *out = f.item;
    *count = f.count;
}
