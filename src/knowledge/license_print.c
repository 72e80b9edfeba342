// SPDX-License-Identifier: Apache-2.0
#include "knowledge/license_print.h"

static const char magic[8] = {'F', 'H', 'L', 'I', 'C', 0, 0, 2};

enum {
    COUNTS = 7,
    LICENSE_SIZE = 16,
    VARIANT_SIZE = 16 + SHA256_SIZE,
    MARK_SIZE = 20,
};

// Read byte by byte, so that place and byte order do not matter.
static uint32_t u32_at(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

static uint64_t u64_at(const char *at)
{
    return u32_at(at) | (uint64_t)u32_at(at + 4) << 32;
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

        if (u32_at(at) > p->names.len ||
            u32_at(at + 4) > p->names.len - u32_at(at) ||
            u32_at(at + 8) < last || u32_at(at + 12) < u32_at(at + 8) ||
            u32_at(at + 12) > p->tokens)
            return false;
        last = u32_at(at + 12);
    }
    for (uint32_t i = 0; i < p->variants; i++) {
        const char *at = p->variant + (size_t)i * VARIANT_SIZE;

        if (u32_at(at) >= p->licenses || u32_at(at + 4) > PRINT_NOTICE ||
            u32_at(at + 12) < u32_at(at + 8) || u32_at(at + 12) > p->tokens)
            return false;
    }
    return true;
}

static bool marks_fit(const struct license_prints *p)
{
    uint32_t kind = 0, from = 0;

    for (uint32_t i = 0; i < p->marks; i++) {
        const char *at = p->mark + (size_t)i * MARK_SIZE;

        if (u32_at(at) > MARK_LAST || u32_at(at) < kind ||
            (u32_at(at) == kind && u32_at(at + 4) < from) ||
            u32_at(at + 8) < u32_at(at + 4) || u32_at(at + 8) > p->tokens ||
            u32_at(at + 12) > p->names.len ||
            u32_at(at + 16) > p->names.len - u32_at(at + 12))
            return false;
        kind = u32_at(at);
        from = u32_at(at + 4);
    }
    return true;
}

// A word's number beyond the last would be read out of bounds.
static bool tokens_fit(const struct license_prints *p)
{
    for (uint32_t i = 0; i < p->tokens; i++)
        if (u32_at(p->token + (size_t)i * 4) >= p->words)
            return false;
    return true;
}

static bool buckets_rise(const struct license_prints *p)
{
    uint32_t last = 0;

    for (size_t i = 0; i <= PRINT_BUCKETS; i++) {
        uint32_t at = u32_at(p->bucket + i * 4);

        if (at < last || at > p->places)
            return false;
        last = at;
    }
    return true;
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
                         "these are no licence fingerprints of this version");
    const char *count = bytes.at + sizeof magic;
    struct view rest =
        view_from(bytes, sizeof magic + COUNTS * sizeof(uint32_t));
    struct license_prints p = {
        .words = u32_at(count),
        .tokens = u32_at(count + 4),
        .places = u32_at(count + 8),
        .licenses = u32_at(count + 12),
        .variants = u32_at(count + 16),
        .marks = u32_at(count + 20),
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
    if (!ok || p.names.len != u32_at(count + 24) || !ranges_fit(&p) ||
        !marks_fit(&p) || !tokens_fit(&p) || !buckets_rise(&p))
        return error_new(a, ERROR_INPUT, (struct place){0},
                         "the licence fingerprints are cut or damaged");
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
    uint32_t low = 0, high = p->words;

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

uint32_t print_token(const struct license_prints *p, uint32_t at)
{
    return u32_at(p->token + (size_t)at * 4);
}

struct print_license print_license(const struct license_prints *p, uint32_t i)
{
    const char *at = p->license + (size_t)i * LICENSE_SIZE;

    return (struct print_license){
        view_head(view_from(p->names, u32_at(at)), u32_at(at + 4)),
        u32_at(at + 8),
        u32_at(at + 12),
    };
}

struct print_variant print_variant(const struct license_prints *p, uint32_t i)
{
    const char *at = p->variant + (size_t)i * VARIANT_SIZE;

    return (struct print_variant){
        u32_at(at),      (enum print_kind)u32_at(at + 4), u32_at(at + 8),
        u32_at(at + 12), (const unsigned char *)at + 16,
    };
}

struct print_mark print_mark(const struct license_prints *p, uint32_t i)
{
    const char *at = p->mark + (size_t)i * MARK_SIZE;

    return (struct print_mark){
        (enum print_mark_kind)u32_at(at),
        u32_at(at + 4),
        u32_at(at + 8),
        view_head(view_from(p->names, u32_at(at + 12)), u32_at(at + 16)),
    };
}

uint32_t print_mark_at(const struct license_prints *p,
                       enum print_mark_kind kind, uint32_t from)
{
    uint32_t low = 0, high = p->marks;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        const char *at = p->mark + (size_t)middle * MARK_SIZE;

        if (u32_at(at) < (uint32_t)kind ||
            (u32_at(at) == (uint32_t)kind && u32_at(at + 4) < from))
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
    uint32_t low = 0, high = p->licenses;

    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        struct print_license l = print_license(p, middle);

        if (at >= l.to)
            low = middle + 1;
        else if (at < l.from)
            high = middle;
        else
            return middle;
    }
    return p->licenses;
}

struct print_walk print_walk_of(const struct license_prints *p,
                                const uint32_t word[SHINGLE])
{
    struct print_walk w = {0};

    for (size_t i = 0; i < SHINGLE; i++)
        if (word[i] == PRINT_NO_WORD || !p->places)
            return w;
    memcpy(w.word, word, sizeof w.word);
    size_t bucket = print_shingle_hash(word) >> 48;
    w.at = u32_at(p->bucket + bucket * 4);
    w.end = u32_at(p->bucket + bucket * 4 + 4);
    return w;
}

bool print_next(const struct license_prints *p, struct print_walk *w)
{
    while (w->at < w->end) {
        uint32_t token = u32_at(p->place + (size_t)w->at++ * 4);
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
