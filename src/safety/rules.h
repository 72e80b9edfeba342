// SPDX-License-Identifier: Apache-2.0
// rules.h - what each rule of a finding means: the rows of knowledge/safety/.
//
// The code that finds something says the rule's id, the place and what it saw;
// the class that counts, the title and the sentences come from the row. Of a
// rule that knows several cases (zip.mismatch: a size is wrong, a member is
// hidden) the code says which one it is, and the row which classes there are.
#ifndef SAFETY_RULES_H
#define SAFETY_RULES_H

#include "knowledge/knowledge.h"
#include "safety/safety.h"

struct safety_rule {
    struct view id;     // "zip.mismatch"
    struct view title;  // a few words
    struct view why;    // why it is reported
    struct view loader; // what a loader would do
    struct view remedy; // what to do about it
    enum safety_verdict usual;
    unsigned classes; // a bit for each class it may have: 1 << SAFETY_DANGER
};

struct safety_rules {
    struct safety_rule *rule; // sorted by id
    size_t count;
};

// Reads the table: knowledge/safety/rules*.txt and oms.txt. Fails with
// ERROR_INPUT and the line of a row that is not complete, is there twice or has
// an unknown class.
struct error *safety_rules_open(struct arena *a,
                                struct safety_rules *out) MUST_USE;

// The same of one file that is at hand; adds to `out`, which is sorted again.
struct error *safety_rules_read(struct arena *a, const struct records *rows,
                                struct safety_rules *out) MUST_USE;

// The rule called `id`, or NULL.
const struct safety_rule *safety_rules_find(const struct safety_rules *r,
                                            struct view id);

// The rules that `word` names, as a part of the table: the one called so, or
// those of a group ("pickle", also written "pickle.*"); none, if there is no
// such rule.
struct safety_rules safety_rules_named(const struct safety_rules *r,
                                       struct view word);

// The class that counts where the code says `said`: that one if the row knows
// it, else the next graver one that it knows, but none beyond its usual one.
// Without a row: `said`.
enum safety_verdict safety_rule_class(const struct safety_rule *r,
                                      enum safety_verdict said);

// Gives each finding the class that its row allows.
void safety_classify(const struct safety_rules *r, struct safety *s);

// The verdict called `word`; false: there is none.
bool safety_verdict_of(struct view word, enum safety_verdict *out);

#endif
