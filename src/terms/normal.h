// SPDX-License-Identifier: Apache-2.0
// normal.h - a text as the words that count when licenses are compared.
//
// Bytes to text (UTF-8, UTF-16, else Windows-1252; RTF and HTML pages as what
// they say), markup and comment signs left out, words in lower case by NFKC,
// spellings unified, bullets dropped; copyright lines are kept aside. Each word
// knows its bytes in the file. Linear in the size of the text. Rules:
// terms.md 2.1 to 2.4 and the SPDX specification's license list matching
// guidelines.
#ifndef TERMS_NORMAL_H
#define TERMS_NORMAL_H

#include "base/digest.h"
#include "knowledge/license_words.h"
#include "terms/source_text.h"

enum { NORMAL_MAX = 1 << 20 }; // bytes of text that are looked at

enum encoding {
    ENCODING_UTF8,
    ENCODING_UTF16,
    ENCODING_1252,
    ENCODING_MARKUP, // an RTF or HTML document: its words, without its signs
    ENCODING_BINARY,
};

struct token {
    struct view text;  // lower case, unified
    uint64_t hash;     // print_word_hash(text)
    uint32_t from, to; // bytes of the file
};

struct aside {         // words left out of the comparison
    uint32_t from, to; // bytes of the file
    struct view text;  // the line, trimmed
    size_t token;      // the first one behind it
};

struct label { // the sign of a section in front of a line: "1.2", "a", "iv"
    struct view text;
    size_t token; // the first one behind it
};

struct normal {
    enum encoding encoding;
    bool cut; // longer than NORMAL_MAX: only the front was read
    struct source_text source; // whose words these are; if it was cut, its last
                               // part
    struct token *token;
    size_t token_count, token_room;
    struct aside *copyright; // lines that only name a holder
    size_t copyright_count;
    struct label *label; // by token
    size_t label_count;
};

// Never fails: what is no text has encoding ENCODING_BINARY and no tokens.
void normal_read(struct arena *a, const struct license_words *w,
                 struct view bytes, struct normal *out);

// No text of these bytes has more words, but for a few that no one writes.
size_t normal_most_words(struct view text);

// Adds the words of bytes [from, to) of a file to those before them; with room
// for `out->token_room` words the array stays where it is.
void normal_read_part(struct arena *a, const struct license_words *w,
                      struct view bytes, size_t from, size_t to,
                      struct normal *out);

// Bytes as UTF-8 text, for those who search it line by line. `*map` gets, for
// each byte of the text and one past it, its place in the file, or NULL if they
// differ by `*shift` only.
struct view text_of_bytes(struct arena *a, struct view bytes,
                          enum encoding *encoding, uint32_t **map,
                          uint32_t *shift);

// Length of an entity ("&lt;", "&#39;") at the start of `v`, which begins with
// "&", or 0.
size_t entity_length(struct view v, uint32_t *point);

// The character of a byte of Windows-1252; a blank where none is assigned.
uint32_t point_of_1252(unsigned char byte);

// Whether a character is a word by itself: Chinese, Japanese, Korean.
bool is_cjk(uint32_t c);

// The first token at or behind a byte of the file.
size_t normal_word_at(const struct normal *n, uint64_t byte);

// SHA-256 over tokens [from, to), each followed by a newline.
void normal_digest(const struct normal *n, size_t from, size_t to,
                   unsigned char out[SHA256_SIZE]);

#endif
