// SPDX-License-Identifier: Apache-2.0
// Expected values: the numbers of yardsticks.md 7, by hand.
#include "check.h"
#include "facts.h"

#include "verdict/judge.h"

static const struct verdict *judge(struct facts *f, const char *yardstick)
{
    facts_judge(f);
    return verdict_find(&f->i, view_of(yardstick));
}

static struct view state(const struct verdict *v, const char *id)
{
    for (size_t n = 0; n < v->item_count; n++)
        if (view_eq(v->item[n].id, view_of(id)))
            return v->item[n].state;
    return (struct view){0};
}

static void weights(struct facts *f)
{
    facts_open(f);
    facts_set(f, PART_WEIGHTS_FINAL, STAGE_NONE, PRESENCE_PRESENT, "MIT");
}

TEST(the_indicators_of_the_list_in_their_order)
{
    static const char *const ids[] = {
        "1",  "2",  "3",  "6",  "11", "13", "14", "15", "16", "17", "18", "19",
        "20", "21", "24", "26", "27", "30", "31", "32", "35", "36", "37", "38",
        "41", "44", "45", "46", "48", "49", "59", "60", "64", "84", "92", "94"};
    struct facts f;

    weights(&f);
    const struct verdict *v = judge(&f, "fmti");
    CHECK_U64(v->item_count, sizeof ids / sizeof *ids);
    for (size_t n = 0; n < v->item_count && n < sizeof ids / sizeof *ids; n++)
        CHECK_VIEW(v->item[n].id, view_of(ids[n]));
    arena_free(&f.arena);
}

TEST(found_not_found_and_not_looked)
{
    static struct document readme;
    struct facts f;

    weights(&f);
    const struct verdict *v = judge(&f, "fmti");
    CHECK_TEXT(state(v, "41"), "found");
    CHECK_TEXT(state(v, "64"), "found"); // the licence
    CHECK_TEXT(state(v, "15"), "not found");
    CHECK_TEXT(state(v, "26"), "not looked"); // no document was given
    CHECK_TEXT(state(v, "49"), "not looked");
    CHECK_TEXT(verdict_word(v->verdict), "not-applicable");
    arena_free(&f.arena);
    weights(&f);
    f.i.inventory.documents = (struct documents){.item = &readme};
    f.i.inventory.documents.count = 1;
    struct disclosures *d = &f.i.inventory.disclosures;
    *LIST_ADD(&f.arena, d->item, d->count) = (struct disclosure){
        VIEW("energy"), {.path = VIEW("README.md"), .line = 7}};
    v = judge(&f, "fmti");
    CHECK_TEXT(state(v, "26"), "found");
    CHECK_TEXT(state(v, "27"), "not found");
    arena_free(&f.arena);
}

TEST(weights_with_and_without_a_gate)
{
    struct facts f;

    weights(&f);
    f.i.inventory.weights.parameters = 7241732096;
    const struct verdict *v = judge(&f, "ntia");
    CHECK_TEXT(v->label, "without a gate");
    CHECK(view_starts(v->summary, VIEW("7241732096 parameters; ")));
    arena_free(&f.arena);
    weights(&f);
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->has_gate = true;
    facts_part(&f, PART_WEIGHTS_FINAL, STAGE_NONE)->gate = GATE_FORM;
    v = judge(&f, "ntia");
    CHECK_TEXT(v->label, "behind a gate");
    CHECK_TEXT(verdict_word(v->verdict), "no");
    arena_free(&f.arena);
    facts_open(&f);
    v = judge(&f, "ntia");
    CHECK_TEXT(verdict_word(v->verdict), "not-applicable");
    arena_free(&f.arena);
}

CHECK_MAIN(CHECK_CASE(the_indicators_of_the_list_in_their_order),
           CHECK_CASE(found_not_found_and_not_looked),
           CHECK_CASE(weights_with_and_without_a_gate))
