// SPDX-License-Identifier: Apache-2.0
#include "parts/document.h"

#include "base/map.h"

#include "base/text.h"
#include "parts/phrase.h"

enum {
    DOCUMENT_LIMIT = 2 << 20,   // bytes of a document that are read
    DOCUMENTS_LIMIT = 24 << 20, // of all of them; the largest clone has 10 MB
    LINES_LIMIT = 2000000,      // of all of them
    SHALLOW = 3,                // folders above those that are read last
};

// ---- which files

// Names of knowledge/parts/documents.txt: `ends` of a document, words that
// make it something else, words that make it a card; records of those that are
// read first.
struct document_names {
    const struct record *document, *card;
    const struct record **first;
    size_t first_count;
};

static bool any_ends(const struct record *r, struct view key, struct view name)
{
    struct view tail;
    size_t at = 0;

    while (record_next(r, key, &at, &tail))
        if (view_ends(name, tail))
            return true;
    return false;
}

static bool any_in(const struct record *r, struct view key, struct view name)
{
    struct view word;
    size_t at = 0;

    while (record_next(r, key, &at, &word))
        if (view_has(name, word))
            return true;
    return false;
}

static bool is_read_first(const struct record *r, struct view name)
{
    struct view word;

    for (size_t at = 0; record_next(r, VIEW("is"), &at, &word);)
        if (view_eq(name, word))
            return true;
    for (size_t at = 0; record_next(r, VIEW("starts"), &at, &word);)
        if (view_starts(name, word))
            return true;
    return any_in(r, VIEW("has"), name);
}

static bool is_document(const struct document_names *names,
                        const struct entry *e)
{
    struct view name = entry_basename(e);

    return e->kind == ENTRY_FILE &&
           (e->scope == SCOPE_MAIN || e->scope == SCOPE_EXAMPLE) &&
           any_ends(names->document, VIEW("ends"), name) &&
           !any_in(names->document, VIEW("not"), name);
}

// ---- reading

// The first real heading; a bold line only where there is none.
static struct view first_title(const struct markdown *md)
{
    struct view bold = {0};

    for (size_t i = 0; i < md->line_count; i++) {
        const struct md_line *l = &md->line[i];

        if (!l->is_heading || !l->heading.len)
            continue;
        if (l->level < 4)
            return l->heading;
        bold = bold.len ? bold : l->heading;
    }
    return bold;
}

static void read_text(struct arena *a, struct view text, struct document *d)
{
    d->text = text;
    d->folded = phrase_fold(a, d->text);
    markdown_read(a, d->text, &d->md);
    front_matter_read(a, d->text, &d->front);
    d->title = first_title(&d->md);
}

static bool is_card(const struct document_names *names,
                    const struct document *d)
{
    struct view name = entry_basename(d->entry);

    if (any_in(names->card, VIEW("has"), name) ||
        any_in(names->card, VIEW("has"),
               view_basename(view_dirname(d->entry->lower))))
        return true;
    return d->front.present && !d->front.inside_text && d->entry->depth <= 1 &&
           view_starts(name, VIEW("readme"));
}

static struct view file_ext(struct view name)
{
    for (size_t i = name.len; i > 0; i--)
        if (name.at[i - 1] == '.')
            return view_from(name, i);
    return (struct view){0};
}

// The front matter that speaks for the release: that of the card nearest the
// root; README before others.
const struct document *documents_card(const struct documents *all)
{
    const struct document *best = NULL;
    unsigned best_rank = 0;

    for (size_t i = 0; i < all->count; i++) {
        const struct document *d = &all->item[i];
        bool readme = view_starts(entry_basename(d->entry), VIEW("readme."));

        if (!d->front.present || !file_ext(entry_basename(d->entry)).len)
            continue;
        unsigned rank = 1 + d->entry->depth * 4 + (readme ? 0 : 2) +
                        (d->front.inside_text ? 1 : 0);
        if (!best || rank < best_rank) {
            best = d;
            best_rank = rank;
        }
    }
    return best;
}

