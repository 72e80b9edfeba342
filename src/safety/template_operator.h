// SPDX-License-Identifier: Apache-2.0
// template_operator.h - arithmetic, comparisons and logic of templates.
//
// Source: the Jinja documentation, template designer (3.1), which leaves what
// they do to Python. A number that does not fit in 64 bits is INT64_MAX.
#ifndef SAFETY_TEMPLATE_OPERATOR_H
#define SAFETY_TEMPLATE_OPERATOR_H

#include "safety/template_run.h"

// What `n`, a JINJA_UNARY, gives.
struct value operator_unary(struct template_run *run,
                            const struct jinja_node *n);

// What `n`, a JINJA_BINARY, gives.
struct value operator_binary(struct template_run *run,
                             const struct jinja_node *n);

#endif
