// SPDX-License-Identifier: Apache-2.0
// verify_cache.h - the files that a hub's client downloaded against the digests
// it keeps: the names of blobs, the list of the commit, and beside a plain
// folder the metadata of each file (conventions.md 12).
//
// 64 digits are the SHA-256 of a large file, 40 the SHA-1 that git gives a
// small one. This shows damage and exchange on this machine, not who made the
// files; SHA-1 does not hold against somebody who prepared two contents.
#ifndef SAFETY_VERIFY_CACHE_H
#define SAFETY_VERIFY_CACHE_H

#include "safety/model_files.h"
#include "safety/verify.h"
#include "safety/verify_rules.h"

// Compares the files of `m`. Fails with ERROR_USAGE if there is no digest for
// any of them, and says how else they could be verified.
struct error *verify_cache(struct arena *a, const struct opened *root,
                           const struct model_files *m,
                           const struct verify_choice *choice,
                           struct verify_rules *rules,
                           struct verification *out) MUST_USE;

#endif
