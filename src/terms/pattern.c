// SPDX-License-Identifier: Apache-2.0
#include "terms/pattern.h"

#include "base/text.h"
#include "terms/figure.h"

#include <inttypes.h>

// ---- Reading ----------------------------------------------------------------

static uint32_t word_number(struct vocabulary *v, struct view word)
{
    bool is_new;
    const size_t *known = map_find(&v->word, word);

    if (known)
        return (uint32_t)*known;
    size_t *at = map_at(&v->word, arena_copy(v->arena, word), &is_new);
    *at = v->word.count;
    quick_add(&v->any, word);
    return (uint32_t)*at;
}

uint32_t vocabulary_word(const struct vocabulary *v, struct view word)
{
    const size_t *at =
        quick_may(&v->any, word) ? map_find(&v->word, word) : NULL;

    return at ? (uint32_t)*at : 0;
}

// The words of a piece of a pattern, as a license's are read.
static size_t words_of(struct vocabulary *v, struct view text, uint32_t **out)
{
    struct arena own = {0};
    struct normal n;

    normal_read(&own, v->words, text, &n);
    *out = ARENA_NEW(v->arena, uint32_t, n.token_count + 1);
    for (size_t i = 0; i < n.token_count; i++)
        (*out)[i] = word_number(v, n.token[i].text);
    arena_free(&own);
    return n.token_count;
}

static void add_item(struct vocabulary *v, struct list *l, struct view line)
{
    size_t at = view_find(line, VIEW(" = "));
    struct view phrase = view_head(line, at);
    struct view value = at == SIZE_MAX ? line : view_from(line, at + 3);
    uint32_t *word;
    size_t count = words_of(v, phrase, &word);

    if (count)
        *LIST_ADD(v->arena, l->item, l->item_count) =
            (struct list_item){word, count, value};
}

void vocabulary_lists(struct vocabulary *v, const struct records *all)
{
    struct view line;

    for (size_t i = 0; i < all->record_count; i++) {
        const struct record *r = &all->record[i];
        struct view name = record_get(r, VIEW("list"));

        if (!name.len)
            continue;
        struct list *l = LIST_ADD(v->arena, v->list, v->list_count);
        l->name = name;
        for (size_t at = 0; record_next(r, VIEW("item"), &at, &line);)
            add_item(v, l, line);
    }
}

const struct list *vocabulary_list(const struct vocabulary *v, struct view name)
{
    for (size_t i = 0; i < v->list_count; i++)
        if (view_eq(v->list[i].name, name))
            return &v->list[i];
    return NULL;
}

uint64_t *vocabulary_begins(const struct vocabulary *v)
{
    uint64_t *begins = ARENA_NEW(v->arena, uint64_t, v->word.count + 1);

    for (size_t i = 0; i < v->list_count; i++)
        for (size_t k = 0; k < v->list[i].item_count; k++)
            begins[v->list[i].item[k].word[0]] |= (uint64_t)1 << i % 64;
    return begins;
}

static bool figure_kind(struct view name, enum element_kind *kind)
{
    static const struct {
        struct view name;
        enum element_kind kind;
    } figures[] = {
        // clang-format off
        {VIEW_INIT("{number}"), ELEMENT_NUMBER},
        {VIEW_INIT("{money}"), ELEMENT_MONEY},
        {VIEW_INIT("{name}"), ELEMENT_NAME},
        // clang-format on
    };

    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++)
        if (view_eq(figures[i].name, name)) {
            *kind = figures[i].kind;
            return true;
        }
    return false;
}

static void add_choice(struct vocabulary *v, struct element *e,
                       struct view word)
{
    struct choice c = {0};
    uint32_t *number;

    if (view_ends(word, VIEW("*")))
        c.stem = view_head(word, word.len - 1);
    else if (words_of(v, word, &number))
        c.word = number[0];
    *LIST_ADD(v->arena, e->choice, e->choice_count) = c;
}

