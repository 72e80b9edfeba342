// SPDX-License-Identifier: Apache-2.0
// record.h - a MOF record or a European-index record: declared facts.
//
// MOF: yardsticks.md 3.2 (framework/release/components). Index: yardsticks.md
// 4 and shared records (project, system, org, and one map per parameter with
// class, link and notes). Read as they are; the yardsticks judge them.
#ifndef RELEASE_RECORD_H
#define RELEASE_RECORD_H

#include "base/error.h"

enum record_kind {
    RECORD_MOF,
    RECORD_INDEX,        // European index, 12 or 14 parameters
    RECORD_INDEX_LEGACY, // Opening up ChatGPT, 14 parameters
};

struct record_component { // MOF
    struct view name, description;
    bool has_license; // the key is there and not null
    struct view license, license_path, component_path;
    uint32_t line;
};

struct record_license { // MOF,
                        // release.license.{distribution,code,data,document}
    struct view key, name, path;
    uint32_t line;
};

struct record_parameter { // index
    struct view name;     // weights_endmodel ...
    struct view value;    // open, partial, closed or as written
    struct view *link;
    size_t link_count;
    struct view notes;
    uint32_t line;
};

struct model_record {
    enum record_kind kind;
    struct view path, digest;
    struct view name, producer, type;
    struct view version, date, framework_version;
    struct view base; // index: name of the model it was tuned from
    struct view repository, huggingface, contact, origin, architecture,
        treatment;
    struct record_license *license;
    size_t license_count;
    struct record_component *component;
    size_t component_count;
    struct record_parameter *parameter;
    size_t parameter_count;
};

// Whether YAML text looks like a record of one of these kinds.
bool record_is(struct view bytes, enum record_kind *kind);

struct error *record_read(struct arena *a, struct view bytes, struct view path,
                          struct model_record *out) MUST_USE;

#endif
