// SPDX-License-Identifier: Apache-2.0
// Finders are records of finders.txt: what they are about (`clause`), what a
// hit says (`value`, with the figures and list items of the pattern in it),
// how sure it is (`confidence`), patterns, and patterns that speak against it
// (`unless`). Of the finders of a `group` the first that hits a sentence
// counts; one without a group counts where no other of its clause does. `with:
// SUFFIX | PATTERN` adds to the value where the pattern is in the sentence too.
// Values of one sentence, and with `unite` those of the sentences beside it,
// are joined by `join` in the order of the finders. A `fallback` counts in a
// text where nothing else says anything of its clause.
#include "terms/finder.h"

#include "base/text.h"
#include "terms/pattern.h"

#include <stdlib.h>

enum {
    LEAD_MOST = 60,   // words of a sentence that lead into the items of a list
    PIECE_MOST = 560, // words of a sentence that are looked at as one
    WORDS_LEAST = 2,  // that can say anything
    PIECES_MOST = 1024, // a text with more has been made to have them
    FOUND_MOST = 256,   // clauses
    BESIDE_MOST = 40    // words between sentences that say one thing
};

struct suffix {
    struct view text;
    struct pattern pattern;
};

struct finder {
    struct view clause, value, group, reason, join;
    enum confidence confidence;
    bool unite, fallback;
    struct pattern *pattern, *unless;
    size_t pattern_count, unless_count;
    struct gate *gate; // of each pattern
    struct suffix *with;
    size_t with_count;
};

struct finders {
    struct vocabulary vocabulary;
    struct finder *item;
    size_t count;
    const uint64_t *begins; // by word: lists with a phrase that begins so
    size_t digits;          // the list of words that are figures
};

// ---- Reading ----------------------------------------------------------------

static struct error *take_suffix(struct vocabulary *v, struct view text,
                                 struct place at, struct finder *f)
{
    size_t bar = view_find(text, VIEW(" | "));
    struct suffix *s = LIST_ADD(v->arena, f->with, f->with_count);

    if (bar == SIZE_MAX)
        return error_new(v->arena, ERROR_INPUT, at, "no SUFFIX | PATTERN");
    s->text = view_head(text, bar);
    return pattern_read(v, view_from(text, bar + 3), at, &s->pattern);
}

static struct error *take_field(struct finders *all, const struct field *field,
                                struct place at, struct finder *f)
{
    struct vocabulary *v = &all->vocabulary;
    struct arena *a = v->arena;

    if (view_eq(field->key, VIEW("pattern")))
        return pattern_read(v, field->value, at,
                            LIST_ADD(a, f->pattern, f->pattern_count));
    if (view_eq(field->key, VIEW("unless")))
        return pattern_read(v, field->value, at,
                            LIST_ADD(a, f->unless, f->unless_count));
    if (view_eq(field->key, VIEW("with")))
        return take_suffix(v, field->value, at, f);
    return NULL;
}

static struct error *take_finder(struct finders *all, const struct record *r,
                                 struct view path)
{
    struct finder *f = LIST_ADD(all->vocabulary.arena, all->item, all->count);

    f->clause = record_get(r, VIEW("clause"));
    f->value = record_get(r, VIEW("value"));
    f->group = record_get(r, VIEW("group"));
    f->reason = record_get(r, VIEW("reason"));
    f->join = record_get(r, VIEW("join"));
    f->confidence = view_eq(record_get(r, VIEW("confidence")), VIEW("likely"))
                        ? CONFIDENCE_LIKELY
                        : CONFIDENCE_HINT;
    f->unite = view_eq(record_get(r, VIEW("unite")), VIEW("yes"));
    f->fallback = view_eq(record_get(r, VIEW("fallback")), VIEW("yes"));
    for (size_t i = 0; i < r->field_count; i++)
        TRY(take_field(all, &r->field[i],
                       (struct place){path, 0, r->field[i].line}, f));
    if (!f->value.len || !f->pattern_count)
        return error_new(all->vocabulary.arena, ERROR_INPUT,
                         (struct place){path, 0, r->field[0].line},
                         "a finder has a value and a pattern");
    return NULL;
}

// The gates of all finders lie side by side: most of the time of a search is
// looking at them.
static void make_gates(struct finders *all)
{
    size_t count = 0;

    for (size_t i = 0; i < all->count; i++)
        count += all->item[i].pattern_count;
    struct gate *gate = ARENA_NEW(all->vocabulary.arena, struct gate, count);
    for (size_t i = 0; i < all->count; i++) {
        struct finder *f = &all->item[i];

        f->gate = gate;
        for (size_t k = 0; k < f->pattern_count; k++)
            *gate++ = pattern_gate(&f->pattern[k]);
    }
}

