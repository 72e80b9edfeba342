// SPDX-License-Identifier: Apache-2.0
// trust.h - whom a team trusts to sign models, and what was revoked.
//
//     schema: freehold-trust/1
//     signers:
//       - {key: acme.pub, owner: Acme AI, from: 2026-01-01, until: 2027-12-31}
//       - {roots: acme-roots.pem, owner: Acme AI}
//       - {key: old.pub, owner: Acme AI, revoked: lost with a laptop}
//     revoked:
//       - {root: "sha256:...", by: Jane Doe, why: withdrawn by its publisher}
//
// A signature says nothing about its time that could be believed. So a key is
// trusted on the days it has by the clock of now, and a revoked one for nothing
// that it ever signed. A release is revoked by the digest over all that was
// signed of it, whoever signed it.
#ifndef SAFETY_TRUST_H
#define SAFETY_TRUST_H

#include "base/error.h"

struct trusted {
    struct view key;     // file of a public key, or empty
    struct view roots;   // file of root certificates, or empty
    struct view owner;   // or empty
    struct view revoked; // why it is trusted no more, or empty
    int64_t from;        // in seconds since 1970
    int64_t until;       // the first second after
};

struct revoked_release {
    struct view root; // hex
    struct view by, why;
};

struct trust {
    struct trusted *signer;
    size_t signer_count;
    struct revoked_release *revoked;
    size_t revoked_count;
};

// Adds what `bytes`, a trust file, says to `*out`. `path`: the file's, from
// which the paths in it are taken. Fails with ERROR_INPUT, the line and the
// nearest name on a key, path, date or digest that is none.
struct error *trust_read(struct arena *a, struct view bytes, struct view path,
                         struct trust *out) MUST_USE;
struct error *trust_open(struct arena *a, struct view path,
                         struct trust *out) MUST_USE;

// Adds the file of a key, or of roots, that is trusted without limits.
void trust_add_key(struct arena *a, struct trust *t, struct view key);
void trust_add_roots(struct arena *a, struct trust *t, struct view roots);

// Why `t` is not to be believed at the time `now`, or the empty view.
struct view trust_ended(const struct trusted *t, int64_t now);

// The revocation of the release with the root digest `root` (hex), or NULL.
const struct revoked_release *trust_revoked(const struct trust *t,
                                            struct view root);

#endif
