// SPDX-License-Identifier: Apache-2.0
// inventory.h - what is in the release: every part, in the order of the list.
#ifndef PARTS_INVENTORY_H
#define PARTS_INVENTORY_H

#include "parts/claim.h"
#include "parts/disclosure.h"
#include "parts/document.h"
#include "parts/lineage.h"
#include "parts/summary.h"
#include "parts/weights.h"

struct inventory {
    struct part *part; // every part kind; code.train twice (pretrain, finetune)
    size_t part_count;
    struct documents documents;
    struct document_facts facts;
    struct weights weights;
    struct lineage lineage;
    struct claims claims;
    struct disclosures disclosures;
    struct training_summary summary;
    bool calls_api; // code that calls a remote model service (group api), or a
                    // declared endpoint
    struct evidence api;
    bool known_architecture; // config.json names a family the knowledge has
    struct evidence architecture;
    bool is_finetune, is_adapter, is_delta, is_merge, is_quantized;
};

void inventory_take(struct arena *a, const struct release *r, size_t threads,
                    struct inventory *out, struct safety *safety);

// The entry of a part; of code.train the one with `stage`. Never NULL after
// inventory_take.
struct part *inventory_part(const struct inventory *inv, enum part_kind kind,
                            enum stage stage);

#endif
