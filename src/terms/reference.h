// SPDX-License-Identifier: Apache-2.0
// reference.h - known license texts that the user has at hand, so that words
// which a file lacks can be quoted: the program itself keeps only hashes.
//
// A text is recognised by its words, whatever its file is called: only one that
// is a known license word for word is taken.
#ifndef TERMS_REFERENCE_H
#define TERMS_REFERENCE_H

#include "knowledge/license.h"

struct references;

// The words of a license as they stand in a reference text.
struct reference_words {
    struct view path, words; // empty: no text of this license is at hand
    uint64_t from, to;       // bytes of that file
};

// Reads the files of `folder` (not those of folders in it). Fails with
// ERROR_USAGE if it cannot be read or no file holds the text of a known
// license.
struct error *references_read(struct arena *a, const struct licenses *l,
                              struct view folder,
                              struct references **out) MUST_USE;

// A text at hand as the reference of the only license that `l` compares with.
void references_of(struct arena *a, const struct licenses *l, struct view path,
                   struct view bytes, struct references **out);

// Words [from, to) of all words of the known texts (license_print.h). `r` may
// be NULL: nothing is at hand.
struct reference_words reference_find(struct arena *a,
                                      const struct references *r, uint32_t from,
                                      uint32_t to);

#endif
