// SPDX-License-Identifier: Apache-2.0
// safety_json.h - the JSON of findings, the same in every document.
#ifndef REPORT_SAFETY_JSON_H
#define REPORT_SAFETY_JSON_H

#include "format/json_write.h"
#include "safety/rules.h"

// The member "safety". With `rules`, each finding also says what a loader would
// do.
void safety_json(struct json_writer *w, const struct safety *s,
                 const struct safety_rules *rules);

// A rule with its sentences, as an object.
void safety_rule_json(struct json_writer *w, const struct safety_rule *r);

#endif
