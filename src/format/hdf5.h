// SPDX-License-Identifier: Apache-2.0
// hdf5.h - looks through the groups of an HDF5 file, for what reaches out of it
// and for the texts that are attached to its objects.
//
// Source: HDF5 File Format Specification 3.0; threats.md 8. All versions of
// superblocks, object headers, links and attributes are read; values of
// datasets are not. Rules: hdf5.external (a link to another file, a dataset
// that is stored in one, or put together from others), hdf5.user-block,
// hdf5.truncated, hdf5.malformed, hdf5.unread, hdf5.limit (too many objects, a
// dataset that no memory holds).
#ifndef FORMAT_HDF5_H
#define FORMAT_HDF5_H

#include "base/file.h"
#include "format/note.h"

struct hdf5_text { // an attribute that is one text
    struct view name, text;
    uint64_t offset; // in the file, of the text
};

struct hdf5 {
    struct hdf5_text *text;
    size_t text_count;
    uint64_t end; // of the HDF5 file in the file, where it says; 0: unknown
};

// Whether `f` holds an HDF5 file: a superblock at 0, 512, 1024 and so on, as
// far as the file goes. `*start` is where.
bool hdf5_is(const struct file *f, uint64_t *start);

// Reads `f`, of which hdf5_is said true. What is wrong becomes notes. Fails
// with ERROR_INPUT when the disk does.
struct error *hdf5_read(struct arena *a, const struct file *f, struct notes *n,
                        struct hdf5 *out) MUST_USE;

#endif
