// SPDX-License-Identifier: Apache-2.0
// digest.h - SHA-256 by libcrypto (the only file that includes OpenSSL).
#ifndef BASE_DIGEST_H
#define BASE_DIGEST_H

#include "base/arena.h"

enum { SHA256_SIZE = 32 };

struct digest; // a hash being computed

// Like memory, a libcrypto that refuses ends the process with a message (exit
// 4). Never NULL.
struct digest *digest_new(void) MUST_USE NEVER_NULL;
void digest_add(struct digest *d, struct view bytes);
// Ends and frees `d`; 32 bytes to `out`.
void digest_end(struct digest *d, unsigned char out[SHA256_SIZE]);

void sha256(struct view bytes, unsigned char out[SHA256_SIZE]);

// Lower-case hexadecimal digits of `bytes`, in `a`.
struct view hex_of(struct arena *a, const unsigned char *bytes, size_t count);

#endif
