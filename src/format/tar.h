// SPDX-License-Identifier: Apache-2.0
// tar.h - steps through a tar archive.
//
// Source: POSIX pax (ustar), GNU tar's long names; threats.md 4.2. Names that
// lead out, links and devices are notes; nothing is unpacked to a name.
#ifndef FORMAT_TAR_H
#define FORMAT_TAR_H

#include "base/file.h"
#include "format/note.h"

//     struct tar_walk w = {.arena = a, .file = f, .notes = n};
//     while (tar_next(&w))
//         ...
//     tar_close(&w);
//     return w.error;
struct tar_walk {
    struct arena *arena; // for the error
    const struct file *file;
    struct notes *notes;
    struct view name; // the current regular file, once tar_next said true, and
                      // until it is asked again
    uint64_t offset;  // of its content
    uint64_t size;
    uint64_t at; // of the next header
    uint64_t members;
    uint64_t rest; // what follows the end and is no archive, or 0
    struct view long_name, long_link; // for the next header
    struct view pax_name, pax_link, pax_size;
    struct view all_name, all_link;  // for all that follow
    struct arena kept, kept_for_all; // what those point into
    unsigned extensions;             // of the next header
    bool names_next;                 // a header did that
    bool over;                       // with the member that `kept` is of
    struct error *error;
};

bool tar_next(struct tar_walk *w);
void tar_close(struct tar_walk *w);

// Whether `block` is a header by its checksum.
bool tar_header_is(struct view block);

#endif
