// SPDX-License-Identifier: Apache-2.0
// mof_component.h - the components of the Model Openness Framework, and what a
// release or a record gives of each: the record that the tool would read.
//
// Components: knowledge/yardsticks/mof.txt; license lists: mof_licenses.txt;
// rules: yardsticks.md 3.1 to 3.3 and 3.8.
#ifndef VERDICT_MOF_COMPONENT_H
#define VERDICT_MOF_COMPONENT_H

#include "verdict/inspection.h"

enum { MOF_MOST = 17 }; // components

enum mof_type { MOF_CODE, MOF_DATA, MOF_DOCUMENT };

struct mof_component {
    struct view name;
    struct view id; // the tool's number
    enum mof_type type;
    unsigned class_; // 3, 2 or 1
    bool required;
    bool covered; // by a license of the release that names no kind of part
    const struct record *record; // its parts, as `part:`
};

struct mof_licenses; // the lists, opened once

struct mof_rules {
    struct mof_component component[MOF_MOST]; // in the tool's order
    size_t count;
    const struct mof_licenses *licenses;
};

enum mof_reading {
    MOF_AS_TOOL,     // the release license reaches whatever states none
    MOF_BY_EVIDENCE, // only what is here or linked, only terms that reach it
};

struct mof_entry { // what is given of a component
    bool included;
    bool unknown;             // it could not be looked for
    const struct part *part;  // of a release; NULL of a record
    struct evidence evidence; // of the part, or the line of the record
    bool own;                 // `license` is stated for the component itself
    struct view license;      // what it is taken to be under; empty: unlicensed
    enum terms_scope scope;
    struct evidence license_evidence;
};

struct mof_sheet { // the record that is given, or that we would write
    struct view distribution; // the license of the release, or empty
    struct evidence distribution_evidence;
    struct mof_entry entry[MOF_MOST]; // as mof_rules.component
};

void mof_rules_read(struct arena *a, struct mof_rules *out);

// The sheet of a MOF record, or of the parts of any other release. A release's
// license expression becomes the one id that the tool's maintainer advises to
// record: of several that hold together the most restrictive, of a choice the
// first open one.
void mof_sheet_fill(struct arena *a, const struct licenses *l,
                    const struct mof_rules *rules, const struct inspection *i,
                    enum mof_reading reading, struct mof_sheet *out);

// Whether the tool takes `id` for open, and for fitting the type. Compared byte
// for byte.
bool mof_license_open(const struct mof_rules *rules, struct view id);
bool mof_license_fits(const struct mof_rules *rules, struct view id,
                      enum mof_type type);

struct view mof_type_word(enum mof_type t); // "code", "data", "document"

#endif
