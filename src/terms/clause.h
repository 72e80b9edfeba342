// SPDX-License-Identifier: Apache-2.0
// clause.h - a clause of a license with its place in the file at hand.
#ifndef TERMS_CLAUSE_H
#define TERMS_CLAUSE_H

#include "base/view.h"

enum confidence {
    CONFIDENCE_CERTAIN, // what is known of a text that is here word for word
    CONFIDENCE_LIKELY,  // found by a phrase that hardly says anything else
    CONFIDENCE_HINT,    // found by a phrase that a person has to read
};

struct clause_span {   // one of the places of a clause
    struct view where; // its section
    uint64_t from, to; // bytes of the file
    uint32_t line;     // of `from`, from 1
};

struct clause {
    struct view key, value; // terms.md 3; "use-commercial", "no"
    struct view where;      // section of the text: "1.b.iv", "head"
    struct view note;       // or empty
    struct view reason;     // of a found one: why it restricts, or empty
    uint64_t from, to;      // bytes of the file
    uint32_t line;          // of `from`, from 1
    enum confidence confidence;
    // Where `where` names several sections ("5.a, Exhibit A"): those that were
    // found in the text, in its order. None for one place.
    struct clause_span *span;
    size_t span_count;
};

#endif
