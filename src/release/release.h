// SPDX-License-Identifier: Apache-2.0
// release.h - opens what the user named and lists what is in it.
//
// A release is one or several roots: a folder, a hub cache folder, a git clone,
// a single weights file, a written manifest, a MOF or index record. Opening
// reads names, sizes, kinds and pointers, no weights. What cannot be read is
// an entry with a reason, and a note; only a missing root is an error.
#ifndef RELEASE_RELEASE_H
#define RELEASE_RELEASE_H

#include "base/file.h"
#include "release/manifest.h"
#include "release/record.h"

enum root_kind {
    ROOT_FOLDER,   // nothing special
    ROOT_SNAPSHOT, // hub snapshot: card with front matter or config, and
                   // weights
    ROOT_CODE,     // a repository of code: sources and no weights
    ROOT_CACHE,    // models--org--name of a hub cache, resolved to a snapshot
    ROOT_FILE,     // a single file
};

struct root {
    struct view given; // as the user wrote it
    struct view name;  // shown before paths if there are several roots; unique
    struct view path;  // what was opened, for the system
    enum root_kind kind;
    bool config;        // a model's configuration lies at its top
    struct view commit; // of a hub cache or git clone, if it can be read
    struct view *ref;   // names of branches, tags and other snapshots
    size_t ref_count;
};

enum entry_kind {
    ENTRY_FILE,
    ENTRY_POINTER,    // LFS, annex or Xet pointer: named, not downloaded
    ENTRY_SUBMODULE,  // empty folder named in .gitmodules: not fetched
    ENTRY_MISSING,    // listed by the hub cache for this commit, not here
    ENTRY_UNREADABLE, // no permission, link loop, link outside, special file
};

enum scope { // of a path, by its folder names (inventory.md 2)
    SCOPE_MAIN,
    SCOPE_EXAMPLE,
    SCOPE_TEST,
    SCOPE_VENDOR,
};

struct entry {
    struct view path;  // within its root, as written; root name in front of it
                       // if there are several roots. Shown escaped.
    struct view lower; // the same in lower case (ASCII)
    struct view file;  // what to open
    uint32_t root;     // index into release.root
    enum entry_kind kind;
    enum scope scope;
    uint32_t depth; // folders above it inside its root
    uint64_t size;  // real size; a pointer's from the pointer
    bool size_known;
    struct view digest; // sha256 in hex if known without hashing (LFS oid, hub
                        // blob name) or after --digest; else empty
    struct view reason; // why it is ENTRY_UNREADABLE; a submodule's URL
    // The errno of a failure, or ENTRY_CHANGED, where a file that was there
    // when the release was opened could not be read later, whoever tried. NULL
    // in a release made by hand.
    atomic_int *trouble;
};

enum { ENTRY_CHANGED = -1 };

// Shown as a safety or coverage finding. Rules:
//   link-outside    a link leads out of the release and was not followed
//   link-loop       a link leads to itself or to a folder it lies in
//   link-broken     a link leads to nothing
//   link-folder     a linked folder, whose files are listed where they are
//   unreadable      no permission, or the disk failed
//   special-file    a FIFO, socket or device; never opened
//   vanished        listed, and gone when it was read
//   changed         its size or time changed while it was read
//   too-deep        more than 256 folders deep; what lies below is not listed
//   too-many-files  more than 2,000,000; the rest is not listed
//   digest-differs  content that is not what its blob's name says (--digest)
struct release_note {
    struct view rule;
    struct view path;
    struct view shows;
};

struct release {
    struct view name;
    struct root *root;
    size_t root_count;
    struct entry *entry; // sorted by path, byte order
    size_t entry_count;
    uint64_t files; // regular files and pointers
    uint64_t size;  // bytes, pointers with their real size
    // "sha256:<hex>" of one line for each entry, in their order:
    //     KIND SP SIZE SP DIGEST SP PATH LF
    // KIND: file, pointer, submodule, missing, unreadable. SIZE: decimal, "-"
    // if unknown. DIGEST: hex SHA-256, "-" if unknown. In PATH a line feed is
    // \n and a backslash \\. It depends on the digests that are known, so
    // --digest gives another one; not on where the tree lies, nor on the order
    // of the roots, but with several roots on their names. A release without
    // roots has one line for its manifest ("manifest - DIGEST ") and one for
    // its record. Empty after a scan that hashes nothing.
    struct view tree_digest;
    struct release_note *note;
    size_t note_count;
    const struct manifest *manifest;   // or NULL
    const struct model_record *record; // or NULL
    // What knowledge/parts/scopes.txt skips: entries and notes that say nothing
    // of a release, and could hide something. NULL: there is none.
    const struct release *aside;
};

struct release_choice {
    size_t threads; // 0: as many as there are cores
    bool digest;    // hash every file
    // Called now and then while hashing; may be NULL. Never used for output.
    void (*progress)(void *context, struct view path, uint64_t done,
                     uint64_t total);
    void *context;
    bool all; // every file as an entry: also what would be aside, and a
              // manifest or record that is named, which then declares nothing.
              // Git's own folder at the top is nowhere.
};

// Opens `paths` as one release; order does not matter for the result. Fails
// with ERROR_INPUT if a path does not exist, cannot be read, or a manifest or
// record is not what it must be.
struct error *release_open(struct arena *a, const struct view *path,
                           size_t path_count,
                           const struct release_choice *choice,
                           struct release *out) MUST_USE;

// The first `limit` bytes of an entry (all of it: UINT64_MAX) in `a`. Fails
// with ERROR_INPUT where there are no bytes (pointer, submodule, unreadable).
struct error *entry_read(struct arena *a, const struct entry *e, uint64_t limit,
                         struct view *out) MUST_USE;

// Opens the file of an entry; what goes wrong with it is kept in its trouble.
struct error *entry_open(struct arena *a, const struct entry *e,
                         struct file *out) MUST_USE;

// Keeps what another way of reading its file met.
void entry_met(const struct entry *e, const struct error *met);

// The trouble of `e` as a note; false: there was none.
bool entry_trouble(const struct entry *e, struct release_note *out);

// The entry called `path` as shown, or NULL. Binary search.
const struct entry *release_find(const struct release *r, struct view path);

// The base name in lower case.
struct view entry_basename(const struct entry *e);

#endif
