// SPDX-License-Identifier: Apache-2.0
// need_uses.c - N-ACCEPTABLE-USE: the items of a list of forbidden uses against
// the uses and sectors of the team, item by item (needs.md 3). What no word of
// ours is found in is shown as well: a person has to read it.
#include "terms/clauses.h"
#include "verdict/needing.h"
#include "verdict/use_item.h"

// ---- Uses -------------------------------------------------------------------

static const struct use_list *list_of(const struct needing *n,
                                      const struct clause *c)
{
    for (size_t i = 0; i < n->candidate->list_count; i++)
        if (n->candidate->list[i].clause == c)
            return &n->candidate->list[i];
    return NULL;
}

// All words of `item` stand in `line`, at a word's beginning.
static bool item_in(struct view item, struct view line)
{
    while (item.len) {
        struct view word = view_cut(item, ' ', &item), rest = line;
        bool found = false;

        for (size_t at = view_find(rest, word);
             rest.at && at != SIZE_MAX && !found; at = view_find(rest, word)) {
            found = at ? !ascii_alnum(rest.at[at - 1])
                       : rest.at == line.at || !ascii_alnum(rest.at[-1]);
            rest = view_from(rest, at + word.len);
        }
        if (!found)
            return false;
    }
    return true;
}

// Whether a phrase of `r` stands in `text`, which is in lower case.
static bool any_in(const struct record *r, struct view text)
{
    struct view item;
    size_t at = 0;

    while (record_next(r, VIEW("item"), &at, &item))
        if (item_in(item, text))
            return true;
    return false;
}

// Where a text cannot be told apart into items, or none names a word, its lines
// are looked through.
static void find_lines(struct arena *a, struct view text, struct use_item **out,
                       size_t *count)
{
    for (uint32_t number = 1; text.len; number++) {
        struct view line = view_trim(view_cut(text, '\n', &text));

        if (line.len)
            *LIST_ADD(a, *out, *count) = (struct use_item){line, number};
    }
}

struct matching { // the team's words against one list
    struct needing *n;
    const struct bound *bound;
    const struct clause *clause;
    const struct use_list *list; // or NULL
    struct use_item *item;       // of the list, as far as it has any
    size_t item_count;
    struct use_item *line; // of its text, or of our note on it
    size_t line_count;
    struct met_use *met; // one an item
    size_t named;
};

static struct evidence place_of(const struct matching *m,
                                const struct use_item *item, uint32_t first)
{
    struct evidence e = bound_place(m->bound, m->clause);

    e.line = first + item->line - 1;
    e.has_bytes = false;
    e.shows = view_head(item->text, SHOWS_SIZE);
    return e;
}

// How many the license is known to have: "embedded;items=13".
static size_t items_wanted(struct view value)
{
    size_t at = view_find(value, VIEW("items="));
    uint64_t n = 0;

    if (at == SIZE_MAX)
        return 0;
    for (at += sizeof "items=" - 1; at < value.len && ascii_digit(value.at[at]);
         at++)
        n = n * 10 + (uint64_t)(value.at[at] - '0');
    return n <= USE_MAX_ITEMS ? (size_t)n : 0;
}

static bool is_ruler(char c)
{
    return byte_in(c, VIEW(" \t\r\n#*=_-"));
}

// Bytes `from` to `to` of the file, as lines of the list's text.
static void add_span(struct use_place *p, const struct use_list *l,
                     uint32_t line, uint64_t from, uint64_t to)
{
    uint64_t begin = l->whole_from;
    struct view words = l->whole;

    if (line < l->whole_line || from < begin || to < from ||
        p->span_count == USE_MAX_SPANS)
        return;
    words = view_head(view_from(words, (size_t)(from - begin)),
                      (size_t)(to - from));
    while (words.len && is_ruler(words.at[words.len - 1]))
        words.len--; // and the mark of the heading behind it
    uint32_t first = line - l->whole_line + 1;
    p->span[p->span_count++] =
        (struct use_span){first, first + (uint32_t)view_count(words, '\n')};
}

static struct use_place place_of_list(const struct matching *m)
{
    const struct use_list *l = m->list;
    const struct clause *c = m->clause;
    struct use_place p = {.text = l->whole, .wanted = items_wanted(c->value)};

    if (!c->span_count && !l->path.len)
        add_span(&p, l, l->line, c->from, c->to);
    for (size_t i = 0; i < c->span_count; i++)
        add_span(&p, l, c->span[i].line, c->span[i].from, c->span[i].to);
    return p;
}

