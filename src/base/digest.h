// SPDX-License-Identifier: Apache-2.0
// digest.h - hashes, by libcrypto.
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/arena.h"

enum { SHA256_SIZE = 32, DIGEST_MAX = 64 };

enum digest_kind {
    DIGEST_SHA256,
    DIGEST_BLAKE2B, // of 64 bytes
    DIGEST_SHA1,    // names of git's objects; proves nothing against an attack
};

struct digest; // a hash being computed

// Of SHA-256. Like memory, a libcrypto that refuses ends the process with a
// message (exit 4). Never NULL.
struct digest *digest_new(void) MUST_USE NEVER_NULL;
struct digest *digest_new_of(enum digest_kind kind) MUST_USE; // NULL: refused
void digest_add(struct digest *d, struct view bytes);
// Ends and frees `d`; 32 bytes to `out`.
void digest_end(struct digest *d, unsigned char out[SHA256_SIZE]);

// Ends and frees `d`, of any kind; the size of what is in `out`.
size_t digest_take(struct digest *d, unsigned char out[DIGEST_MAX]);

void sha256(struct view bytes, unsigned char out[SHA256_SIZE]);

// Lower-case hexadecimal digits of `bytes`, in `a`.
struct view hex_of(struct arena *a, const unsigned char *bytes, size_t count);

#endif
