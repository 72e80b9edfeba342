// SPDX-License-Identifier: Apache-2.0
// safety_json.h - the JSON of findings, the same in every document.
#ifndef REPORT_SAFETY_JSON_H
#define REPORT_SAFETY_JSON_H

#include "format/json_write.h"
#include "safety/policy.h"

// The member "safety". With `rules`, each finding also says what a loader would
// do.
void safety_json(struct json_writer *w, const struct safety *s,
                 const struct safety_rules *rules);

// The member "digest" of SHA-256 in hexadecimal: "sha256:...", or null.
void digest_json(struct json_writer *w, struct view hex);

// The member "policy": its digest and what it says of the whole.
void policy_json(struct json_writer *w, const struct policy *p,
                 enum effect effect);

// A rule with its sentences, as an object.
void safety_rule_json(struct json_writer *w, const struct safety_rule *r);

#endif
