// SPDX-License-Identifier: Apache-2.0
// template_text.h - what a template makes of texts: Python's methods of str,
// and Jinja's filters of texts.
//
// Only ASCII has upper and lower case and blanks: what becomes of others is
// unknown.
#ifndef SAFETY_TEMPLATE_TEXT_H
#define SAFETY_TEMPLATE_TEXT_H

#include "safety/template_function.h"

// Of a text, as a method and as a filter alike; and as a method alone.
extern const struct template_function text_shared[], text_methods[];

// `v`, or of a text that has more than ASCII the list of its characters.
struct value text_characters(struct template_run *run,
                             const struct jinja_node *n, const struct value *v);

// The elements of a list or the keys of a dict, with `by` between them.
struct value text_join(struct template_run *run, const struct jinja_node *n,
                       const struct value *list, struct view by);

// `pattern`, a text, with the marks of Python's % replaced: "%s", "%d" and "%c"
// without widths. `values`: a tuple, or the only value.
struct value text_percent(struct template_run *run, const struct jinja_node *n,
                          const struct value *pattern,
                          const struct value *values);

#endif