// A word without blanks may be several: each Chinese character is one.
static bool add_words(struct vocabulary *v, struct pattern *p, struct view word,
                      bool optional)
{
    uint32_t *number;
    size_t count;

    if (view_has(word, VIEW("|")) || view_has(word, VIEW("*"))) {
        struct element *e = &p->element[p->count++];
        *e = (struct element){.optional = optional};
        while (word.len)
            add_choice(v, e, view_cut(word, '|', &word));
        return true;
    }
    count = words_of(v, word, &number);
    if (count > PATTERN_MOST - p->count)
        return false;
    for (size_t i = 0; i < count; i++) {
        struct element *e = &p->element[p->count++];
        *e = (struct element){.optional = optional};
        LIST_ADD(v->arena, e->choice, e->choice_count)->word = number[i];
    }
    return count > 0;
}

static bool add_list(struct vocabulary *v, struct pattern *p, struct view word,
                     bool optional)
{
    bool many = view_ends(word, VIEW(">+"));
    struct view name = view_from(view_head(word, word.len - 1 - many), 1);
    const struct list *l = vocabulary_list(v, name);

    if (!l)
        return false;
    p->element[p->count++] = (struct element){.kind = ELEMENT_LIST,
                                              .optional = optional,
                                              .many = many,
                                              .list = (size_t)(l - v->list)};
    return true;
}

static bool add_gap(struct pattern *p, struct view word)
{
    uint64_t most = WINDOW_MOST;

    if (!view_eq(word, VIEW("...")) && !view_u64(view_from(word, 2), &most))
        return false;
    p->element[p->count++] = (struct element){
        .kind = ELEMENT_GAP,
        .gap = (uint32_t)(most < WINDOW_MOST ? most : WINDOW_MOST)};
    return true;
}

static bool add_element(struct vocabulary *v, struct pattern *p,
                        struct view word)
{
    enum element_kind kind;
    bool optional = word.len > 1 && view_ends(word, VIEW("?"));

    if (p->count == PATTERN_MOST)
        return false;
    if (optional)
        word.len--;
    if (view_starts(word, VIEW("..")))
        return add_gap(p, word);
    if (word.at[0] == '<' &&
        (view_ends(word, VIEW(">")) || view_ends(word, VIEW(">+"))))
        return add_list(v, p, word, optional);
    if (word.at[0] != '{')
        return add_words(v, p, word, optional);
    bool many = view_ends(word, VIEW("}+"));
    if (!figure_kind(view_head(word, word.len - many), &kind) ||
        (many && kind != ELEMENT_NAME))
        return false;
    p->element[p->count++] =
        (struct element){.kind = kind, .optional = optional, .many = many};
    return true;
}

struct error *pattern_read(struct vocabulary *v, struct view text,
                           struct place at, struct pattern *out)
{
    struct element room[PATTERN_MOST];
    struct pattern p = {.element = room};

    *out = (struct pattern){0};
    while (text.len) {
        struct view word = view_cut(text, ' ', &text);

        if (word.len && !add_element(v, &p, word))
            return error_new(v->arena, ERROR_INPUT, at,
                             "no word of a pattern: '" VIEW_FMT "'",
                             VIEW_ARG(view_head(word, 60)));
    }
    if (!p.count)
        return error_new(v->arena, ERROR_INPUT, at, "the pattern is empty");
    out->element = ARENA_NEW(v->arena, struct element, p.count);
    out->count = p.count;
    memcpy(out->element, room, p.count * sizeof *room);
    return NULL;
}

// ---- Matching ---------------------------------------------------------------

struct view window_between(const struct window *w, size_t at)
{
    if (!at || at >= w->count || w->index[at] != w->index[at - 1] + 1)
        return (struct view){0};
    size_t from = w->token[w->index[at - 1]].to;
    size_t to = w->token[w->index[at]].from;

    return to > from ? view_head(view_from(w->bytes, from), to - from)
                     : (struct view){0};
}

static bool choice_is(const struct element *e, const struct window *w,
                      size_t at)
{
    uint32_t token = w->index[at];

    for (size_t i = 0; i < e->choice_count; i++) {
        const struct choice *c = &e->choice[i];

        if (c->word ? c->word == w->id[token]
                    : view_starts(w->token[token].text, c->stem))
            return true;
    }
    return false;
}

