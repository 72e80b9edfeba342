// SPDX-License-Identifier: Apache-2.0
// match.h - what recognising one text works on, for the files that share it.
#ifndef TERMS_MATCH_H
#define TERMS_MATCH_H

#include "terms/cover.h"
#include "terms/line_index.h"
#include "terms/terms.h"

enum {
    // Words up to which a text that names a license is a notice and no license.
    MATCH_SHORT_NOTICE = 150
};

struct match {
    struct arena *arena;   // of the answer
    struct arena *scratch; // of the work
    const struct licenses *licenses;
    const struct license_words *words;
    const struct license_prints *prints;
    const struct references *texts; // at hand, or NULL
    struct view bytes;
    struct normal text;
    uint32_t *word; // numbers of the text's words
    struct cover cover;
    struct license_file *out;
    bool named;       // the file's name says that it holds terms
    bool tells;       // or that it tells of them, as a notice does
    bool written;     // it holds terms, by its name, and is no code
    bool demands;     // things itself, beside the names of licenses
    size_t front_end; // of a card's front matter, or 0
    struct line_index lines;
};

void match_flag(struct match *m, struct view flag);
void match_reference(struct match *m, struct view id);

// What the file gives: joined to its expression. A policy gives nothing.
void match_grant(struct match *m, struct view expression);

// A new range of bytes; quick where ranges come by place.
struct license_range *match_range(struct match *m, size_t from, size_t to,
                                  enum match_result result, struct view id);

// Words [from, to) as other text, if there are any.
void match_rest(struct match *m, size_t from, size_t to);

// Ranges by place; of other text only what no other range says.
void match_sort(struct match *m);

struct word_range {
    size_t from, to; // words
};

// Whether these words hold so many words of terms that they may be some.
bool match_has_terms(const struct match *m, const struct word_range *range,
                     size_t count);

// Words [from, to) as terms that nobody knows, with what limits their user.
struct license_range *match_unknown(struct match *m, size_t from, size_t to);

// Words [from, from + n) that are known to stand in some copies of a license
// and not in others (its record's `remark`): n, at most up to `to`, or 0.
size_t match_remark(const struct match *m, struct view id, size_t from,
                    size_t to);

// The id of a text that is `nearest`, changed: told apart by its words.
struct view match_modified_id(struct match *m, struct view nearest, size_t from,
                              size_t to);

static inline size_t match_byte_from(const struct match *m, size_t token)
{
    return token < m->text.token_count ? m->text.token[token].from
                                       : m->bytes.len;
}

static inline size_t match_byte_to(const struct match *m, size_t token)
{
    return token ? m->text.token[token - 1].to : 0;
}

#endif
