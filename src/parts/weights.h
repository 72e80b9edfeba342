// SPDX-License-Identifier: Apache-2.0
// weights.h - the weights files of a release, read from their headers.
//
// Groups files into sets of parameters (by format, shards together), checks
// that each set is whole, agrees with its index and with config.json, and
// counts every set of parameters once (inventory.md 4.1, formats.md 1 to 5).
#ifndef PARTS_WEIGHTS_H
#define PARTS_WEIGHTS_H

#include "format/tensor.h"
#include "parts/sighting.h"
#include "safety/safety.h"

enum weights_role {
    WEIGHTS_FINAL,
    WEIGHTS_INTERMEDIATE,
    WEIGHTS_OPTIMIZER,
    WEIGHTS_ADAPTER,
    WEIGHTS_DELTA,
    WEIGHTS_QUANTIZED, // a derived copy
};

struct weights_file {
    const struct entry *entry;
    struct view format;
    bool read;             // header or directory was read
    bool empty, cut;       // has no bytes; ends before its header says
    uint64_t tensor_count; // 0 if not read
    uint64_t parameters;   // 0 if not read
    struct view license;   // from the file's own metadata (GGUF), or empty
    uint64_t license_offset;
    struct view license_link, base_model; // GGUF metadata, or empty
    uint64_t base_model_offset;
};

struct weights_set { // one copy of one set of parameters
    enum weights_role role;
    struct view format;
    struct view folder;        // "" for the root
    struct weights_file *file; // by path
    size_t file_count;
    uint64_t size; // bytes of all files
    uint64_t tensor_count, parameters;
    struct view dtype; // the one most parameters have
    bool complete;
    struct view incomplete_why; // "model-00002-of-00004.safetensors is missing"
    bool duplicate;             // same parameters as an earlier set
    bool in_copies;             // a folder's name says that it holds copies
    uint64_t step;              // of training, if the name says so
};

struct weights {
    struct weights_set *set; // the release's own weights first, best first
    size_t set_count;
    uint64_t parameters; // of the release: each set once, duplicates left out
    uint64_t size;       // bytes likewise
    bool pointers_only;  // nothing was downloaded
    const struct entry *small; // the first file that is named like weights and
                               // too small for a model's, or NULL
    bool *checkpoint; // by entry: torch_read read it, and its notes are told
    struct sightings seen; // what is no set: arguments of training, names of
                           // branches, files without bytes, an index alone
};

// Reads headers on up to `threads` threads. Findings (malformed, truncated,
// index and config disagreement, pickles) go to `safety`.
void weights_read(struct arena *a, const struct release *r, size_t threads,
                  struct weights *out, struct safety *safety);

// weights.final, weights.intermediate and weights.optimizer that are here.
void weights_sightings(struct arena *a, const struct weights *w,
                       struct sightings *out);

#endif