size_t list_at(const struct list *l, const struct window *w, size_t at,
               struct view *value)
{
    size_t best = 0;

    for (size_t i = 0; i < l->item_count; i++) {
        const struct list_item *item = &l->item[i];
        size_t same = 0;

        if (item->count <= best || item->count > w->count - at)
            continue;
        while (same < item->count &&
               w->id[w->index[at + same]] == item->word[same])
            same++;
        if (same < item->count)
            continue;
        best = same;
        *value = item->value;
    }
    return best;
}

// Several phrases of a list, joined by commas, blanks or words of `between`.
static size_t many_at(const struct list *l, const struct window *w, size_t at,
                      struct text *values)
{
    struct view value = {0}, ignored;
    size_t end = at, len = list_at(l, w, at, &value);

    if (!len)
        return at;
    const struct list *between =
        vocabulary_list(w->vocabulary, VIEW("between"));
    while (len) {
        if (values)
            text_print(values, "%s" VIEW_FMT, values->len ? "," : "",
                       VIEW_ARG(value));
        at = end += len;
        while (between && at < w->count && list_at(between, w, at, &ignored))
            at++;
        len = at < w->count ? list_at(l, w, at, &value) : 0;
        end = len ? at : end;
    }
    return end;
}

// Several names, joined by words of `either`; word behind the last, or `at`.
static size_t names_at(const struct window *w, size_t at, struct text *values)
{
    struct view name = {0}, ignored;
    size_t end = at, len = figure_name(w, at, &name);

    if (!len)
        return at;
    const struct list *either = vocabulary_list(w->vocabulary, VIEW("either"));
    while (len) {
        if (values)
            text_print(values, "%s" VIEW_FMT, values->len ? "\"|\"" : "",
                       VIEW_ARG(name));
        end = at + len;
        size_t word =
            either && end < w->count ? list_at(either, w, end, &ignored) : 0;
        at = end + word;
        len = word && at < w->count ? figure_name(w, at, &name) : 0;
    }
    return end;
}

// Words that the element takes at `at`; 0: it does not stand there.
static size_t element_at(const struct element *e, const struct window *w,
                         size_t at, struct view *value)
{
    const struct list *l = &w->vocabulary->list[e->list];
    uint64_t number = 0;
    size_t len = 0;

    if (at >= w->count)
        return 0;
    switch (e->kind) {
    case ELEMENT_WORD:
        return choice_is(e, w, at);
    case ELEMENT_LIST:
        if (!(w->begins[w->id[w->index[at]]] >> e->list % 64 & 1))
            return 0;
        if (e->many) {
            struct text all = {.arena = w->arena};
            len = many_at(l, w, at, value ? &all : NULL) - at;
            if (value)
                *value = text_view(&all);
            return len;
        }
        return list_at(l, w, at, value ? value : &(struct view){0});
    case ELEMENT_NUMBER:
        len = figure_number(w, at, &number);
        if (value)
            *value = arena_print(w->arena, "%" PRIu64, number);
        return len;
    case ELEMENT_MONEY:
        return figure_money(w, at, value);
    case ELEMENT_NAME:
        if (e->many) {
            struct text all = {.arena = w->arena};
            len = names_at(w, at, value ? &all : NULL) - at;
            if (value)
                *value = text_view(&all);
            return len;
        }
        return figure_name(w, at, value);
    case ELEMENT_GAP:
        break;
    }
    return 0;
}

static bool any_seen(const struct element *e, const struct window *w)
{
    for (size_t i = 0; i < e->choice_count; i++)
        if (!e->choice[i].word || w->seen[e->choice[i].word] == w->number)
            return true;
    return false;
}

// Whether the window may hold the element: cheap, and never wrong by "no".
static bool may_hold(const struct element *e, const struct window *w)
{
    switch (e->kind) {
    case ELEMENT_WORD:
        return any_seen(e, w);
    case ELEMENT_LIST:
        return w->lists >> e->list % 64 & 1;
    case ELEMENT_NUMBER:
    case ELEMENT_MONEY:
        return w->figures;
    case ELEMENT_NAME:
    case ELEMENT_GAP:
        break;
    }
    return true;
}

