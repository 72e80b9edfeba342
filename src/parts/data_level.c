// SPDX-License-Identifier: Apache-2.0
// data_level.c - how much the documents tell of the training data, and other
// facts that the inventory combines with what it saw in files.
//
// Rules: knowledge/parts/training_data.txt, phrases.txt, the trainer rules of
// links.txt; inventory.md 5, level 0 to 3.
#include "parts/document.h"

#include "parts/link_rule.h"

enum {
    DATA_FILES = 50,          // large data files that are looked for in text
    DATA_FILE_SIZE = 1000000, // bytes of a large one
    FACT_WINDOW = 600,        // bytes around an address that are its line
};

struct level_lists {
    struct phrases heading, heading_not, line, line_also, line_not;
    struct phrases unnamed, unlinked, card, corpus;
    const struct record *card_file, *mix_file, *data_file;
};

// The first place that shows each thing.
struct level_signs {
    struct evidence stated;    // size or general origin
    struct evidence named;     // a source by its name
    struct evidence published; // a set that can be had
    struct evidence carded;    // each source has a card
    struct evidence unnamed;   // part of it cannot be had
    struct evidence whole;     // a section on data that leaves nothing unnamed
};

// The lines under one heading.
struct section_run {
    bool data_heading;
    struct evidence published;
    bool unnamed;
};

struct level {
    struct arena *arena;
    const struct document *document;
    struct level_lists lists;
    struct level_signs signs;
    struct link_rules links;
    struct phrases reproduce, delta, adapter, merge, quantized;
    struct phrases access, accept, access_not, access_about;
    struct sightings sets;          // data sets that are linked, by document
    size_t set_from, set_to;        // those of the document at hand
    const struct entry **data_file; // large files of data, a few
    size_t data_file_count;
    struct section_run run;
};

static struct phrases list(struct arena *a, const char *file, const char *name)
{
    return phrases_named(a, view_of(file), view_of(name));
}

static void read_lists(struct level *l, struct records *data)
{
    static const char file[] = "parts/training_data.txt";
    static const char more[] = "parts/phrases.txt";
    struct arena *a = l->arena;

    l->lists.heading = list(a, file, "heading");
    l->lists.heading_not = list(a, file, "heading-not");
    l->lists.line = list(a, file, "line");
    l->lists.line_also = list(a, file, "line-also");
    l->lists.line_not = list(a, file, "line-not");
    l->lists.unnamed = list(a, file, "unnamed");
    l->lists.unlinked = list(a, file, "unlinked");
    l->lists.card = list(a, file, "card");
    l->lists.corpus = list(a, file, "corpus");
    l->reproduce = list(a, more, "reproduce");
    l->delta = list(a, more, "delta");
    l->adapter = list(a, more, "adapter");
    l->merge = list(a, more, "merge");
    l->quantized = list(a, more, "quantized");
    l->access = list(a, more, "request-form");
    l->accept = list(a, more, "accept-terms");
    l->access_not = list(a, more, "request-access-not");
    l->access_about = list(a, more, "request-access-about");
    if (knowledge_read(a, view_of(file), data))
        return;
    l->lists.card_file = records_find(data, VIEW("name"), VIEW("card-file"));
    l->lists.data_file = records_find(data, VIEW("name"), VIEW("data-file"));
    l->lists.mix_file = records_find(data, VIEW("name"), VIEW("mix-file"));
}

// Keeps the first evidence.
static void note(struct level *l, struct evidence *slot,
                 const struct md_line *line, size_t at, struct view rule)
{
    if (!slot->path.len)
        *slot = document_evidence_at(l->arena, l->document, line, at, rule);
}

// ---- the level

// "15T tokens", "2 trillion tokens", "14.8 trillion diverse tokens".
static bool holds_token_count(struct view v)
{
    static const struct view unit[] = {VIEW_INIT("t "), VIEW_INIT("b "),
                                       VIEW_INIT("trillion"),
                                       VIEW_INIT("billion"), VIEW_INIT("万亿")};
    size_t at = 0, end = view_find(v, VIEW("token"));

    if (end == SIZE_MAX)
        return false;
    for (at = end > 60 ? end - 60 : 0; at < end; at++) {
        if (!ascii_digit(v.at[at]))
            continue;
        struct view rest = view_from(v, at + 1);
        while (rest.len && (rest.at[0] == ' ' || rest.at[0] == '+'))
            rest = view_from(rest, 1);
        for (size_t i = 0; i < sizeof unit / sizeof *unit; i++)
            if (view_starts(rest, unit[i]))
                return true;
    }
    return false;
}

