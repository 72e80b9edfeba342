// SPDX-License-Identifier: Apache-2.0
// evidence.h - everything in a release that says under what terms it is
// (inventory.md 6.1): texts, front matter, sentences, badges, headers, metadata
// of weights files, and what a manifest or record declares.
#ifndef TERMS_EVIDENCE_H
#define TERMS_EVIDENCE_H

#include "terms/statement.h"
#include "terms/terms.h"

enum terms_source {     // what weighs most first
    TERMS_DECLARED_OWN, // a manifest, for this part
    TERMS_TEXT_OWN,     // a text that says it is for this kind of part
    TERMS_TEXT_LINKED,  // a text that a statement names for this part
    TERMS_TEXT_FOLDER,  // a text in the part's folder
    TERMS_TEXT_RELEASE, // a text for the whole root
    TERMS_FRONT_MATTER,
    TERMS_METADATA, // inside the weights file
    TERMS_HEADER,   // heads of code files
    TERMS_PACKAGE,  // metadata of a package
    TERMS_STATEMENT_PART,
    TERMS_STATEMENT_RELEASE, // "License: X"
    TERMS_BADGE,             // says not of what
};

struct terms_evidence {
    enum terms_source source;
    struct view expression;
    unsigned parts;     // statement_part bits; 0: the source does not say
    uint32_t root;      // index into release.root
    struct view folder; // "" for the root's top
    uint32_t depth;     // of the file in its root
    bool about_model;   // the text itself licenses a model
    bool modified;      // a text nobody knows, or one that was changed
    struct evidence evidence;
};

struct terms_limit { // a term beside the license
    unsigned parts;
    uint32_t root;
    struct view text;
    struct evidence evidence;
};

struct terms_found {
    struct terms_evidence *item; // by path, then place
    size_t count;
    struct terms_limit *limit;
    size_t limit_count;
    struct license_file *file; // by path
    size_t file_count;
};

// Whether a file of this base name, in lower case, is taken for a license or a
// use policy.
bool evidence_file_is(const struct statement_words *words, struct view name);

// Reads the files and documents that `inv` left to it.
void evidence_collect(struct arena *a, const struct licenses *l,
                      const struct release *r, const struct inventory *inv,
                      struct terms_found *out);

#endif
