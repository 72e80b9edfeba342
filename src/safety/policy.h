// SPDX-License-Identifier: Apache-2.0
// policy.h - what a team does about findings: which classes and rules refuse a
// file, and who approved which digest.
//
//     schema: freehold-policy/1
//     classes: {malformed: review}
//     rules: {repo.code: allow, pickle.import.unlisted: refuse}
//     approvals:
//       - {digest: "sha256:...", by: "Jane Doe", why: "read on 2026-11-03"}
//
// Without a policy the classes mean what threats.md 1 says: ok and note can be
// used, review waits for an approval, the others are refused. Danger is refused
// by every policy. An approval lifts what waits for one, never a refusal, and
// only for the file with exactly these bytes.
#ifndef SAFETY_POLICY_H
#define SAFETY_POLICY_H

#include "safety/rules.h"
#include "safety/scan.h"

struct rule_effect {
    struct view rule;
    enum effect effect;
    uint32_t line;
};

struct policy {
    struct view name;   // of the policy's file, without its folder, so that the
                        // report is the same everywhere; empty: there is none
    struct view digest; // of it, in hexadecimal
    enum effect class_[SAFETY_DANGER + 1];
    uint32_t class_line[SAFETY_DANGER + 1]; // 0: it says nothing of the class
    struct rule_effect *rule;
    size_t rule_count;
    struct approval *approval;
    size_t approval_count;
};

// What holds without a policy.
extern const struct policy policy_plain;

// Reads a policy. Fails with ERROR_INPUT, the line and the nearest name on a
// key, class, rule or effect that does not exist, and on a digest that is none.
struct error *policy_read(struct arena *a, struct view bytes, struct view path,
                          const struct safety_rules *rules,
                          struct policy *out) MUST_USE;

// The policy in the file `path`; policy_plain if that is empty.
struct error *policy_open(struct arena *a, struct view path,
                          const struct safety_rules *rules,
                          const struct policy **out) MUST_USE;

// What the policy says of a finding, and the row of it that says so.
struct policy_row {
    enum effect effect;
    uint32_t line;    // of the row; 0: no row is about it
    bool is_rule;     // else the row is about a class
    struct view word; // the rule or the class
    bool overruled;   // the row says another thing; danger is refused
};

struct policy_row policy_row(const struct policy *p,
                             const struct safety_finding *f);
enum effect policy_effect(const struct policy *p,
                          const struct safety_finding *f);

// The row that decides about the file `path`: of its first finding that has the
// effect of the file, before approvals. `s` is settled.
struct policy_row policy_file_row(const struct policy *p,
                                  const struct safety *s, struct view path);

// The approval of the file with this digest (hex), or NULL.
const struct approval *policy_approval(const struct policy *p,
                                       struct view digest);

// Sets what becomes of each file and gives the worst of them and of findings
// that belong to no file. `s` is settled.
enum effect policy_apply(const struct policy *p, const struct release *r,
                         const struct safety *s, struct safety_file *file);

struct view effect_word(enum effect e); // "allow", "review", "refuse"

// What became of an approval.
enum approval_use {
    APPROVAL_LIFTS,
    APPROVAL_NEEDLESS, // its file can be used without it
    APPROVAL_REFUSED,  // its file is refused, which no approval lifts
    APPROVAL_REPEATED, // another one of the same digest stands before it
    APPROVAL_ABSENT, // no file here has the digest, as far as they were hashed
    APPROVAL_USES,
};

struct view approval_use_word(enum approval_use u); // "lifts", "needless", ...

struct approval_used {
    enum approval_use use;
    size_t entry; // of the release, whose digest it names, unless absent
};

// For each approval of `p`, after policy_apply; in `a`.
struct approval_used *policy_used(struct arena *a, const struct policy *p,
                                  const struct release *r,
                                  const struct safety_file *file);

#endif
