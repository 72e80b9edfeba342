// SPDX-License-Identifier: Apache-2.0
// mention.c - what documents say of the parts: addresses, words, tables, the
// sections of a card, and files whose names say that they are documents.
//
// Rules: knowledge/parts/links.txt, phrases.txt, benchmarks.txt, sections.txt
// and paper-files in documents.txt; inventory.md 5.
#include "parts/document.h"

#include "parts/citation.h"
#include "parts/link_rule.h"
#include "parts/section.h"

enum {
    LINK_WINDOW = 600,     // bytes around an address that are its line
    RULE_LIMIT = 40,       // sightings of one rule in one document
    BENCHMARKS_NEEDED = 3, // names in the tables of a document
    TABLE_GAP = 3,         // lines that are no row inside a table
    ROW_LIMIT = 4000,      // bytes of a row that are looked at for numbers
    CARD_CLASSES = 4,      // section classes that make a card, of nine
    SUMMARY_HEADINGS = 3,  // headings of the training-content template
};

struct mention_rule {
    struct view id;
    enum part_kind part;
    enum presence presence;
    struct phrases phrase, also, not ;
    bool has_also;
    size_t found; // in the document at hand
};

struct mention {
    struct arena *arena;
    const struct release *release;
    struct sightings *out;
    struct link_rules links;
    size_t *link_found; // for each rule, in the document at hand
    struct mention_rule *rule;
    size_t rule_count;
    struct phrases benchmark, revision, summary, name_stop;
    struct sections sections;
    // the document and line at hand
    const struct document *document;
    const struct md_line *line;
    struct view folded;  // the line
    struct view heading; // folded
    struct view intro;   // the paragraph's line above the table at hand
    struct phrases title;
};

// What documents are read by.
static void read_rules(struct mention *m)
{
    struct records all;
    struct arena *a = m->arena;

    link_rules_read(a, &m->links);
    m->link_found = ARENA_NEW(a, size_t, m->links.count + 1);
    m->benchmark =
        phrases_named(a, VIEW("parts/benchmarks.txt"), VIEW("benchmark"));
    m->revision =
        phrases_named(a, VIEW("parts/phrases.txt"), VIEW("revision-step"));
    m->summary =
        phrases_named(a, VIEW("parts/sections.txt"), VIEW("training-summary"));
    m->name_stop =
        phrases_named(a, VIEW("parts/claims.txt"), VIEW("name-stop"));
    sections_read(a, &m->sections);
    if (knowledge_read(a, VIEW("parts/phrases.txt"), &all))
        return;
    for (size_t i = 0; i < all.record_count; i++) {
        const struct record *r = &all.record[i];
        enum part_kind part;

        if (!part_id_find(record_get(r, VIEW("part")), &part))
            continue;
        bool present =
            view_eq(record_get(r, VIEW("presence")), VIEW("present"));
        struct mention_rule *rule = LIST_ADD(a, m->rule, m->rule_count);
        rule->id = record_get(r, VIEW("rule"));
        rule->part = part;
        rule->presence = present ? PRESENCE_PRESENT : PRESENCE_MENTIONED;
        rule->phrase = phrases_of(a, r, VIEW("phrase"));
        rule->also = phrases_of(a, r, VIEW("also"));
        rule->not = phrases_of(a, r, VIEW("not"));
        rule->has_also = rule->also.count > 0;
    }
}

static void add(struct mention *m, enum part_kind part, enum presence presence,
                int weight, struct evidence evidence)
{
    sighting_add(m->out,
                 (struct sighting){.part = part,
                                   .presence = presence,
                                   .content = presence == PRESENCE_PRESENT
                                                  ? CONTENT_BYTES
                                                  : CONTENT_NONE,
                                   .weight = weight,
                                   .evidence = evidence});
}