// Whether a line tells something of training data, by itself or its heading.
static bool speaks_of_data(const struct level *l, struct view line,
                           struct view heading)
{
    const struct level_lists *k = &l->lists;

    if (phrases_in(&k->line_not, line) || phrases_in(&k->heading_not, heading))
        return false;
    if (phrases_in(&k->line, line) && phrases_in(&k->line_also, line))
        return true;
    return phrases_in(&k->heading, heading);
}

// Whether a linked data set stands on the line, or a data file of the release
// is named there.
static const struct evidence *set_on_line(struct level *l,
                                          const struct md_line *line)
{
    for (size_t i = l->set_from; i < l->set_to; i++)
        if (l->sets.item[i].evidence.line == line->number)
            return &l->sets.item[i].evidence;
    return NULL;
}

static void take_data_file(struct level *l, const struct md_line *line)
{
    for (size_t i = 0; i < l->data_file_count; i++) {
        size_t at = view_find(line->text, view_basename(l->data_file[i]->path));

        if (at != SIZE_MAX)
            note(l, &l->signs.published, line, at, VIEW("data-file-named"));
    }
}

static void take_data_line(struct level *l, const struct md_line *line,
                           struct view folded, struct view heading)
{
    struct level_signs *s = &l->signs;
    bool by_line = phrases_in(&l->lists.line, folded) &&
                   phrases_in(&l->lists.line_also, folded);
    size_t at = 0;

    if (holds_token_count(folded) &&
        (by_line || l->run.data_heading || view_has(folded, VIEW("train"))))
        note(l, &s->stated, line, 0, VIEW("data-size"));
    if (line->is_heading || !speaks_of_data(l, folded, heading))
        return;
    if (by_line || phrases_in(&l->lists.line_also, folded))
        note(l, &s->stated, line, 0, VIEW("data-stated"));
    struct view prose = document_prose(l->arena, line, folded);
    if (phrases_find(&l->lists.corpus, prose, &at, NULL))
        note(l, &s->named, line, at, VIEW("data-source-named"));
    const struct evidence *set = set_on_line(l, line);
    if (phrases_find(&l->lists.unnamed, prose, &at, NULL) ||
        (!view_has(folded, VIEW("](")) &&
         phrases_find(&l->lists.unlinked, prose, &at, NULL))) {
        note(l, &s->unnamed, line, at, VIEW("data-source-unnamed"));
        l->run.unnamed = true;
    }
    if (phrases_find(&l->lists.card, prose, &at, NULL) &&
        view_has(folded, VIEW("](")))
        note(l, &s->carded, line, at, VIEW("data-cards-linked"));
    take_data_file(l, line);
    if (set && !l->run.published.path.len)
        l->run.published = *set;
}

// Under one heading all is named and can be had: that is the answer, even if
// the document speaks elsewhere of another model's data.
static void end_run(struct level *l)
{
    const struct section_run *run = &l->run;

    if (run->data_heading && run->published.path.len && !run->unnamed &&
        !l->signs.whole.path.len)
        l->signs.whole = run->published;
}

static void start_run(struct level *l, struct view heading)
{
    l->run = (struct section_run){
        .data_heading = phrases_in(&l->lists.heading, heading) &&
                        !phrases_in(&l->lists.heading_not, heading)};
}

static bool file_has(const struct record *r, struct view name)
{
    struct view word;
    size_t at = 0;

    while (r && record_next(r, VIEW("has"), &at, &word))
        if (view_has(name, word))
            return true;
    return false;
}

static void take_files(struct level *l, const struct release *r)
{
    struct level_signs *s = &l->signs;

    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];
        bool card = file_has(l->lists.card_file, entry_basename(e));

        if (e->scope != SCOPE_MAIN || e->kind != ENTRY_FILE ||
            s->named.path.len)
            continue;
        if (card || file_has(l->lists.mix_file, e->lower))
            s->named = (struct evidence){
                .path = e->path,
                .rule = card ? VIEW("data-card-file") : VIEW("data-mix-file"),
                .shows = card ? VIEW("a card of the training data")
                              : VIEW("a list of what the mixture holds")};
    }
}

