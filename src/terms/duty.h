// SPDX-License-Identifier: Apache-2.0
// duty.h - what follows from the terms of a release for someone who runs,
// tunes, ships or serves it, and what is wrong with the terms themselves.
//
// The sentences and which clause leads to which of them are data:
// knowledge/licenses/duties.txt. Nothing here is legal advice: each duty has
// the place where its clause can be read.
#ifndef TERMS_DUTY_H
#define TERMS_DUTY_H

#include "terms/conflict.h"

enum duty_role { ROLE_RUN, ROLE_TUNE, ROLE_SHIP, ROLE_SERVE, ROLE_END };
enum duty_kind { DUTY_MAY_NOT, DUTY_MUST, DUTY_KNOW };

struct duty {
    struct view id; // of the record: "begin-name-with"
    enum duty_role role;
    enum duty_kind kind;
    struct view says;          // our sentence
    const struct bound *bound; // NULL: a gate, or terms beside the license
    struct view key, value;    // of the clause; of the value, the part meant
    struct view section;       // of the license, or empty
    struct view note;          // what is known of the clause, or empty
    struct view part;          // the first part it is for
    const struct view *parts;  // all of them
    size_t part_count;
    struct evidence place;
    enum confidence confidence;
};

// What is wrong, or open, with the terms: license-text-absent,
// policy-text-absent, needs-human, license-not-stated, license-conflict,
// license-conflict-with-base, naming-duty-met, naming-duty-not-met,
// naming-duty-open, parent-license-unknown; family-tag (the name is that of
// several licenses), version-missing (of one, whose version it leaves open);
// custom-name-missing, custom-link-missing and custom-text-missing (what the
// tag `other` of a card has to come with); license-not-machine-readable,
// title-contradicts-text, filename-misleading and only-parts-were-read (of a
// single file); license-changed (terms_history.h).
struct terms_flag {
    struct view id;
    struct view part;    // or empty
    struct view license; // or empty
    struct view fact;    // one sentence
    struct evidence evidence;
    struct evidence against;            // of a conflict: the other place
    struct license_differences differs; // of a conflict
};

struct duties {
    struct bounds bounds;
    struct duty *item; // by role, then kind, then the order of the licenses
    size_t count;
    struct terms_flag *flag;
    size_t flag_count;
};

// The list, the flags, and the bounds they stand on.
void duties_take(struct arena *a, const struct licenses *l,
                 const struct release *r, const struct inventory *inv,
                 const struct terms *t, struct duties *out);

// The flags alone; `out->bounds` is filled.
void terms_flags_raise(struct arena *a, const struct licenses *l,
                       const struct release *r, const struct inventory *inv,
                       const struct terms *t, struct duties *out);

struct view duty_role_word(enum duty_role r); // run, tune, ship, serve
struct view duty_kind_word(enum duty_kind k); // may-not, must, know

#endif
