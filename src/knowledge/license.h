// SPDX-License-Identifier: Apache-2.0
// license.h - what is known of each license: knowledge/licenses/.
//
//   known/*.txt       a record a license: id, title, class, aliases, clauses
//   spdx-ids.txt      ids known without a text, by who lists them
//   fingerprints.bin  hashes of the texts (license_print.h)
#ifndef KNOWLEDGE_LICENSE_H
#define KNOWLEDGE_LICENSE_H

#include "knowledge/clause_words.h"
#include "knowledge/knowledge.h"
#include "knowledge/license_print.h"
#include "knowledge/license_words.h"
#include "knowledge/statement_words.h"

enum answer { ANSWER_NO, ANSWER_YES, ANSWER_UNKNOWN };

// What the terms leave of the four freedoms (yardsticks.md 2.2, 8, 9).
enum terms_class {
    TERMS_CLASS_OSI,        // OSI-approved
    TERMS_CLASS_FREE,       // grants the freedoms, not on the OSI list: CC0,
                            // CC-BY, CC-BY-SA, OpenMDW, CDLA, ODC-By ...
    TERMS_CLASS_NEAR_FREE,  // no limit on use, field, users or place, but a
                            // custom text that adds a request or duty
    TERMS_CLASS_RESTRICTED, // limits use, field, scale, place or sharing
    TERMS_CLASS_UNKNOWN,    // a text or name we cannot judge
};

struct license_clause {
    struct view key, value, where, note;
};

struct license_info {
    struct view id, title, version;
    struct view family;   // "llama", "rail", ... or empty
    struct view category; // words of the corpus: permissive, copyleft, ...
    enum answer osi, fsf, osd;
    enum terms_class class_;
    struct view why_not; // short reasons, e.g. "OSD6 commercial use; OSD5 ..."
    struct license_clause *clause;
    size_t clause_count;
    const struct record *record; // its lines, or NULL for a bare id
};

struct licenses; // the database, opened once

struct error *licenses_open(struct arena *a, struct licenses **out) MUST_USE;

// The same but for the license `without` (may be empty), and with the records
// of `own` (may be NULL), whose texts have no fingerprints yet: see
// licenses_take_prints. Fails if an id of `own` is taken.
struct error *licenses_open_with(struct arena *a, struct view without,
                                 const struct records *own,
                                 struct licenses **out) MUST_USE;

// From now on texts are compared with these.
void licenses_take_prints(struct licenses *l, const struct license_prints *p);

// For many texts: see prints_index.
void licenses_index_prints(struct arena *a, struct licenses *l);

// What terms/finder.h reads once for all texts; NULL until it is taken.
struct finders;
void licenses_take_finders(struct licenses *l, const struct finders *f);
const struct finders *license_finders(const struct licenses *l);

// The same from texts at hand (tests, a team's own): `known` holds records as
// in known/*.txt, `print` what license_prints_make gave, or nothing.
struct error *licenses_read(struct arena *a, struct view known,
                            struct view print, struct licenses **out) MUST_USE;

// By SPDX id or LicenseRef, case-insensitive as SPDX asks; NULL: not known.
const struct license_info *license_find(const struct licenses *l,
                                        struct view id);

// What a name people write ("Apache 2.0", a hub tag, "MIT License") means as an
// SPDX id or LicenseRef; the empty view if it is ambiguous or unknown.
struct view license_alias(const struct licenses *l, struct view name);

// Whether `folded` (lower case, one blank between words, as license_fold
// gives) begins with a known name that ends at a word's end. The longest one
// counts; `*len` gets its bytes.
struct view license_alias_at(const struct licenses *l, struct view folded,
                             size_t *len);

// How names are compared: ASCII lower case, "license" for "licence", runs of
// anything but letters, digits, '.' and '+' as one blank; addresses without
// "https" and "www".
struct view license_fold(struct arena *a, struct view name);

// The same to `out`, which has room for as many bytes as `name` has; how many
// were written.
size_t license_fold_to(char *out, struct view name);

// What stands for a deprecated identifier, or the empty view.
struct view license_now(const struct licenses *l, struct view id);

// Steps through all licenses with a record: `size_t at = 0;`.
const struct license_info *license_next(const struct licenses *l, size_t *at);

// Whether the name stands for several licenses, or leaves their version open.
bool license_is_family(const struct license_info *info);

// Whether a line of a record is no clause: id, title, category, alias ...
bool license_plain_key(struct view key);

const struct license_prints *license_prints(const struct licenses *l);
const struct license_words *license_words(const struct licenses *l);
const struct clause_words *license_clause_words(const struct licenses *l);
const struct statement_words *license_statements(const struct licenses *l);
// Whether a name, folded, says itself that it is one of terms.
bool license_names_terms(struct view alias);

// One of these stands wherever a license is named or terms are told.
const struct triggers *license_triggers(const struct licenses *l);
// Takes every line for one that may tell something: slower, and no different
// (tests/test_trigger.c).
void licenses_trigger_always(struct licenses *l);

// The class of an SPDX expression: AND the worst, OR the best.
enum terms_class expression_class(struct arena *a, const struct licenses *l,
                                  struct view expression);

struct view answer_word(enum answer a); // "no", "yes", "unknown"

#endif