static void add_line(struct mention *m, enum part_kind part,
                     enum presence presence, size_t at, struct view rule)
{
    add(m, part, presence, 0,
        document_evidence_at(m->arena, m->document, m->line, at, rule));
}

// ---- addresses

// Length of the last character of `v`.
static size_t last_len(struct view v)
{
    size_t len = 1;

    while (len < v.len && len < 4 &&
           ((unsigned char)v.at[v.len - len] & 0xc0) == 0x80)
        len++;
    return len;
}

// A mark or a picture, by the first byte of its character: ASCII that is no
// letter or digit, arrows and signs (U+2000..U+2FFF), U+F000 and up.
static bool is_mark(char c)
{
    unsigned char u = (unsigned char)c;

    return u == 0xe2 || u >= 0xef || !phrase_is_word(c);
}

// The words of a link's label, folded, without tags and marks around them.
static struct view bare_label(struct arena *a, struct view label)
{
    struct view v = phrase_fold(a, markdown_untagged(a, label));

    if (view_starts(v, VIEW("![")))
        return v;
    while (v.len && v.at[0] != '[' && is_mark(v.at[0])) {
        size_t len = 1;
        while (len < v.len && ((unsigned char)v.at[len] & 0xc0) == 0x80)
            len++;
        v = view_from(v, len);
    }
    while (v.len && is_mark(v.at[v.len - last_len(v)]))
        v.len -= last_len(v);
    return v;
}

static void apply_links(struct mention *m)
{
    struct md_link l = {.line = m->line->text};
    struct view prose = document_prose(m->arena, m->line, m->folded);

    while (md_next_link(&l)) {
        size_t from = l.from > LINK_WINDOW ? l.from - LINK_WINDOW : 0;

        if (l.image)
            continue;
        size_t len = l.from - from + l.url.len + LINK_WINDOW;
        struct link_place p = {
            .link = l,
            .path = phrase_fold(m->arena, l.path),
            .line = view_head(view_from(m->folded, from), len),
            .prose = view_head(view_from(prose, from), len),
            .in_citation = document_is_citation(m->line),
            .heading = m->heading,
            .intro = m->intro,
            .label = bare_label(m->arena, l.label),
            .title = &m->title,
        };
        for (size_t i = 0; i < m->links.count; i++) {
            const struct link_rule *r = &m->links.rule[i];

            if (!r->has_part || m->link_found[i] >= RULE_LIMIT ||
                !link_rule_holds(r, &p))
                continue;
            m->link_found[i]++;
            add_line(m, r->part, PRESENCE_POINTER, l.from, r->id);
        }
    }
}

// ---- words

static void apply_mentions(struct mention *m)
{
    for (size_t i = 0; i < m->rule_count; i++) {
        struct mention_rule *r = &m->rule[i];
        size_t at;

        if (r->found >= RULE_LIMIT || m->line->fenced ||
            !phrases_find(&r->phrase, m->folded, &at, NULL) ||
            (r->has_also && !phrases_in(&r->also, m->folded)) ||
            phrases_in(&r->not, m->folded))
            continue;
        r->found++;
        add_line(m, r->part, r->presence, at, r->id);
    }
}

// revision="step1000" in a snippet: branches hold checkpoints.
static void apply_revision(struct mention *m)
{
    size_t at = view_find(m->folded, VIEW("revision"));
    struct view rest;

    if (at == SIZE_MAX)
        return;
    struct view v = view_trim(view_from(m->folded, at + 8));
    if (!v.len || v.at[0] != '=')
        return;
    v = view_trim(view_from(v, 1));
    if (!v.len || (v.at[0] != '"' && v.at[0] != '\''))
        return;
    v = view_cut(view_from(v, 1), v.at[0], &rest);
    if (phrases_in(&m->revision, v))
        add_line(m, PART_WEIGHTS_INTERMEDIATE, PRESENCE_POINTER, at,
                 VIEW("revision-in-snippet"));
}

// ---- tables

