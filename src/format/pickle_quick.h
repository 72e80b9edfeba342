// SPDX-License-Identifier: Apache-2.0
// pickle_quick.h - the common opcodes of pickles once more, for speed.
//
// Nearly all opcodes of a large pickle are a dozen that push a value or keep
// it. Here they work on a few variables that the compiler holds in registers,
// and on bytes that are known to be at hand. Each does what its row in
// pickle_opcode.c does, and leaves to that what is not common about it: there
// is the meaning, here only the speed. Inside of the pickle reader only.
#ifndef FORMAT_PICKLE_QUICK_H
#define FORMAT_PICKLE_QUICK_H

#include "format/pickle_machine.h"

// Runs opcodes from m->at on, at most up to m->quick; stops before one that
// needs care.
void opcodes_run_quickly(struct machine *m);

#endif
