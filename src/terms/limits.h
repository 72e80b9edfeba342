// SPDX-License-Identifier: Apache-2.0
// limits.h - what a text that nobody knows says that limits its user.
//
// By the finders that name a reason (finder.h). A hit is a reason to read the
// text, not a reading of it.
#ifndef TERMS_LIMITS_H
#define TERMS_LIMITS_H

#include "knowledge/license.h"
#include "terms/finder.h"

// A restricted license called `id` with the reasons of `found`; NULL if there
// is none, which says nothing.
const struct license_info *limits_of_clauses(struct arena *a, struct view id,
                                             const struct clause *found,
                                             size_t count);

// The same of words [from, to) of a text that were not searched yet.
const struct license_info *limits_of_words(struct arena *a,
                                           const struct licenses *l,
                                           struct view id, struct view bytes,
                                           const struct normal *n, size_t from,
                                           size_t to);

// The same of a text whose words were not read yet.
const struct license_info *limits_of_text(struct arena *a,
                                          const struct licenses *l,
                                          struct view id, struct view text);

#endif
