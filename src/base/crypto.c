// SPDX-License-Identifier: Apache-2.0
#include "base/crypto.h"

#include "base/abandon.h"

#include <openssl/crypto.h>
#include <stdlib.h>

static void *never_null(void *p)
{
    if (!p)
        abandon("freehold: out of memory, in libcrypto. Close other programs, "
                "and do it again\n");
    return p;
}

// As libcrypto's own do it, no bytes are NULL.
static void *take(size_t size, const char *file, int line)
{
    (void)file, (void)line;
    return size ? never_null(malloc(size)) : NULL;
}

static void give(void *p, const char *file, int line)
{
    (void)file, (void)line;
    free(p);
}

static void *resize(void *p, size_t size, const char *file, int line)
{
    if (size)
        return never_null(realloc(p, size));
    give(p, file, line);
    return NULL;
}

void crypto_start(void)
{
    (void)CRYPTO_set_mem_functions(take, resize, give);
    (void)OPENSSL_init_crypto(OPENSSL_INIT_NO_LOAD_CONFIG, NULL);
}
