// SPDX-License-Identifier: Apache-2.0
#include "parts/citation.h"

enum {
    TITLE_BYTES = 200, // of a title that are read
    ENTRY_LINES = 60,  // an entry is not longer
    TITLE_WORDS = 12,  // words kept of a name
    NAME_WORD = 2,     // shorter words name nothing
};

// ---- BibTeX

// "@article{key": the entry's head.
static bool opens_entry(struct view line)
{
    struct view v = view_trim(line);
    size_t i = 1;

    if (v.len < 4 || v.at[0] != '@')
        return false;
    while (i < v.len && ascii_alpha(v.at[i]))
        i++;
    v = view_trim(view_from(v, i));
    return i > 3 && v.len && (v.at[0] == '{' || v.at[0] == '(');
}

// The value of `key = {value` at the start of a folded line, or after a comma;
// `*at` gets its offset.
static bool has_field(struct view folded, struct view key, size_t *at)
{
    size_t hit = view_find(folded, key);

    if (hit == SIZE_MAX || (hit && phrase_is_word(folded.at[hit - 1])))
        return false;
    size_t i = hit + key.len;
    while (i < folded.len && folded.at[i] == ' ')
        i++;
    if (i >= folded.len || folded.at[i] != '=')
        return false;
    while (i < folded.len && byte_in(folded.at[i], VIEW("= {\"")))
        i++;
    *at = i;
    return true;
}

static void take_field(struct citation *c, struct view folded,
                       const struct md_line *line)
{
    size_t at;

    if (!c->title && has_field(folded, VIEW("title"), &at)) {
        c->title = line;
        c->title_at = at;
    }
    if (has_field(folded, VIEW("eprint"), &at) ||
        has_field(folded, VIEW("booktitle"), &at))
        c->published = true;
    if (has_field(folded, VIEW("journal"), &at) &&
        !view_has(view_from(folded, at), VIEW("github")))
        c->published = true;
    if ((has_field(folded, VIEW("url"), &at) ||
         has_field(folded, VIEW("howpublished"), &at) ||
         has_field(folded, VIEW("note"), &at)) &&
        view_has(view_from(folded, at), VIEW("arxiv")))
        c->published = true;
}

bool citation_next(struct citation_walk *w)
{
    const struct document *d = w->document;
    const struct markdown *md = &d->md;

    while (w->at < md->line_count && !opens_entry(md->line[w->at].text))
        w->at++;
    if (w->at >= md->line_count)
        return false;
    w->citation = (struct citation){.entry = &md->line[w->at], .from = w->at};
    size_t end = w->at + ENTRY_LINES;
    do {
        const struct md_line *l = &md->line[w->at];

        take_field(&w->citation, document_folded(d, l), l);
        w->at++;
        if (view_eq(view_trim(l->text), VIEW("}")) ||
            view_starts(l->text, VIEW("```")))
            break;
    } while (w->at < md->line_count && w->at < end &&
             !opens_entry(md->line[w->at].text));
    const struct md_line *t = w->citation.title;
    w->citation.to = w->at;
    w->citation.own =
        t && (w->title_words->count == 0 ||
              phrases_in(w->title_words, view_from(document_folded(d, t),
                                                   w->citation.title_at)));
    return true;
}

void citation_sightings(struct arena *a, const struct document *d,
                        const struct phrases *title_words,
                        struct sightings *out)
{
    struct citation_walk w = {.document = d, .title_words = title_words};
    bool any = false;

    while (!any && citation_next(&w)) {
        const struct md_line *at =
            w.citation.title ? w.citation.title : w.citation.entry;

        if (!w.citation.published || !w.citation.own)
            continue;
        any = true;
        sighting_add(out, (struct sighting){
                              .part = PART_DOC_PAPER,
                              .presence = PRESENCE_POINTER,
                              .evidence = document_evidence(
                                  a, d, at, VIEW("citation-entry")),
                          });
    }
}

// ---- names

static bool names_something(struct view word, const struct phrases *stop)
{
    bool capital = false, letter = false;

    for (size_t i = 0; i < word.len; i++) {
        capital = capital || (word.at[i] >= 'A' && word.at[i] <= 'Z') ||
                  ascii_digit(word.at[i]);
        letter = letter || ascii_alpha(word.at[i]);
    }
    if (!capital || !letter || word.len < NAME_WORD)
        return false;
    for (size_t i = 0; i < stop->count; i++)
        if (view_eq_nocase(stop->item[i].text, word))
            return false;
    return true;
}

void title_words(struct arena *a, struct view title, const struct phrases *stop,
                 struct phrases *out)
{
    struct view v = view_head(title, TITLE_BYTES);
    size_t i = 0;

    while (i < v.len && out->count < TITLE_WORDS) {
        size_t from = i;

        while (i < v.len && ascii_alnum(v.at[i]))
            i++;
        struct view word = {v.at + from, i - from};
        if (names_something(word, stop))
            phrase_add(a, out, word);
        i += i == from ? 1 : 0;
    }
}