// A number in a cell: a digit outside of addresses and attributes.
static bool has_number(struct arena *a, struct view text)
{
    struct view v = markdown_untagged(a, text);
    struct md_link l = {.line = v};
    size_t from = 0;
    bool more;

    do {
        more = md_next_link(&l);
        for (size_t i = from; i < (more ? l.from : v.len); i++)
            if (ascii_digit(v.at[i]) && i > 0 &&
                (v.at[i - 1] == ' ' || v.at[i - 1] == '|' ||
                 v.at[i - 1] == '*' || v.at[i - 1] == '>' ||
                 v.at[i - 1] == '.'))
                return true;
        from = l.at;
    } while (more);
    return false;
}

// Lines [from, to) of a document are a table, gaps of a few lines within.
struct table {
    size_t from, to;
    bool numbers, images, rows; // rows: not only a code fence
};

// Shown as numbers; or as cells that are not all pictures of numbers.
static bool shows_results(const struct table *t)
{
    return t->numbers || (t->rows && !t->images);
}

// "run --tasks a,b,c" is a command, not a row.
static bool is_command(struct view v)
{
    size_t at = view_find(v, VIEW(" --"));

    return at != SIZE_MAX && at + 3 < v.len && ascii_alpha(v.at[at + 3]);
}

static bool is_row(const struct md_line *l)
{
    return (l->is_table || (l->fenced && !is_command(l->text))) && !l->front;
}

static bool table_next(struct mention *m, struct table *t)
{
    const struct markdown *md = &m->document->md;
    size_t i = t->to, last;

    while (i < md->line_count && !is_row(&md->line[i]))
        i++;
    *t = (struct table){.from = i, .to = i};
    for (last = i; i < md->line_count && i <= last + TABLE_GAP; i++) {
        const struct md_line *l = &md->line[i];

        if (!is_row(l))
            continue;
        last = i;
        t->to = i + 1;
        t->rows = t->rows || !l->fenced;
        t->images = t->images || view_has(l->text, VIEW("<img")) ||
                    view_has(l->text, VIEW("!["));
        t->numbers =
            t->numbers ||
            has_number(m->arena, view_head(md->line[i].text, ROW_LIMIT));
    }
    return t->from < md->line_count;
}

// Whether a row of `t` names the benchmark; `*first` becomes the first line
// that names any.
static bool table_names(struct mention *m, const struct table *t,
                        const struct phrases *benchmark, size_t *first)
{
    const struct document *d = m->document;

    for (size_t i = t->from; i < t->to; i++) {
        if (!is_row(&d->md.line[i]) ||
            !phrases_in(benchmark, document_folded(d, &d->md.line[i])))
            continue;
        *first = i < *first ? i : *first;
        return true;
    }
    return false;
}

// A table of numbers under a heading of evaluation: one benchmark is enough.
static bool is_under_evaluation(struct mention *m, const struct table *t)
{
    const struct md_line *l = &m->document->md.line[t->from];
    struct view heading = phrase_fold(m->arena, l->heading);

    return t->numbers && t->rows &&
           sections_of(&m->sections, heading) & 1U << SECTION_EVALUATION;
}

// Tables of numbers, in which benchmarks are named.
static void apply_tables(struct mention *m)
{
    const struct markdown *md = &m->document->md;
    struct table t = {0};
    size_t named = 0, first = md->line_count;
    bool *seen = ARENA_NEW(m->arena, bool, m->benchmark.count + 1);

    while (table_next(m, &t)) {
        size_t worth = is_under_evaluation(m, &t) ? BENCHMARKS_NEEDED : 1;

        for (size_t b = 0; shows_results(&t) && b < m->benchmark.count; b++) {
            const struct phrases one = {&m->benchmark.item[b], 1};

            if (seen[b] || !table_names(m, &t, &one, &first))
                continue;
            seen[b] = true;
            named += worth;
        }
    }
    if (named >= BENCHMARKS_NEEDED)
        add(m, PART_DOC_EVALRESULTS, PRESENCE_PRESENT, 0,
            document_evidence(m->arena, m->document, &md->line[first],
                              VIEW("benchmark-table")));
}