static bool read_names(struct arena *a, struct document_names *out)
{
    struct records all;

    *out = (struct document_names){0};
    if (knowledge_read(a, VIEW("parts/documents.txt"), &all))
        return false;
    out->document = records_find(&all, VIEW("name"), VIEW("document"));
    out->card = records_find(&all, VIEW("name"), VIEW("card"));
    for (size_t i = 0; i < all.record_count; i++)
        if (record_get(&all.record[i], VIEW("first")).len)
            *LIST_ADD(a, out->first, out->first_count) = &all.record[i];
    return out->document && out->card;
}

const struct document_names *document_names(struct arena *a)
{
    struct document_names *names = ARENA_NEW(a, struct document_names, 1);

    return read_names(a, names) ? names : NULL;
}

bool document_may_be_card(const struct document_names *names, struct view name)
{
    return any_ends(names->document, VIEW("ends"), name) &&
           !any_in(names->document, VIEW("not"), name) &&
           (view_starts(name, VIEW("readme")) ||
            any_in(names->card, VIEW("has"), name));
}

// Reads one, unless there were too many before it.
static void read_one(struct arena *a, struct documents *all, size_t *lines,
                     struct document *d)
{
    struct view text = {0};

    if (all->size > DOCUMENTS_LIMIT || *lines > LINES_LIMIT)
        all->unread++;
    else if (entry_read(a, d->entry, DOCUMENT_LIMIT, &text))
        text = (struct view){0};
    else
        all->unread += d->entry->size > DOCUMENT_LIMIT;
    read_text(a, text, d);
    all->size += text.len;
    *lines += d->md.line_count;
}

// ---- projects inside

enum { PROJECT_LICENSE = 1, PROJECT_BUILD = 2, PROJECT = 3 };

static size_t project_sign(struct view base)
{
    static const struct view license[] = {
        VIEW_INIT("license"), VIEW_INIT("licence"), VIEW_INIT("copying")};
    static const struct view build[] = {VIEW_INIT("setup.py"),
                                        VIEW_INIT("pyproject.toml"),
                                        VIEW_INIT("setup.cfg")};

    for (size_t i = 0; i < sizeof license / sizeof *license; i++)
        if (view_starts(base, license[i]))
            return PROJECT_LICENSE;
    for (size_t i = 0; i < sizeof build / sizeof *build; i++)
        if (view_eq(base, build[i]))
            return PROJECT_BUILD;
    return 0;
}

// Folders below a root with a license and a build file of their own.
static void find_projects(const struct release *r, struct map *projects)
{
    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];
        size_t sign = e->depth ? project_sign(entry_basename(e)) : 0;
        bool is_new;

        if (sign)
            *map_at(projects, view_dirname(e->path), &is_new) |= sign;
    }
}

// Whether a project that was copied into the release holds the path: its pages
// speak of it and not of the release.
static bool in_project(const struct map *projects, struct view path)
{
    for (size_t i = 0; projects->count && i < path.len; i++) {
        const size_t *sign =
            path.at[i] == '/' ? map_find(projects, view_head(path, i)) : NULL;

        if (sign && *sign == PROJECT)
            return true;
    }
    return false;
}

// When a document is read: what the release says of itself before all others,
// however many they are; what stands near the root before what stands below.
static size_t turn_of(const struct document_names *names, const struct entry *e)
{
    size_t depth = e->depth < SHALLOW ? e->depth : SHALLOW;

    for (size_t i = 0; i < names->first_count; i++)
        if (is_read_first(names->first[i], entry_basename(e)))
            return depth * names->first_count + i;
    return (SHALLOW + 1) * names->first_count + depth;
}

void documents_read(struct arena *a, const struct release *r, size_t threads,
                    struct documents *out)
{
    struct document_names names;
    size_t lines = 0;
    struct map projects = {.arena = a};

