// SPDX-License-Identifier: Apache-2.0
// statement.h - sentences, labels and badges that say under what terms
// something is: knowledge/licenses/statements.txt.
//
// A statement is a claim: a license text beats it (inventory.md 6.3).
#ifndef TERMS_STATEMENT_H
#define TERMS_STATEMENT_H

#include "format/front_matter.h"
#include "format/markdown.h"
#include "terms/sentence.h"
#include "terms/source_text.h"

enum statement_kind {
    STATEMENT_GRANT,   // "the code and weights are released under X"
    STATEMENT_LABEL,   // "License: X", or X alone under such a heading
    STATEMENT_TAG,     // the SPDX tag at the head of a source file
    STATEMENT_BADGE,   // img.shields.io/badge/License-X
    STATEMENT_MENTION, // names X, says nothing of what is under it
    STATEMENT_ENTRY,   // a row of a table or list: a component and its license
    STATEMENT_ORIGIN,  // "made from Y, originally licensed under X"
    STATEMENT_LIMIT,   // "for research only": no license, but a limit
    STATEMENT_POINTER, // "see LICENSE": where to look
    STATEMENT_OPEN,    // "the weights have terms of their own": not which
};

struct statement {
    enum statement_kind kind;
    unsigned parts;         // 0: does not say of what
    struct view expression; // empty: only `file` says it
    struct view file;       // a license file it links, as written, or empty;
                            // of a pointer also an address
    struct component *component; // the named things it is said of
    size_t component_count;
    bool about;        // stands where terms are told: under such a heading
    uint64_t from, to; // bytes of the text
    uint32_t line;
    struct view shows; // the line
};

struct statements {
    struct statement *item; // by place
    size_t count;
};

// Of markdown or plain text that was read before.
void statements_of_markdown(struct arena *a, const struct licenses *l,
                            const struct markdown *md, struct statements *out);

// The same for the text of a file, with SPDX tags. `named`: the file's name
// says that it holds terms, so what it says is about them without a heading.
void statements_of_source(struct arena *a, const struct licenses *l,
                          const struct source_text *source, bool named,
                          struct statements *out);

// The same for its bytes, of which the first NORMAL_MAX are looked at.
void statements_of_text(struct arena *a, const struct licenses *l,
                        struct view bytes, bool named, struct statements *out);

// What `license`, `license_name` and `license_link` of a front matter say
// together, and where; the empty view: nothing.
struct view front_license(struct arena *a, const struct licenses *l,
                          const struct front_matter *m,
                          struct front_value *where);

// "Falcon LLM license" -> LicenseRef-falcon-llm-license, for names nobody
// knows.
struct view license_reference(struct arena *a, struct view name);

#endif
