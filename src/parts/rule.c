// SPDX-License-Identifier: Apache-2.0
#include "parts/rule.h"

#include "parts/words.h"

#include <inttypes.h>

enum { NAME_CELLS = 8, MOST_NAMES = NAME_CELLS * 64, MOST_BITS = 64 };
enum { PATH_SIZE = 4096 }; // a longer path is cut

enum holds { HOLDS_NO, HOLDS_MAYBE, HOLDS_YES };

struct name_set { // of words of names
    uint64_t cell[NAME_CELLS];
};

struct name_test {
    struct name_set words;
    bool in_base; // only in the last component
    bool wanted;
};

struct fact_test {
    uint64_t facts;
    bool wanted;
};

struct marker_test {
    uint64_t groups;
    uint64_t least; // 0: there must be none
    bool distinct;  // counts markers, not their matches
};

struct rule {
    struct view id;
    uint32_t line; // in rules.txt
    bool is_fact;
    unsigned number; // of the fact, or of the family + 1
    struct name_test *name;
    size_t name_count;
    struct fact_test *fact;
    size_t fact_count;
    struct marker_test *marker;
    size_t marker_count;
    unsigned scopes, kinds; // bits
    bool has_least, has_depth, has_front;
    uint64_t least, depth, front;
    uint64_t shows; // groups
    bool has_part;
    enum part_kind part;
    enum stage stage;
    enum presence presence;
    int weight;
    struct view note;
};

struct names { // of groups, facts or families, at most MOST_BITS
    struct view name[MOST_BITS];
    size_t count;
};

struct rules {
    struct words words;   // of names
    struct words markers; // in files
    uint64_t *groups_of;  // [marker]
    struct names group, fact, family, tool;
    struct rule *rule;
    size_t rule_count;
};

// --- reading the rules

struct reading {
    struct arena *arena;
    struct rules *rules;
    struct rule *rule;      // the open one
    const struct field *at; // the open field
    struct view path;
    struct error *error; // the first one
};

static void refuse(struct reading *g, const char *what, struct view word)
{
    struct place at = {.path = g->path, .line = g->at ? g->at->line : 0};

    if (!g->error)
        g->error = error_new(g->arena, ERROR_INPUT, at, "%s: '" VIEW_FMT "'",
                             what, VIEW_ARG(word));
}

// Steps through the words of a value.
static bool next_word(struct view *rest, struct view *word)
{
    *rest = view_trim(*rest);
    *word = view_cut(*rest, ' ', rest);
    return word->len > 0;
}

static bool name_find(const struct names *n, struct view name, size_t *out)
{
    for (*out = 0; *out < n->count; ++*out)
        if (view_eq(n->name[*out], name))
            return true;
    return false;
}

// The number of `name`, which may be a new one.
static size_t name_add(struct reading *g, struct names *n, struct view name)
{
    size_t number;

    if (name_find(n, name, &number))
        return number;
    if (n->count == MOST_BITS) {
        refuse(g, "more names than there are bits for", name);
        return 0;
    }
    n->name[n->count] = name;
    return n->count++;
}

// The set of the words of the open field, which must be known.
static uint64_t known_names(struct reading *g, const struct names *n,
                            struct view rest)
{
    uint64_t set = 0;
    struct view word;
    size_t number;

    while (next_word(&rest, &word)) {
        if (name_find(n, word, &number))
            set |= UINT64_C(1) << number;
        else
            refuse(g, "no such name", word);
    }
    return set;
}

static uint64_t first_number(struct reading *g, struct view *rest)
{
    struct view word;
    uint64_t number = 0;

    if (!next_word(rest, &word) || !view_u64(word, &number))
        refuse(g, "no number", word);
    return number;
}

static void take_names(struct reading *g, bool in_base, bool wanted)
{
    struct name_test *t =
        LIST_ADD(g->arena, g->rule->name, g->rule->name_count);
    struct view rest = g->at->value, word;

    t->in_base = in_base;
    t->wanted = wanted;
    while (next_word(&rest, &word)) {
        // The end of a path is written $ and stands in it as a newline.
        if (view_ends(word, VIEW("$")))
            word = arena_print(g->arena, VIEW_FMT "\n",
                               VIEW_ARG(view_head(word, word.len - 1)));
        size_t number = words_add(&g->rules->words, word);
        if (number >= MOST_NAMES)
            refuse(g, "more words of names than there is room for", word);
        else
            t->words.cell[number / 64] |= UINT64_C(1) << number % 64;
    }
}

static void take_path(struct reading *g)
{
    take_names(g, false, true);
}

static void take_base(struct reading *g)
{
    take_names(g, true, true);
}

