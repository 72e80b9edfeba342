// SPDX-License-Identifier: Apache-2.0
// excerpt.h - the words of a text that may be longer than what is looked at:
// its head, its end, and where between them licenses are spoken of most.
//
// Never more than NORMAL_MAX bytes are read, in the same places whatever the
// machine. Which they are is told, so that a report can say it.
#ifndef TERMS_EXCERPT_H
#define TERMS_EXCERPT_H

#include "terms/normal.h"

struct excerpt { // bytes that were read
    uint64_t from, to;
};

struct excerpts {
    struct excerpt *item; // by place; one for a text that was read whole
    size_t count;
};

// As normal_read; the places of words are those of the whole file. Of a long
// text that is no UTF-8 only the head is read.
void excerpt_read(struct arena *a, const struct license_words *w,
                  struct view bytes, struct normal *out,
                  struct excerpts *parts);

#endif
