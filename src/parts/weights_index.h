// SPDX-License-Identifier: Apache-2.0
// weights_index.h - the index of shards, *.index.json, against the shards.
//
// Source: formats.md 1 (the hub's index) and inventory.md 4.1 (tolerances).
#ifndef PARTS_WEIGHTS_INDEX_H
#define PARTS_WEIGHTS_INDEX_H

#include "parts/weights.h"
#include "parts/weights_header.h"

// A weights file of the release with what its header says.
struct index_shard {
    const struct entry *entry;
    const struct weights_header *header;
    bool here; // not listed only, not empty
};

struct index_facts {
    size_t named, missing;           // shards
    struct view first_missing;       // its name
    const struct index_shard *shard; // the first one that is here, or NULL
};

// Whether a file is an index, by its path in lower case.
bool weights_index_is(struct view path);

// Checks the index `e` against `shard`, the release's weights files sorted by
// path. Findings go to `safety`, in `a`.
void weights_index_check(struct arena *a, const struct entry *e,
                         const struct index_shard *shard, size_t shard_count,
                         struct index_facts *out, struct safety *safety);

// The first member of `map`, the value of weight_map, that names a shard
// outside of the index's own folder, or NULL.
const struct json_value *weights_index_outside(const struct json_value *map);

// The first that names none, since it is no text, or NULL.
const struct json_value *weights_index_nameless(const struct json_value *map);

#endif
