// SPDX-License-Identifier: Apache-2.0
// terms_json.h - license files as JSON: the "files" of freehold-terms/1 and the
// "licenses" of freehold-inspection/1 are the same member by member.
#ifndef REPORT_TERMS_JSON_H
#define REPORT_TERMS_JSON_H

#include "format/json_write.h"
#include "report/terms_list.h"

// The key "licenses" and the list of files.
void license_files_json(struct json_writer *w, const struct license_file *file,
                        size_t count);

// The document of `freehold terms` in pieces, for files are many: a head, each
// of the "files" (terms_json_file gives it with a comma in front, which the
// first has none of), and the rest: "folders" if any were given, and "licenses"
// where licenses were asked for by name. `db_version` says what was known. What
// follows the path of a file (terms_json_members) can be made beforehand.
void terms_json_begin(struct json_writer *w, struct view db_version);
void terms_json_file(struct view path, struct text *out);
void terms_json_members(const struct license_file *f, struct text *out);
void terms_json_end(struct json_writer *w, bool any_file,
                    const struct terms_folder *folder, size_t folder_count,
                    const struct license_info *const *license,
                    size_t license_count);

// The same of subjects whose bytes are at hand, in one piece: with "comparison"
// if they are two.
struct error *terms_json(struct arena *a, const struct terms_subject *subject,
                         size_t count, struct view db_version,
                         struct text *out) MUST_USE;

#endif
