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

// The filter that `n` applies: its own name, or that of the one which `map`
// applies to each element, whose arguments stand behind `*skip` others. Empty:
// nobody knows, or it is named through more names than are followed.
struct view filter_applied(struct template_run *run, const struct jinja_node *n,
                           size_t *skip);

// What `n`, a JINJA_TEST, gives: true, false or unknown.
struct value template_test(struct template_run *run,
                           const struct jinja_node *n);

#endif