struct error *finders_read(struct arena *a, const struct license_words *w,
                           const struct records *all, struct finders **out)
{
    struct finders *f = ARENA_NEW(a, struct finders, 1);

    *out = f;
    f->vocabulary =
        (struct vocabulary){.arena = a, .words = w, .word = {.arena = a}};
    vocabulary_lists(&f->vocabulary, all);
    for (size_t i = 0; i < all->record_count; i++)
        if (record_get(&all->record[i], VIEW("clause")).len)
            TRY(take_finder(f, &all->record[i], all->path));
    make_gates(f);
    const struct list *digits = vocabulary_list(&f->vocabulary, VIEW("digit"));
    f->digits = digits ? (size_t)(digits - f->vocabulary.list) : SIZE_MAX;
    f->begins = vocabulary_begins(&f->vocabulary);
    return NULL;
}

struct error *finders_open(struct arena *a, const struct license_words *w,
                           struct finders **out)
{
    struct records all;

    *out = NULL;
    TRY(knowledge_read(a, VIEW("licenses/finders.txt"), &all));
    return finders_read(a, w, &all, out);
}

// ---- Sentences --------------------------------------------------------------

// What one sentence says of one clause.
struct piece {
    const struct finder *finder; // the first that hit
    struct clause clause;
    size_t from, to; // words
};

struct search {
    struct arena *arena;
    const struct finders *finders;
    struct view bytes;
    const struct normal *text;
    uint32_t *id, *seen;
    uint32_t *index; // of the window
    struct window window;
    size_t own; // the first word of the window that is no lead
    struct piece *piece;
    size_t piece_count;
};

enum between { BETWEEN_WORDS, BETWEEN_ITEMS, BETWEEN_SENTENCES };

static struct view between_words(const struct search *s, size_t at)
{
    size_t from = s->text->token[at - 1].to, to = s->text->token[at].from;

    return to > from ? view_head(view_from(s->bytes, from), to - from)
                     : (struct view){0};
}

static bool has_blank_line(struct view gap)
{
    bool line = false;

    for (size_t i = 0; i < gap.len; i++) {
        if (gap.at[i] == '\n' && line)
            return true;
        if (gap.at[i] == '\n')
            line = true;
        else if (!byte_in(gap.at[i], VIEW(" \t\r>#*")))
            line = false;
    }
    return false;
}

// A stop with a blank, a quotation mark or a bracket behind it, or a Chinese
// one.
static bool has_stop(struct view gap)
{
    if (view_has(gap, VIEW("\xe3\x80\x82")) ||
        view_has(gap, VIEW("\xef\xbc\x81")))
        return true;
    for (size_t i = 0; i < gap.len; i++)
        if (byte_in(gap.at[i], VIEW(".!?")) &&
            (i + 1 == gap.len ||
             byte_in(gap.at[i + 1], VIEW(" \t\r\n\"')*<")) ||
             (unsigned char)gap.at[i + 1] >= 0x80))
            return gap.len > 1;
    return false;
}

static bool has_colon(struct view gap)
{
    return view_has(gap, VIEW(":")) || view_has(gap, VIEW("\xef\xbc\x9a"));
}

// The item of a list begins here: a bullet or a number behind a line's end, or
// a semicolon.
static bool has_item(struct view gap)
{
    size_t line = gap.len;

    if (view_has(gap, VIEW(";")) || view_has(gap, VIEW("\xef\xbc\x9b")))
        return true;
    while (line > 0 && gap.at[line - 1] != '\n')
        line--;
    struct view head =
        line ? view_trim(view_from(gap, line)) : (struct view){0};
    if (head.len && head.at[0] == '(')
        return memchr(head.at, ')', head.len) != NULL;
    return head.len > 0 && !byte_in(head.at[0], VIEW(">\"'")) &&
           !view_starts(head, VIEW("\xe2\x80\x9c")) &&
           !view_starts(head, VIEW("\xe2\x80\x98"));
}

// What stands between word `at` - 1 and word `at`. A stop before a small letter
// belongs to an abbreviation.
static enum between between_kind(const struct search *s, struct view gap,
                                 size_t at)
{
    struct view next = view_from(s->bytes, s->text->token[at].from);
    bool small = next.len && next.at[0] >= 'a' && next.at[0] <= 'z';

    if (has_item(gap))
        return BETWEEN_ITEMS;
    if (has_blank_line(gap) || (!small && has_stop(gap)))
        return BETWEEN_SENTENCES;
    return BETWEEN_WORDS;
}

