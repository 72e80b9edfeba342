// SPDX-License-Identifier: Apache-2.0
// yardstick_json.h - the members that a verdict has by its yardstick: classes
// and lists of the Model Openness Framework, scores of the European index.
#ifndef REPORT_YARDSTICK_JSON_H
#define REPORT_YARDSTICK_JSON_H

#include "format/json_write.h"
#include "verdict/inspection.h"

// Adds them to the object that is being written; nothing for other yardsticks.
void yardstick_members_json(struct json_writer *w, const struct verdict *v);

#endif
