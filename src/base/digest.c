// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include <assert.h>
#include <openssl/evp.h>

struct digest *digest_new(void)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();

    if (c && EVP_DigestInit_ex(c, EVP_sha256(), NULL) != 1) {
        EVP_MD_CTX_free(c);
        c = NULL;
    }
    return (struct digest *)c;
}

void digest_add(struct digest *d, struct view bytes)
{
    int done = EVP_DigestUpdate((EVP_MD_CTX *)d, bytes.at, bytes.len);

    assert(done == 1);
    (void)done;
}

void digest_end(struct digest *d, unsigned char out[SHA256_SIZE])
{
    unsigned size = SHA256_SIZE;
    int done = EVP_DigestFinal_ex((EVP_MD_CTX *)d, out, &size);

    assert(done == 1 && size == SHA256_SIZE);
    (void)done;
    EVP_MD_CTX_free((EVP_MD_CTX *)d);
}

void sha256(struct view bytes, unsigned char out[SHA256_SIZE])
{
    int done = EVP_Digest(bytes.at, bytes.len, out, NULL, EVP_sha256(), NULL);

    assert(done == 1);
    (void)done;
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
