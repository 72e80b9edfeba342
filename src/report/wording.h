// SPDX-License-Identifier: Apache-2.0
// wording.h - the words for people that the text and the page share, each with
// how it is meant: good, unsure, bad.
//
// The same facts read the same in every form; the JSON has their ids.
#ifndef REPORT_WORDING_H
#define REPORT_WORDING_H

#include "report/line.h"
#include "verdict/inspection.h"

struct said {
    struct view words;
    enum style style;
};

struct said claim_said(enum claim_verdict v);     // "overstated"
struct said verdict_said(enum verdict_value v);   // "yes, by links"
struct said granted_said(enum granted g);         // "conditions"
struct said practicable_said(enum practicable p); // "partly"
struct said safety_said(enum safety_verdict v);   // "review"
enum style category_style(enum category c);
enum style presence_style(enum presence p);

// "14 files, 16.1 GB"; of facts without files "a manifest, no files".
struct view extent_words(struct arena *a, const struct release *r);

// What the tree's digest is of: "contents", or "names and sizes" where not
// every file was hashed. What stands in front of it: "tree", or the same.
struct view tree_digest_of(const struct release *r);
struct view tree_words(const struct release *r);

// The claim that decides claim_verdict, the first of the worst; or NULL.
const struct judged_claim *worst_claim(const struct inspection *i);

// Whether the part is here or linked.
bool part_is_held(const struct part *p);
struct view part_words(struct arena *a, const struct part *p); // and its stage
struct view part_state_words(const struct part *p); // "present", "lfs-pointer"

struct view weights_role_word(enum weights_role r); // "final"; the JSON's too

// What decides a verdict, in one line: its summary, else the parts whose checks
// made it, else its qualifier.
struct view verdict_reason(struct arena *a, const struct verdict *v);

// The title of a yardstick: "OSAID 1.0".
struct view yardstick_title(const struct inspection *i, struct view id);

// Whether findings differ in nothing but the file.
bool finding_is_like(const struct safety_finding *a,
                     const struct safety_finding *b);

// What the policy `p` made of a finding or file, with the line that says so:
// "refused by team.yaml:5 (rule pickle.import.unlisted)". Empty: it says
// nothing of it.
struct view policy_row_words(struct arena *a, const struct policy *p,
                             const struct policy_row *row);

// The approval that lifted what was found in the file `path`, or NULL.
const struct approval *approval_of(const struct inspection *i,
                                   struct view path);

// What the policy that was asked for made of a finding, with its line: its row,
// or the approval of its file that lifted it; or empty.
struct view finding_policy_words(struct arena *a, const struct inspection *i,
                                 const struct safety_finding *f);

struct view effect_said(enum effect e); // "waits for a person's approval"

// "approved by Jane Doe (team.yaml:8): reads only tensors".
struct view approval_words(struct arena *a, const struct policy *p,
                           const struct approval *by);

#endif
