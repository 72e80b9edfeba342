// SPDX-License-Identifier: Apache-2.0
// verify.h - whether the files of a model are those that somebody signed.
//
// Every step fails closed: what cannot be read, is not known or was not checked
// never reads as good. The signer is known by the keys and roots that the
// caller trusts and by nothing in the bundle. Rules: knowledge/safety/oms.txt.
#ifndef SAFETY_VERIFY_H
#define SAFETY_VERIFY_H

#include "base/terminal.h"
#include "format/oms.h"
#include "safety/safety.h"

struct verify_choice {
    struct view signature; // file of the bundle; empty: the hub cache's digests
    const struct view *key; // files of public keys that are trusted
    size_t key_count;
    struct view roots;         // file of root certificates, or empty
    struct view trust;         // file of trusted signers (trust.h), or empty
    int64_t now;               // for certificates, in seconds since 1970
    bool allow_extra;          // files beside the signed ones, if harmless
    size_t threads;            // 0: as many as there are cores
    struct progress *progress; // may be NULL
};

struct left_path {    // what the signature does not cover
    struct view path; // a file, or an ignored folder
    size_t files;     // in it
};

struct verification {
    struct view name;      // of the model, as it was named
    struct view signature; // file of the bundle, or empty
    enum oms_method method;
    bool holds;          // a trusted key made the signature
    struct view signer;  // file of that key, or of the roots
    struct view owner;   // of it by the trust file, or empty
    struct view key;     // its hash
    struct view curve;   // "P-256 with SHA-256"
    struct view subject; // what the signer calls the model
    struct view root;    // hash of the whole as signed
    uint64_t files;      // as signed: here and equal
    uint64_t size;       // their bytes
    uint64_t listed;     // files that are signed
    struct left_path *left;
    size_t left_count;
    struct safety safety;
};

// Compares the files below `path` with the bundle, or without one with the
// digests of the hub's cache it lies in. Fails if a file that was named cannot
// be read, or is a key without a signature (ERROR_USAGE); whatever is wrong
// with what it says is a finding.
struct error *verify(struct arena *a, struct view path,
                     const struct verify_choice *choice,
                     struct verification *out) MUST_USE;

#endif
