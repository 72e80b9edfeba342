// SPDX-License-Identifier: Apache-2.0
#include "parts/sighting.h"

void sighting_add(struct sightings *s, struct sighting one)
{
    *LIST_ADD(s->arena, s->item, s->count) = one;
}
