// SPDX-License-Identifier: Apache-2.0
// screening.h - what `freehold scan` found, and its reports.
#ifndef REPORT_SCREENING_H
#define REPORT_SCREENING_H

#include "report/text.h"
#include "safety/policy.h"

struct screening {
    const struct release *release;
    struct safety_rules rules;
    struct safety safety;
    struct safety_file *file; // one for each entry of the release
    const struct policy *policy;
    enum effect effect; // of the whole
};

void screening_text(const struct screening *s, const struct text_choice *choice,
                    struct text *out);

// freehold-scan/1; its schema is docs/schema/scan.schema.json.
void screening_json(const struct screening *s, struct text *out);

// One rule with its sentences, or a list of several; the JSON has the sentences
// of each.
void rules_text(const struct safety_rules *rules,
                const struct text_choice *choice, struct text *out);
void rules_json(const struct safety_rules *rules, struct text *out);

// What a report without findings means and what it does not (threats.md 14).
extern const struct view screening_limits[];
enum { SCREENING_LIMITS = 4 };

#endif
