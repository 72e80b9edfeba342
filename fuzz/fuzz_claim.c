// SPDX-License-Identifier: Apache-2.0
#include "parts/claim.h"
#include "parts/disclosure.h"
#include "parts/lineage.h"
#include "parts/summary.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len)
{
    struct arena a = {0};
    struct entry e = {.path = VIEW("README.md"), .lower = VIEW("readme.md")};
    struct release r = {.name = VIEW("x")};
    struct document one;
    struct documents d = {.item = &one, .count = 1};
    struct claims claims;
    struct lineage lineage;
    struct sightings seen = {.arena = &a};
    struct document_facts facts;
    struct disclosures disclosures;
    struct training_summary summary;

    document_of(&a, &e, (struct view){(const char *)bytes, len}, &one);
    d.card = documents_card(&d);
    claims_find(&a, &d, &claims);
    lineage_read(&a, &r, &d, &lineage);
    documents_sightings(&a, &r, &d, &seen);
    documents_facts(&a, &r, &d, &seen, &facts);
    disclosures_find(&a, &d, &disclosures);
    training_summary_find(&a, &d, &summary);
    arena_free(&a);
    return 0;
}
