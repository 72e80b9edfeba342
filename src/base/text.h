// SPDX-License-Identifier: Apache-2.0
// text.h - text that grows: what reports and messages are built in.
//
// `struct text t = {.arena = a};` is an empty text. What came out of a release
// goes in through text_escaped and no other way.
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/arena.h"

struct text {
    struct arena *arena;
    char *at;
    size_t len;  // bytes written
    size_t room; // bytes allocated
};

void text_add(struct text *t, struct view v);
void text_byte(struct text *t, char c);
void text_fill(struct text *t, char c, size_t times);
void text_print(struct text *t, const char *format, ...) PRINTF_LIKE(2, 3);

// Adds `v` so that it can do nothing to a terminal: control bytes (C0, DEL,
// C1), bytes that are not UTF-8, and characters that reorder or hide text (bidi
// controls, zero-width, line separators) become \xNN or \u{N}. A backslash
// stays, since paths with one are rarer than confusion by doubling.
void text_escaped(struct text *t, struct view v);

// What was written so far; valid until the next addition.
static inline struct view text_view(const struct text *t)
{
    return (struct view){t->at, t->len};
}

#endif
