// SPDX-License-Identifier: Apache-2.0
// sign.h - signs the files of a model with a private key.
#ifndef SAFETY_SIGN_H
#define SAFETY_SIGN_H

#include "base/terminal.h"
#include "format/oms.h"

struct sign_choice {
    struct view key;           // file of the private key
    struct view passphrase;    // file whose first line opens it, or empty
    struct view output;        // file of the signature
    const struct view *ignore; // paths below the model to leave out
    size_t ignore_count;
    size_t threads;            // 0: as many as there are cores
    struct progress *progress; // may be NULL
};

struct signing {
    struct view name; // of the model
    uint64_t files;
    uint64_t size; // bytes of them
    struct view root;
    struct view key; // hash of the public key
    struct view curve;
    // Of what was to be ignored, what is not there; for each of
    // sign_choice.ignore.
    bool *absent;
};

// Signs every file below `path` but git's own at the top, the signature itself
// and what is to be ignored, and writes the bundle (OpenSSF Model Signing 1.0),
// which is checked before this succeeds. The same files give the same payload;
// the signature over it differs each time (base/key.h). Fails with ERROR_INPUT
// on links, special files, names that are not UTF-8 and no files at all, with
// ERROR_USAGE on leaving out weights, code, configuration or templates.
struct error *sign(struct arena *a, struct view path,
                   const struct sign_choice *choice,
                   struct signing *out) MUST_USE;

#endif