// ---- Hits -------------------------------------------------------------------

struct hit {
    const struct finder *finder;
    struct match match;
    struct view value;
};

static struct view capture_of(const struct match *m, struct view name)
{
    for (size_t i = 0; i < m->capture_count; i++)
        if (view_eq(m->capture[i].name, name))
            return m->capture[i].value;
    return (struct view){0};
}

// The first suffix whose pattern is in the sentence too.
static void add_suffix(struct search *s, const struct finder *f,
                       struct text *value)
{
    struct match also;

    for (size_t i = 0; i < f->with_count; i++)
        if (pattern_match(&f->with[i].pattern, &s->window, &also)) {
            text_add(value, f->with[i].text);
            return;
        }
}

// The value with what the pattern kept in place of {name}.
static struct view filled(struct search *s, const struct finder *f,
                          const struct match *m)
{
    struct text t = {.arena = s->arena};
    struct view rest = f->value;

    while (rest.len) {
        struct view name;

        text_add(&t, view_cut(rest, '{', &rest));
        if (!rest.len)
            break;
        struct view instead, kept;
        name = view_cut(view_cut(rest, '}', &rest), '|', &instead);
        kept = capture_of(m, name);
        text_add(&t, kept.len ? kept : instead);
    }
    add_suffix(s, f, &t);
    return text_view(&t);
}

static bool any_match(const struct pattern *p, size_t count,
                      const struct window *w)
{
    struct match m;

    for (size_t i = 0; i < count; i++)
        if (pattern_match(&p[i], w, &m))
            return true;
    return false;
}

static bool finder_hits(struct search *s, const struct finder *f,
                        struct match *out)
{
    for (size_t i = 0; i < f->pattern_count; i++)
        if (gate_open(&f->gate[i], &s->window) &&
            pattern_match(&f->pattern[i], &s->window, out) &&
            out->to > s->own) // not in the lead alone: it was found there
            return !any_match(f->unless, f->unless_count, &s->window);
    return false;
}

// Whether another of its group has hit already; one that has no group of its
// own speaks only where nobody has.
static bool is_taken(const struct hit *hit, size_t count,
                     const struct finder *f)
{
    struct view group = f->group.len ? f->group : f->clause;

    for (size_t i = 0; i < count; i++)
        if (view_eq(hit[i].finder->group, group) ||
            (!f->group.len && view_eq(hit[i].finder->clause, f->clause)))
            return true;
    return false;
}

static bool is_clause_of(const struct hit *h, const struct finder *f)
{
    return view_eq(h->finder->clause, f->clause);
}

// The hits of one clause in this sentence as one piece.
static void join_hits(struct search *s, const struct hit *hit, size_t count,
                      size_t first)
{
    const struct finder *f = hit[first].finder;
    size_t from = s->index[s->own], to = s->index[s->window.count - 1] + 1;
    struct text value = {.arena = s->arena};
    enum confidence sure = CONFIDENCE_HINT;

    if (s->piece_count == PIECES_MOST)
        return;
    for (size_t i = 0; i < count; i++) {
        if (!is_clause_of(&hit[i], f))
            continue;
        if (value.len)
            text_add(&value, f->join.len ? f->join : VIEW(","));
        text_add(&value, hit[i].value);
        if (hit[i].finder->confidence < sure)
            sure = hit[i].finder->confidence;
    }
    *LIST_ADD(s->arena, s->piece, s->piece_count) = (struct piece){
        .finder = f,
        .clause = {.key = f->clause,
                   .value = text_view(&value),
                   .reason = f->reason,
                   .from = s->text->token[from].from,
                   .to = s->text->token[to - 1].to,
                   .confidence = sure},
        .from = from,
        .to = to,
    };
}

// Notes what is in the window, so that most patterns can be passed over.
static void look_over(struct search *s)
{
    const struct finders *f = s->finders;
    struct window *w = &s->window;

    w->number++;
    w->lists = 0;
    w->figures = false;
    for (size_t i = 0; i < w->count; i++) {
        uint32_t token = s->index[i], id = s->id[token];

        s->seen[id] = w->number;
        w->lists |= f->begins[id];
        w->figures =
            w->figures || ascii_digit(s->text->token[token].text.at[0]);
    }
    if (f->digits != SIZE_MAX)
        w->figures = w->figures || (w->lists >> f->digits % 64 & 1);
}

