// SPDX-License-Identifier: Apache-2.0
// weights_header.h - what one weights file says of itself, in few bytes.
//
// A header of thousands of tensors is read into an arena of its own and boiled
// down, so that a release of hundreds of shards needs little memory.
#ifndef PARTS_WEIGHTS_HEADER_H
#define PARTS_WEIGHTS_HEADER_H

#include "base/file.h"
#include "parts/family.h"
#include "release/release.h"

enum { HEADER_MAX_DTYPES = 16 };

struct dtype_share {
    struct view dtype;
    uint64_t parameters;
};

struct weights_header {
    struct arena arena; // of what is below; free it
    bool tried;         // there was a reader for it
    bool read;          // and it succeeded
    bool cut;           // it failed since the file ends early
    struct view format; // of the reader that was tried
    uint64_t tensor_count, parameters, data_size;
    struct dtype_share share[HEADER_MAX_DTYPES]; // in the order of the file
    size_t share_count;
    struct tensor_note *note;
    size_t note_count;
    struct view *name; // of all tensors, if they were asked for
    size_t name_count;
    uint64_t layers;         // highest layer + 1; 0: none seen
    size_t other_shapes;     // tensors that config.json gives another shape
    struct view other_shape; // the first of them, in a sentence
    uint64_t other_shape_at;
    struct view license, license_link, base_model;
    uint64_t license_at, base_model_at;
};

// What to read and how.
struct weights_header_job {
    const struct entry *entry;
    struct view format;              // by the file's name
    bool uncertain;                  // other formats have such names too
    const struct model_shape *shape; // or NULL
    bool keep_names;
};

// Whether there is a reader for `format`.
bool weights_header_reads(struct view format);

// Reads the header of a file. Never fails: why it could not be read is in the
// last note.
void weights_header_read(const struct weights_header_job *job,
                         struct weights_header *out);

// The same of a file that is open: `job->entry` is not used.
void weights_header_read_file(const struct weights_header_job *job,
                              const struct file *f, struct weights_header *out);

#endif
