// SPDX-License-Identifier: Apache-2.0
// seen.h - what a scan shows of a file to others who want to look at it too.
#ifndef SAFETY_SEEN_H
#define SAFETY_SEEN_H

#include "base/file.h"
#include "format/note.h"
#include "release/release.h"

// A file, or a member of an archive, while it is looked at.
struct safety_seen {
    const struct entry *entry; // NULL: a member
    struct view path;          // in lower case; of a member its base name
    const struct file *file;
    struct view format; // as in safety_file
    bool checkpoint;    // all that torch_read tells is told
};

// Looks at what is open too. Adds to `n`.
typedef void safety_also(const void *context, struct arena *scratch,
                         const struct safety_seen *seen, struct notes *n);

#endif
