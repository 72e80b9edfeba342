// SPDX-License-Identifier: Apache-2.0
// verify_rules.h - findings of a verification by the rows of
// knowledge/safety/oms.txt.
#ifndef SAFETY_VERIFY_RULES_H
#define SAFETY_VERIFY_RULES_H

#include "safety/rules.h"

struct verify_rules {
    struct arena *arena;
    struct safety_rules table;
    size_t *told;               // by row: findings so far
    enum safety_verdict *worst; // by row: of those that are not told each
    struct safety *safety;
};

// Reads the table; findings go to `s`.
struct error *verify_rules_open(struct arena *a, struct safety *s,
                                struct verify_rules *out) MUST_USE;

// Adds a finding of the first class of the rule's row. After a thousand of one
// rule the rest is counted and told by verify_rules_end.
void verify_find(struct verify_rules *r, struct view rule, struct view path,
                 const char *format, ...) PRINTF_LIKE(4, 5);

// The same with all that a finding has; the class is one of the row's.
void verify_find_as(struct verify_rules *r, struct safety_finding f);

// The usual class of `rule`.
enum safety_verdict verify_class(const struct verify_rules *r,
                                 struct view rule);

void verify_rules_end(struct verify_rules *r);

#endif
