// SPDX-License-Identifier: Apache-2.0
// citation.h - what a document asks to be cited: BibTeX entries, and whether an
// entry is the release's own.
#ifndef PARTS_CITATION_H
#define PARTS_CITATION_H

#include "parts/document.h"
#include "parts/phrase.h"

struct citation {
    size_t from, to;             // lines [from, to) of the document
    const struct md_line *entry; // the line with @article{
    const struct md_line *title; // NULL: it has none
    size_t title_at;             // offset of the title's first byte in its line
    bool published;              // has eprint, booktitle or a journal
    bool own; // its title holds a word of the document's, or that has
              // none
};

// Steps through the entries of a document.
struct citation_walk {
    const struct document *document;
    const struct phrases *title_words;
    size_t at; // index of the next line
    struct citation citation;
};

bool citation_next(struct citation_walk *w);

// Adds the words of a title by which something is named: those that begin with
// a capital or hold a digit, without common words (claims.txt, name-stop).
void title_words(struct arena *a, struct view title, const struct phrases *stop,
                 struct phrases *out);

void citation_sightings(struct arena *a, const struct document *d,
                        const struct phrases *title_words,
                        struct sightings *out);

#endif