// Tries all finders on the window.
static void try_window(struct search *s)
{
    struct hit *hit = NULL;
    size_t count = 0;

    look_over(s);
    for (size_t i = 0; i < s->finders->count; i++) {
        const struct finder *f = &s->finders->item[i];
        struct match m;

        if ((count && is_taken(hit, count, f)) || !finder_hits(s, f, &m))
            continue;
        *LIST_ADD(s->arena, hit, count) = (struct hit){f, m, filled(s, f, &m)};
    }
    for (size_t i = 0; i < count; i++) {
        bool first = true;

        for (size_t k = 0; k < i; k++)
            first = first && !is_clause_of(&hit[k], hit[i].finder);
        if (first)
            join_hits(s, hit, count, i);
    }
}

struct lead {
    size_t from, to; // words; from == to: none
};

// One sentence or item, with its leads in front. A very long one in pieces.
static void try_sentence(struct search *s, size_t from, size_t to,
                         const struct lead *lead, size_t leads)
{
    if (to - from < WORDS_LEAST)
        return;
    while (from < to) {
        size_t end = to - from > PIECE_MOST ? from + PIECE_MOST : to;
        size_t count = 0;

        for (size_t k = 0; k < leads; k++)
            for (size_t i = lead[k].from; i < lead[k].to; i++)
                s->index[count++] = (uint32_t)i;
        s->own = count;
        for (size_t i = from; i < end; i++)
            s->index[count++] = (uint32_t)i;
        s->window.count = count;
        try_window(s);
        from = end;
    }
}

static struct lead last_words(size_t from, size_t to)
{
    return (struct lead){to - from > LEAD_MOST ? to - LEAD_MOST : from, to};
}

static struct lead first_words(size_t from, size_t to)
{
    return (struct lead){from, to - from > LEAD_MOST ? from + LEAD_MOST : to};
}

enum { LEAD_LIST, LEAD_SENTENCE, LEADS };

// Whether the words before word `at`, an item, lead into it: they end with a
// colon, or in the middle of a sentence.
static bool leads_on(const struct search *s, struct view gap, size_t at,
                     enum between kind)
{
    const struct list *leading =
        vocabulary_list(&s->finders->vocabulary, VIEW("leading"));

    if (has_colon(gap))
        return true;
    if (kind != BETWEEN_ITEMS || !view_has(gap, VIEW("\n")))
        return false;
    for (size_t i = 0; leading && i < leading->item_count; i++)
        if (leading->item[i].word[0] == s->id[at - 1])
            return true;
    return false;
}

// Whether a line's label is a number: "3." but neither "(3)" nor "-".
static bool has_number(struct view gap)
{
    size_t line = gap.len;

    while (line > 0 && gap.at[line - 1] != '\n')
        line--;
    gap = line ? view_trim(view_from(gap, line)) : (struct view){0};
    while (gap.len && byte_in(gap.at[0], VIEW("#* ")))
        gap = view_from(gap, 1);
    return gap.len && ascii_digit(gap.at[0]);
}

// Walks sentences and items. What ends with a colon leads into the items that
// follow; so does the first of several pieces of one sentence.
static void walk(struct search *s, size_t from, size_t to)
{
    struct lead lead[LEADS] = {{0}};
    bool numbered = false; // the items of the list

    for (size_t at = from + 1; at <= to; at++) {
        struct view gap = at < to ? between_words(s, at) : (struct view){0};
        enum between kind =
            at < to ? between_kind(s, gap, at) : BETWEEN_SENTENCES;

        if (kind == BETWEEN_WORDS)
            continue;
        try_sentence(s, from, at, lead, LEADS);
        bool number = has_number(gap);
        if (leads_on(s, gap, at, kind)) {
            lead[LEAD_LIST] = last_words(from, at);
            numbered = number;
        } else if ((kind == BETWEEN_SENTENCES && has_blank_line(gap)) ||
                   (number && !numbered)) {
            lead[LEAD_LIST] = (struct lead){0}; // a new section
        }
        bool same_line = kind == BETWEEN_ITEMS && !view_has(gap, VIEW("\n"));
        if (!same_line)
            lead[LEAD_SENTENCE] = (struct lead){0};
        else if (lead[LEAD_SENTENCE].from == lead[LEAD_SENTENCE].to)
            lead[LEAD_SENTENCE] = first_words(from, at);
        from = at;
    }
}

// ---- The whole text ---------------------------------------------------------

