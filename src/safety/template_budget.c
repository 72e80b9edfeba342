// SPDX-License-Identifier: Apache-2.0
#include "safety/template_budget.h"

enum { MOST_MADE = 32 << 20 };

void budget_stop(struct template_run *r, const struct jinja_node *n,
                 enum template_limit limit)
{
    if (!r->limit) {
        r->limit = limit;
        r->limit_offset = n ? n->offset : 0;
    }
    r->stopped = true;
}

bool budget_look(struct template_run *r, const struct jinja_node *n,
                 const struct value *v)
{
    int64_t count = v->kind == VALUE_RANGE ? 0 : value_bound(v);
    int64_t each = v->kind == VALUE_TEXT ? BYTES_A_STEP : ITEMS_A_STEP;

    return budget_steps(r, n, count > 0 ? (uint64_t)(count / each) : 0);
}

bool budget_singles(struct template_run *r, const struct jinja_node *n,
                    size_t len)
{
    return budget_steps(r, n, len / SINGLES_A_STEP);
}

bool budget_search(struct template_run *r, const struct jinja_node *n,
                   size_t len)
{
    return budget_steps(r, n, len / SEARCHED_A_STEP);
}

bool budget_compare(struct template_run *r, const struct jinja_node *n,
                    const struct value *of, struct view with)
{
    uint64_t count = of->kind == VALUE_RANGE ? 0 : (uint64_t)value_bound(of);

    return budget_steps(
        r, n, count * (1 + with.len / COMPARED_AN_ITEM) / ITEMS_A_STEP);
}

bool budget_in(struct template_run *r, const struct jinja_node *n,
               const struct value *in, const struct value *of)
{
    return of->kind == VALUE_TEXT ? budget_search(r, n, of->text.len)
                                  : budget_compare(r, n, of, in->text);
}

bool budget_bytes(struct template_run *r, const struct jinja_node *n,
                  uint64_t bytes)
{
    r->made += bytes < MOST_MADE ? bytes : (uint64_t)MOST_MADE + 1;
    if (r->made > MOST_MADE)
        budget_stop(r, n, TEMPLATE_TEXT);
    return !r->stopped;
}

bool budget_items(struct template_run *r, const struct jinja_node *n,
                  uint64_t count)
{
    const uint64_t each = 2 * (sizeof(struct value) + sizeof(struct view));

    return budget_steps(r, n, count) && budget_bytes(r, n, (count + 1) * each);
}

bool budget_text(struct template_run *r, const struct jinja_node *n,
                 uint64_t len)
{
    if (len > TEMPLATE_MOST_OUTPUT)
        budget_stop(r, n, TEMPLATE_TEXT);
    return budget_bytes(r, n, len + 1);
}
