// SPDX-License-Identifier: Apache-2.0
// json.h - the JSON report: struct inspection, member by member.
//
// The contract of freehold-inspection/1; its schema is
// docs/schema/inspection.schema.json. Members are added, never renamed.
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "format/json_write.h"
#include "verdict/inspection.h"

struct json_choice {
    bool compact; // one line, for --each
    bool quiet;   // only category, verdicts and flags
};

void report_json(const struct inspection *i, const struct json_choice *choice,
                 struct text *out);

// The members "tree_digest" and "tree_digest_of".
void tree_digest_json(struct json_writer *w, const struct release *r);

// The member "release". Its tree_digest is null where nothing was hashed.
void release_json(struct json_writer *w, const struct release *r);

// A place: its members into the object that is open, or as an object.
void evidence_members_json(struct json_writer *w, const struct evidence *e);
void evidence_json(struct json_writer *w, struct view key,
                   const struct evidence *e);

#endif
