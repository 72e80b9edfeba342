// SPDX-License-Identifier: Apache-2.0
// safety_json.h - the JSON of findings, the same in every document.
#ifndef REPORT_SAFETY_JSON_H
#define REPORT_SAFETY_JSON_H

#include "format/json_write.h"
#include "safety/policy.h"

// The member "safety". With `rules`, each finding also says what a loader would
// do; with a `policy` that was read from a file, what that says of it. Either
// may be NULL.
void safety_json(struct json_writer *w, const struct safety *s,
                 const struct safety_rules *rules, const struct policy *policy);

// The member "digest" of SHA-256 in hexadecimal: "sha256:...", or null.
void digest_json(struct json_writer *w, struct view hex);

// The member "policy": its digest, what it says of the whole, and what became
// of each approval. `file`: one for each entry of `r`, after policy_apply.
void policy_json(struct json_writer *w, const struct policy *p,
                 enum effect effect, const struct release *r,
                 const struct safety_file *file);

// A rule with its sentences, as an object.
void safety_rule_json(struct json_writer *w, const struct safety_rule *r);

#endif