// ---- sections of a card

// One line for each section class, the first heading that has it.
struct section_places {
    unsigned bits;
    const struct md_line *line[SECTION_END];
    const struct document *document[SECTION_END];
};

static void take_sections(struct mention *m, struct section_places *p)
{
    unsigned bits = sections_of(&m->sections, m->heading);

    for (enum section s = 0; s < SECTION_END; s++) {
        if (!(bits & 1U << s) || p->bits & 1U << s)
            continue;
        p->line[s] = m->line;
        p->document[s] = m->document;
    }
    p->bits |= bits;
}

static void apply_sections(struct mention *m, const struct section_places *p)
{
    // A page that never describes the model needs one more to be a card.
    unsigned needed =
        CARD_CLASSES + (p->bits & 1U << SECTION_DESCRIPTION ? 0 : 1);
    if (section_count(p->bits) < needed)
        return;
    for (enum section s = 0; s < SECTION_END; s++) {
        if (!(p->bits & 1U << s))
            continue;
        add(m, PART_DOC_CARD, PRESENCE_MENTIONED, 0,
            document_evidence(m->arena, p->document[s], p->line[s],
                              VIEW("card-sections")));
        return;
    }
}

static bool is_front_page(const struct document *d)
{
    return view_starts(entry_basename(d->entry), VIEW("readme")) &&
           d->entry->depth == 0 && d->entry->scope == SCOPE_MAIN;
}

// ---- whole documents

static void apply_card(struct mention *m)
{
    const struct document *d = m->document;
    struct evidence e = {
        .path = d->entry->path,
        .line = d->front.present ? d->front.first_line : 1,
        .rule = d->front.present ? VIEW("front-matter") : VIEW("card-name"),
        .shows = d->front.present ? VIEW("front matter of a model card")
                                  : VIEW("named as a model card")};

    if (d->is_card)
        add(m, PART_DOC_CARD, PRESENCE_PRESENT, 1, e);
}

static void apply_front(struct mention *m)
{
    const struct document *d = m->document;
    const struct front_key *k = front_get(&d->front, VIEW("datasets"));

    for (size_t i = 0; k && i < k->value_count && i < RULE_LIMIT; i++) {
        struct evidence e = {
            .path = d->entry->path,
            .line = k->value[i].line,
            .rule = VIEW("front-matter-datasets"),
            .shows = document_excerpt(m->arena, k->value[i].text, 0)};
        if (k->value[i].text.len)
            add(m, PART_DATA_TRAIN, PRESENCE_POINTER, 1, e);
    }
}

static void apply_summary(struct mention *m)
{
    const struct document *d = m->document;
    const struct md_line *first = NULL;
    size_t found = 0;

    for (size_t i = 0; i < d->md.line_count; i++) {
        const struct md_line *l = &d->md.line[i];

        if (!l->is_heading || !phrases_in(&m->summary, document_folded(d, l)))
            continue;
        first = first ? first : l;
        found++;
    }
    if (found >= SUMMARY_HEADINGS)
        add(m, PART_DOC_SUMMARY53, PRESENCE_PRESENT, 0,
            document_evidence(m->arena, d, first, VIEW("summary-headings")));
}

static void set_title(struct mention *m)
{
    m->title = (struct phrases){0};
    title_words(m->arena, m->document->title, &m->name_stop, &m->title);
}

