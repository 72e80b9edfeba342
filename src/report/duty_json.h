// SPDX-License-Identifier: Apache-2.0
// duty_json.h - the members `duties` and `terms_flags` of an inspection.
#ifndef REPORT_DUTY_JSON_H
#define REPORT_DUTY_JSON_H

#include "format/json_write.h"
#include "terms/duty.h"

void duties_json(struct json_writer *w, const struct duties *d);

// The member `terms_flags` alone.
void terms_flags_json(struct json_writer *w, const struct duties *d);

struct view confidence_word(enum confidence c);

#endif
