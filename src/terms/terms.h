// SPDX-License-Identifier: Apache-2.0
// terms.h - which terms a release comes with and which of them reach which
// part.
//
// terms_of_text recognises one text (terms.md 2). terms_attach collects license
// evidence (inventory.md 6) and writes `terms` of every part.
#ifndef TERMS_TERMS_H
#define TERMS_TERMS_H

#include "knowledge/license.h"
#include "parts/inventory.h"
#include "terms/clause.h"
#include "terms/excerpt.h"
#include "terms/reference.h"

enum match_result {
    MATCH_EXACT,
    MATCH_EXACT_WITH_HEADER,
    MATCH_EXACT_WITH_OPTIONAL_OMITTED,
    MATCH_ADDED_TEXT,
    MATCH_MODIFIED,
    MATCH_HEADER,
    MATCH_REFERENCE,
    MATCH_TAG,
    MATCH_SNIPPET,
    MATCH_UNKNOWN,
    MATCH_OTHER_TEXT,
};

struct license_hunk {    // a place where a text is not the license it resembles
    bool material;       // it may change what the text means (terms.md 2.9)
    uint64_t from, to;   // bytes of the file; what is missing: between words
    uint32_t line;       // of `from`
    uint32_t lacks;      // words of the license that are not here
    struct view section; // of the license, or empty
    struct view words;   // of the file; empty where something is missing
    struct reference_words missing; // those of the license, if it is at hand
};

struct license_ignored {
    struct view what; // "copyright": a line that names a holder
    uint64_t from, to;
};

struct license_range {
    uint64_t from, to; // bytes of the file
    uint32_t line;     // of `from`
    enum match_result result;
    struct view id;            // or empty
    struct view nearest;       // for modified and unknown, or empty
    double aligned;            // 0..1
    uint32_t words;            // of that license, those that may be missing
                               // left out of the count; 0: not counted
    struct license_hunk *hunk; // material first, then by place
    size_t hunk_count;
    struct view *copyright;
    size_t copyright_count;
    struct license_ignored *ignored; // words left out of the comparison
    size_t ignored_count;
    const struct license_info *info; // of `id`, or NULL
    struct clause *clause;           // what it says, each with its place
    size_t clause_count;
};

struct license_prevails { // what a text in several languages says of them
    struct view language; // the one that decides, "zh"; empty: not said
    uint64_t from, to;    // bytes of the file that say so
    uint32_t line;
};

struct license_part { // what the file says of a kind of part
    struct view kind; // "weights", "code", "data", "docs"
    struct view expression;
};

struct license_file {
    struct view path;
    struct view expression; // NONE, LicenseRef-unknown or an expression
    struct view form;       // of a file that holds no text: "pdf", "docx",
                            // "binary" ...; or empty
    struct view *refers_to;
    size_t refers_to_count;
    struct license_part *part;
    size_t part_count;
    struct view *flag; // kebab-case: policy-text-absent, license-pointer ...
    size_t flag_count;
    struct license_prevails prevails;
    struct license_range *range;
    size_t range_count;
    struct excerpt *read; // bytes that were looked at: not all of a long text
    size_t read_count;
};

// Recognises the text of one file. `name` is its base name (a claim only).
void terms_of_text(struct arena *a, const struct licenses *l, struct view path,
                   struct view bytes, struct license_file *out);

// The same with the texts of licenses at hand (NULL: none), out of which what a
// file lacks is quoted.
void terms_of_text_with(struct arena *a, const struct licenses *l,
                        const struct references *texts, struct view path,
                        struct view bytes, struct license_file *out);

struct terms {
    struct license_file *file; // by path; last that of a service
    size_t file_count;
    const struct license_file *service; // the terms of an endpoint, or NULL
};

// Reads the license files, front matter, statements, badges and headers of a
// release and fills part[].terms of `inv`.
struct error *terms_attach(struct arena *a, const struct licenses *l,
                           const struct release *r, size_t threads,
                           struct inventory *inv, struct terms *out) MUST_USE;

struct view match_word(enum match_result r);

// The license of which the text of a range is a known changed copy; or empty.
struct view license_modifies(const struct license_range *r);

// "X-or-later", if a range is the text of "X-only": the text of a GNU license
// does not say which of the two is meant (terms.md 2.10). Else empty.
struct view license_or_later(struct arena *a, const struct license_range *r);

#endif
