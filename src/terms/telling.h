// SPDX-License-Identifier: Apache-2.0
// telling.h - from sentences and table rows to statements: what statement.c
// reads, line by line, is told here to mean something.
#ifndef TERMS_TELLING_H
#define TERMS_TELLING_H

#include "terms/sentence.h"
#include "terms/statement.h"

struct teller {
    struct arena *arena;
    const struct licenses *licenses;
    const struct statement_words *words;
    struct statements *out;
    bool about_terms;         // the heading, or the file, is about the terms
    unsigned heading_parts;   // and says of what
    struct view heading_name; // or is the name of a thing: "### Heron-7B"
    unsigned pending;         // a sentence said of what, and not yet what
    unsigned before;          // parts the sentence before spoke of
    const struct md_line *first, *last; // where it stands
};

// One sentence: of a paragraph, a list item, a heading.
void tell_sentence(struct teller *t, const struct sentence *s);

// A heading that names a license itself: "Weights (Heron License 2)".
void tell_heading(struct teller *t, const struct sentence *s);

// The rows of the table that begins at line `i`, if it has a column of
// licenses; gives the line behind it, or `i` if it has none.
size_t tell_table(struct teller *t, const struct markdown *md, size_t i);

struct statement *tell_add(struct teller *t, enum statement_kind kind,
                           unsigned parts, struct view expression,
                           struct view file);

// The first license named at word `from` or later: words [from, to).
struct told_name {
    struct view id;
    size_t from, to;
    bool changed; // "modified X", "X with additional terms": not X itself
};

bool tell_name(const struct teller *t, const struct sentence *s, size_t from,
               struct told_name *out);

#endif
