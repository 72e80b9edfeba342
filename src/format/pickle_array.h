// SPDX-License-Identifier: Apache-2.0
// pickle_array.h - arrays in the stream of a pickle, as joblib writes them:
// right behind the BUILD of what stands for one, its bytes, or a pickle if it
// is of objects.
//
// Source: NumpyArrayWrapper of joblib/numpy_pickle.py; arraydescr_setstate of
// numpy for its types. Inside of the pickle reader only.
#ifndef FORMAT_PICKLE_ARRAY_H
#define FORMAT_PICKLE_ARRAY_H

#include "format/pickle_machine.h"

// Goes behind the array that `state`, just built, tells of; ends the reading
// where that does not say how large it is.
void pickle_skip_array(struct machine *m, struct pickle_value state);

// Ends the reading where not enough is kept to tell that.
void pickle_lose_array(struct machine *m);

// What is kept as the `state` of `call` if that lasts and so holds nothing that
// does not: of the type of an array a number, of others that there is one.
struct pickle_value pickle_lasting_state(struct machine *m,
                                         struct pickle_value call,
                                         struct pickle_value state);

#endif
