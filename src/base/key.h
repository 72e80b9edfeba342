// SPDX-License-Identifier: Apache-2.0
// key.h - keys of elliptic curves, signatures and certificate chains, by
// libcrypto.
//
// Three curves, each with its own hash (the registry of OpenSSF Model Signing
// 1.0): P-256 with SHA-256, P-384 with SHA-384, P-521 with SHA-512. Signatures
// are ECDSA in DER. Their nonce is random: OpenSSL has deterministic ones
// (RFC 6979) from 3.2 on only, so the same bytes are signed differently each
// time.
#ifndef BASE_KEY_H
#define BASE_KEY_H

#include "base/error.h"

enum { KEY_LARGEST = 64 << 10 }; // bytes of a key or certificate file

struct key; // until key_free

// The one public key in `pem` (a PEM block of the type PUBLIC KEY), or in the
// DER bytes of one. NULL: `*why` says what else it is.
struct key *key_of_pem(struct view pem, const char **why) MUST_USE;
struct key *key_of_der(struct view der, const char **why) MUST_USE;
void key_free(struct key *k); // NULL is allowed

// The private key in the PEM file `path`, which nobody but its owner may read.
// `passphrase`: a file whose first line opens it; empty: asked for at the
// terminal. Fails with ERROR_INPUT. What was read is wiped.
struct error *key_open_private(struct arena *a, struct view path,
                               struct view passphrase,
                               struct key **out) MUST_USE;

// "P-256 with SHA-256".
struct view key_words(const struct key *k);

// SHA-256, in hex, of the public key as PEM text written by the library: what
// tells keys apart. In `a`.
struct view key_hint(struct arena *a, const struct key *k);

// Whether `signature` is that of `key` over the bytes of `part`, in order.
bool key_verifies(const struct key *k, const struct view *part, size_t parts,
                  struct view signature);

// Signs the bytes of `part`. Fails with ERROR_SYSTEM if the library does.
struct error *key_sign(struct arena *a, const struct key *k,
                       const struct view *part, size_t parts,
                       struct view *signature) MUST_USE;

// The key of the first of `count` certificates in DER, if they lead to one of
// the roots in `roots` (PEM) at the time `now`, in seconds since 1970, and it
// may sign: a key usage for signatures, or the extended one for code; an
// extended one anywhere in the chain without code or any purpose rules it out.
// The others may stand in any order. NULL: `*why` says what is the case.
struct key *key_of_chain(const struct view *der, size_t count,
                         struct view roots, int64_t now,
                         const char **why) MUST_USE;

#endif
