// SPDX-License-Identifier: Apache-2.0
#include "knowledge/license_print.h"

static const char magic[8] = {'F', 'H', 'L', 'I', 'C', 0, 0, 2};

enum {
    COUNTS = 7,
    LICENSE_SIZE = 16,
    VARIANT_SIZE = 16 + SHA256_SIZE,
    MARK_SIZE = 20,
    WORD_BITS = 14,   // of a hash, for the buckets
    WORD_FILTER = 16, // bits of a hash that tell most other words apart
    SHINGLE_FILTER = 21,
    START_BITS = 10, // likewise
    BLOCK_BITS = 8,  // of the number of a token in its block
};

static uint64_t u64_at(const char *at)
{
    return print_u32(at) | (uint64_t)print_u32(at + 4) << 32;
}

static const char *take(struct view *rest, uint64_t count, uint64_t size,
                        bool *ok)
{
    const char *at = rest->at;

    if (count > rest->len / size) {
        *ok = false;
        return NULL;
    }
    *rest = view_from(*rest, (size_t)(count * size));
    return at;
}

static bool ranges_fit(const struct license_prints *p)
{
    uint32_t last = 0;

    for (uint32_t i = 0; i < p->licenses; i++) {
        const char *at = p->license + (size_t)i * LICENSE_SIZE;

        if (print_u32(at) > p->names.len ||
            print_u32(at + 4) > p->names.len - print_u32(at) ||
            print_u32(at + 8) < last ||
            print_u32(at + 12) < print_u32(at + 8) ||
            print_u32(at + 12) > p->tokens)
            return false;
        last = print_u32(at + 12);
    }
    for (uint32_t i = 0; i < p->variants; i++) {
        const char *at = p->variant + (size_t)i * VARIANT_SIZE;

        if (print_u32(at) >= p->licenses || print_u32(at + 4) > PRINT_NOTICE ||
            print_u32(at + 12) < print_u32(at + 8) ||
            print_u32(at + 12) > p->tokens)
            return false;
    }
    return true;
}

static bool marks_fit(const struct license_prints *p)
{
    uint32_t kind = 0, from = 0;

    for (uint32_t i = 0; i < p->marks; i++) {
        const char *at = p->mark + (size_t)i * MARK_SIZE;

        if (print_u32(at) > MARK_LAST || print_u32(at) < kind ||
            (print_u32(at) == kind && print_u32(at + 4) < from) ||
            print_u32(at + 8) < print_u32(at + 4) ||
            print_u32(at + 8) > p->tokens ||
            print_u32(at + 12) > p->names.len ||
            print_u32(at + 16) > p->names.len - print_u32(at + 12))
            return false;
        kind = print_u32(at);
        from = print_u32(at + 4);
    }
    return true;
}

// A word's number beyond the last would be read out of bounds.
static bool tokens_fit(const struct license_prints *p)
{
    for (uint32_t i = 0; i < p->tokens; i++)
        if (print_u32(p->token + (size_t)i * 4) >= p->words)
            return false;
    return true;
}

static bool buckets_rise(const struct license_prints *p)
{
    uint32_t last = 0;

    for (size_t i = 0; i <= PRINT_BUCKETS; i++) {
        uint32_t at = print_u32(p->bucket + i * 4);

        if (at < last || at > p->places)
            return false;
        last = at;
    }
    return true;
}

// ---- Tables -----------------------------------------------------------------

// A bit for each hash, by its lowest `bits` bits.
static void set_bit(uint64_t *bit, unsigned bits, uint64_t hash)
{
    hash &= ((uint64_t)1 << bits) - 1;
    bit[hash / 64] |= (uint64_t)1 << hash % 64;
}

static bool has_bit(const uint64_t *bit, unsigned bits, uint64_t hash)
{
    hash &= ((uint64_t)1 << bits) - 1;
    return bit[hash / 64] >> hash % 64 & 1;
}

static void make_word_buckets(struct arena *a, struct license_prints *p)
{
    uint32_t *bucket = ARENA_NEW(a, uint32_t, (1 << WORD_BITS) + 1);
    uint64_t *bit = ARENA_NEW(a, uint64_t, (1 << WORD_FILTER) / 64);

    for (uint32_t i = 0; i < p->words; i++) {
        uint64_t hash = u64_at(p->word + (size_t)i * 8);

        bucket[(hash >> (64 - WORD_BITS)) + 1]++;
        set_bit(bit, WORD_FILTER, hash);
    }
    for (size_t i = 0; i < 1 << WORD_BITS; i++)
        bucket[i + 1] += bucket[i];
    p->word_bucket = bucket;
    p->word_bit = bit;
}

