// SPDX-License-Identifier: Apache-2.0
// verify.h - the forms of a verification: text and JSON. Views of struct
// verification; they compute nothing.
#ifndef REPORT_VERIFY_H
#define REPORT_VERIFY_H

#include "report/text.h"
#include "safety/verify.h"

void verify_text(const struct verification *v, const struct text_choice *choice,
                 struct text *out);

// The contract of freehold-inspection/1, of which it has the members that a
// verification knows; docs/schema/verification.schema.json.
void verify_json(const struct verification *v, struct text *out);

#endif