// What must be there and is not: no need to look closer.
static bool lacks_word(const struct pattern *p, const struct window *w)
{
    for (size_t i = 0; i < p->count; i++)
        if (!p->element[i].optional && !may_hold(&p->element[i], w))
            return true;
    return false;
}

struct gate pattern_gate(const struct pattern *p)
{
    struct gate g = {0};

    for (size_t i = 0; i < p->count; i++) {
        const struct element *e = &p->element[i];

        if (e->optional)
            continue;
        if (e->kind == ELEMENT_LIST)
            g.lists |= (uint64_t)1 << e->list % 64;
        if (e->kind == ELEMENT_NUMBER || e->kind == ELEMENT_MONEY)
            g.figures = true;
        // A word's number is higher where it is rarer: the lists come first.
        if (e->kind == ELEMENT_WORD && e->choice_count == 1 &&
            e->choice[0].word > g.word)
            g.word = e->choice[0].word;
    }
    return g;
}

static const size_t nowhere = SIZE_MAX;

// Row `e` of the table: at which words the rest of the pattern, from element
// `e` on, stands. Filled from the last row; `next` is row e + 1, which holds up
// to word `last`. Gives the last word where this row holds, or `nowhere`.
static size_t fill_row(const struct element *e, const struct window *w,
                       const unsigned char *next, size_t last,
                       unsigned char *row)
{
    size_t since = WINDOW_MOST + 1; // words to where the next row holds
    size_t found = nowhere;

    memset(row + last, 0, w->count + 1 - last);
    for (size_t at = last + 1; at-- > 0;) {
        if (e->kind == ELEMENT_GAP) {
            since = next[at] ? 0 : since + 1;
            row[at] = since <= e->gap;
        } else {
            size_t len = element_at(e, w, at, NULL);
            row[at] = (len && next[at + len]) || (e->optional && next[at]);
        }
        if (row[at] && found == nowhere)
            found = at;
    }
    return found;
}

static struct view capture_name(const struct element *e, const struct window *w)
{
    static const struct view figure[] = {
        [ELEMENT_NUMBER] = VIEW_INIT("number"),
        [ELEMENT_MONEY] = VIEW_INIT("money"),
        [ELEMENT_NAME] = VIEW_INIT("name"),
    };

    return e->kind == ELEMENT_LIST ? w->vocabulary->list[e->list].name
                                   : figure[e->kind];
}

static void keep_value(const struct element *e, const struct window *w,
                       struct view value, struct match *m)
{
    if (e->kind != ELEMENT_WORD && m->capture_count < CAPTURES_MOST)
        m->capture[m->capture_count++] =
            (struct capture){capture_name(e, w), value};
}

// Walks the table from word `at`, which row 0 holds.
static void trace(const struct pattern *p, const struct window *w, size_t at,
                  struct match *m)
{
    const size_t wide = w->count + 1;

    m->from = at;
    for (size_t i = 0; i < p->count; i++) {
        const struct element *e = &p->element[i];
        const unsigned char *next = w->scratch + (i + 1) * wide;
        struct view value = {0};

        if (e->kind == ELEMENT_GAP) {
            while (!next[at])
                at++;
            continue;
        }
        size_t len = element_at(e, w, at, &value);
        if (!len || !next[at + len])
            continue; // an optional one that is missing
        keep_value(e, w, value, m);
        at += len;
    }
    m->to = at;
}

bool pattern_match(const struct pattern *p, const struct window *w,
                   struct match *out)
{
    const size_t wide = w->count + 1;
    size_t last = w->count;

    *out = (struct match){0};
    if (!w->count || w->count > WINDOW_MOST || lacks_word(p, w))
        return false;
    memset(w->scratch + p->count * wide, 1, wide);
    for (size_t i = p->count; i-- > 0 && last != nowhere;)
        last = fill_row(&p->element[i], w, w->scratch + (i + 1) * wide, last,
                        w->scratch + i * wide);
    if (last == nowhere)
        return false;
    const unsigned char *first = memchr(w->scratch, 1, wide);
    trace(p, w, first ? (size_t)(first - w->scratch) : last, out);
    return true;
}
