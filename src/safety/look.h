// SPDX-License-Identifier: Apache-2.0
// look.h - a look at one file of a release, and at what is packed into it.
//
// By its content under any name, and by its name where a loader goes by that.
// Members of archives and what comes out of streams are looked at like files,
// but for what only the file's place in the release decides.
#ifndef SAFETY_LOOK_H
#define SAFETY_LOOK_H

#include "safety/seen.h"

struct look_rules; // read once, then only looked at

struct look { // at one entry, or at a member of it
    const struct look_rules *rules;
    safety_also *also; // or NULL
    const void *context;
    const struct release *release;
    const struct entry *entry;
    struct view name; // base name in lower case
    bool code_root;   // in a repository of code
    bool aside;       // among tests, examples or others' code, beside one's own
    struct arena *arena;
    struct notes *notes;
    struct file file;
    struct view front;
    struct view format; // what it is: by look_at
    bool checkpoint;    // torch_read has read it
    bool inside;        // a member of an archive, or out of a stream
    bool told;          // and that before, for the same findings
};

// The rules are in `a`.
struct error *look_rules_open(struct arena *a,
                              const struct look_rules **out) MUST_USE;

// Looks at l->file, which is the entry's and open.
void look_at(struct look *l);

// Tells of an entry that is a pointer of Git LFS.
void look_at_pointer(struct look *l);

#endif
