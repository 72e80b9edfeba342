// SPDX-License-Identifier: Apache-2.0
// license_family.h - what a name that does not say which license is meant says
// all the same: the clauses that all members of its family share (terms.md 4).
#ifndef KNOWLEDGE_LICENSE_FAMILY_H
#define KNOWLEDGE_LICENSE_FAMILY_H

#include "knowledge/license.h"

// Gives `family`, a record with `member` lines, a clause for each key of its
// members: their value where all have the same, else "unknown" with a note that
// tells the values. A member that is not in `l` (left out) is passed over.
void license_family_clauses(struct arena *a, const struct licenses *l,
                            struct license_info *family);

#endif
