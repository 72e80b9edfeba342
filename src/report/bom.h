// SPDX-License-Identifier: Apache-2.0
// bom.h - what the two bills of materials (CycloneDX, SPDX) share: names, ids
// and times that depend on nothing but the release.
//
// Both are views of an inspection (provenance.md 4 and 5): what is not known is
// left out, or says so where the form asks for a value.
#ifndef REPORT_BOM_H
#define REPORT_BOM_H

#include "verdict/inspection.h"

struct bom_choice {
    bool dated;   // put `time` into the document
    int64_t time; // seconds since 1970, UTC; 0 .. BOM_LAST_TIME
};

#define BOM_LAST_TIME INT64_C(253402300799) // the last second of year 9999

enum bom_license {  // how terms can be written
    BOM_NOT_STATED, // nothing is stated
    BOM_EXPRESSION, // an SPDX expression
    BOM_NAMED,      // a single LicenseRef, or a name that is no expression
};

struct bom_data { // a data set that the release was made or judged with
    struct view name;
    struct evidence evidence;
    const struct part *part;        // data.train or data.eval
    const struct part_terms *terms; // NULL: this release cannot state them
};

struct bom_data_list {
    struct bom_data *item;
    size_t count;
};

// 8-4-4-4-12 hexadecimal digits made from the tree digest and `form`: a UUID of
// version 8 (RFC 9562, 5.8), since it is by SHA-256.
struct view bom_uuid(struct arena *a, const struct inspection *i,
                     struct view form);

// YYYY-MM-DDThh:mm:ssZ.
struct view bom_time(struct arena *a, int64_t seconds);

// `v` for a field that must be text: bytes that are not UTF-8 are shown as
// \xNN, so that two names stay two.
struct view bom_name(struct arena *a, struct view v);

// A path as a relative reference (RFC 3986, 4.2), its bytes percent-encoded.
struct view bom_uri(struct arena *a, struct view path);

// The commit of the only root, the version that a manifest or a record gives,
// or else the tree digest.
struct view bom_version(const struct inspection *i);

// Who made the release by a manifest or record; empty: not known.
struct view bom_maker(const struct inspection *i);

// Whether there is a model, here or behind a service; else it is code.
bool bom_is_model(const struct inspection *i);

// The terms of the thing itself: of the weights, of a service, or of the first
// code that is here.
const struct part_terms *bom_terms(const struct inspection *i);

// The terms of base model `n`: declared, or, if it is the only one, those of
// the part weights.base. NULL: not known.
const struct part_terms *bom_base_terms(struct arena *a,
                                        const struct inspection *i, size_t n);

// The expression by itself, and how it can be written.
enum bom_license bom_license_of(struct view expression);

// Whether the terms settle the question: stated for it or for what it belongs
// to, and nothing stands against them.
bool bom_concluded(const struct part_terms *t);

// The data sets that the card names in its front matter, at most 200; without
// one, the parts data.train and data.eval where they are known of.
void bom_data_take(struct arena *a, const struct inspection *i,
                   struct bom_data_list *out);

// Nothing of the list of files is missing: every entry is here or a pointer
// with a digest, and each set of weights is whole.
bool bom_is_whole(const struct inspection *i);

// "lfs-pointer", "submodule", "missing", "unreadable"; empty: a file.
struct view bom_entry_word(const struct entry *e);

#endif