static void take_not_path(struct reading *g)
{
    take_names(g, false, false);
}

static void take_not_base(struct reading *g)
{
    take_names(g, true, false);
}

static void take_facts(struct reading *g, bool wanted)
{
    *LIST_ADD(g->arena, g->rule->fact, g->rule->fact_count) =
        (struct fact_test){known_names(g, &g->rules->fact, g->at->value),
                           wanted};
}

static void take_if(struct reading *g)
{
    take_facts(g, true);
}

static void take_unless(struct reading *g)
{
    take_facts(g, false);
}

static void take_markers(struct reading *g, struct view groups, uint64_t least,
                         bool distinct)
{
    *LIST_ADD(g->arena, g->rule->marker, g->rule->marker_count) =
        (struct marker_test){known_names(g, &g->rules->group, groups), least,
                             distinct};
}

static void take_group(struct reading *g)
{
    take_markers(g, g->at->value, 1, false);
}

static void take_no_group(struct reading *g)
{
    take_markers(g, g->at->value, 0, false);
}

static void take_count(struct reading *g)
{
    struct view rest = g->at->value;
    uint64_t least = first_number(g, &rest);

    take_markers(g, rest, least, false);
}

static void take_distinct(struct reading *g)
{
    struct view rest = g->at->value;
    uint64_t least = first_number(g, &rest);

    take_markers(g, rest, least, true);
}

// One bit for each word of the open field, by its place in `table`.
static unsigned take_bits(struct reading *g, const struct view *table,
                          size_t count)
{
    struct view rest = g->at->value, word;
    unsigned bits = 0;

    while (next_word(&rest, &word)) {
        size_t i = 0;
        while (i < count && !view_eq(table[i], word))
            i++;
        if (i == count)
            refuse(g, "no such word", word);
        bits |= 1U << i;
    }
    return bits;
}

static void take_scope(struct reading *g)
{
    static const struct view scopes[] = {
        [SCOPE_MAIN] = VIEW_INIT("main"),
        [SCOPE_EXAMPLE] = VIEW_INIT("example"),
        [SCOPE_TEST] = VIEW_INIT("test"),
        [SCOPE_VENDOR] = VIEW_INIT("vendor"),
    };

    g->rule->scopes = take_bits(g, scopes, sizeof scopes / sizeof *scopes);
}

static void take_entry(struct reading *g)
{
    static const struct view kinds[] = {
        [ENTRY_FILE] = VIEW_INIT("file"),
        [ENTRY_POINTER] = VIEW_INIT("pointer"),
        [ENTRY_SUBMODULE] = VIEW_INIT("submodule"),
        [ENTRY_MISSING] = VIEW_INIT("missing"),
        [ENTRY_UNREADABLE] = VIEW_INIT("unreadable"),
    };

    g->rule->kinds = take_bits(g, kinds, sizeof kinds / sizeof *kinds);
}

static uint64_t whole_number(struct reading *g)
{
    struct view rest = g->at->value;

    return first_number(g, &rest);
}

static void take_least(struct reading *g)
{
    g->rule->has_least = true;
    g->rule->least = whole_number(g);
}

static void take_depth(struct reading *g)
{
    g->rule->has_depth = true;
    g->rule->depth = whole_number(g);
}

static void take_front(struct reading *g)
{
    g->rule->has_front = true;
    g->rule->front = whole_number(g);
}

static void take_shows(struct reading *g)
{
    g->rule->shows = known_names(g, &g->rules->group, g->at->value);
}

static void take_part(struct reading *g)
{
    g->rule->has_part = part_id_find(g->at->value, &g->rule->part);
    if (!g->rule->has_part)
        refuse(g, "no such part", g->at->value);
}

static void take_stage(struct reading *g)
{
    if (!stage_find(g->at->value, &g->rule->stage))
        refuse(g, "no such stage", g->at->value);
}

static void take_presence(struct reading *g)
{
    g->rule->presence = PRESENCE_POINTER;
    if (!view_eq(g->at->value, presence_word(PRESENCE_POINTER)))
        refuse(g, "a file is present or a pointer", g->at->value);
}

static void take_weight(struct reading *g)
{
    struct view rest = g->at->value;
    bool less = view_starts(rest, VIEW("-"));

    rest = view_from(rest, less ? 1 : 0);
    uint64_t number = first_number(g, &rest);
    g->rule->weight = less ? -(int)(number % 100) : (int)(number % 100);
}

static void take_family(struct reading *g)
{
    g->rule->number =
        (unsigned)name_add(g, &g->rules->family, g->at->value) + 1;
}