static void open_items(struct matching *m)
{
    struct arena *a = m->n->arena;
    struct answered *out = m->n->out;
    const struct use_list *list = m->list;

    find_lines(a, list ? list->text : m->clause->note, &m->line,
               &m->line_count);
    if (!list)
        return;
    struct use_place place = place_of_list(m);
    use_items_find(a, &place, &m->item, &m->item_count);
    size_t before = out->use_count;
    for (size_t i = 0; i < m->item_count; i++)
        *LIST_ADD(a, out->use, out->use_count) = (struct met_use){
            .evidence = place_of(m, &m->item[i], list->whole_line)};
    m->met = m->item_count ? &out->use[before] : NULL;
}

static void note_met(struct matching *m, struct met_use *met, struct view word,
                     bool in_part)
{
    met->ours = met->ours.len ? arena_print(m->n->arena, VIEW_FMT ", " VIEW_FMT,
                                            VIEW_ARG(met->ours), VIEW_ARG(word))
                              : word;
    met->in_part = in_part;
}

// An item, or a line, names `word`. Whether it forbids less than it names.
static bool weigh_named(struct matching *m, const struct evidence *e,
                        struct view text, struct view word)
{
    struct needing *n = m->n;
    bool in_part = any_in(
        records_find(&n->words->words, VIEW("qualified"), VIEW("yes")), text);
    bool asks = m->bound->disputed || in_part;

    weigh(n, asks ? NEED_COUNSEL : NEED_NOT_MET, e,
          arena_print(n->arena,
                      VIEW_FMT
                      " has a list of forbidden uses that names " VIEW_FMT "%s",
                      VIEW_SHORT(m->bound->license), VIEW_ARG(word),
                      asks ? ", in part" : ""));
    return in_part;
}

static bool match_items(struct matching *m, const struct record *r,
                        struct view word)
{
    bool named = false;

    for (size_t i = 0; i < m->item_count; i++) {
        struct view text = arena_lower(m->n->arena, m->item[i].text);

        if (!any_in(r, text))
            continue;
        note_met(m, &m->met[i], word,
                 weigh_named(m, &m->met[i].evidence, text, word));
        named = true;
    }
    return named;
}

// The first line behind the list's beginning that names `word`.
static bool match_lines(struct matching *m, const struct record *r,
                        struct view word)
{
    struct needing *n = m->n;

    for (size_t i = 0; i < m->line_count; i++) {
        struct view text = arena_lower(n->arena, m->line[i].text);

        if (!any_in(r, text))
            continue;
        if (m->list) {
            struct evidence e = place_of(m, &m->line[i], m->list->line);

            weigh_named(m, &e, text, word);
        } else {
            weigh_clause(
                n, m->bound, m->clause, NEED_COUNSEL,
                arena_print(
                    n->arena,
                    "has a list that, as it is known, touches " VIEW_FMT,
                    VIEW_ARG(word)));
        }
        return true;
    }
    return false;
}

static void match_ours(struct matching *m, const char *key, struct view word)
{
    struct needing *n = m->n;
    const struct record *r = records_find(&n->words->words, view_of(key), word);

    if (!r)
        weigh_clause(
            n, m->bound, m->clause, NEED_COUNSEL,
            arena_print(n->arena,
                        "has a list of forbidden uses; what it says of "
                        "the %s " VIEW_FMT " has to be read",
                        key, VIEW_SHORT(word)));
    else if (match_items(m, r, word) || match_lines(m, r, word))
        m->named++;
}

// What the team gives on is a use as well: resale-as-api, device-bundle.
static void match_outlets(struct matching *m)
{
    const struct team *t = &m->n->needs->team;

    for (enum outlet o = OUTLET_WEIGHTS; o < OUTLET_END; o++) {
        struct view use = outlet_use(o);
        bool listed = false;

        for (size_t i = 0; i < t->uses.count; i++)
            listed = listed || view_eq(t->uses.item[i], use);
        if (use.len && !listed && t->distributes[o] == SAID_YES)
            match_ours(m, "use", use);
    }
}

static bool is_open_ended(const struct bound *b, const struct clause *c)
{
    const struct clause *may = bound_clause(b, VIEW("terms-may-change"));

    return view_ends(c->value, VIEW("+")) ||
           view_has(c->value, VIEW("by-reference")) ||
           (may && view_has(may->value, VIEW("policy")));
}

