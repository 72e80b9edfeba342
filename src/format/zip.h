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
#include "format/stream.h"

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

// Whether `f` ends with an end record, whatever it begins with. Reads the last
// 65,557 bytes.
bool zip_is(const struct file *f);

// Reads the directory of `f` into `a`. Oddities become notes; fails with
// ERROR_INPUT (and a note zip.malformed) where there is no directory to read:
// `*out` then has the members that stand at the front of the file.
struct error *zip_read(struct arena *a, const struct file *f, struct notes *n,
                       struct zip *out) MUST_USE;

// The same without checks and notes, for one who only asks what is in there:
// of the members only what the directory says.
struct error *zip_list(struct arena *a, const struct file *f,
                       struct zip *out) MUST_USE;

// Where the archive begins that ends at `end` of `f` without a comment and goes
// by offsets of its own; UINT64_MAX: none does. Reads its last 98 bytes.
struct error *zip_start(struct arena *a, const struct file *f, uint64_t end,
                        uint64_t *start) MUST_USE;

// The member called `name`, or NULL. Linear.
const struct zip_member *zip_find(const struct zip *z, struct view name);

// `m` as a reader sees it that goes by local headers. False: no other member.
bool zip_local(const struct zip_member *m, struct zip_member *out);

// The content of `m`, at most `limit` bytes, in `a`. Notes a wrong checksum, a
// broken stream, a bomb; `*out` then holds what came out before that. Empty for
// a method that nothing here unpacks (noted by zip_read).
struct error *zip_content(struct arena *a, const struct file *f,
                          const struct zip_member *m, uint64_t limit,
                          struct notes *n, struct view *out) MUST_USE;

// The first `limit` bytes of `m`, in `a`, for one who only asks what it is:
// nothing is checked and nothing told.
struct error *zip_front(struct arena *a, const struct file *f,
                        const struct zip_member *m, uint64_t limit,
                        struct view *out) MUST_USE;

// The content of a member that is large, as a file of which little is in
// memory: of a stored one a part of `f`, of a packed one `s`, which the caller
// closes in any case. `*out` is empty for a method that nothing here unpacks.
struct error *zip_file(struct arena *a, const struct file *f,
                       const struct zip_member *m, uint64_t limit,
                       struct notes *n, struct stream_file *s,
                       struct file *out) MUST_USE;

// Notes a wrong checksum of a stored member, which is not kept.
struct error *zip_check(struct arena *a, const struct file *f,
                        const struct zip_member *m, struct notes *n) MUST_USE;

#endif