static void take_note(struct reading *g)
{
    g->rule->note = g->at->value;
}

static void take_nothing(struct reading *g)
{
    if (!view_eq(g->at->value, VIEW("nothing")))
        refuse(g, "a rule gives a part, a note or nothing", g->at->value);
}

static void take_tool(struct reading *g)
{
    name_add(g, &g->rules->tool, g->at->value);
    g->rule->id = g->at->key;
}

static void take_head(struct reading *g)
{
    if (g->rule->id.len)
        refuse(g, "a record begins inside another", g->at->value);
    g->rule->id = g->at->value;
    g->rule->is_fact = view_eq(g->at->key, VIEW("fact"));
    if (g->rule->is_fact)
        g->rule->number = (unsigned)name_add(g, &g->rules->fact, g->at->value);
}

static const struct {
    struct view key;
    void (*take)(struct reading *g);
} keys[] = {
    {VIEW_INIT("fact"), take_head},
    {VIEW_INIT("rule"), take_head},
    {VIEW_INIT("family"), take_family},
    {VIEW_INIT("path"), take_path},
    {VIEW_INIT("base"), take_base},
    {VIEW_INIT("not-path"), take_not_path},
    {VIEW_INIT("not-base"), take_not_base},
    {VIEW_INIT("if"), take_if},
    {VIEW_INIT("unless"), take_unless},
    {VIEW_INIT("group"), take_group},
    {VIEW_INIT("no-group"), take_no_group},
    {VIEW_INIT("count"), take_count},
    {VIEW_INIT("distinct"), take_distinct},
    {VIEW_INIT("scope"), take_scope},
    {VIEW_INIT("entry"), take_entry},
    {VIEW_INIT("least"), take_least},
    {VIEW_INIT("depth"), take_depth},
    {VIEW_INIT("front"), take_front},
    {VIEW_INIT("shows"), take_shows},
    {VIEW_INIT("part"), take_part},
    {VIEW_INIT("stage"), take_stage},
    {VIEW_INIT("presence"), take_presence},
    {VIEW_INIT("weight"), take_weight},
    {VIEW_INIT("note"), take_note},
    {VIEW_INIT("gives"), take_nothing},
    {VIEW_INIT("tool"), take_tool},
};

static void take_field(struct reading *g)
{
    size_t i = 0, count = sizeof keys / sizeof *keys;

    while (i < count && !view_eq(keys[i].key, g->at->key))
        i++;
    if (i == count)
        refuse(g, "no such key", g->at->key);
    else
        keys[i].take(g);
}

static void take_rule(struct reading *g, const struct record *from)
{
    struct rules *r = g->rules;

    g->rule = LIST_ADD(g->arena, r->rule, r->rule_count);
    g->rule->line = from->field[0].line;
    g->rule->scopes = 1U << SCOPE_MAIN;
    g->rule->kinds =
        1U << ENTRY_FILE | 1U << ENTRY_POINTER | 1U << ENTRY_MISSING;
    for (size_t i = 0; i < from->field_count; i++) {
        g->at = &from->field[i];
        take_field(g);
    }
    if (!g->rule->id.len)
        refuse(g, "neither fact nor rule", from->field[0].value);
    // A fact is for every scope and kind: the rule that needs it chooses.
    if (g->rule->is_fact)
        g->rule->scopes = g->rule->kinds = ~0U;
    for (size_t i = 0; i < g->rule->marker_count && !g->rule->is_fact; i++)
        if (g->rule->marker[i].least && !g->rule->shows)
            g->rule->shows = g->rule->marker[i].groups;
}

static void take_group_record(struct reading *g, const struct record *from,
                              size_t *room)
{
    struct rules *r = g->rules;
    size_t at = 0, group;
    struct view marker;

    g->at = &from->field[0];
    group = name_add(g, &r->group, record_get(from, VIEW("group")));
    while (record_next(from, VIEW("marker"), &at, &marker)) {
        size_t number = words_add(&r->markers, marker);
        while (*room <= number)
            *LIST_ADD(g->arena, r->groups_of, *room) = 0;
        r->groups_of[number] |= UINT64_C(1) << group;
    }
}

struct error *rules_read(struct arena *a, const struct records *markers,
                         const struct records *rules, struct rules **out)
{
    struct rules *r = *out = ARENA_NEW(a, struct rules, 1);
    struct reading g = {.arena = a, .rules = r, .path = markers->path};
    size_t room = 0;

    r->words.arena = r->markers.arena = a;
    for (size_t i = 0; i < markers->record_count; i++)
        take_group_record(&g, &markers->record[i], &room);
    g.path = rules->path;
    for (size_t i = 0; i < rules->record_count; i++)
        take_rule(&g, &rules->record[i]);
    if (!g.error && (!words_make(&r->words) || !words_make(&r->markers)))
        refuse(&g, "more words than the search has room for", g.path);
    return g.error;
}

