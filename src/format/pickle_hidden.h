// SPDX-License-Identifier: Apache-2.0
// pickle_hidden.h - pickles where nobody expects one: in a constant of another,
// and behind its end.
//
// Source: threats.md 3. Inside of the pickle reader only: others use pickle.h,
// which declares pickle_search.
#ifndef FORMAT_PICKLE_HIDDEN_H
#define FORMAT_PICKLE_HIDDEN_H

#include "format/pickle_machine.h"

// Reads without telling anything, in memory of its own; false: no more of this
// is done for this file. `out` holds numbers only.
bool pickle_probe(struct pickle_reader *p, struct view bytes, uint64_t at,
                  struct pickle *out);

// What a pickle made is gone: of `out` only numbers stay.
static inline void pickle_forget(struct pickle *out)
{
    out->root = pickle_kind_of(out->root);
    out->import = NULL;
}

// One of several: what it made goes with it, so that many pickles need no more
// memory than one.
void pickle_read_and_forget(struct pickle_reader *p, struct view bytes,
                            uint64_t at, struct pickle *out);

// What a constant must begin with to be tried as a pickle: PROTO, or an import
// by two lines of identifiers, or a mark with a string or a mark behind it.
bool pickle_may_start(struct view v);

enum { PICKLE_NESTED_LEAST = 8 }; // bytes of a constant that may be a pickle

// Whether `constant`, which has as many bytes, must be looked at for one: it
// begins like one somewhere. A quick answer for nearly all that do not.
bool pickle_begins_somewhere(struct view constant);
extern const bool pickle_begins[256]; // by the first byte
static inline bool pickle_may_nest(struct view constant)
{
    const unsigned char *at = (const unsigned char *)constant.at;

    return (pickle_begins[at[0]] | pickle_begins[at[1]] | pickle_begins[at[2]] |
            pickle_begins[at[3]] | pickle_begins[at[4]] |
            pickle_begins[constant.len > 8 ? at[8] : 0]) &&
           pickle_begins_somewhere(constant);
}

// Tells of a pickle in `constant`, which is a piece of m->bytes or was decoded
// from one.
void pickle_check_constant(struct machine *m, struct view constant);

// The same of a text that the pickle has encoded, as Latin-1 does it.
void pickle_check_encoded(struct machine *m, struct view text);

// Both of a line that was decoded, and whether its front asks for it; `more`:
// the line goes on.
bool pickle_begins_decoded(struct machine *m, struct view front);
void pickle_check_decoded(struct machine *m, struct view text, bool more);

#endif
