// SPDX-License-Identifier: Apache-2.0
// zip_end.h - the end of a zip archive: its end records, and where by them the
// directory is.
//
// Source: APPNOTE 6.3.10, 4.3.14 to 4.3.16; threats.md 4.1. Readers look for
// the records in different ways: each that would see another archive is a note.
#ifndef FORMAT_ZIP_END_H
#define FORMAT_ZIP_END_H

#include "base/file.h"
#include "base/reader.h"
#include "format/note.h"
#include "format/window.h"

// How a record of the directory and a local header begin (uint32_t), and the
// least bytes of the first.
#define ZIP_CENTRAL_MAGIC 0x02014b50u
#define ZIP_LOCAL_MAGIC   0x04034b50u
enum { ZIP_CENTRAL_SIZE = 46 };

struct zip_end {
    struct arena *arena; // these are set before
    const struct file *file;
    struct notes *notes;
    struct window *window; // of `file`
    uint64_t at;           // offset of the end record
    uint64_t count;        // entries it announces
    uint64_t directory, directory_size;
    uint64_t directory_end; // where the directory should stop
    uint64_t shift; // of all offsets: bytes in front that nobody counted
};

// Of `bytes` that stand at `base` of the archive.
static inline struct reader zip_reader(const struct zip_end *z,
                                       struct view bytes, uint64_t base)
{
    return (struct reader){
        .arena = z->arena, .bytes = bytes, .path = z->file->path, .base = base};
}

// Whether `f` ends with an end record, whatever it begins with. Reads the last
// 65,557 bytes.
bool zip_is(const struct file *f);

// Where the archive begins that ends at `end` of `f` without a comment and goes
// by offsets of its own; UINT64_MAX: none does. Reads its last 98 bytes.
struct error *zip_start(struct arena *a, const struct file *f, uint64_t end,
                        uint64_t *start) MUST_USE;

// What the end records say. Fails with ERROR_INPUT, and a note, where there are
// none.
struct error *zip_end_read(struct zip_end *z) MUST_USE;

// Notes (zip.malformed) and fails with ERROR_INPUT: `what` is the case at
// `offset`, and nothing can be read.
struct error *zip_end_refuse(struct zip_end *z, uint64_t offset,
                             const char *what) MUST_USE;

// Finds the directory, also behind bytes that were put in front of an archive
// (its offsets are then too small by as many). Fails with ERROR_INPUT, and a
// note, where it is not.
struct error *zip_end_place(struct zip_end *z) MUST_USE;

#endif
