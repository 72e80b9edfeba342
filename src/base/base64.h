// SPDX-License-Identifier: Apache-2.0
// base64.h - base64 in both alphabets of RFC 4648, read strictly.
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include "base/arena.h"

// Decodes `v` into `a`. Refuses, with false, blanks and other signs, a mixture
// of the two alphabets, bits that are not zero behind the last byte, and wrong
// padding. It may be left out altogether where a sign of the URL-safe alphabet
// (- _) shows that this is its form.
bool base64_read(struct arena *a, struct view v, struct view *out);

// `bytes` in the standard alphabet with padding, in `a`.
struct view base64_of(struct arena *a, struct view bytes);

#endif
