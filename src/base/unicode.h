// SPDX-License-Identifier: Apache-2.0
// unicode.h - UTF-8, and the few Unicode properties we need (by utf8proc).
#ifndef BASE_UNICODE_H
#define BASE_UNICODE_H

#include "base/arena.h"

// Length of the first character of `v` and the character itself; 0 if `v` is
// empty or does not begin with a well-formed UTF-8 sequence (no overlong forms,
// no surrogates, at most U+10FFFF).
size_t utf8_next(struct view v, uint32_t *c);

// Writes `c` as UTF-8, a surrogate too; the bytes written, at most 4.
size_t utf8_put(char *to, uint32_t c);

// Offset of the first byte that is not part of well-formed UTF-8, or SIZE_MAX.
size_t utf8_fault(struct view v);

// May not reach a terminal or a page as it is: controls, bidi and zero-width
// characters, line separators, unassigned and private characters.
bool unicode_is_unsafe(uint32_t c);

// Whether a character of `name`, a file's, would steer a terminal or turn the
// direction of the text around: controls, C1, bidi marks. Bytes that are not
// UTF-8 are passed over.
bool utf8_steers(struct view name);

// Whether `v` is well-formed UTF-8 in which no character is unsafe.
bool utf8_is_safe(struct view v);

// A letter, a digit, or a mark that belongs to the letter before it.
bool unicode_is_word(uint32_t c);

// Columns that `v` takes on a terminal (0, 1 or 2 a character); bytes that are
// not UTF-8 count 1.
size_t unicode_width(struct view v);

// NFC, in `a`. Bytes that are not UTF-8 are dropped.
struct view unicode_compose(struct arena *a, struct view v);

// NFKC with full case folding, in `a`. Bytes that are not UTF-8 are dropped.
struct view unicode_fold(struct arena *a, struct view v);

#endif
