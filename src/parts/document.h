// SPDX-License-Identifier: Apache-2.0
// document.h - the documents of a release, read once, for every later rule.
//
// README.md, *.md, *.rst (and license-like text files are read by terms/, not
// here) in scope main or example, at most 2 MB each (inventory.md 5). The rules
// are data: links.txt, phrases.txt, benchmarks.txt, sections.txt in
// knowledge/parts/.
//
//   document.c    reads them, finds the card and the words of the title
//   mention.c     links, mentions and tables: documents_sightings
//   section.c     the classes of sections a model card has
//   data_level.c  what is said of the training data: documents_facts
#ifndef PARTS_DOCUMENT_H
#define PARTS_DOCUMENT_H

#include "format/front_matter.h"
#include "format/markdown.h"
#include "parts/sighting.h"

struct document {
    const struct entry *entry;
    struct view text;
    struct view folded; // as long as `text`: phrase.h
    struct markdown md;
    struct front_matter front;
    bool is_card;      // front matter at most one folder deep, or a card's name
    struct view title; // words of its first heading, or empty
};

enum { DOCUMENT_EXCERPT = 120 }; // bytes of a line that are shown

struct document_names;

struct documents {
    struct document *item; // in the order of the release's entries
    size_t count;
    size_t size;   // bytes that were read
    size_t unread; // of `count`, those that were too many: they hold no text
    const struct document *card; // the card whose front matter speaks for the
                                 // release, or NULL
};

// Reads the documents of `r` into `a`. One thread does it: they are few, small,
// and share the arena.
void documents_read(struct arena *a, const struct release *r, size_t threads,
                    struct documents *out);

// The same for a text at hand, as if `e` held it: for tests and fuzz targets.
void document_of(struct arena *a, const struct entry *e, struct view text,
                 struct document *out);

// The card of `all` whose front matter speaks for the release, or NULL.
const struct document *documents_card(const struct documents *all);

// Whether a file of this base name, in lower case, is a README or has the name
// of a card, so that its front matter speaks for the release.
bool document_may_be_card(const struct document_names *names, struct view name);

// The rules for names, in `a`; NULL: they cannot be read.
const struct document_names *document_names(struct arena *a);

// What the documents say about the parts (links, mentions, tables, levels).
void documents_sightings(struct arena *a, const struct release *r,
                         const struct documents *d, struct sightings *out);

// Facts of the documents that the inventory combines with others.
struct document_facts {
    int data_level;                 // 0..3 (inventory.md 5)
    struct evidence level_evidence; // what decided it
    bool trainer_linked;            // a line links a training repository
    struct evidence trainer;
    bool reproducible; // reproduc/replicat together with train on a line
    struct evidence reproducible_evidence;
    enum gate gate; // of the weights, as documents and front matter say
    struct evidence gate_evidence;
    bool is_delta, is_adapter, is_merge, is_quantized; // the card says so
};

// `seen` is what documents_sightings gave.
void documents_facts(struct arena *a, const struct release *r,
                     const struct documents *d, const struct sightings *seen,
                     struct document_facts *out);

// The folded bytes of a line.
static inline struct view document_folded(const struct document *d,
                                          const struct md_line *line)
{
    return (struct view){d->folded.at + line->offset, line->text.len};
}

// `folded`, the folded bytes of a line, with blanks for its addresses: their
// names are not words of prose.
struct view document_prose(struct arena *a, const struct md_line *line,
                           struct view folded);

// Whether a line is a field of an entry in a bibliography: `url = {..}`.
bool document_is_citation(const struct md_line *line);

// At most 120 bytes of `text` with byte `at` among them, in `a`: no broken
// character, and no query of an address, since that may be a key to something.
struct view document_excerpt(struct arena *a, struct view text, size_t at);

// Evidence at byte `at` of a line.
struct evidence document_evidence_at(struct arena *a, const struct document *d,
                                     const struct md_line *line, size_t at,
                                     struct view rule);

// Evidence for a line of a document; `shows` is cut to 120 bytes.
struct evidence document_evidence(struct arena *a, const struct document *d,
                                  const struct md_line *line, struct view rule);

#endif