struct error *rules_open(struct arena *a, struct rules **out)
{
    struct records markers, rules;

    *out = NULL;
    TRY(knowledge_read(a, VIEW("parts/markers.txt"), &markers));
    TRY(knowledge_read(a, VIEW("parts/rules.txt"), &rules));
    return rules_read(a, &markers, &rules, out);
}

// --- applying them

bool rules_is_tool(const struct rules *r, struct view folder)
{
    for (size_t i = 0; i < r->tool.count; i++)
        if (view_starts(folder, r->tool.name[i]) ||
            view_ends(folder, r->tool.name[i]))
            return true;
    return false;
}

struct subject { // one file, as the rules see it
    const struct rules *rules;
    const struct rule_file *file;
    struct name_set path, base; // words of names in it
    bool opened;
    bool whole; // not cut by a front
    struct word_seen *seen;
    uint64_t sum[MOST_BITS], kinds[MOST_BITS]; // of a group
    uint64_t facts, maybe;
};

static void see_names(struct subject *s)
{
    char text[PATH_SIZE + 2];
    struct view path = view_head(s->file->path, PATH_SIZE);
    struct word_seen seen[MOST_NAMES];
    size_t base = path.len - view_basename(path).len;

    // "/" + path + "\n", so that words can ask for a component's ends. The
    // base's slash belongs to it.
    text[0] = '/';
    if (path.len)
        memcpy(text + 1, path.at, path.len);
    text[path.len + 1] = '\n';
    words_count(&s->rules->words, (struct view){text, path.len + 2}, seen);
    for (size_t i = 0; i < s->rules->words.word_count; i++) {
        uint64_t bit = UINT64_C(1) << i % 64;

        if (seen[i].times)
            s->path.cell[i / 64] |= bit;
        if (seen[i].times && seen[i].last >= base)
            s->base.cell[i / 64] |= bit;
    }
}

static void see_markers(struct subject *s, struct view text)
{
    const struct words *w = &s->rules->markers;

    if (memchr(text.at, '\0',
               text.len < RULE_TEXT_PROBE ? text.len : RULE_TEXT_PROBE))
        return; // no text: every count stays 0
    words_count(w, text, s->seen);
    for (size_t i = 0; i < w->word_count; i++) {
        uint64_t groups = s->seen[i].times ? s->rules->groups_of[i] : 0;
        for (; groups; groups &= groups - 1) {
            int group = __builtin_ctzll(groups);
            s->sum[group] += s->seen[i].times;
            s->kinds[group]++;
        }
    }
}

static bool name_holds(const struct name_test *t, const struct subject *s)
{
    const struct name_set *in = t->in_base ? &s->base : &s->path;
    uint64_t hit = 0;

    for (size_t i = 0; i < NAME_CELLS; i++)
        hit |= in->cell[i] & t->words.cell[i];
    return (hit != 0) == t->wanted;
}

static enum holds fact_holds(const struct fact_test *t, const struct subject *s)
{
    if (s->facts & t->facts)
        return t->wanted ? HOLDS_YES : HOLDS_NO;
    if (s->maybe & t->facts)
        return HOLDS_MAYBE;
    return t->wanted ? HOLDS_NO : HOLDS_YES;
}

static bool marker_holds(const struct marker_test *t, const struct subject *s)
{
    const uint64_t *count = t->distinct ? s->kinds : s->sum;
    uint64_t total = 0;

    for (uint64_t groups = t->groups; groups; groups &= groups - 1)
        total += count[__builtin_ctzll(groups)];
    return t->least ? total >= t->least : total == 0;
}

// What the rule asks of the file before its text.
static bool file_holds(const struct rule *rule, const struct subject *s)
{
    const struct rule_file *f = s->file;

    if (!(rule->scopes >> f->scope & 1) || !(rule->kinds >> f->kind & 1))
        return false;
    if (rule->has_least && f->size_known && f->size < rule->least)
        return false;
    if (rule->has_depth && f->depth > rule->depth)
        return false;
    for (size_t i = 0; i < rule->name_count; i++)
        if (!name_holds(&rule->name[i], s))
            return false;
    return true;
}

static bool readable(const struct rule *rule, const struct rule_file *f)
{
    return f->kind == ENTRY_FILE &&
           (rule->has_front || !f->size_known || f->size <= RULE_TEXT_SIZE);
}