static bool is_data_file(const struct level *l, const struct entry *e)
{
    struct view tail;
    size_t at = 0;

    if (e->scope != SCOPE_MAIN || e->size < DATA_FILE_SIZE)
        return false;
    while (l->lists.data_file &&
           record_next(l->lists.data_file, VIEW("ends"), &at, &tail))
        if (view_ends(e->lower, tail))
            return true;
    return false;
}

static void find_data_files(struct level *l, const struct release *r)
{
    l->data_file = ARENA_NEW(l->arena, const struct entry *, DATA_FILES);
    for (size_t i = 0; i < r->entry_count && l->data_file_count < DATA_FILES;
         i++)
        if (is_data_file(l, &r->entry[i]))
            l->data_file[l->data_file_count++] = &r->entry[i];
}

// Data sets that are linked or named in front matter, as documents_sightings
// sees them: the same rules, so that the two cannot disagree.
static void find_sets(struct level *l, const struct sightings *seen)
{
    l->sets = (struct sightings){.arena = l->arena};
    for (size_t i = 0; i < seen->count; i++)
        if (seen->item[i].part == PART_DATA_TRAIN &&
            seen->item[i].presence == PRESENCE_POINTER)
            sighting_add(&l->sets, seen->item[i]);
    if (l->sets.count)
        l->signs.published = l->sets.item[0].evidence;
}

static void decide_level(const struct level_signs *s,
                         struct document_facts *out)
{
    const struct evidence *set =
        s->published.path.len ? &s->published : &s->carded;

    if (s->whole.path.len) {
        out->data_level = 3;
        out->level_evidence = s->whole;
    } else if (set->path.len && !s->unnamed.path.len) {
        out->data_level = 3;
        out->level_evidence = *set;
    } else if (set->path.len || s->named.path.len) {
        out->data_level = 2;
        out->level_evidence = s->unnamed.path.len ? s->unnamed : s->named;
    } else if (s->stated.path.len) {
        out->data_level = 1;
        out->level_evidence = s->stated;
    }
}

// ---- other facts

static void take_trainer(struct level *l, const struct md_line *line,
                         struct view folded, struct view heading,
                         struct document_facts *out)
{
    struct md_link link = {.line = line->text};
    struct view prose = document_prose(l->arena, line, folded);

    while (!out->trainer_linked && md_next_link(&link)) {
        size_t from = link.from > FACT_WINDOW ? link.from - FACT_WINDOW : 0;
        size_t len = link.from - from + link.url.len + FACT_WINDOW;
        struct link_place p = {.link = link,
                               .path = phrase_fold(l->arena, link.path),
                               .line = view_head(view_from(folded, from), len),
                               .prose = view_head(view_from(prose, from), len),
                               .in_citation = document_is_citation(line),
                               .heading = heading};

        for (size_t i = 0; !link.image && i < l->links.count; i++) {
            const struct link_rule *r = &l->links.rule[i];

            if (!r->trainer || !link_rule_holds(r, &p))
                continue;
            out->trainer_linked = true;
            note(l, &out->trainer, line, link.from, r->id);
            break;
        }
    }
}

static void take_reproducible(struct level *l, const struct md_line *line,
                              struct view folded, struct document_facts *out)
{
    size_t at;

    if (out->reproducible || !phrases_find(&l->reproduce, folded, &at, NULL) ||
        !view_has(folded, VIEW("train")))
        return;
    out->reproducible = true;
    note(l, &out->reproducible_evidence, line, at, VIEW("reproduce-training"));
}

// A gate that documents describe in words; front matter is asked elsewhere.
static void take_gate(struct level *l, const struct md_line *line,
                      struct view folded, struct document_facts *out)
{
    bool form = false;
    size_t at = 0;

