// SPDX-License-Identifier: Apache-2.0
// template_budget.h - what a template that is tried out may cost.
//
// Steps, bytes and items are charged to the run before they are taken. The
// first limit that is met stops the run, and nothing is made after that.
// Source: threats.md 6.
#ifndef SAFETY_TEMPLATE_BUDGET_H
#define SAFETY_TEMPLATE_BUDGET_H

#include "safety/template_run.h"

enum {
    BYTES_A_STEP = 256, // that are looked through
    ITEMS_A_STEP = 16,
    SINGLES_A_STEP = 32,   // bytes that are taken one by one
    SEARCHED_A_STEP = 8,   // bytes in which a text is searched
    COMPARED_AN_ITEM = 64, // bytes of a text that items are compared with
};

// Stops the run at `n`, or NULL for no place; the first limit is kept.
void budget_stop(struct template_run *r, const struct jinja_node *n,
                 enum template_limit limit);

// Behind what perhaps is not run, `r`, which was going on before, goes on as if
// no jump and no exception had been in it; a limit counts.
static inline void budget_go_on(struct template_run *r)
{
    r->broke = r->continued = false;
    r->stopped = r->limit != TEMPLATE_NO_LIMIT;
}

// The others charge the run at `n` and say whether it goes on.
static inline bool budget_steps(struct template_run *r,
                                const struct jinja_node *n, uint64_t steps)
{
    r->steps += steps;
    if (r->steps > (r->most_steps ? r->most_steps : TEMPLATE_MOST_STEPS))
        budget_stop(r, n, TEMPLATE_STEPS);
    return !r->stopped;
}

// Looking through the bytes or the items of `v`.
bool budget_look(struct template_run *r, const struct jinja_node *n,
                 const struct value *v);

// Taking `len` bytes one by one.
bool budget_singles(struct template_run *r, const struct jinja_node *n,
                    size_t len);

// Searching a text of `len` bytes, whatever for: a bad one takes several steps
// of the processor for each.
bool budget_search(struct template_run *r, const struct jinja_node *n,
                   size_t len);

// Comparing each item of `of`, or the name of each member, with `with`.
bool budget_compare(struct template_run *r, const struct jinja_node *n,
                    const struct value *of, struct view with);

// Looking whether `in` is part of `of`.
bool budget_in(struct template_run *r, const struct jinja_node *n,
               const struct value *in, const struct value *of);

// Bytes of memory for values.
bool budget_bytes(struct template_run *r, const struct jinja_node *n,
                  uint64_t bytes);

// A list or dict of so many items, or that many more of one.
bool budget_items(struct template_run *r, const struct jinja_node *n,
                  uint64_t count);

// A text of `len` bytes.
bool budget_text(struct template_run *r, const struct jinja_node *n,
                 uint64_t len);

#endif
