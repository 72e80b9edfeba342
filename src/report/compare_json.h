// SPDX-License-Identifier: Apache-2.0
// compare_json.h - struct comparison, member by member: freehold-compare/1,
// whose schema is docs/schema/compare.schema.json.
#ifndef REPORT_COMPARE_JSON_H
#define REPORT_COMPARE_JSON_H

#include "base/text.h"
#include "verdict/compare.h"

void compare_json(const struct comparison *c, struct text *out);

#endif
