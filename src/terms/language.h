// SPDX-License-Identifier: Apache-2.0
// language.h - whether words are in a language that is not read here.
//
// Rules are found in English and in Chinese (terms.md 2.9, 3). Of a text in
// another language it cannot be said that it holds none: it is unknown
// (terms.md, rule 3).
#ifndef TERMS_LANGUAGE_H
#define TERMS_LANGUAGE_H

#include "terms/match.h"

// Whether a paragraph of words [from, to) is in neither of the two: by its
// letters, or by the small words between the others. Too few to tell: false.
bool language_is_unread(const struct match *m, size_t from, size_t to);

#endif
