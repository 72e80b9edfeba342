// SPDX-License-Identifier: Apache-2.0
#include "safety/verify_rules.h"

enum { MOST_ALIKE = 1000 };

struct error *verify_rules_open(struct arena *a, struct safety *s,
                                struct verify_rules *out)
{
    *out = (struct verify_rules){.arena = a, .safety = s};
    TRY(knowledge_read(a, VIEW("safety/oms.txt"), &out->rows));
    out->told = ARENA_NEW(a, size_t, out->rows.record_count);
    out->worst = ARENA_NEW(a, enum safety_verdict, out->rows.record_count);
    return NULL;
}

static size_t row_of(const struct verify_rules *r, struct view rule)
{
    const struct record *row = records_find(&r->rows, VIEW("rule"), rule);

    assert(row); // a test looks up every rule of ours
    return (size_t)(row - r->rows.record);
}

static bool is_class(enum safety_verdict v, struct view word)
{
    return view_eq(safety_word(v), word);
}

enum safety_verdict verify_class(const struct verify_rules *r, struct view rule)
{
    struct view word =
        record_get(&r->rows.record[row_of(r, rule)], VIEW("severity"));
    enum safety_verdict v = SAFETY_DANGER;

    while (v > SAFETY_OK && !is_class(v, word))
        v--;
    return v;
}

static bool row_allows(const struct record *row, enum safety_verdict v)
{
    struct view word;

    for (size_t at = 0; record_next(row, VIEW("severity"), &at, &word);)
        if (is_class(v, word))
            return true;
    return false;
}

void verify_find_as(struct verify_rules *r, struct safety_finding f)
{
    size_t row = row_of(r, f.rule);

    assert(row_allows(&r->rows.record[row], f.severity));
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
    for (size_t i = 0; i < r->rows.record_count; i++) {
        struct view rule = record_get(&r->rows.record[i], VIEW("rule"));

        if (r->told[i] > MOST_ALIKE)
            safety_add(r->arena, r->safety,
                       (struct safety_finding){
                           .rule = rule,
                           .severity = r->worst[i],
                           .shows = arena_print(
                               r->arena, "%zu more files have this finding",
                               r->told[i] - MOST_ALIKE)});
    }
    safety_settle(r->safety);
}
