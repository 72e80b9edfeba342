// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include "base/abandon.h"

#include <openssl/evp.h>

// It does so without memory, or set up without SHA-256: nothing can go on.
static void must(bool done)
{
    if (!done)
        abandon(
            "freehold: libcrypto computes no SHA-256: out of memory, or set "
            "up without it\n");
}

struct digest *digest_new(void)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();

    must(c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) == 1);
    return (struct digest *)c;
}

void digest_add(struct digest *d, struct view bytes)
{
    must(EVP_DigestUpdate((EVP_MD_CTX *)d, bytes.at, bytes.len) == 1);
}

void digest_end(struct digest *d, unsigned char out[SHA256_SIZE])
{
    unsigned size = SHA256_SIZE;

    must(EVP_DigestFinal_ex((EVP_MD_CTX *)d, out, &size) == 1);
    EVP_MD_CTX_free((EVP_MD_CTX *)d);
}

void sha256(struct view bytes, unsigned char out[SHA256_SIZE])
{
    must(EVP_Digest(bytes.at, bytes.len, out, NULL, EVP_sha256(), NULL) == 1);
}

struct view hex_of(struct arena *a, const unsigned char *bytes, size_t count)
{
    static const char digit[] = "0123456789abcdef";
    char *at = arena_alloc(a, count * 2 + 1);

    for (size_t i = 0; i < count; i++) {
        at[2 * i] = digit[bytes[i] >> 4];
        at[2 * i + 1] = digit[bytes[i] & 15];
    }
    return (struct view){at, count * 2};
}
