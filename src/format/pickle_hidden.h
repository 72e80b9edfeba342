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

// Tells of a pickle in `constant`, which is a piece of m->bytes.
void pickle_check_constant(struct machine *m, struct view constant);

#endif