    if (out->gate == GATE_FORM || out->gate == GATE_AGREEMENT || line->fenced)
        return;
    if (phrases_find(&l->access, folded, &at, NULL))
        form = true;
    else if (!phrases_find(&l->accept, folded, &at, NULL))
        return;
    struct view near = view_head(
        view_from(folded, at > FACT_WINDOW / 2 ? at - FACT_WINDOW / 2 : 0),
        FACT_WINDOW);
    if (phrases_in(&l->access_not, near) || !phrases_in(&l->access_about, near))
        return;
    out->gate = form ? GATE_FORM : GATE_AGREEMENT;
    note(l, &out->gate_evidence, line, at,
         form ? VIEW("access-by-request") : VIEW("access-by-agreement"));
}

static void take_front_gate(struct level *l, struct document_facts *out)
{
    static const struct view keys[] = {VIEW_INIT("extra_gated_prompt"),
                                       VIEW_INIT("extra_gated_fields"),
                                       VIEW_INIT("extra_gated_heading"),
                                       VIEW_INIT("extra_gated_button_content")};
    const struct document *d = l->document;

    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
        const struct front_key *k = front_get(&d->front, keys[i]);

        if (!k || out->gate == GATE_AGREEMENT)
            continue;
        struct view rest, first = k->name;
        if (k->value_count)
            first = view_cut(k->value[0].text, '\n', &rest);
        out->gate = GATE_AGREEMENT;
        out->gate_evidence = (struct evidence){
            .path = d->entry->path,
            .line = k->value_count ? k->value[0].line : k->line,
            .rule = VIEW("front-matter-gate"),
            .shows = document_excerpt(l->arena, first, 0)};
    }
}

// What kind of copy the card says it is.
static void take_kind(const struct level *l, struct view folded,
                      struct document_facts *out)
{
    out->is_delta = out->is_delta || phrases_in(&l->delta, folded);
    out->is_adapter = out->is_adapter || phrases_in(&l->adapter, folded);
    out->is_merge = out->is_merge || phrases_in(&l->merge, folded);
    out->is_quantized = out->is_quantized || phrases_in(&l->quantized, folded);
}

static void take_relation(const struct front_matter *f,
                          struct document_facts *out)
{
    struct view relation = front_text(f, VIEW("base_model_relation"));

    out->is_adapter = out->is_adapter || view_eq(relation, VIEW("adapter"));
    out->is_merge = out->is_merge || view_eq(relation, VIEW("merge"));
    out->is_quantized =
        out->is_quantized || view_eq(relation, VIEW("quantized"));
}

static void find_own_sets(struct level *l)
{
    struct view path = l->document->entry->path;

    l->set_from = l->set_to;
    while (l->set_to < l->sets.count &&
           view_eq(l->sets.item[l->set_to].evidence.path, path))
        l->set_to++;
}

static void take_document(struct level *l, struct document_facts *out)
{
    const struct document *d = l->document;
    const char *heading_at = NULL;
    struct view heading = {0};

    l->run = (struct section_run){0};
    find_own_sets(l);
    take_front_gate(l, out);
    for (size_t i = 0; i < d->md.line_count; i++) {
        const struct md_line *line = &d->md.line[i];
        struct view folded = document_folded(d, line);

        if (line->front)
            continue;
        if (line->heading.at != heading_at) {
            heading_at = line->heading.at;
            heading = phrase_fold(l->arena, line->heading);
            end_run(l);
            start_run(l, heading);
        }
        take_trainer(l, line, folded, heading, out);
        take_reproducible(l, line, folded, out);
        take_gate(l, line, folded, out);
        if (!line->fenced)
            take_data_line(l, line, folded, heading);
        if (d->is_card || d->entry->depth == 0)
            take_kind(l, folded, out);
    }
    end_run(l);
}

void documents_facts(struct arena *a, const struct release *r,
                     const struct documents *d, const struct sightings *seen,
                     struct document_facts *out)
{
    struct level l = {.arena = a};
    struct records data = {0};

    *out = (struct document_facts){.gate = GATE_UNKNOWN};
    read_lists(&l, &data);
    if (d->count)
        link_rules_read(a, &l.links);
    find_data_files(&l, r);
    find_sets(&l, seen);
    for (size_t i = 0; i < d->count; i++) {
        l.document = &d->item[i];
        take_document(&l, out);
    }
    if (d->card)
        take_relation(&d->card->front, out);
    take_files(&l, r);
    decide_level(&l.signs, out);
}
