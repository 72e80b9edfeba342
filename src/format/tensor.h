// SPDX-License-Identifier: Apache-2.0
// tensor.h - the tensors a weights file says it holds, whatever the format.
//
// Every reader of a weights format fills this from the front (or the directory)
// of the file; tensor bytes are never touched.
#ifndef FORMAT_TENSOR_H
#define FORMAT_TENSOR_H

#include "base/error.h"

enum { TENSOR_MAX_DIMS = 8 };

struct tensor {
    struct view name;
    struct view dtype; // lower-case field name: f32, f16, bf16, q4_k, u8 ...
    uint32_t dims;     // 0: a scalar
    uint64_t dim[TENSOR_MAX_DIMS]; // outermost first (row-major), as in HF
    uint64_t count;                // elements: the product of dim
    uint64_t size;                 // bytes
    uint64_t offset;               // in the file; 0 where the format has none
};

struct tensor_meta { // a key of the file's own metadata
    struct view key;
    struct view value; // as text; arrays as "[n items]"
    uint64_t offset;   // of the key in the file
};

// What a format's reader noticed that is not an error: shown as a finding.
enum note_severity { // the same words as enum safety_verdict, which uses them
    NOTE_PLAIN,
    NOTE_REVIEW,
    NOTE_MALFORMED,
    NOTE_LIMIT,
    NOTE_DANGER,
};

struct tensor_note {
    struct view rule; // kebab-case id, e.g. safetensors-hole
    enum note_severity severity;
    struct view member; // of an archive, or empty
    struct view shows;  // one sentence
    uint64_t offset;    // in the file, or in the member
};

struct tensor_external { // a file beside this one that holds tensors
    struct view path;    // within the folder of this one
    uint64_t end;        // bytes that it must have, as far as that is told
    uint64_t offset;     // where this one names it
};

struct tensors {
    struct view format; // safetensors, gguf, torch, npz, npy, onnx
    struct tensor *tensor;
    size_t tensor_count;
    struct tensor_meta *meta;
    size_t meta_count;
    struct tensor_note *note;
    size_t note_count;
    struct tensor_external *external;
    size_t external_count;
    uint64_t parameters; // sum of tensor counts
};

// The metadata value called `key`, or the empty view.
struct view tensors_meta(const struct tensors *t, struct view key);

// A copy of `from` in `a` that shares no bytes with it but dtype and rule
// names, which are constants.
void tensors_copy(struct arena *a, const struct tensors *from,
                  struct tensors *to);

// Adds a note without member.
void tensors_note(struct arena *a, struct tensors *t, struct view rule,
                  enum note_severity severity, uint64_t offset,
                  const char *format, ...) PRINTF_LIKE(6, 7);

// What a reader returns when it gives up: an ERROR_INPUT that is also the last
// note of `t`, so that its rule is known and what was noted before is not lost.
struct error *tensors_fail(struct arena *a, struct tensors *t, struct view path,
                           struct view rule, enum note_severity severity,
                           uint64_t offset, const char *format, ...)
    PRINTF_LIKE(7, 8) MUST_USE NEVER_NULL;

// Elements of `t` by its dimensions, to t->count; false: more than 2^63 - 1,
// where dimensions of zero count as one, so that no order of them hides it.
bool tensor_count(struct tensor *t);

#endif