// The policy that a license names is in the release: it is compared itself.
static bool is_policy_here(const struct matching *m)
{
    const struct bounds *all = &m->n->i->duties.bounds;

    return view_has(m->clause->value, VIEW("by-reference")) &&
           !bound_lacks_policy(m->bound, all, &m->n->i->inventory);
}

// No item names one of ours: that is an answer only for a list that is here,
// whole, and that nobody may change.
static void match_rest(const struct matching *m)
{
    struct needing *n = m->n;
    const struct team *t = &n->needs->team;
    struct view value = m->clause->value;

    if (!t->uses.count && !t->sectors.count)
        weigh_clause(n, m->bound, m->clause, NEED_COUNSEL,
                     arena_print(n->arena,
                                 "has a list of forbidden uses (" VIEW_FMT
                                 "), and the needs file names no uses",
                                 VIEW_ARG(value)));
    else if (m->named)
        return;
    else if (!m->list && !is_policy_here(m))
        weigh_clause(n, m->bound, m->clause, NEED_UNKNOWN,
                     arena_print(n->arena,
                                 "has a list of forbidden uses (" VIEW_FMT
                                 ") whose text is not here",
                                 VIEW_ARG(value)));
    else if (!m->list)
        weigh_clause(n, m->bound, m->clause, NEED_COUNSEL,
                     VIEW("names a policy, which is here as a file of its own "
                          "and may change (cl.aup.dynamic)"));
    else if (is_open_ended(m->bound, m->clause))
        weigh_clause(n, m->bound, m->clause, NEED_COUNSEL,
                     VIEW("has a list that names none of ours and may change "
                          "or go on elsewhere (cl.aup.dynamic)"));
    else
        weigh_clause(n, m->bound, m->clause, NEED_MET,
                     arena_print(n->arena,
                                 "has a list of forbidden uses (" VIEW_FMT
                                 ") in which no words for ours stand",
                                 VIEW_ARG(value)));
}

static void match_list(struct matching *m)
{
    const struct team *t = &m->n->needs->team;

    open_items(m);
    for (size_t i = 0; i < t->uses.count; i++)
        match_ours(m, "use", t->uses.item[i]);
    for (size_t i = 0; i < t->sectors.count; i++)
        match_ours(m, "sector", t->sectors.item[i]);
    match_outlets(m);
    match_rest(m);
}

static void weigh_uses(struct needing *n, const struct bound *b)
{
    const struct clause *c = bound_clause(b, VIEW("use-field-limits"));
    struct matching m = {.n = n, .bound = b, .clause = c};

    if (!c) {
        if (!b->is_policy)
            weigh_clause(n, b, NULL, NEED_UNKNOWN,
                         VIEW("says nothing that is known of forbidden uses"));
        return;
    }
    if (weigh_open(n, b, c))
        return;
    if (clause_is_silent(c->value) || view_starts(c->value, VIEW("law-only")) ||
        view_eq(c->value, VIEW("requested"))) {
        weigh_clause(n, b, c, NEED_MET, VIEW("has no list that binds"));
        return;
    }
    m.list = list_of(n, c);
    match_list(&m);
}

// A use policy beside the license that nobody knows. What it has to say on its
// items is read from its own words; that it may change is to be expected.
static void weigh_policy(struct needing *n, const struct use_list *l)
{
    struct view text = arena_lower(n->arena, l->whole);
    const struct bound b = {
        .license = l->path,
        .basis = BOUND_PHRASE,
        .evidence = {.path = l->path, .line = 1, .rule = VIEW("use-policy")},
        .disputed = !any_in(
            records_find(&n->words->words, VIEW("policy"), VIEW("forbids")),
            text),
        .is_policy = true};
    const struct clause c = {.key = VIEW("use-field-limits"),
                             .value = VIEW("embedded+")};
    struct matching m = {.n = n, .bound = &b, .clause = &c, .list = l};

    match_list(&m);
}

void need_uses(struct needing *n)
{
    const struct bounds *all = &n->i->duties.bounds;

    weigh_no_terms(n);
    for (size_t i = 0; i < all->count; i++)
        if (needing_reaches(n, &all->item[i]))
            weigh_uses(n, &all->item[i]);
    for (size_t i = 0; i < n->candidate->list_count; i++)
        if (!n->candidate->list[i].clause)
            weigh_policy(n, &n->candidate->list[i]);
    weigh_beside(n);
}
