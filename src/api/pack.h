// SPDX-License-Identifier: Apache-2.0
// pack.h - the counsel pack as a folder, and the files that reports quote.
#ifndef API_PACK_H
#define API_PACK_H

#include "report/quoted.h"

// Reads the files of the release that its terms, duties and flags quote, and
// its notice files. A file that is too large, binary and no license, or not
// here has a reason instead of bytes.
void pack_read(struct arena *a, const struct inspection *i,
               struct quoted_files *out);

// Writes counsel.md, counsel.json, texts/ and SHA256SUMS to `folder`, which
// must be new or empty; it appears whole or not at all.
struct error *pack_write(struct arena *a, const struct inspection *i,
                         struct view folder) MUST_USE;

#endif
