// SPDX-License-Identifier: Apache-2.0
#include "base/digest.h"

#include "base/abandon.h"

#include <assert.h>
#include <openssl/evp.h>

// It does so without memory, or set up without SHA-256: nothing can go on.
static void must(bool done)
{
    if (!done)
        abandon(
            "freehold: libcrypto computes no SHA-256: out of memory, or set "
            "up without it\n");
}

static const EVP_MD *(*const method[])(void) = {
    [DIGEST_SHA256] = EVP_sha256,
    [DIGEST_BLAKE2B] = EVP_blake2b512,
    [DIGEST_SHA1] = EVP_sha1,
};

struct digest *digest_new_of(enum digest_kind kind)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();

    if (c && EVP_DigestInit_ex(c, method[kind](), NULL) != 1) {
        EVP_MD_CTX_free(c);
        c = NULL;
    }
    return (struct digest *)c;
}

struct digest *digest_new(void)
{
    struct digest *d = digest_new_of(DIGEST_SHA256);

    must(d != NULL);
    return d;
}

void digest_add(struct digest *d, struct view bytes)
{
    must(EVP_DigestUpdate((EVP_MD_CTX *)d, bytes.at, bytes.len) == 1);
}

size_t digest_take(struct digest *d, unsigned char out[DIGEST_MAX])
{
    unsigned size = 0;

    must(EVP_DigestFinal_ex((EVP_MD_CTX *)d, out, &size) == 1);
    EVP_MD_CTX_free((EVP_MD_CTX *)d);
    return size;
}

void digest_end(struct digest *d, unsigned char out[SHA256_SIZE])
{
    unsigned char all[DIGEST_MAX];
    size_t size = digest_take(d, all);

    assert(size == SHA256_SIZE);
    memcpy(out, all, SHA256_SIZE);
    (void)size;
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
