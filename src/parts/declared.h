// SPDX-License-Identifier: Apache-2.0
// declared.h - what a manifest or a record says of the parts (manifest.md 4).
//
// A declared fact adds, it never overrides: at most it makes a part a pointer.
// Its evidence is the line of the manifest or record, with its digest.
#ifndef PARTS_DECLARED_H
#define PARTS_DECLARED_H

#include "parts/sighting.h"

void declared_sightings(struct arena *a, const struct release *r,
                        struct sightings *out);

// The level of data.info and the gate of the weights as declared; level -1:
// not given.
struct declared_facts {
    int level;
    struct evidence level_evidence;
    enum gate gate;
    struct evidence gate_evidence;
    bool endpoint;
    struct evidence endpoint_evidence;
};

void declared_facts(const struct release *r, struct declared_facts *out);

#endif
