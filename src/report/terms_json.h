// SPDX-License-Identifier: Apache-2.0
// terms_json.h - licence files as JSON: the "files" of freehold-terms/1 and the
// "licenses" of freehold-inspection/1 are the same member by member.
#ifndef REPORT_TERMS_JSON_H
#define REPORT_TERMS_JSON_H

#include "format/json_write.h"
#include "terms/clauses.h"

// The key "licenses" and the list of files.
void license_files_json(struct json_writer *w, const struct license_file *file,
                        size_t count);

// The whole document of `freehold terms`: "files", "licenses" where licences
// were asked for by name, and "comparison" of two subjects. `db_version` says
// what was known.
struct error *terms_json(struct arena *a, const struct terms_subject *subject,
                         size_t count, struct view db_version,
                         struct text *out) MUST_USE;

#endif
