// SPDX-License-Identifier: Apache-2.0
// template_call.h - calls: of macros, of the functions that a template is given
// (range, namespace), and of methods.
#ifndef SAFETY_TEMPLATE_CALL_H
#define SAFETY_TEMPLATE_CALL_H

#include "safety/template_run.h"

// What `n`, a JINJA_CALL, gives. A method is told to the judge.
struct value template_call(struct template_run *run,
                           const struct jinja_node *n);

// The members of a dict as a list of pairs of a key and a value.
struct value template_items(struct template_run *run,
                            const struct jinja_node *call,
                            const struct value *dict);

#endif
