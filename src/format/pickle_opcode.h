// SPDX-License-Identifier: Apache-2.0
// pickle_opcode.h - what each opcode of a pickle does: one table.
//
// Source: Lib/pickletools.py and Modules/_pickle.c of CPython. Inside of the
// pickle reader only: others use pickle.h.
#ifndef FORMAT_PICKLE_OPCODE_H
#define FORMAT_PICKLE_OPCODE_H

#include "format/pickle_machine.h"

bool opcode_exists(unsigned char code);

// Runs the opcodes from m->at on, until the machine has ended.
void opcodes_run(struct machine *m);

#endif
