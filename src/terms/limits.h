// SPDX-License-Identifier: Apache-2.0
// limits.h - what a text that nobody knows says that limits its user.
//
// By words of knowledge/yardsticks/limits.txt, which stand in no open licence.
// A hit is a reason to read the text, not a reading of it.
#ifndef TERMS_LIMITS_H
#define TERMS_LIMITS_H

#include "knowledge/license.h"

// A restricted licence called `id` with the limits found in `text` as its
// reasons; NULL if none was found, which says nothing.
const struct license_info *limits_of_text(struct arena *a, struct view id,
                                          struct view text);

#endif
