// SPDX-License-Identifier: Apache-2.0
// difference.h - the changed places of a known text, as people read them:
// where, in which section, with which words, and whether it matters
// (terms.md 2.8, 2.9).
//
// Of what the text lacks only hashes are known: it is told by section, and
// whether it matters by the hashes of the rule words.
#ifndef TERMS_DIFFERENCE_H
#define TERMS_DIFFERENCE_H

#include "terms/match.h"

struct differences {
    struct license_hunk *hunk; // material first, each kind by place
    size_t count;
    bool without_optional; // an appendix or preamble is missing
    bool other_title;      // the title says more or another date or address
};

// Differences that are none (a title left out, a name in its field) are not
// among the hunks.
void differences_of(const struct match *m, const struct piece *c,
                    struct differences *out);

// Words [from, to) of the text, which the license lacks, as a hunk behind its
// section at license word `at` (or nowhere: UINT32_MAX).
void difference_add(const struct match *m, size_t from, size_t to, uint32_t at,
                    struct differences *out);

// Whether the numbers of the items show that one is missing between them, which
// the license does not lack: adds the place as a hunk.
void difference_of_numbers(const struct match *m, const struct piece *c,
                           struct differences *out);

void differences_sort(struct differences *d);

// The words of the file, cut to a length that can be read.
struct view difference_words(const struct match *m, size_t from, size_t to);

#endif
