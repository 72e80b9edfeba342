// SPDX-License-Identifier: Apache-2.0
// pickle_call.h - what an allowed name could be made to do by what it is given.
//
// Source: threats.md 3. Inside of the pickle reader only.
#ifndef FORMAT_PICKLE_CALL_H
#define FORMAT_PICKLE_CALL_H

#include "format/pickle_machine.h"

// Tells of a call that takes more memory than it is given, of a pickle in a
// text that it encodes, and of arguments that are not known though they matter.
void pickle_check_call(struct machine *m, struct pickle_value function,
                       struct pickle_value given);

#endif
