// SPDX-License-Identifier: Apache-2.0
// source_text.h - the text of a file beside its bytes, for those who show
// stretches of it: UTF-16, Windows-1252, HTML and RTF are shown as what they
// say.
#ifndef TERMS_SOURCE_TEXT_H
#define TERMS_SOURCE_TEXT_H

#include "base/arena.h"

struct source_text {
    struct view text; // UTF-8
    const uint32_t *map;
    uint32_t shift; // as text_of_bytes gives them
};

void source_text_open(struct arena *a, struct view bytes,
                      struct source_text *out);

// The text that bytes [from, to) of the file stand for.
struct view source_text_between(const struct source_text *s, uint64_t from,
                                uint64_t to);

#endif
