// SPDX-License-Identifier: Apache-2.0
// folder.h - a folder that appears whole: written beside its place under a
// temporary name and renamed when it is complete. Between folder_open and
// folder_close signals that end the process wait, so that nothing is left.
//
//     TRY(folder_open(a, path, &f));
//     e = folder_write(a, &f, VIEW("texts/1.txt"), bytes); ...
//     return folder_close(a, &f, e);
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include "base/error.h"

struct held_signals;

struct folder {
    struct view path;      // as the user said it
    struct view place;     // where it is to stand
    struct view temporary; // where it is written
    struct view *made;     // files and folders in it, in order
    size_t made_count;
    struct held_signals *before; // those that waited already
};

// Fails with ERROR_USAGE if `path` is there and is no empty folder, with
// ERROR_SYSTEM if the machine refuses; nothing that exists was changed then.
struct error *folder_open(struct arena *a, struct view path,
                          struct folder *out) MUST_USE;

// `name` is ours, never a stranger's: it may have folders, which are made.
struct error *folder_write(struct arena *a, struct folder *f, struct view name,
                           struct view bytes) MUST_USE;

// Puts the folder into its place, or removes it if `e`, the first failure, is
// set. Gives the first failure.
struct error *folder_close(struct arena *a, struct folder *f,
                           struct error *e) MUST_USE;

#endif