// Remembers the last line of prose while the table below it is read.
static void take_intro(struct mention *m, size_t i)
{
    const struct md_line *l = m->line;

    if (l->is_heading)
        m->intro = (struct view){0};
    if (l->is_table || l->fenced || l->is_heading || !view_trim(l->text).len)
        return;
    // Only if a table follows: the next line that is not blank is a row.
    m->intro = (struct view){0};
    for (size_t j = i + 1; j < m->document->md.line_count && j < i + 4; j++) {
        const struct md_line *next = &m->document->md.line[j];
        if (next->is_table)
            m->intro = m->folded;
        if (view_trim(next->text).len)
            break;
    }
}

static void read_document(struct mention *m, struct section_places *places)
{
    const struct document *d = m->document;
    struct view heading = {0};

    memset(m->link_found, 0, (m->links.count + 1) * sizeof *m->link_found);
    for (size_t i = 0; i < m->rule_count; i++)
        m->rule[i].found = 0;
    m->heading = (struct view){0};
    set_title(m);
    for (size_t i = 0; i < d->md.line_count; i++) {
        m->line = &d->md.line[i];
        m->folded = document_folded(d, m->line);
        if (m->line->heading.at != heading.at) {
            heading = m->line->heading;
            m->heading = phrase_fold(m->arena, heading);
        }
        if (m->line->front)
            continue;
        take_intro(m, i);
        apply_links(m);
        apply_mentions(m);
        apply_revision(m);
        if (m->line->is_heading && is_front_page(d))
            take_sections(m, places);
    }
    apply_tables(m);
    apply_card(m);
    apply_front(m);
    apply_summary(m);
    citation_sightings(m->arena, d, &m->title, m->out);
}

// ---- files that are documents by their names

// A record of documents.txt with `file-part`: a file whose base name holds a
// `has`, ends with an `ends`, and is at most `depth` folders deep.
static bool file_matches(const struct record *r, const struct entry *e)
{
    struct view name = entry_basename(e), value;
    uint64_t depth;
    bool hit = false, any = false;
    size_t at = 0;

    while (record_next(r, VIEW("ends"), &at, &value)) {
        any = true;
        hit = hit || view_ends(name, value);
    }
    if (any && !hit)
        return false;
    if (view_u64(record_get(r, VIEW("depth")), &depth) && e->depth > depth)
        return false;
    any = hit = false;
    for (at = 0; record_next(r, VIEW("has"), &at, &value);) {
        any = true;
        hit = hit || view_has(name, value);
    }
    for (at = 0; record_next(r, VIEW("not"), &at, &value);)
        if (view_has(e->lower, value))
            return false;
    return hit || !any;
}

static void apply_files(struct mention *m)
{
    struct records files;

    if (knowledge_read(m->arena, VIEW("parts/documents.txt"), &files))
        return;
    for (size_t i = 0; i < m->release->entry_count; i++) {
        const struct entry *e = &m->release->entry[i];

        if (e->scope != SCOPE_MAIN ||
            (e->kind != ENTRY_FILE && e->kind != ENTRY_POINTER))
            continue;
        for (size_t j = 0; j < files.record_count; j++) {
            const struct record *r = &files.record[j];
            enum part_kind part;

            if (!part_id_find(record_get(r, VIEW("file-part")), &part) ||
                !file_matches(r, e))
                continue;
            bool here =
                !view_eq(record_get(r, VIEW("presence")), VIEW("pointer"));
            add(m, part, here ? PRESENCE_PRESENT : PRESENCE_POINTER, 1,
                (struct evidence){.path = e->path,
                                  .digest = e->digest,
                                  .rule = record_get(r, VIEW("rule")),
                                  .shows = record_get(r, VIEW("shows"))});
        }
    }
}

void documents_sightings(struct arena *a, const struct release *r,
                         const struct documents *d, struct sightings *out)
{
    struct mention m = {.arena = a, .release = r, .out = out};
    struct section_places places = {0};

    if (d->count)
        read_rules(&m);
    for (size_t i = 0; i < d->count; i++) {
        m.document = &d->item[i];
        read_document(&m, &places);
    }
    apply_sections(&m, &places);
    apply_files(&m);
}
