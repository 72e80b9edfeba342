// SPDX-License-Identifier: Apache-2.0
// mof_record.h - a record of the Model Openness Framework drafted from what was
// found, for a maker to complete and submit.
//
// The record format of yardsticks.md 3.2: YAML, every scalar in quotes. A
// comment above each component names the place that shows it. What was not
// found is not in the record; the comments at its head say so.
#ifndef REPORT_MOF_RECORD_H
#define REPORT_MOF_RECORD_H

#include "base/text.h"
#include "verdict/inspection.h"

void report_mof_record(const struct licenses *l, const struct inspection *i,
                       struct text *out);

#endif
