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
};

struct policy {
    struct view digest; // of the policy's file, in hexadecimal
    enum effect class_[SAFETY_DANGER + 1];
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

enum effect policy_effect(const struct policy *p,
                          const struct safety_finding *f);

// The approval of the file with this digest (hex), or NULL.
const struct approval *policy_approval(const struct policy *p,
                                       struct view digest);

// Sets what becomes of each file and gives the worst of them and of findings
// that belong to no file. `s` is settled.
enum effect policy_apply(const struct policy *p, const struct release *r,
                         const struct safety *s, struct safety_file *file);

struct view effect_word(enum effect e); // "allow", "review", "refuse"

#endif
