// SPDX-License-Identifier: Apache-2.0
// template_taken.h - the method that formats, taken from a text and called
// later.
//
// {% set f = message.content.format %}{{ f(x) }} formats by whatever the
// message says. That a template takes what is called `format` is no fault: it
// prints that member of a tool's schema. So it is followed by the names that a
// template sets to where it is called. Names are not told apart by where they
// are set, and what holds such a method, or is made with one, counts as one.
#ifndef SAFETY_TEMPLATE_TAKEN_H
#define SAFETY_TEMPLATE_TAKEN_H

#include "safety/template_look.h"

// Keeps that `at` reaches for such a method.
void taken_note(struct template_look *l, const struct jinja_node *at);

// Tells template.escape of each call of one, after the template was looked at
// and tried out.
void template_taken(struct template_look *l, const struct jinja *t);

#endif
