// SPDX-License-Identifier: Apache-2.0
// template_reach.h - reaching into a value: a.b, a['b'], a[0], a[1:2].
#ifndef SAFETY_TEMPLATE_REACH_H
#define SAFETY_TEMPLATE_REACH_H

#include "safety/template_run.h"

// Tells the run's judge that `name` reaches into a value at `n`.
void reach_tell(struct template_run *run, const struct jinja_node *n,
                struct view name);

// The same of what is computed, paths of names ("a.b,c") too; what is put
// together of constants in a way that is not followed is told as a doubt.
void reach_by(struct template_run *run, const struct jinja_node *n,
              const struct value *name);

// The member `name` of `of`, told to the judge; undefined where it has none.
struct value reach_member(struct template_run *run, const struct jinja_node *n,
                          const struct value *of, struct view name);

// What `n`, a JINJA_ITEM, gives.
struct value reach_item(struct template_run *run, const struct jinja_node *n);

#endif
