// SPDX-License-Identifier: Apache-2.0
// template_filter.h - the filters (a|b) and tests (a is b) of templates.
//
// Source: the Jinja documentation, template designer (3.1), lists of builtin
// filters and of builtin tests. A filter that is not here is unknown.
#ifndef SAFETY_TEMPLATE_FILTER_H
#define SAFETY_TEMPLATE_FILTER_H

#include "safety/template_run.h"

// What `n`, a JINJA_FILTER, gives.
struct value template_filter(struct template_run *run,
                             const struct jinja_node *n);

// What `n`, a JINJA_TEST, gives: true, false or unknown.
struct value template_test(struct template_run *run,
                           const struct jinja_node *n);

#endif
