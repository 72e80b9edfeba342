// SPDX-License-Identifier: Apache-2.0
// scan.h - the terms of many files and folders: several files at a time are
// read, answered and let go, so that what is held in memory is the answer.
#ifndef API_SCAN_H
#define API_SCAN_H

#include "api/reply.h"
#include "report/terms_list.h"
#include "terms/database.h"
#include "terms/normal.h"

enum {
    SCAN_LARGEST = NORMAL_MAX + 1, // bytes read of a file in a folder: one more
                                   // than is looked at, so that this is known
    SCAN_NAMED = 64 << 20,         // of a file that was named
};

struct scan_choice {
    bool json;
    size_t threads; // 0: as many as there are cores; the same bytes for any
    const struct clause_choice *text;
    const struct references *texts; // to quote from, or NULL
    struct view since; // of folders only what changed after this commit
};

// Whether `word` is a folder that can be gone through.
bool scan_is_folder(struct arena *a, struct view word);

// The license called `word`, where it is no file. `e`: why it is none.
struct error *scan_license(struct arena *a, const struct licenses *l,
                           struct view word, struct error *e,
                           const struct license_info **out) MUST_USE;

// The bytes of a file that was named, or of standard input ("-"): at most
// SCAN_NAMED.
struct error *scan_read(struct arena *a, struct view word,
                        struct view *out) MUST_USE;

// Whether a file leaves open what its terms are: an unknown or changed text, or
// one that could not be read as a whole.
bool scan_is_open(const struct license_file *f);

// What each of `words` says: a file, the files of a folder that say something
// of terms, or (in JSON) a license by its name. Fails if a word is none of
// them; what cannot be read inside a folder is counted. `*open` becomes true if
// a file is open.
struct error *scan_words(struct arena *a, struct database *known,
                         const struct view *word, size_t count,
                         const struct scan_choice *choice, struct reply *out,
                         bool *open) MUST_USE;

#endif
