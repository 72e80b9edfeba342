// SPDX-License-Identifier: Apache-2.0
// print_make.h - makes knowledge/licenses/fingerprints.bin from license texts.
//
// The same texts give the same bytes, in any order of the texts.
#ifndef TERMS_PRINT_MAKE_H
#define TERMS_PRINT_MAKE_H

#include "knowledge/license.h"
#include "terms/normal.h"

struct print_text {
    struct view path; // for messages
    struct view bytes;
    // The license's record: `id`; `head` (a title the text may begin with or
    // lack), `appendix` (words that begin "how to apply"), `optional` (words
    // some renderings have: those in brackets), `notice-from` and `notice-to`
    // (first and last words of the standard notice), `field` (words in whose
    // place every licensor writes a name), `annex` (words that begin another
    // text printed behind it), `preamble-to`, `closing-from` (words up to which
    // and from which on the text is informational and may be missing),
    // `disclaimer-from` (the words on warranty and liability).
    const struct record *record;
};

// Fails with ERROR_INPUT if a text is unreadable or two licenses have the same
// words.
struct error *prints_make(struct arena *a, const struct license_words *w,
                          const struct print_text *text, size_t count,
                          struct view *out) MUST_USE;

// The texts of `base` without those of the license `without` (may be empty),
// and with new ones: what a team adds, or leaves out to see what a text says
// without its name.
struct error *prints_join(struct arena *a, const struct license_words *w,
                          const struct license_prints *base,
                          struct view without, const struct print_text *text,
                          size_t count, struct view *out) MUST_USE;

#endif
