// SPDX-License-Identifier: Apache-2.0
// map.h - from names to numbers, for names that strangers choose.
//
// Open addressing over SipHash-1-3 with a key drawn at start, so that no file
// can be made to collide. The order of a map is never visible: walk the array
// whose indices it holds instead. The table is small, so that it stays near the
// processor: it holds the places of the names, which stand in a row.
#ifndef BASE_MAP_H
#define BASE_MAP_H

#include "base/arena.h"

struct map_entry;
struct map_slot;

struct map {
    struct arena *arena;
    struct map_slot *slot;
    size_t slots; // a power of two, or 0
    struct map_entry *entry;
    size_t count, room; // of entries
    bool own;           // the names are our own: a quicker hash does
};

// Makes room for `count` names in advance, so that adding them moves nothing.
void map_reserve(struct map *m, size_t count);

// The value of `name`: a place in the map, valid until the next map_at. A new
// name gets `*is_new` = true and the value 0. The name's bytes are not copied.
size_t *map_at(struct map *m, struct view name, bool *is_new);

// The hash of a map: no stranger can tell which names share one.
uint64_t map_hash(struct view name);

// The value of `name`, or NULL.
size_t *map_find(const struct map *m, struct view name);

#endif
