// SPDX-License-Identifier: Apache-2.0
// judge.h - what the judgements of this floor share: how the terms of a part
// stand to the four freedoms, what limits them, and words for places.
//
// Internal to verdict/. A judge lives for one inspection.
#ifndef VERDICT_JUDGE_H
#define VERDICT_JUDGE_H

#include "base/text.h"
#include "verdict/inspection.h"

enum standing {    // of the terms of a part, best first
    STANDING_OPEN, // OSI-approved
    STANDING_FREE, // all freedoms, not on the OSI list
    STANDING_NEAR, // no limit found, a text of its own
    STANDING_UNSTATED,
    STANDING_UNKNOWN, // stated, and nobody here can judge it
    STANDING_RESTRICTED,
};

struct limit { // one record of knowledge/yardsticks/limits.txt
    const struct record *record;
    struct view id, says;
    enum claim_level hard;
    bool near;
    bool code_only;
};

enum { JUDGE_MAX_LIMITS = 32 }; // one bit each

struct rules { // the file of knowledge/yardsticks/ with a yardstick's checks
    struct view yardstick;
    struct records checks;
};

struct judge {
    struct arena *arena;
    const struct licenses *licenses;
    struct inspection *inspection;
    struct records yardsticks, flags, limits;
    struct rules *rules; // of the yardsticks that have a file of checks
    size_t rules_count;
    struct limit limit[JUDGE_MAX_LIMITS];
    size_t limit_count;
};

struct reach { // the terms that reach a part
    enum standing standing;
    struct view expression; // empty: none stated
    struct evidence evidence;
    uint32_t limits; // bit i: judge.limit[i]
    bool by_words;   // the limits were found by words in an unknown text
    bool like_open;  // named after an open license, or a changed text of one
};

enum base_standing { BASE_NONE, BASE_OPEN, BASE_UNKNOWN, BASE_RESTRICTED };

struct base { // the parents, the worst of them
    enum base_standing standing;
    struct view name;
    struct view expression; // its license, or empty
    struct evidence evidence;
    uint32_t limits;
    bool needed;  // an adapter or delta: nothing runs without it
    bool is_same; // its terms are those stated for the weights themselves
};

// A judge of what `i` has so far; the rules are read into `a`.
void judge_open(struct judge *j, struct arena *a, const struct licenses *l,
                struct inspection *i);

const struct part *judge_part(const struct judge *j, enum part_kind kind,
                              enum stage stage);

static inline bool part_is_here(const struct part *p)
{
    return p->presence == PRESENCE_PRESENT;
}

static inline bool part_is_there(const struct part *p) // here or linked
{
    return p->presence <= PRESENCE_POINTER;
}

// The training code that counts: of a tune its own or the whole training, else
// the whole training only (inventory.md 3 and 7). The better one of both.
const struct part *judge_training(const struct judge *j);

// How the part's own terms stand. A declared answer that differs counts too,
// and the stricter of the two decides (manifest.md 4).
struct reach judge_reach(const struct judge *j, const struct part *p);

struct base judge_base(const struct judge *j);

// Whether the terms floor wrote this down because of a parent; such facts are
// judged with the base, not with the part they are attached to.
static inline bool evidence_is_of_base(const struct evidence *e)
{
    return view_eq(e->rule, VIEW("license-conflict-with-base"));
}

// Limits that a person wrote beside the license of `p` (a card's "research
// only"); `*found` gets the first one.
uint32_t judge_on_top(const struct judge *j, const struct part *p,
                      const struct on_top **found);

// Whether `text` holds one of the record's phrases, case aside.
bool record_phrase_in(struct arena *a, const struct record *r,
                      struct view text);

// Words: "code.train (pretrain)"; " (LICENSE:3)" or nothing; "limits
// commercial use, excludes countries"; the same for the limits of a reach,
// which says how they were found; "Apache-2.0 (LICENSE:3)".
struct view words_part(const struct judge *j, const struct part *p);
struct view words_at(const struct judge *j, const struct evidence *e);
struct view words_limits(const struct judge *j, uint32_t limits);
struct view words_reach(const struct judge *j, const struct reach *r);
struct view words_terms(const struct judge *j, const struct reach *r);

// The first evidence of a part; an empty one if it has none.
struct evidence part_evidence(const struct part *p);

// The judgements, in the order they need each other.
void category_settle(struct judge *j);
void osaid_judge(struct judge *j);
void mof_judge(struct judge *j);
void osai_judge(struct judge *j);
void g7_judge(struct judge *j);
void eu_judge(struct judge *j);
void fmti_judge(struct judge *j);
void ntia_judge(struct judge *j);
void claims_judge(struct judge *j);
void freedoms_judge(struct judge *j);
void flags_raise(struct judge *j);
void changes_name(struct judge *j);

// The two checklists of the definition, as views over components. The rules
// are those of the framework (mof_component.h).
struct mof_rules;
void checklists_judge(struct judge *j, const struct mof_rules *rules);

// A new verdict at the end of the inspection's, with the title and version of
// knowledge/yardsticks/yardsticks.txt, which must have the yardstick.
struct verdict *verdict_begin(const struct judge *j, struct view yardstick);

// The checks of a yardstick and their groups, or NULL if it has none as data;
// and the group that a check is in, or NULL.
const struct records *judge_rules(const struct judge *j, struct view yardstick);
const struct record *judge_group(const struct judge *j, struct view yardstick,
                                 struct view check);

// The verdict of a yardstick, and whether one of its checks came out so.
const struct verdict *verdict_find(const struct inspection *i,
                                   struct view yardstick);
bool verdict_has(const struct verdict *v, struct view check,
                 enum verdict_value value);

#endif
