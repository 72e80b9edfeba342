// SPDX-License-Identifier: Apache-2.0
// sighting.h - one piece of evidence that a part is here, linked or mentioned.
//
// Every rule of inventory.md adds sightings; inventory.c merges them into
// parts. A sighting is never promoted: a mention stays a mention.
#ifndef PARTS_SIGHTING_H
#define PARTS_SIGHTING_H

#include "parts/part.h"

struct sighting {
    enum part_kind part;
    enum stage stage;
    enum presence presence;
    enum content content;
    int weight; // among sightings of equal presence the heavier one is shown
                // first; 0 is ordinary
    struct evidence evidence;
};

struct sightings {
    struct arena *arena;
    struct sighting *item;
    size_t count;
};

void sighting_add(struct sightings *s, struct sighting one);

#endif