static enum holds rule_holds(const struct rule *rule, const struct subject *s)
{
    enum holds all = HOLDS_YES;

    if (!file_holds(rule, s))
        return HOLDS_NO;
    for (size_t i = 0; i < rule->fact_count; i++) {
        enum holds one = fact_holds(&rule->fact[i], s);
        all = one < all ? one : all;
    }
    if (!rule->marker_count || all == HOLDS_NO)
        return all;
    if (!readable(rule, s->file))
        return HOLDS_NO;
    if (!s->opened)
        return HOLDS_MAYBE;
    for (size_t i = 0; i < rule->marker_count; i++)
        if (!marker_holds(&rule->marker[i], s))
            return HOLDS_NO;
    return all;
}

static void set_fact(struct subject *s, const struct rule *rule,
                     enum holds holds)
{
    uint64_t bit = UINT64_C(1) << rule->number;

    if (holds == HOLDS_YES)
        s->facts |= bit;
    if (holds == HOLDS_MAYBE)
        s->maybe |= bit;
}

uint64_t rules_want(const struct rules *r, const struct rule_file *f)
{
    struct subject s = {.rules = r, .file = f};
    uint64_t most = 0;

    if (f->scope == SCOPE_TEST || f->scope == SCOPE_VENDOR)
        return 0;
    see_names(&s);
    for (size_t i = 0; i < r->rule_count; i++) {
        const struct rule *rule = &r->rule[i];
        enum holds holds = rule_holds(rule, &s);
        uint64_t want = rule->has_front ? rule->front : RULE_TEXT_SIZE;

        if (rule->is_fact)
            set_fact(&s, rule, holds);
        else if (holds == HOLDS_MAYBE && want > most)
            most = want;
    }
    return most;
}

// Counts the lines of `text` up to the first of the markers that are shown,
// and writes what matched: "optimizer.step( 2, AdamW 3".
static void show_markers(const struct rule *rule, const struct subject *s,
                         struct view text, struct rule_hit *hit)
{
    const struct words *w = &s->rules->markers;
    uint32_t first = UINT32_MAX;

    for (size_t i = 0; i < w->word_count; i++) {
        if (!s->seen[i].times || !(s->rules->groups_of[i] & rule->shows))
            continue;
        if (s->seen[i].first < first)
            first = s->seen[i].first;
        char one[RULE_SHOWS_SIZE];
        int len = snprintf(one, sizeof one, "%s" VIEW_FMT " %" PRIu32,
                           hit->shows_len ? ", " : "", VIEW_ARG(w->word[i]),
                           s->seen[i].times);
        if (len < 0 || (size_t)len > RULE_SHOWS_SIZE - hit->shows_len)
            continue;
        memcpy(hit->shows + hit->shows_len, one, (size_t)len);
        hit->shows_len += (size_t)len;
    }
    if (first == UINT32_MAX)
        return;
    hit->line = 1;
    for (uint32_t i = 0; i < first; i++)
        hit->line += text.at[i] == '\n';
}

static void add_hit(const struct rule *rule, const struct subject *s,
                    struct view text, struct rule_hits *out)
{
    if ((!rule->has_part && !rule->note.len) || out->count == RULE_MOST_HITS)
        return;
    struct rule_hit *hit = &out->item[out->count++];
    *hit = (struct rule_hit){.rule = rule->id,
                             .has_part = rule->has_part,
                             .part = rule->part,
                             .stage = rule->stage,
                             .presence = rule->presence,
                             .weight = rule->weight,
                             .note = rule->note};
    if (s->opened && rule->shows)
        show_markers(rule, s, text, hit);
}

void rules_apply(struct arena *a, const struct rules *r,
                 const struct rule_file *f, struct view text,
                 struct rule_hits *out)
{
    struct subject s = {.rules = r, .file = f, .opened = true};
    uint64_t families = 0;

    out->count = 0;
    if (f->scope == SCOPE_TEST || f->scope == SCOPE_VENDOR)
        return;
    see_names(&s);
    s.seen = ARENA_NEW(a, struct word_seen, r->markers.word_count);
    if (text.len)
        see_markers(&s, text);
    for (size_t i = 0; i < r->rule_count; i++) {
        const struct rule *rule = &r->rule[i];

        if (rule->is_fact) {
            set_fact(&s, rule, rule_holds(rule, &s));
            continue;
        }
        if (rule->number && families >> (rule->number - 1) & 1)
            continue;
        if (rule_holds(rule, &s) != HOLDS_YES)
            continue;
        if (rule->number)
            families |= UINT64_C(1) << (rule->number - 1);
        add_hit(rule, &s, text, out);
    }
}
