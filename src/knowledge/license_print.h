// SPDX-License-Identifier: Apache-2.0
// license_print.h - the fingerprints of the known license texts.
//
// knowledge/licenses/fingerprints.bin holds no text: 64-bit hashes of the
// different words, each text as numbers of words in order, and SHA-256 of the
// ranges of words that count as the license (with and without its title and
// appendix). Made by tools/license-db from a folder of texts; used where it
// lies, after its counts were checked against its size.
//
// Layout, little endian: magic, counts (7 x u32), words (u64, rising), tokens
// (u32), places of 5-word shingles (u32, by hash), buckets (u32, 65537),
// licenses (4 x u32), variants (4 x u32 + 32 bytes), marks (5 x u32, by kind
// and place), a byte for each word (1: it holds a digit), names.
#ifndef KNOWLEDGE_LICENSE_PRINT_H
#define KNOWLEDGE_LICENSE_PRINT_H

#include "base/digest.h"
#include "base/error.h"

enum {
    SHINGLE = 5, // words
    PRINT_BUCKETS = 65536,
};

#define PRINT_NO_WORD UINT32_MAX // not in any known text

enum print_kind {
    PRINT_WHOLE,       // the text
    PRINT_NO_TITLE,    // without its own title
    PRINT_NO_APPENDIX, // without "how to apply"
    PRINT_NO_BOTH,
    PRINT_NOTICE, // the notice that says "licensed under"
};

// What a stretch of a license's words is.
enum print_mark_kind {
    MARK_SECTION,    // has a name: "1.b"; up to the next one
    MARK_TITLE,      // may be missing
    MARK_APPENDIX,   // may be missing, and is filled in by its users
    MARK_OPTIONAL,   // may be missing: a preamble, a closing remark
    MARK_FIELD,      // stands for a name that every licensor replaces
    MARK_DISCLAIMER, // the words on warranty and liability
    MARK_HOLDER,     // a line that names the holder of the rights
    MARK_LABEL,      // the word behind an item's sign, whose name is the sign
    MARK_LAST = MARK_LABEL,
};

struct license_prints {
    uint32_t words, tokens, places, licenses, variants, marks;
    const char *word, *token, *place, *bucket, *license, *variant, *mark;
    const char *digit; // a byte for each word
    struct view names;
    // Made at opening, for speed.
    const uint32_t *word_bucket; // of `word`, by the top bits of the hash
    const uint64_t *word_bit;    // by its lowest bits: a word may have it
    const struct print_start *start;
    const uint32_t *start_bucket; // of `start`, likewise
    const uint64_t *shingle_bit;  // as `word_bit`, or NULL: see prints_index
    const uint32_t *block; // of tokens: the first license that reaches it
};

struct print_license {
    struct view id;
    uint32_t from, to; // tokens
};

struct print_variant {
    uint32_t license; // index
    enum print_kind kind;
    uint32_t from, to; // tokens
    const unsigned char *sha256;
};

// A variant of five words and more, by the hash of its first five.
struct print_start {
    uint64_t shingle;
    struct print_variant variant;
};

struct print_mark {
    enum print_mark_kind kind;
    uint32_t from, to; // tokens
    struct view name;  // of a section or label, or empty
};

// Fails with ERROR_INPUT on anything but what tools/license-db makes. No bytes:
// an empty set.
struct error *prints_open(struct arena *a, struct view bytes,
                          struct license_prints *out) MUST_USE;

// Makes looking for shingles faster; worth its milliseconds where many texts
// are read.
void prints_index(struct arena *a, struct license_prints *p);

uint64_t print_word_hash(struct view word);
uint64_t print_shingle_hash(const uint32_t word[SHINGLE]);

// The number of a word, or PRINT_NO_WORD.
uint32_t print_word(const struct license_prints *p, uint64_t hash);
// The hash of a word by its number.
uint64_t print_word_hash_of(const struct license_prints *p, uint32_t word);

// Read byte by byte, so that place and byte order do not matter.
static inline uint32_t print_u32(const char *at)
{
    const unsigned char *b = (const unsigned char *)at;

    return (uint32_t)b[0] | (uint32_t)b[1] << 8 | (uint32_t)b[2] << 16 |
           (uint32_t)b[3] << 24;
}

// The number of the word that is token `at`.
static inline uint32_t print_token(const struct license_prints *p, uint32_t at)
{
    return print_u32(p->token + (size_t)at * 4);
}

struct print_license print_license(const struct license_prints *p, uint32_t i);
struct print_variant print_variant(const struct license_prints *p, uint32_t i);
struct print_mark print_mark(const struct license_prints *p, uint32_t i);
// The variants that may begin with words of that hash: [*from, *to) of
// `p->start`, by place, of one place the longest first.
void print_starts(const struct license_prints *p, uint64_t shingle,
                  uint32_t *from, uint32_t *to);
// The first mark of `kind` at or behind token `from`, by place; `p->marks` or a
// mark of another kind if there is none.
uint32_t print_mark_at(const struct license_prints *p,
                       enum print_mark_kind kind, uint32_t from);
// The name of the section that token `at` stands in, or the empty view.
struct view print_section(const struct license_prints *p, uint32_t at);
bool print_word_has_digit(const struct license_prints *p, uint32_t word);
// The license that token `at` belongs to; `p->licenses` if none.
uint32_t print_license_at(const struct license_prints *p, uint32_t at);

// Steps through the places (numbers of tokens) where a shingle stands.
struct print_walk {
    uint32_t word[SHINGLE];
    uint32_t at, end; // set by print_walk_of
    uint32_t token;   // the current place, once print_next said true
};

struct print_walk print_walk_of(const struct license_prints *p,
                                const uint32_t word[SHINGLE]);
bool print_next(const struct license_prints *p, struct print_walk *w);

#endif
