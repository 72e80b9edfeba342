// SPDX-License-Identifier: Apache-2.0
// signer.h - whether somebody that the caller trusts made a signature.
#ifndef SAFETY_SIGNER_H
#define SAFETY_SIGNER_H

#include "safety/trust.h"
#include "safety/verify.h"
#include "safety/verify_rules.h"

// Chooses the key for `b` among those of `trust`, and checks the signature.
// Fills holds, signer, owner, key and curve of `*out`, or adds findings. Fails
// if a file that `trust` names cannot be read.
struct error *signer_check(struct arena *a, const struct oms_bundle *b,
                           const struct trust *trust,
                           const struct verify_choice *choice,
                           struct verify_rules *rules,
                           struct verification *out) MUST_USE;

#endif
