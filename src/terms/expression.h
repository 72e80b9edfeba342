// SPDX-License-Identifier: Apache-2.0
// expression.h - SPDX license expressions: AND, OR, WITH, parentheses.
//
// Source: SPDX specification 2.3, annex D (the grammar; WITH binds closest,
// then AND, then OR). Operators are taken in upper or lower case, identifiers
// in any case. An identifier need not be known. At most 64 parentheses deep.
#ifndef TERMS_EXPRESSION_H
#define TERMS_EXPRESSION_H

#include "knowledge/license.h"

enum { EXPRESSION_MAX_DEPTH = 64, EXPRESSION_MAX_IDS = 256 };

enum expression_kind { EXPRESSION_ID, EXPRESSION_AND, EXPRESSION_OR };

struct expression {
    enum expression_kind kind;
    struct view id;        // as the list spells it; with "+" if it has one
    struct view exception; // after WITH, or empty
    const struct expression *left, *right;
};

// NULL: not an expression (also NONE, NOASSERTION and the empty text).
const struct expression *expression_read(struct arena *a,
                                         const struct licenses *l,
                                         struct view text);

// The expression with known spellings, deprecated ids replaced, no needless
// parentheses; the empty view if `text` is none.
struct view expression_canonical(struct arena *a, const struct licenses *l,
                                 struct view text);

// `wanted` is one of the identifiers, whatever their case.
bool expression_has(struct view expression, struct view wanted);

// Whether every identifier is one we know.
bool expression_known(struct arena *a, const struct licenses *l,
                      struct view text);

// Both, joined by AND, each identifier once: "A" and "A AND B" give "A AND B".
struct view expression_join(struct arena *a, const struct licenses *l,
                            struct view one, struct view other);

// Whether two answers for one thing can both be meant: `other` names nothing
// that `one` does not, or one of them is a name that leaves open which member
// of its family it means ("gemma", "gpl-3.0").
bool expressions_agree(const struct licenses *l, struct view one,
                       struct view other);

// Whether one of the two is a name for a family that has the other, or a member
// of the other, in it.
bool license_may_mean(const struct license_info *name,
                      const struct license_info *meant);

// Steps through the identifiers of an expression's text, without exceptions:
// `struct view rest = text, id; while (expression_next(&rest, &id))`.
bool expression_next(struct view *rest, struct view *id);

#endif
