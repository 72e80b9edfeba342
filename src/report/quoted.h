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

const struct quoted_file *quoted_find(const struct quoted_files *s,
                                      struct view path);

enum { QUOTATION_SIZE = 1500 };

// What stands at a place of a file: at most QUOTATION_SIZE bytes, no broken
// character. `*cut`: there is more. Empty without bytes.
struct view quoted_words(const struct quoted_files *s,
                         const struct evidence *place, bool *cut);

#endif
