// SPDX-License-Identifier: Apache-2.0
// template_function.h - what a template calls by name (functions, methods,
// filters), and the arguments of the call.
#ifndef SAFETY_TEMPLATE_FUNCTION_H
#define SAFETY_TEMPLATE_FUNCTION_H

#include "safety/template_run.h"

// `of`: what the method belongs to or the filter is applied to; `call`: a
// JINJA_CALL or JINJA_FILTER, whose arguments are not evaluated yet.
struct template_function {
    struct view name;
    struct value (*gives)(struct template_run *run,
                          const struct jinja_node *call,
                          const struct value *of);
};

// Puts in `*out` what the function `name` of `rows`, which end with an empty
// one, gives; false: there is no such row, and nothing was evaluated.
bool function_apply(const struct template_function *rows,
                    struct template_run *run, const struct jinja_node *call,
                    struct view name, const struct value *of,
                    struct value *out);

// The argument that stands at `index` or is called `name` (empty: only by
// place), or NULL.
const struct jinja_node *argument_find(const struct jinja_node *call,
                                       size_t index, struct view name);

// Its value; undefined where it is not given.
struct value argument_value(struct template_run *run,
                            const struct jinja_node *call, size_t index,
                            struct view name);

// The arguments without keywords, as a list.
struct value argument_list(struct template_run *run,
                           const struct jinja_node *call);

// Evaluates every argument for what happens on the way. Gives what a function
// that we do not compute gives: unknown.
struct value argument_all(struct template_run *run,
                          const struct jinja_node *call);

#endif