// Whether two pieces say parts of one clause: a name's first word in one
// sentence, what to show in the next.
static bool belong_together(const struct piece *a, const struct piece *b)
{
    const struct piece *first = a->from < b->from ? a : b;
    const struct piece *last = first == a ? b : a;

    return a->finder->unite && b->finder->unite &&
           view_eq(a->clause.key, b->clause.key) &&
           !view_eq(a->finder->group, b->finder->group) &&
           last->from <= first->to + BESIDE_MOST;
}

// Makes `a` both of them.
static void unite(struct search *s, struct piece *a, const struct piece *b)
{
    bool first = a->finder < b->finder;
    struct view x = first ? a->clause.value : b->clause.value;
    struct view y = first ? b->clause.value : a->clause.value;

    a->clause.value =
        arena_print(s->arena, VIEW_FMT VIEW_FMT VIEW_FMT, VIEW_ARG(x),
                    VIEW_ARG(a->finder->join), VIEW_ARG(y));
    if (b->clause.from < a->clause.from)
        a->clause.from = b->clause.from;
    if (b->clause.to > a->clause.to)
        a->clause.to = b->clause.to;
    if (b->clause.confidence > a->clause.confidence)
        a->clause.confidence = b->clause.confidence;
}

// Each piece with the one behind it, where they belong together.
static void unite_pieces(struct search *s)
{
    size_t kept = 0;

    for (size_t i = 0; i < s->piece_count; i++) {
        size_t last = kept;

        while (last > 0 &&
               !view_eq(s->piece[last - 1].clause.key, s->piece[i].clause.key))
            last--;
        if (last > 0 && belong_together(&s->piece[last - 1], &s->piece[i]))
            unite(s, &s->piece[last - 1], &s->piece[i]);
        else
            s->piece[kept++] = s->piece[i];
    }
    s->piece_count = kept;
}

static bool is_needed(const struct search *s, const struct piece *p)
{
    for (size_t i = 0; p->finder->fallback && i < s->piece_count; i++)
        if (!s->piece[i].finder->fallback &&
            view_eq(s->piece[i].clause.key, p->clause.key))
            return false;
    return true;
}

static struct clause *same_clause(struct clauses *all, const struct clause *c)
{
    for (size_t i = 0; i < all->count; i++)
        if (view_eq(all->item[i].key, c->key) &&
            view_eq(all->item[i].value, c->value))
            return &all->item[i];
    return NULL;
}

static void add_clause(struct arena *a, struct clauses *all,
                       const struct clause *c)
{
    struct clause *same = same_clause(all, c);

    if (!same && all->count == FOUND_MOST)
        return;
    if (!same)
        *LIST_ADD(a, all->item, all->count) = *c;
    else if (c->confidence < same->confidence)
        *same = *c;
}

static int by_bytes(const void *a, const void *b)
{
    const struct clause *x = a, *y = b;

    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    int order = view_compare(x->key, y->key);
    return order ? order : view_compare(x->value, y->value);
}

void finders_run(struct arena *a, const struct finders *f, struct view bytes,
                 const struct normal *n, size_t from, size_t to,
                 struct clauses *out)
{
    size_t words = f->vocabulary.word.count + 1;
    struct search s = {.arena = a,
                       .finders = f,
                       .bytes = bytes,
                       .text = n,
                       .id = ARENA_NEW(a, uint32_t, n->token_count + 1),
                       .seen = ARENA_NEW(a, uint32_t, words),
                       .index = ARENA_NEW(a, uint32_t, WINDOW_MOST)};

    if (to > n->token_count)
        to = n->token_count;
    if (from >= to)
        return;
    for (size_t i = from; i < to; i++)
        s.id[i] = vocabulary_word(&f->vocabulary, n->token[i].text);
    s.window = (struct window){
        .vocabulary = &f->vocabulary,
        .begins = f->begins,
        .bytes = bytes,
        .token = n->token,
        .id = s.id,
        .index = s.index,
        .seen = s.seen,
        .scratch = arena_array(a, PATTERN_MOST + 1, WINDOW_MOST + 1),
        .arena = a,
    };
    walk(&s, from, to);
    unite_pieces(&s);
    for (size_t i = 0; i < s.piece_count; i++)
        if (is_needed(&s, &s.piece[i]))
            add_clause(a, out, &s.piece[i].clause);
    if (out->count)
        qsort(out->item, out->count, sizeof *out->item, by_bytes);
}

struct error *finders_of(struct arena *a, const struct licenses *l,
                         const struct finders **out)
{
    struct finders *own;

    *out = license_finders(l);
    if (*out)
        return NULL;
    TRY(finders_open(a, license_words(l), &own));
    *out = own;
    return NULL;
}
