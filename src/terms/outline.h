// SPDX-License-Identifier: Apache-2.0
// outline.h - the sections of a license text, so that a place such as
// "1.b.iv, 2" becomes bytes of the file at hand and the other way round.
//
// Numbers (1, 1.1, 2)), letters (a., (a)), Roman numerals (iv, IV.), words in
// front of a number (Section 3, Article 3, Part One), Chinese ones
// (第三条, 一、), attachments and headings; also items inside a line: "(A) ...;
// and (B) ...". No license is known here: what follows what decides. Linear in
// the text.
#ifndef TERMS_OUTLINE_H
#define TERMS_OUTLINE_H

#include "base/arena.h"

struct outline_item {
    struct view path;  // "1.b.iv"; empty for a heading without a number
    struct view title; // what stands behind the number, or the heading
    uint32_t parent;   // index + 1, or 0
    uint32_t level;    // 0: outermost
    uint64_t from, to; // bytes of the file
};

struct outline_span {
    uint64_t from, to;
};

struct outline {
    struct arena *arena;
    struct view bytes; // of the file
    uint64_t from, to; // the range that was read
    struct outline_item *item;
    size_t item_count;
    struct view lower;              // of [from, to); empty before outline_fold
    struct outline_span *paragraph; // of at least a few words
    size_t paragraph_count;
};

// The outline of bytes [from, to) of a file.
void outline_read(struct arena *a, struct view bytes, uint64_t from,
                  uint64_t to, struct outline *out);

// Makes `o` ready for outline_says and outline_mention.
void outline_fold(struct outline *o);

// Where the section called `where` stands (the first of several that is found:
// "2, 5"); false: nothing in the text is called so, `*out` is the whole range.
bool outline_find(const struct outline *o, struct view where,
                  struct outline_span *out);

// Steps through the places that `where`, one section, may mean: what
// outline_find gives, then the sections that bear the number at any depth.
// `size_t at = 0;`
bool outline_next(const struct outline *o, struct view where, size_t *at,
                  struct outline_span *out);

// The one section that bears the number `where`, or what outline_find gives for
// a name that is no number; false: none, or several.
bool outline_only(const struct outline *o, struct view where,
                  struct outline_span *out);

// Whether `words`, in lower case, stand in these bytes, whatever their case
// there.
bool outline_says(const struct outline *o, struct outline_span span,
                  struct view words);

// The first paragraph that holds `words`, as above, or the smallest
// section in it that does.
bool outline_mention(const struct outline *o, struct view words,
                     struct outline_span *out);

// What the place of byte `at` is called: "2.c", "head", "Attachment A 4".
struct view outline_name(const struct outline *o, uint64_t at);

#endif
