// SPDX-License-Identifier: Apache-2.0
// history.h - when some files of a clone were changed, commit by commit.
//
// From HEAD by first parents, as `git log --first-parent` goes: a change that a
// side branch made is told at the commit that merged it, which is when it came
// to hold. Where the clone is shallow, or an object is not in it, the line ends
// and it is said why; grafts and replaced objects are not followed. Only a
// repository that lies in the release is read, or one whose worktree it is.
#ifndef RELEASE_HISTORY_H
#define RELEASE_HISTORY_H

#include "format/git_object.h"
#include "release/release.h"

enum {
    HISTORY_MOST = 100000, // commits that are gone through
    HISTORY_MOST_CHANGES = 10000,
};

struct history; // until history_close

// The history of the clone that `root` is; `*out` is NULL where it is none, or
// has no commit. `a` gets the messages and must live as long. Fails with
// ERROR_INPUT if the repository belongs to something else.
struct error *history_open(struct arena *a, const struct root *root,
                           struct history **out) MUST_USE;
void history_close(struct history *h); // NULL is allowed

// The commit that `revision` names: a tag, a branch, HEAD, a whole name or its
// first digits; with "~3" behind it, so many before it. Fails with ERROR_USAGE,
// or with ERROR_INPUT where a commit on the way cannot be read.
struct error *history_find(struct history *h, struct view revision,
                           struct git_id *out) MUST_USE;

// The bytes of a file that a change names, in `a`. Fails with ERROR_INPUT.
struct error *history_blob(struct history *h, struct arena *a,
                           const struct git_id *blob,
                           struct view *out) MUST_USE;

struct history_choice {
    const struct view *folder; // that are looked into; "" is the top
    size_t folder_count;
    // What kind of file a base name is; 0: none that is looked for.
    unsigned (*kind)(void *context, struct view name);
    void *context;
    struct git_id since; // the commit to end at; of size 0: none
};

struct history_file { // as the newest commit has it
    unsigned kind;
    struct view path; // within the root
    struct git_id blob;
};

struct history_change {
    struct git_id commit; // of size 0: somewhere after `parent`
    struct git_id parent; // of the commit: its first
    int64_t when;         // seconds since 1970, as the commit says; -1: no date
    unsigned kind;
    struct view path;            // within the root
    struct view was;             // its path before, if that was another one
    struct git_id before, after; // of size 0: there was none
};

enum history_end {
    HISTORY_WHOLE,   // the first commit
    HISTORY_SINCE,   // the commit that was asked for
    HISTORY_BESIDE,  // that commit is not on the line: compared with it alone
    HISTORY_SHALLOW, // the clone was made without what is before
    HISTORY_LIMIT,   // as many commits or changes as are gone through
    HISTORY_BROKEN,  // what is before cannot be read
    HISTORY_ABSENT,  // not a clone: the cache of a hub keeps one commit
};

struct history_line {
    struct git_id head, oldest;
    int64_t when, oldest_when;
    size_t commits; // gone through, both ends among them
    enum history_end end;
    struct view why; // of HISTORY_BROKEN, one sentence
    struct history_file *file;
    size_t file_count;
    struct history_change *change; // newest first
    size_t change_count;
};

// What became of the wanted files. Never fails: what cannot be read ends it.
void history_walk(struct arena *a, struct history *h,
                  const struct history_choice *choice,
                  struct history_line *out);

#endif
