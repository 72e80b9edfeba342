// SPDX-License-Identifier: Apache-2.0
#include "verdict/inspection.h"

// clang-format off
static const struct view category_ids[] = {
    [CATEGORY_FULLY_OPEN] = VIEW_INIT("fully-open"),
    [CATEGORY_OPEN_WEIGHT_PERMISSIVE] = VIEW_INIT("open-weight-permissive"),
    [CATEGORY_OPEN_WEIGHT_RESTRICTED] = VIEW_INIT("open-weight-restricted"),
    [CATEGORY_API_ONLY] = VIEW_INIT("api-only"),
    [CATEGORY_CODE_ONLY] = VIEW_INIT("code-only"),
};

static const struct view category_texts[] = {
    [CATEGORY_FULLY_OPEN] = VIEW_INIT("fully open"),
    [CATEGORY_OPEN_WEIGHT_PERMISSIVE] = VIEW_INIT("open-weight, permissive"),
    [CATEGORY_OPEN_WEIGHT_RESTRICTED] =
        VIEW_INIT("open-weight, custom restrictions"),
    [CATEGORY_API_ONLY] = VIEW_INIT("API only"),
    [CATEGORY_CODE_ONLY] = VIEW_INIT("code only, no model here"),
};

static const struct view verdicts[] = {
    [VERDICT_YES] = VIEW_INIT("yes"),
    [VERDICT_YES_BY_LINKS] = VIEW_INIT("yes-by-links"),
    [VERDICT_NO] = VIEW_INIT("no"),
    [VERDICT_UNDETERMINED] = VIEW_INIT("undetermined"),
    [VERDICT_NOT_APPLICABLE] = VIEW_INIT("not-applicable"),
};

// `unverifiable-from-tree` as in inventory.md 11 and the corpus.
static const struct view claim_verdicts[] = {
    [CLAIM_NONE] = VIEW_INIT("none"),
    [CLAIM_HONEST] = VIEW_INIT("honest"),
    [CLAIM_UNVERIFIABLE] = VIEW_INIT("unverifiable-from-tree"),
    [CLAIM_WASHING_SOFT] = VIEW_INIT("washing-soft"),
    [CLAIM_WASHING_HARD] = VIEW_INIT("washing-hard"),
};

static const struct view claim_levels[] = {
    [CLAIM_C0] = VIEW_INIT("C0"),
    [CLAIM_C1] = VIEW_INIT("C1"),
    [CLAIM_C2] = VIEW_INIT("C2"),
    [CLAIM_C3] = VIEW_INIT("C3"),
};

static const struct view granteds[] = {
    [GRANTED_YES] = VIEW_INIT("yes"),
    [GRANTED_CONDITIONS] = VIEW_INIT("conditions"),
    [GRANTED_NO] = VIEW_INIT("no"),
    [GRANTED_UNKNOWN] = VIEW_INIT("unknown"),
};

static const struct view practicables[] = {
    [PRACTICABLE_YES] = VIEW_INIT("yes"),
    [PRACTICABLE_PARTLY] = VIEW_INIT("partly"),
    [PRACTICABLE_NO] = VIEW_INIT("no"),
    [PRACTICABLE_UNKNOWN] = VIEW_INIT("unknown"),
};
// clang-format on

// The same as `rules` in knowledge/yardsticks/yardsticks.txt; a test compares
// them.
struct view rules_version(void)
{
    return VIEW("2026-11");
}

struct view category_id(enum category c)
{
    return category_ids[c];
}

struct view category_words(enum category c)
{
    return category_texts[c];
}

struct view verdict_word(enum verdict_value v)
{
    return verdicts[v];
}

struct view claim_verdict_word(enum claim_verdict v)
{
    return claim_verdicts[v];
}

struct view claim_level_word(enum claim_level l)
{
    return claim_levels[l];
}

struct view granted_word(enum granted g)
{
    return granteds[g];
}

struct view practicable_word(enum practicable p)
{
    return practicables[p];
}
