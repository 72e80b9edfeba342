// SPDX-License-Identifier: Apache-2.0
// model_files.h - the files of a model as a signature counts them: all of them,
// links not followed unless it says so, each opened below the folder and hashed
// through one descriptor.
//
// In the cache of a hub client the files of a snapshot are links into blobs/;
// they are read there, and other links of it are not.
#ifndef SAFETY_MODEL_FILES_H
#define SAFETY_MODEL_FILES_H

#include "base/digest.h"
#include "base/terminal.h"
#include "release/root.h"

enum {
    MODEL_DEEPEST = 256,       // folders
    MODEL_MOST_LINKED = 10000, // folders that links lead to
};

enum model_file_kind {
    MODEL_FILE,
    MODEL_LINK,       // symbolic; with `links` not one to a folder
    MODEL_SPECIAL,    // a FIFO, a socket, a device
    MODEL_UNREADABLE, // what it is, or what is in it, could not be read
};

struct model_file {
    struct view path; // below the folder
    enum model_file_kind kind;
    uint64_t size;    // of a MODEL_FILE, when it was listed
    int number;       // of a MODEL_UNREADABLE: the system's error
    struct view blob; // in a hub's cache: the name in blobs/ that it leads to
};

struct model_files {
    struct arena *arena;
    int folder; // descriptors; -1: none
    int blobs;
    struct model_file *file; // sorted by path
    size_t file_count;
    bool links;    // those that end below the folder are followed
    size_t linked; // folders that they led to
    bool full; // there are more than TREE_MAX_ENTRIES; the rest is not listed
};

// Lists what is below `root`; of a ROOT_FILE, that file. With `links`, also
// what is behind a link to a folder below `root` that does not hold the link.
// Fails with ERROR_INPUT if the folder cannot be opened. model_files_close
// gives it back, always.
struct error *model_files_open(struct arena *a, const struct opened *root,
                               bool links, struct model_files *out) MUST_USE;
void model_files_close(struct model_files *m);

// The path below `root` of a file that the user named, which may not exist; a
// link in its place is not followed. Empty if it lies elsewhere.
struct view model_path_of(struct arena *a, const struct opened *root,
                          struct view file);

// A descriptor of the regular file `f`, or -1 with errno.
int model_file_open(const struct model_files *m, const struct model_file *f);

// At most `room` bytes from its beginning; false if it cannot be read.
bool model_file_front(const struct model_files *m, const struct model_file *f,
                      char *bytes, size_t room, size_t *len);

struct model_piece { // of a file, to be hashed by itself
    uint64_t start;
    uint64_t end; // one past its last byte; UINT64_MAX: to the end of the file
    bool whole;   // the file reaches to its end
    size_t size;  // of the digest
    unsigned char digest[DIGEST_MAX];
};

struct model_hash { // a file to be hashed, and what came out
    const struct model_file *file;
    enum digest_kind kind;
    struct view head;          // hashed in front of the first piece
    struct model_piece *piece; // by start, not overlapping
    size_t piece_count;
    uint64_t size;    // bytes that were read
    uint64_t outside; // of them in no piece
    int number;       // of the system's error, or 0
    bool changed;     // while it was read
};

// Hashes `count` files on up to `threads` threads. `progress`: may be NULL.
void model_files_hash(const struct model_files *m, struct model_hash *item,
                      size_t count, size_t threads, struct progress *progress);

#endif
