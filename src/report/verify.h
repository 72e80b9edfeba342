// SPDX-License-Identifier: Apache-2.0
// verify.h - the forms of a verification: text, JSON and SARIF. Views of struct
// verification; they compute nothing.
#ifndef REPORT_VERIFY_H
#define REPORT_VERIFY_H

#include "report/text.h"
#include "safety/verify.h"

void verify_text(const struct verification *v, const struct text_choice *choice,
                 struct text *out);

// The contract of freehold-inspection/1, of which it has the members that a
// verification knows, with "kind" to tell it from an inspection;
// docs/schema/verification.schema.json.
void verify_json(const struct verification *v, struct text *out);

// The findings as report_sarif writes them. Paths are relative to the model,
// but for those of the signature and the keys, which are as they were given.
void verify_sarif(const struct verification *v, struct text *out);

#endif