void prints_index(struct arena *a, struct license_prints *p)
{
    uint64_t *bit = ARENA_NEW(a, uint64_t, (1 << SHINGLE_FILTER) / 64);
    uint32_t word[SHINGLE];

    for (uint32_t i = 0; i < p->places; i++) {
        uint32_t token = print_u32(p->place + (size_t)i * 4);

        if (token > p->tokens || p->tokens - token < SHINGLE)
            continue;
        for (uint32_t k = 0; k < SHINGLE; k++)
            word[k] = print_token(p, token + k);
        set_bit(bit, SHINGLE_FILTER, print_shingle_hash(word));
    }
    p->shingle_bit = bit;
}

static int by_start(const void *a, const void *b)
{
    const struct print_start *left = a, *right = b;
    const struct print_variant *x = &left->variant, *y = &right->variant;

    if (left->shingle != right->shingle)
        return left->shingle < right->shingle ? -1 : 1;
    if (x->from != y->from)
        return x->from < y->from ? -1 : 1;
    if (x->to != y->to)
        return x->to > y->to ? -1 : 1;
    return (x->kind > y->kind) - (x->kind < y->kind);
}

static void make_starts(struct arena *a, struct license_prints *p)
{
    struct print_start *start = ARENA_NEW(a, struct print_start, p->variants);
    uint32_t *bucket = ARENA_NEW(a, uint32_t, (1 << START_BITS) + 1);
    size_t count = 0;

    for (uint32_t i = 0; i < p->variants; i++) {
        struct print_variant v = print_variant(p, i);
        uint32_t word[SHINGLE];

        if (v.to - v.from < SHINGLE)
            continue;
        for (uint32_t k = 0; k < SHINGLE; k++)
            word[k] = print_token(p, v.from + k);
        start[count++] = (struct print_start){print_shingle_hash(word), v};
    }
    if (count)
        qsort(start, count, sizeof *start, by_start);
    for (size_t i = 0; i < count; i++)
        bucket[(start[i].shingle >> (64 - START_BITS)) + 1]++;
    for (size_t i = 0; i < 1 << START_BITS; i++)
        bucket[i + 1] += bucket[i];
    p->start = start;
    p->start_bucket = bucket;
}

static void make_blocks(struct arena *a, struct license_prints *p)
{
    uint32_t *block = ARENA_NEW(a, uint32_t, (p->tokens >> BLOCK_BITS) + 1);
    uint32_t license = 0;

    for (uint32_t i = 0; i <= p->tokens >> BLOCK_BITS; i++) {
        while (license < p->licenses &&
               print_license(p, license).to <= i << BLOCK_BITS)
            license++;
        block[i] = license;
    }
    p->block = block;
}

struct error *prints_open(struct arena *a, struct view bytes,
                          struct license_prints *out)
{
    bool ok = true;

    *out = (struct license_prints){0};
    if (!bytes.len)
        return NULL;
    if (bytes.len < sizeof magic + COUNTS * sizeof(uint32_t) ||
        memcmp(bytes.at, magic, sizeof magic) != 0)
        return error_new(a, ERROR_INPUT, (struct place){0},
                         "these are no license fingerprints of this version");
    const char *count = bytes.at + sizeof magic;
    struct view rest =
        view_from(bytes, sizeof magic + COUNTS * sizeof(uint32_t));
    struct license_prints p = {
        .words = print_u32(count),
        .tokens = print_u32(count + 4),
        .places = print_u32(count + 8),
        .licenses = print_u32(count + 12),
        .variants = print_u32(count + 16),
        .marks = print_u32(count + 20),
    };
    p.word = take(&rest, p.words, 8, &ok);
    p.token = take(&rest, p.tokens, 4, &ok);
    p.place = take(&rest, p.places, 4, &ok);
    p.bucket = take(&rest, PRINT_BUCKETS + 1, 4, &ok);
    p.license = take(&rest, p.licenses, LICENSE_SIZE, &ok);
    p.variant = take(&rest, p.variants, VARIANT_SIZE, &ok);
    p.mark = take(&rest, p.marks, MARK_SIZE, &ok);
    p.digit = take(&rest, p.words, 1, &ok);
    p.names = rest;
    if (!ok || p.names.len != print_u32(count + 24) || !ranges_fit(&p) ||
        !marks_fit(&p) || !tokens_fit(&p) || !buckets_rise(&p))
        return error_new(a, ERROR_INPUT, (struct place){0},
                         "the license fingerprints are cut or damaged");
    make_word_buckets(a, &p);
    make_starts(a, &p);
    make_blocks(a, &p);
    *out = p;
    return NULL;
}

uint64_t print_word_hash(struct view word)
{
    uint64_t h = 0xcbf29ce484222325u; // FNV-1a

    for (size_t i = 0; i < word.len; i++)
        h = (h ^ (unsigned char)word.at[i]) * 0x100000001b3u;
    return h;
}

