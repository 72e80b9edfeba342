// SPDX-License-Identifier: Apache-2.0
// zip_content.h - what is in the members of a zip archive.
//
// Source: APPNOTE 6.3.10, 4.4.5; threats.md 4.1. What a member claims is not
// believed: each is unpacked within a limit, and what comes out is held against
// its size and its checksum.
#ifndef FORMAT_ZIP_CONTENT_H
#define FORMAT_ZIP_CONTENT_H

#include "format/stream.h"
#include "format/zip.h"

// Whether members packed by `method` are unpacked here (not those that are
// stored).
bool zip_unpacks(uint16_t method);

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
