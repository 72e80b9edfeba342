// SPDX-License-Identifier: Apache-2.0
#include "base/map.h"

#include "base/quick.h"

#include <pthread.h>
#include <sys/random.h>

struct map_entry {
    struct view name;
    uint64_t hash;
    size_t value;
};

struct map_slot {
    uint32_t hash;  // its upper half
    uint32_t entry; // 1 + its index; 0: empty
};

static uint64_t key[2];
static pthread_once_t key_once = PTHREAD_ONCE_INIT;

static void draw_key(void)
{
    // Without randomness the map still works; it only loses its protection.
    if (getrandom(key, sizeof key, GRND_NONBLOCK) != (ssize_t)sizeof key)
        key[0] = 0x9e3779b97f4a7c15;
}

static uint64_t rotate(uint64_t x, unsigned by)
{
    return x << by | x >> (64 - by);
}

static inline void sip_round(uint64_t v[4])
{
    v[0] += v[1];
    v[1] = rotate(v[1], 13) ^ v[0];
    v[0] = rotate(v[0], 32);
    v[2] += v[3];
    v[3] = rotate(v[3], 16) ^ v[2];
    v[0] += v[3];
    v[3] = rotate(v[3], 21) ^ v[0];
    v[2] += v[1];
    v[1] = rotate(v[1], 17) ^ v[2];
    v[2] = rotate(v[2], 32);
}

// SipHash-1-3 (Aumasson and Bernstein 2012, with one and three rounds).
uint64_t map_hash(struct view name)
{
    pthread_once(&key_once, draw_key);
    uint64_t v[4] = {key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
                     key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573};
    size_t at = 0;

    for (; name.len - at >= 8; at += 8) {
        uint64_t word;
        memcpy(&word, name.at + at, 8);
        v[3] ^= word;
        sip_round(v);
        v[0] ^= word;
    }
    uint64_t last = (uint64_t)name.len << 56;
    for (size_t i = 0; at + i < name.len; i++)
        last |= (uint64_t)(unsigned char)name.at[at + i] << (8 * i);
    v[3] ^= last;
    sip_round(v);
    v[0] ^= last;
    v[2] ^= 0xff;
    for (int i = 0; i < 3; i++)
        sip_round(v);
    return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static uint64_t hash_of(const struct map *m, struct view name)
{
    return m->own ? quick_hash(name) : map_hash(name);
}

static bool is_entry(const struct map *m, struct map_slot s, struct view name,
                     uint64_t hash)
{
    return s.hash == hash >> 32 && view_eq(m->entry[s.entry - 1].name, name);
}

// Where `name` stands, or the empty place for it.
static struct map_slot *slot_of(const struct map *m, struct view name,
                                uint64_t hash)
{
    size_t i = hash & (m->slots - 1);

    while (m->slot[i].entry && !is_entry(m, m->slot[i], name, hash))
        i = (i + 1) & (m->slots - 1);
    return &m->slot[i];
}

static void place(struct map *m, size_t entry)
{
    uint64_t hash = m->entry[entry].hash;
    size_t i = hash & (m->slots - 1);

    while (m->slot[i].entry)
        i = (i + 1) & (m->slots - 1);
    m->slot[i] = (struct map_slot){(uint32_t)(hash >> 32), (uint32_t)entry + 1};
}

static void map_resize(struct map *m, size_t slots)
{
    struct map_entry *entry = m->entry;

    m->slots = slots;
    m->slot = ARENA_NEW(m->arena, struct map_slot, slots);
    m->room = slots / 4 * 3;
    m->entry = ARENA_NEW(m->arena, struct map_entry, m->room);
    if (m->count)
        memcpy(m->entry, entry, m->count * sizeof *entry);
    for (size_t i = 0; i < m->count; i++)
        place(m, i);
}

void map_reserve(struct map *m, size_t count)
{
    size_t slots = m->slots ? m->slots : 16;

    while (slots / 4 * 3 <= count && slots <= SIZE_MAX / 4)
        slots *= 2;
    if (slots > m->slots)
        map_resize(m, slots);
}

size_t *map_at(struct map *m, struct view name, bool *is_new)
{
    if (name.len == 0)
        name.at = ""; // the empty name is a name too
    if (m->count == m->room)
        map_resize(m, m->slots ? m->slots * 2 : 16);
    uint64_t hash = hash_of(m, name);
    struct map_slot *slot = slot_of(m, name, hash);
    *is_new = !slot->entry;
    if (*is_new) {
        m->entry[m->count++] = (struct map_entry){name, hash, 0};
        *slot = (struct map_slot){(uint32_t)(hash >> 32), (uint32_t)m->count};
    }
    return &m->entry[slot->entry - 1].value;
}

size_t *map_find(const struct map *m, struct view name)
{
    if (name.len == 0)
        name.at = "";
    if (!m->slots)
        return NULL;
    struct map_slot *slot = slot_of(m, name, hash_of(m, name));
    return slot->entry ? &m->entry[slot->entry - 1].value : NULL;
}
