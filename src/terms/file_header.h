// SPDX-License-Identifier: Apache-2.0
// file_header.h - what the comment at the head of a code file says of its
// license: an SPDX tag, a license's own notice, a sentence, or a whole text.
#ifndef TERMS_FILE_HEADER_H
#define TERMS_FILE_HEADER_H

#include "base/map.h"
#include "terms/statement.h"
#include "terms/terms.h"

enum { FILE_HEADER_SIZE = 6144 }; // bytes of a file that are looked at

struct file_header {
    struct view expression; // empty: it says nothing
    uint64_t from, to;      // bytes of the file
    uint32_t line;
};

// Files of one project mostly have one header: each is read once.
struct file_headers {
    struct arena *arena;
    const struct licenses *licenses;
    struct map seen; // comment -> index in `item`
    struct file_header *item;
    size_t count;
};

// Of the first bytes of the file `path`; what it gives lives in `h->arena`.
struct file_header file_header_of(struct file_headers *h, struct view path,
                                  struct view bytes);

#endif
