// SPDX-License-Identifier: Apache-2.0
// manual.h - manual pages in roff, made from the option tables.
#ifndef BASE_MANUAL_H
#define BASE_MANUAL_H

#include "base/option.h"
#include "base/text.h"

// The page PROGRAM-COMMAND(1), or PROGRAM(1) if `c` is NULL. No date stands in
// it: the same program gives the same bytes.
void man_print(struct text *t, const struct program *p,
               const struct command *c);

#endif
