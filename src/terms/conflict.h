// SPDX-License-Identifier: Apache-2.0
// conflict.h - in which clauses two answers for one part differ: a conflict is
// more than two names (terms.md 4).
#ifndef TERMS_CONFLICT_H
#define TERMS_CONFLICT_H

#include "terms/bound.h"

struct license_difference { // a clause in which two licenses differ
    struct view key, one, other;
    struct view one_where, other_where; // sections, or empty
    struct evidence one_place, other_place;
    bool one_here, other_here; // the text is, and the place is in it
};

struct license_differences {
    struct license_difference *item; // in the order of the clauses of `one`
    size_t count;
};

// Of two answers whose licenses are among `all`. Of one with
// several licenses a clause has the values of all. What a text that nobody
// knows does not seem to say is "not-found", what a name leaves open "unknown";
// neither is a difference to a license that says nothing of it. Places: as
// bound_place.
void conflict_differences(struct arena *a, const struct bounds *all,
                          const struct conflict *one,
                          const struct conflict *other,
                          struct license_differences *out);

// "use-commercial, patent-grant and 3 more", or empty.
struct view conflict_keys(struct arena *a, const struct license_differences *d);

#endif
