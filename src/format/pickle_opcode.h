// SPDX-License-Identifier: Apache-2.0
// pickle_opcode.h - what each opcode of a pickle does: one table.
//
// Source: Lib/pickletools.py and Modules/_pickle.c of CPython. Inside of the
// pickle reader only: others use pickle.h.
#ifndef FORMAT_PICKLE_OPCODE_H
#define FORMAT_PICKLE_OPCODE_H

#include "format/pickle_machine.h"

enum pickle_takes { // what stands behind an opcode
    TAKES_CARE,     // nothing that is known: there is no such opcode
    TAKES_NOTHING,
    TAKES_U1,
    TAKES_U2,
    TAKES_U4,
    TAKES_I4, // a number
    TAKES_U8,
    TAKES_FLOAT, // 8 bytes, which are not looked at
    TAKES_LINE,
    TAKES_LINES, // two
    TAKES_BYTES1,
    TAKES_BYTES4,
    TAKES_BYTES_I4, // a length that may not be negative
    TAKES_BYTES8,
};

struct pickle_opcode {
    // With m->at behind the opcode and what it takes, which is in m->number,
    // m->text and m->second.
    void (*run)(struct machine *m);
    enum pickle_takes takes;
};

extern const struct pickle_opcode pickle_opcode[256];

bool opcode_exists(unsigned char code);

// Runs the opcodes from m->at on, until the machine has ended.
void opcodes_run(struct machine *m);

#endif
