// SPDX-License-Identifier: Apache-2.0
// lineage.h - which models a release was made from (inventory.md 8).
#ifndef PARTS_LINEAGE_H
#define PARTS_LINEAGE_H

#include "parts/document.h"

enum relation {
    RELATION_UNKNOWN, // named as base, how is not said
    RELATION_FINETUNE,
    RELATION_ADAPTER,
    RELATION_MERGE,
    RELATION_QUANTIZED,
    RELATION_DISTILLED,
    RELATION_DELTA,
};

struct parent {
    struct view name; // as written: org/name
    enum relation relation;
    struct evidence source;
    struct view license; // declared by a manifest, or empty
    struct view named;   // what its name says of its license (terms/attach.c)
    bool has_contradiction;
    struct view contradicts; // one sentence
    struct evidence contradiction;
};

struct lineage {
    struct parent *parent;
    size_t parent_count;
};

void lineage_read(struct arena *a, const struct release *r,
                  const struct documents *d, struct lineage *out);

struct view relation_word(enum relation r);

#endif
