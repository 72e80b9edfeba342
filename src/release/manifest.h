// SPDX-License-Identifier: Apache-2.0
// manifest.h - facts that stand in no file, written by a person (manifest.md).
//
// Refused as a whole, with file and line, for an unknown key, a wrong type, a
// key twice, an unknown part id, a path outside its folder, more than 1 MiB or
// 1,000 facts, tags, anchors or aliases.
#ifndef RELEASE_MANIFEST_H
#define RELEASE_MANIFEST_H

#include "base/error.h"

struct manifest_part {
    struct view part;  // a part id, checked against knowledge/parts/parts.txt
    struct view stage; // or empty
    struct view *at;   // addresses
    size_t at_count;
    struct view presence;     // "absent", "mentioned" or empty
    struct view license;      // SPDX expression, "none" or empty
    struct view license_file; // path to open, or empty
    struct view *on_top;
    size_t on_top_count;
    struct view gate; // none, login, form, agreement or empty
    int level;        // 0..3, -1: not given
    struct view from, note;
    uint32_t line;
};

struct manifest_base {
    struct view model, relation, license, note;
    uint32_t line;
};

struct manifest {
    struct view path;   // as given by the user
    struct view digest; // sha256 of the file, hex
    struct view name, maker, version;
    struct view by, on, from; // declared
    struct manifest_part *part;
    size_t part_count;
    struct manifest_base *base;
    size_t base_count;
    bool has_endpoint;
    struct view endpoint_at, endpoint_terms, endpoint_gate, endpoint_note;
    struct view endpoint_terms_file; // path to open if it lies beside the
                                     // manifest, else empty
    struct view *model;              // names the endpoint answers to
    size_t model_count;
    uint32_t endpoint_line;
    struct view *note;
    size_t note_count;
};

// Reads the manifest `path` whose bytes are `bytes`.
struct error *manifest_read(struct arena *a, struct view bytes,
                            struct view path, struct manifest *out) MUST_USE;

// Whether YAML text is meant as a manifest: a top-level `schema:` of
// freehold-release/ and any version (manifest_read refuses all but 1).
bool manifest_is(struct view bytes);

#endif
