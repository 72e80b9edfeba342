// SPDX-License-Identifier: Apache-2.0
// inspection.h - everything that is said of a release, in one struct.
//
// Made once, by verdicts_take from the facts below it; every report is a view
// of it and computes nothing. The JSON is this struct (canon 4).
#ifndef VERDICT_INSPECTION_H
#define VERDICT_INSPECTION_H

#include "safety/policy.h"
#include "terms/duty.h"
#include "terms/terms_history.h"

enum category {
    CATEGORY_FULLY_OPEN,
    CATEGORY_OPEN_WEIGHT_PERMISSIVE,
    CATEGORY_OPEN_WEIGHT_RESTRICTED,
    CATEGORY_API_ONLY,
    CATEGORY_CODE_ONLY,
};

enum verdict_value {
    VERDICT_YES,
    VERDICT_YES_BY_LINKS,
    VERDICT_NO,
    VERDICT_UNDETERMINED,
    VERDICT_NOT_APPLICABLE,
};

struct check {      // one requirement of a yardstick and how it came out
    struct view id; // D1 .. F of yardsticks.md 2.2
    enum verdict_value value;
    bool has_part;
    enum part_kind part;
    enum stage stage;
    struct view why; // one sentence
    bool has_evidence;
    struct evidence evidence;
};

struct mof_result;
struct osai_result;

// A line of a list that comes with a verdict and does not decide it: a duty
// that remains, a disclosure, a heading of a summary.
struct verdict_item {
    struct view list;  // "duties", "disclosures", "summary"
    struct view id;    // in the yardstick's own numbers: "53(1)(c)", "16"
    struct view title; // what it is, in words
    struct view state; // "remains", "exempt", "found", "not found", ...
    struct view why;   // one sentence, or empty
    bool has_evidence;
    struct evidence evidence;
};

struct verdict {
    struct view yardstick; // osaid, ...
    struct view title;     // short, for people: "OSAID 1.0"
    struct view version;
    bool strict; // undetermined, it counts for exit 5 with --strict
    enum verdict_value verdict;
    struct view label;     // the yardstick's own word: "Class III", or empty
    struct view summary;   // what decides, in one line, or empty
    struct view qualifier; // "self-assessed", "grants the freedoms, not on ..."
    struct check *check;   // all of them, in the yardstick's order
    size_t check_count;
    struct verdict_item *item;
    size_t item_count;
    struct view *would_decide; // what would decide it, and who could
    size_t would_decide_count;
    struct view *not_judged; // judgements left to a person: D11, C8
    size_t not_judged_count;
    // A first answer for a person to go through: the yardstick is one of
    // judgement, or of records that people write.
    bool proposal;
    const struct mof_result *mof;   // of mof-tool and mof-evidence, or NULL
    const struct osai_result *osai; // of osai and osai14, or NULL
};

enum claim_verdict { // mildest first
    CLAIM_NONE,
    CLAIM_HONEST,
    CLAIM_UNVERIFIABLE,
    CLAIM_WASHING_SOFT,
    CLAIM_WASHING_HARD,
};

struct judged_claim {
    struct claim claim;
    enum claim_verdict verdict;
    struct view fact; // the first fact against it, or for it
    struct evidence evidence;
};

struct flag {
    struct view id;    // W1 .. W19
    struct view title; // what it is about, in a few words
    struct view claim; // what is said, or empty
    struct view fact;  // what stands against it
    struct evidence evidence;
};

enum granted { GRANTED_YES, GRANTED_CONDITIONS, GRANTED_NO, GRANTED_UNKNOWN };
enum practicable {
    PRACTICABLE_YES,
    PRACTICABLE_PARTLY,
    PRACTICABLE_NO,
    PRACTICABLE_UNKNOWN,
};

struct freedom {
    struct view name; // use, study, modify, share
    enum granted granted;
    enum practicable practicable;
    struct view *because;
    size_t because_count;
};

struct change { // the smallest additions that would move a verdict
    struct view yardstick;
    struct view text;
    bool brief; // shown in short reports too
};

struct inspection {
    const struct release *release;
    struct inventory inventory;
    struct safety safety;
    struct safety_file *safety_file; // of each entry of the release
    const struct policy *policy;     // that was asked for, or NULL
    enum effect effect;              // what the policy says of the release
    struct terms terms;
    struct duties duties;           // what follows from the terms
    struct terms_histories history; // how they changed
    enum category category;
    struct view *category_why;
    size_t category_why_count;
    struct freedom freedom[4];
    struct verdict *verdict;
    size_t verdict_count;
    struct judged_claim *claim;
    size_t claim_count;
    enum claim_verdict claim_verdict;
    struct flag *flag; // by number, then place
    size_t flag_count;
    struct change *change;
    size_t change_count;
};

// Fills category, freedoms, verdicts, claims, flags and changes from the facts
// that are already in `i`. Opens no file.
void verdicts_take(struct arena *a, const struct licenses *l,
                   struct inspection *i);

// Version of the rules in knowledge/ that the report prints: "2026-11".
struct view rules_version(void);

struct view category_id(enum category c);
struct view category_words(enum category c); // for people
struct view verdict_word(enum verdict_value v);
struct view claim_verdict_word(enum claim_verdict v);
struct view claim_level_word(enum claim_level l);
struct view granted_word(enum granted g);
struct view practicable_word(enum practicable p);

#endif
