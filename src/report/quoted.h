// SPDX-License-Identifier: Apache-2.0
// quoted.h - the files of a release that a report quotes or copies.
//
// Reports open no file: who calls them reads these before (api/pack.c).
#ifndef REPORT_QUOTED_H
#define REPORT_QUOTED_H

#include "base/text.h"
#include "verdict/inspection.h"

struct quoted_file {
    struct view path;   // as shown
    struct view bytes;  // all of it; empty if `reason` is set
    struct view digest; // SHA-256 in hex, or empty if it is not known
    uint64_t size;
    struct view copy;   // its name in a pack: "texts/001_LICENSE", or empty
    struct view reason; // why its bytes are not here, or empty
    bool is_notice;     // a notice file, to be given on as it is
};

struct quoted_files {
    struct quoted_file *item; // by path
    size_t count;
};

const struct quoted_file *quoted_find(const struct quoted_files *q,
                                      struct view path);

enum { QUOTATION_SIZE = 1500 };

struct quotation {
    struct view words; // as they stand in the file
    uint64_t from, to; // bytes of the file; of these words, not one more
    bool cut;          // the place goes on behind them
};

// What stands at a place of a file, without the blanks around it: its bytes,
// else its line; at most QUOTATION_SIZE bytes, no broken character. Empty
// without the file's bytes.
struct quotation quotation_of(const struct quoted_files *s,
                              const struct evidence *place);

#endif
