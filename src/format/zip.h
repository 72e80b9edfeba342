// SPDX-License-Identifier: Apache-2.0
// zip.h - reads the directory of a zip archive and compares it with what the
// members themselves say.
//
// Source: APPNOTE 6.3.10; threats.md 4.1. Readers disagree about archives whose
// directory and local headers differ, and that is how a scanner is shown
// another file than the loader: every local header is read and each
// disagreement is a note. Nothing is ever written to a name from an archive.
#ifndef FORMAT_ZIP_H
#define FORMAT_ZIP_H

#include "base/file.h"
#include "format/note.h"

enum { ZIP_STORED = 0, ZIP_DEFLATED = 8 }; // the methods that loaders know
enum { ZIP_MOST_MEMBERS = 1000000 };

struct zip_member {
    struct view name; // as in the directory
    uint64_t header;  // offset of the local header
    uint64_t offset;  // of the data
    uint64_t packed;  // bytes in the file
    uint64_t size;    // bytes unpacked, as claimed
    uint32_t crc;
    uint16_t method, flags;
    bool folder;   // by its name, and nothing is in it
    bool readable; // the local header is there and the data inside the file
    // What the local header says, where a reader that goes by it would unpack
    // something else.
    bool differs;
    uint16_t local_method;
    uint64_t local_packed, local_size;
};

struct zip {
    struct zip_member *member; // in the order of the directory
    size_t member_count;
    uint64_t front; // bytes before the first member
};

// Reads the directory of `f` into `a`. Oddities become notes; fails with
// ERROR_INPUT (and a note zip.malformed) where there is no directory to read:
// `*out` then has the members that stand at the front of the file.
struct error *zip_read(struct arena *a, const struct file *f, struct notes *n,
                       struct zip *out) MUST_USE;

// The same without checks and notes, for one who only asks what is in there:
// of the members only what the directory says.
struct error *zip_list(struct arena *a, const struct file *f,
                       struct zip *out) MUST_USE;

// The member called `name`, or NULL. Linear.
const struct zip_member *zip_find(const struct zip *z, struct view name);

// `m` as a reader sees it that goes by local headers. False: no other member.
bool zip_local(const struct zip_member *m, struct zip_member *out);

#endif