    (void)threads; // one arena holds them all, and they are few and small
    *out = (struct documents){0};
    if (!read_names(a, &names))
        return;
    find_projects(r, &projects);
    for (size_t i = 0; i < r->entry_count; i++)
        if (is_document(&names, &r->entry[i]) &&
            !in_project(&projects, r->entry[i].path))
            LIST_ADD(a, out->item, out->count)->entry = &r->entry[i];
    size_t *turns = ARENA_NEW(a, size_t, out->count + 1);
    for (size_t i = 0; i < out->count; i++)
        turns[i] = turn_of(&names, out->item[i].entry);
    for (size_t turn = 0; turn < (SHALLOW + 1) * (names.first_count + 1);
         turn++)
        for (size_t i = 0; i < out->count; i++) {
            struct document *d = &out->item[i];

            if (turns[i] != turn)
                continue;
            read_one(a, out, &lines, d);
            d->is_card = is_card(&names, d);
        }
    out->card = documents_card(out);
}

void document_of(struct arena *a, const struct entry *e, struct view text,
                 struct document *out)
{
    struct document_names names;

    *out = (struct document){.entry = e};
    read_text(a, text, out);
    out->is_card = read_names(a, &names) && is_card(&names, out);
}

// ---- evidence

static bool is_middle(char c) // of a UTF-8 sequence
{
    return ((unsigned char)c & 0xc0) == 0x80;
}

struct view document_excerpt(struct arena *a, struct view text, size_t at)
{
    struct text t = {.arena = a};
    size_t from = at > DOCUMENT_EXCERPT / 2 ? at - DOCUMENT_EXCERPT / 2 : 0;
    bool address = false, query = false;

    if (text.len <= DOCUMENT_EXCERPT)
        from = 0;
    else if (text.len - from < DOCUMENT_EXCERPT)
        from = text.len - DOCUMENT_EXCERPT;
    while (from < text.len && is_middle(text.at[from]))
        from++;
    struct view v = view_head(view_from(text, from), DOCUMENT_EXCERPT);
    while (v.len && v.at + v.len < text.at + text.len && is_middle(v.at[v.len]))
        v.len--;
    for (size_t i = 0; i < v.len; i++) {
        char c = v.at[i];

        if (view_starts(view_from(v, i), VIEW("://")))
            address = true;
        if ((unsigned char)c <= ' ' || byte_in(c, VIEW(")>\"'`|]")))
            address = query = false;
        query = query || (address && c == '?');
        if (!query)
            text_byte(&t, c);
    }
    return view_trim(text_view(&t));
}

struct evidence document_evidence_at(struct arena *a, const struct document *d,
                                     const struct md_line *line, size_t at,
                                     struct view rule)
{
    return (struct evidence){.path = d->entry->path,
                             .line = line->number,
                             .rule = rule,
                             .shows = document_excerpt(a, line->text, at)};
}

struct evidence document_evidence(struct arena *a, const struct document *d,
                                  const struct md_line *line, struct view rule)
{
    return document_evidence_at(a, d, line, 0, rule);
}

struct view document_prose(struct arena *a, const struct md_line *line,
                           struct view folded)
{
    struct md_link link = {.line = line->text};
    char *to = NULL;

    while (md_next_link(&link)) {
        if (!to) {
            to = ARENA_NEW(a, char, folded.len + 1);
            memcpy(to, folded.at, folded.len);
        }
        memset(to + link.from, ' ', link.url.len);
    }
    return to ? (struct view){to, folded.len} : folded;
}

bool document_is_citation(const struct md_line *line)
{
    static const struct view field[] = {VIEW_INIT("url"), VIEW_INIT("note"),
                                        VIEW_INIT("howpublished")};
    struct view v = view_trim(line->text);

    for (size_t i = 0; line->fenced && i < sizeof field / sizeof *field; i++) {
        struct view rest = view_trim(
            view_from(v, v.len < field[i].len ? v.len : field[i].len));

        if (view_starts(v, field[i]) && view_starts(rest, VIEW("=")))
            return true;
    }
    return false;
}