uint64_t print_shingle_hash(const uint32_t word[SHINGLE])
{
    uint64_t h = 0x9e3779b97f4a7c15u;

    for (size_t i = 0; i < SHINGLE; i++) {
        h = (h ^ word[i]) * 0xff51afd7ed558ccdu;
        h ^= h >> 32;
    }
    return h;
}

uint32_t print_word(const struct license_prints *p, uint64_t hash)
{
    if (!p->words || !has_bit(p->word_bit, WORD_FILTER, hash))
        return PRINT_NO_WORD;
    uint32_t low = p->word_bucket[hash >> (64 - WORD_BITS)];
    uint32_t high = p->word_bucket[(hash >> (64 - WORD_BITS)) + 1];

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        uint64_t h = u64_at(p->word + (size_t)middle * 8);

        if (h == hash)
            return middle;
        if (h < hash)
            low = middle + 1;
        else
            high = middle;
    }
    return PRINT_NO_WORD;
}

uint64_t print_word_hash_of(const struct license_prints *p, uint32_t word)
{
    return word < p->words ? u64_at(p->word + (size_t)word * 8) : 0;
}

struct print_license print_license(const struct license_prints *p, uint32_t i)
{
    const char *at = p->license + (size_t)i * LICENSE_SIZE;

    return (struct print_license){
        view_head(view_from(p->names, print_u32(at)), print_u32(at + 4)),
        print_u32(at + 8),
        print_u32(at + 12),
    };
}

struct print_variant print_variant(const struct license_prints *p, uint32_t i)
{
    const char *at = p->variant + (size_t)i * VARIANT_SIZE;

    return (struct print_variant){
        print_u32(at),
        (enum print_kind)print_u32(at + 4),
        print_u32(at + 8),
        print_u32(at + 12),
        (const unsigned char *)at + 16,
    };
}

void print_starts(const struct license_prints *p, uint64_t shingle,
                  uint32_t *from, uint32_t *to)
{
    *from = *to = 0;
    if (!p->start)
        return;
    *from = p->start_bucket[shingle >> (64 - START_BITS)];
    *to = p->start_bucket[(shingle >> (64 - START_BITS)) + 1];
}

struct print_mark print_mark(const struct license_prints *p, uint32_t i)
{
    const char *at = p->mark + (size_t)i * MARK_SIZE;

    return (struct print_mark){
        (enum print_mark_kind)print_u32(at),
        print_u32(at + 4),
        print_u32(at + 8),
        view_head(view_from(p->names, print_u32(at + 12)), print_u32(at + 16)),
    };
}

uint32_t print_mark_at(const struct license_prints *p,
                       enum print_mark_kind kind, uint32_t from)
{
    uint32_t low = 0, high = p->marks;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *at = p->mark + (size_t)middle * MARK_SIZE;

        if (print_u32(at) < (uint32_t)kind ||
            (print_u32(at) == (uint32_t)kind && print_u32(at + 4) < from))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

struct view print_section(const struct license_prints *p, uint32_t at)
{
    uint32_t next = print_mark_at(p, MARK_SECTION, at + 1);

    if (!next || !p->marks)
        return (struct view){0};
    struct print_mark m = print_mark(p, next - 1);
    return m.kind == MARK_SECTION && at < m.to ? m.name : (struct view){0};
}

bool print_word_has_digit(const struct license_prints *p, uint32_t word)
{
    return word < p->words && p->digit[word];
}

uint32_t print_license_at(const struct license_prints *p, uint32_t at)
{
    uint32_t i = at < p->tokens ? p->block[at >> BLOCK_BITS] : p->licenses;

    while (i < p->licenses && print_license(p, i).to <= at)
        i++;
    return i < p->licenses && print_license(p, i).from <= at ? i : p->licenses;
}

struct print_walk print_walk_of(const struct license_prints *p,
                                const uint32_t word[SHINGLE])
{
    struct print_walk w = {0};

    for (size_t i = 0; i < SHINGLE; i++)
        if (word[i] == PRINT_NO_WORD || !p->places)
            return w;
    uint64_t hash = print_shingle_hash(word);
    if (p->shingle_bit && !has_bit(p->shingle_bit, SHINGLE_FILTER, hash))
        return w;
    memcpy(w.word, word, sizeof w.word);
    size_t bucket = hash >> 48;
    w.at = print_u32(p->bucket + bucket * 4);
    w.end = print_u32(p->bucket + bucket * 4 + 4);
    return w;
}

bool print_next(const struct license_prints *p, struct print_walk *w)
{
    while (w->at < w->end) {
        uint32_t token = print_u32(p->place + (size_t)w->at++ * 4);
        size_t same = 0;

        if (token > p->tokens || p->tokens - token < SHINGLE)
            continue;
        while (same < SHINGLE &&
               print_token(p, token + (uint32_t)same) == w->word[same])
            same++;
        if (same == SHINGLE) {
            w->token = token;
            return true;
        }
    }
    return false;
}
