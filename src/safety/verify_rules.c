// SPDX-License-Identifier: Apache-2.0
#include "safety/verify_rules.h"

enum { MOST_ALIKE = 1000 };

struct error *verify_rules_open(struct arena *a, struct safety *s,
                                struct verify_rules *out)
{
    *out = (struct verify_rules){.arena = a, .safety = s};
    TRY(safety_rules_open(a, &out->table));
    out->told = ARENA_NEW(a, size_t, out->table.count);
    out->worst = ARENA_NEW(a, enum safety_verdict, out->table.count);
    return NULL;
}

static const struct safety_rule *rule_of(const struct verify_rules *r,
                                         struct view id)
{
    const struct safety_rule *rule = safety_rules_find(&r->table, id);

    assert(rule); // a test looks up every rule of ours
    return rule;
}

enum safety_verdict verify_class(const struct verify_rules *r, struct view rule)
{
    return rule_of(r, rule)->usual;
}

void verify_find_as(struct verify_rules *r, struct safety_finding f)
{
    const struct safety_rule *rule = rule_of(r, f.rule);
    size_t row = (size_t)(rule - r->table.rule);

    f.severity = safety_rule_class(rule, f.severity);
    if (r->told[row]++ < MOST_ALIKE)
        safety_add(r->arena, r->safety, f);
    else if (f.severity > r->worst[row])
        r->worst[row] = f.severity;
}

void verify_find(struct verify_rules *r, struct view rule, struct view path,
                 const char *format, ...)
{
    va_list va;

    va_start(va, format);
    verify_find_as(r, (struct safety_finding){
                          .rule = rule,
                          .severity = verify_class(r, rule),
                          .path = path,
                          .shows = arena_vprint(r->arena, format, va)});
    va_end(va);
}

void verify_rules_end(struct verify_rules *r)
{
    for (size_t i = 0; i < r->table.count; i++)
        if (r->told[i] > MOST_ALIKE)
            safety_add(r->arena, r->safety,
                       (struct safety_finding){
                           .rule = r->table.rule[i].id,
                           .severity = r->worst[i],
                           .shows = arena_print(
                               r->arena, "%zu more files have this finding",
                               r->told[i] - MOST_ALIKE)});
    safety_settle(r->safety);
}
