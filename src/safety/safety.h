// SPDX-License-Identifier: Apache-2.0
// safety.h - what the files of a release could do to its user.
//
// A finding is data, never a reason to stop: the rest of the report still
// comes. Verdicts rise from ok to danger; the release has the worst of them.
// From malformed on it is refused, since nobody knows what the rest would do.
#ifndef SAFETY_SAFETY_H
#define SAFETY_SAFETY_H

#include "release/release.h"

enum safety_verdict {
    SAFETY_OK,
    SAFETY_NOTE,      // worth knowing, harmless
    SAFETY_REVIEW,    // a person should look: code that a loader would run
    SAFETY_MALFORMED, // not what it claims to be
    SAFETY_LIMIT,     // larger or deeper than we read; not looked at whole
    SAFETY_DANGER,    // would run code, write outside, or read what it must not
};

struct safety_finding {
    struct view rule; // kebab-case id
    enum safety_verdict severity;
    struct view path;
    struct view member; // inside an archive, or empty
    bool has_offset;
    uint64_t offset;   // in the file, or in the member
    struct view shows; // one sentence with the thing itself
};

struct safety {
    enum safety_verdict verdict;
    struct safety_finding *finding; // sorted by path, member, offset, rule
    size_t finding_count;
    // The files were read in a sandbox, which was required. Where it was not,
    // nothing is said of it: a report is the same on machines without one.
    bool confined;
};

// "ok", "note", ...
struct view safety_word(enum safety_verdict v);

void safety_add(struct arena *a, struct safety *s, struct safety_finding f);

// Sorts the findings, drops repeats, sets the verdict.
void safety_settle(struct safety *s);

#endif
