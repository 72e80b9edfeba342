// SPDX-License-Identifier: Apache-2.0
// bound.h - the licenses that bind someone who takes a release, each with its
// clauses and the parts it reaches.
//
// Taken from the parts' terms (terms.h), what stands against them, the terms of
// the base, use policies and the terms of a service. A license whose text is in
// the release has its clauses at their places in that text; one that is only
// named has what is known of the license of that name, at the place where it is
// named, and never as certain.
#ifndef TERMS_BOUND_H
#define TERMS_BOUND_H

#include "terms/terms.h"

enum bound_basis {
    BOUND_TEXT,    // its text is here, word for word
    BOUND_PHRASE,  // a changed or unknown text is here; what was found in it
    BOUND_NAME,    // named only; the clauses are those of the known license
    BOUND_UNKNOWN, // named only, and nobody here knows it
};

struct bound {
    struct view license; // id
    enum bound_basis basis;
    const struct license_info *info;   // what is known of the id, or NULL
    const struct license_file *file;   // where its text is, or NULL
    const struct license_range *range; // the text in it, or NULL
    struct evidence evidence;          // where the release says so
    struct view *part; // "weights.final" ...; "service"; in their order
    size_t part_count;
    bool from_base; // the terms of what it was made from
    bool disputed;  // another source of the release names another license
    bool choice;    // one of several that the taker may choose
    bool is_policy; // a use policy, not a license
    struct clause *clause;
    size_t clause_count;
};

struct bounds {
    struct bound *item; // in the order of the parts
    size_t count;
};

void bounds_take(struct arena *a, const struct licenses *l,
                 const struct inventory *inv, const struct terms *t,
                 struct bounds *out);

// The same for one expression, whose texts, if they are here, are in the files
// of `t`: adds to `out`.
void bounds_of_expression(struct arena *a, const struct licenses *l,
                          const struct terms *t, struct view expression,
                          const struct evidence *at, struct bounds *out);

// Whether a use policy that `b` may bind to is not in the release.
bool bound_lacks_policy(const struct bound *b, const struct bounds *all,
                        const struct inventory *inv);

// Whether `r` is the text of one of them.
bool bounds_have(const struct bounds *all, const struct license_range *r);

// Whether a range is the text of a license, known or not, and not its name.
bool range_is_text(const struct license_range *r);

// Where a clause stands: bytes of the text if it is here, else where the
// license is named. `rule` is "clause", `shows` the note.
struct evidence bound_place(const struct bound *b, const struct clause *c);

// The whole of its text, whose `range` is in the release.
struct evidence bound_text(const struct bound *b);

// The place of one of several sections of a clause, `c->span[i]`.
struct evidence bound_span_place(const struct bound *b, const struct clause *c,
                                 size_t i);

struct view bound_basis_word(enum bound_basis b); // text, phrase, name, unknown

#endif
