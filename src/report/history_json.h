// SPDX-License-Identifier: Apache-2.0
// history_json.h - how the terms of a clone changed, for programs: the same
// member "history" in the documents of inspect and terms.
#ifndef REPORT_HISTORY_JSON_H
#define REPORT_HISTORY_JSON_H

#include "format/json_write.h"
#include "terms/terms_history.h"

void history_json(struct json_writer *w, const struct terms_histories *all);

#endif
