// SPDX-License-Identifier: Apache-2.0
// terms_history.h - how the terms of a release changed, commit by commit.
//
// Terms belong to revisions (terms.md 4): who took the files before a change
// has other terms than who takes them now. Read are the files named as licenses
// and use policies at the top and in the folders where the release has such,
// and the front matter of READMEs and cards at the top; history.h says which
// commits. What prose said is not followed.
#ifndef TERMS_TERMS_HISTORY_H
#define TERMS_TERMS_HISTORY_H

#include "release/history.h"
#include "terms/duty.h"

struct terms_state {   // what a file said
    struct view blob;  // its name in the repository; empty: it was not there
    struct view place; // "COMMIT:PATH", with the first digits of the commit
    struct view expression;          // "NONE": nothing; empty: it was not read
    struct view why;                 // it was not
    const struct license_file *file; // what was found in it, or NULL
};

struct terms_change {
    struct view commit; // empty: see `uncommitted`, or compared with `since`
    struct view date;   // "2025-10-27", in UTC, as the commit says; or empty
    bool uncommitted;   // the file at hand is not that of the newest commit
    struct view path;   // as shown
    struct view was;    // its path before, if that was another one
    struct terms_state before, after;
    bool changed; // what it says; else only its words
    struct license_differences differs;
};

struct terms_history {
    struct view root;       // name of the root
    struct view head, date; // the newest commit
    struct view oldest, oldest_date;
    size_t commits;    // gone through
    struct view since; // that were asked for, as it was named; or empty
    enum history_end end;
    struct view why;             // of HISTORY_BROKEN
    struct terms_change *change; // newest first
    size_t change_count;
    size_t changed; // of them, those that changed what is said
};

struct terms_histories {
    struct terms_history *item; // of each root whose commit is known
    size_t count;
};

// The history of the clones in `r`; of what a hub's cache keeps, that there is
// none.
void terms_history_take(struct arena *a, const struct licenses *l,
                        const struct release *r, struct terms_histories *out);

// The same after the commit that `since` names. Fails with ERROR_USAGE if no
// root is a clone, or the name is none of one.
struct error *terms_history_since(struct arena *a, const struct licenses *l,
                                  const struct release *r, struct view since,
                                  struct terms_histories *out) MUST_USE;

// Raises license-changed for each file whose terms became others.
void terms_history_flag(struct arena *a, const struct terms_histories *all,
                        struct duties *out);

// The first digits of a commit's name, as shown to people.
struct view commit_words(struct view commit);

struct view history_end_word(enum history_end end); // whole, since, shallow ...

#endif
