// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // mode_t, struct stat, DIR with -std=c17
#include "wrap.h"

#include <dirent.h>
#include <dlfcn.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <bzlib.h>
#include <lzma.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <yaml.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

#define SEEN __attribute__((visibility("default")))

struct fault *fault_of_now;

static bool fires_as(const char *call, int number)
{
    struct fault *f = fault_of_now;

    if (!f || atomic_fetch_add(&f->count, 1) != f->at)
        return false;
    f->call = call;
    f->number = errno = number;
    return true;
}

static bool fires(const char *call, int number)
{
    return fault_of_now && fault_of_now->kind == FAULT_FAILS &&
           fires_as(call, number);
}

// Of libcrypto, which leaves the reason in a list of its own.
static bool fires_in_crypto(const char *call)
{
    if (!fires(call, ENOMEM))
        return false;
    ERR_raise(ERR_LIB_CRYPTO, ERR_R_MALLOC_FAILURE);
    return true;
}

// Calls that may be interrupted, or do less than they were asked to.
static bool fires_softly(const char *call)
{
    return fault_of_now &&
           (fault_of_now->kind == FAULT_INTERRUPT ||
            fault_of_now->kind == FAULT_SHORT) &&
           fires_as(call, EINTR);
}

// Of what only base/crypto.c calls, for libcrypto.
static bool fires_inside(const char *call)
{
    return fault_of_now && fault_of_now->kind == FAULT_MEMORY &&
           fires_as(call, ENOMEM);
}

// clang-format off
#define WRAP(result, name, parameters, arguments, failed, number)              \
    result __real_##name parameters;                                           \
    result __wrap_##name parameters;                                           \
    result __wrap_##name parameters                                            \
    {                                                                          \
        return fires(#name, number) ? (failed) : __real_##name arguments;      \
    }

WRAP(void *, calloc, (size_t n, size_t size), (n, size), NULL, ENOMEM)

WRAP(int, open, (const char *p, int flags, mode_t m), (p, flags, m), -1, EMFILE)
WRAP(int, openat, (int d, const char *p, int flags, mode_t m), (d, p, flags, m), -1, EMFILE)
WRAP(DIR *, opendir, (const char *p), (p), NULL, EMFILE)
WRAP(DIR *, fdopendir, (int d), (d), NULL, ENOMEM)
WRAP(struct dirent *, readdir, (DIR *d), (d), NULL, EIO)
WRAP(int, fstat, (int d, struct stat *s), (d, s), -1, EIO)
WRAP(int, stat, (const char *p, struct stat *s), (p, s), -1, EIO)
WRAP(int, lstat, (const char *p, struct stat *s), (p, s), -1, EIO)
WRAP(int, fstatat, (int d, const char *p, struct stat *s, int flags), (d, p, s, flags), -1, EIO)
WRAP(int, access, (const char *p, int how), (p, how), -1, EIO)
WRAP(int, faccessat, (int d, const char *p, int how, int flags), (d, p, how, flags), -1, EIO)
WRAP(int, fsync, (int d), (d), -1, EIO)
WRAP(int, rename, (const char *from, const char *to), (from, to), -1, EIO)
WRAP(int, mkdir, (const char *p, mode_t m), (p, m), -1, ENOSPC)
WRAP(int, fchmod, (int d, mode_t m), (d, m), -1, EIO)
WRAP(int, fchown, (int d, uid_t u, gid_t g), (d, u, g), -1, EIO)
WRAP(char *, realpath, (const char *p, char *to), (p, to), NULL, EIO)
WRAP(ssize_t, readlinkat, (int d, const char *p, char *to, size_t n), (d, p, to, n), -1, EIO)
WRAP(size_t, fwrite, (const void *p, size_t size, size_t n, FILE *f), (p, size, n, f), 0, ENOSPC)
WRAP(int, pthread_create, (pthread_t *t, const pthread_attr_t *a, void *(*run)(void *), void *p), (t, a, run, p), EAGAIN, EAGAIN)

WRAP(EVP_MD_CTX *, EVP_MD_CTX_new, (void), (), NULL, ENOMEM)
WRAP(int, EVP_DigestInit_ex, (EVP_MD_CTX *c, const EVP_MD *m, ENGINE *e), (c, m, e), 0, ENOMEM)
WRAP(int, EVP_DigestUpdate, (EVP_MD_CTX *c, const void *p, size_t n), (c, p, n), 0, ENOMEM)
WRAP(int, EVP_DigestFinal_ex, (EVP_MD_CTX *c, unsigned char *to, unsigned *n), (c, to, n), 0, ENOMEM)
WRAP(int, EVP_Digest, (const void *p, size_t n, unsigned char *to, unsigned *size, const EVP_MD *m, ENGINE *e), (p, n, to, size, m, e), 0, ENOMEM)
#define WRAP_CRYPTO(result, name, parameters, arguments, failed)               \
    result __real_##name parameters;                                           \
    result __wrap_##name parameters;                                           \
    result __wrap_##name parameters                                            \
    {                                                                          \
        return fires_in_crypto(#name) ? (failed) : __real_##name arguments;    \
    }

WRAP_CRYPTO(BIO *, BIO_new, (const BIO_METHOD *m), (m), NULL)
WRAP_CRYPTO(BIO *, BIO_new_mem_buf, (const void *p, int n), (p, n), NULL)
WRAP_CRYPTO(int, PEM_read_bio, (BIO *b, char **name, char **header, unsigned char **data, long *n), (b, name, header, data, n), 0)
WRAP_CRYPTO(EVP_PKEY *, PEM_read_bio_PrivateKey, (BIO *b, EVP_PKEY **k, pem_password_cb *ask, void *p), (b, k, ask, p), NULL)
WRAP_CRYPTO(int, PEM_write_bio_PUBKEY, (BIO *b, const EVP_PKEY *k), (b, k), 0)
WRAP_CRYPTO(EVP_PKEY *, d2i_PUBKEY, (EVP_PKEY **k, const unsigned char **at, long n), (k, at, n), NULL)
WRAP_CRYPTO(int, EVP_DigestVerifyInit, (EVP_MD_CTX *c, EVP_PKEY_CTX **p, const EVP_MD *m, ENGINE *e, EVP_PKEY *k), (c, p, m, e, k), 0)
WRAP_CRYPTO(int, EVP_DigestVerifyUpdate, (EVP_MD_CTX *c, const void *p, size_t n), (c, p, n), 0)
WRAP_CRYPTO(int, EVP_DigestVerifyFinal, (EVP_MD_CTX *c, const unsigned char *p, size_t n), (c, p, n), -1)
WRAP_CRYPTO(int, EVP_DigestSignInit, (EVP_MD_CTX *c, EVP_PKEY_CTX **p, const EVP_MD *m, ENGINE *e, EVP_PKEY *k), (c, p, m, e, k), 0)
WRAP_CRYPTO(int, EVP_DigestSignUpdate, (EVP_MD_CTX *c, const void *p, size_t n), (c, p, n), 0)
WRAP_CRYPTO(int, EVP_DigestSignFinal, (EVP_MD_CTX *c, unsigned char *p, size_t *n), (c, p, n), 0)

WRAP_CRYPTO(X509 *, d2i_X509, (X509 **c, const unsigned char **at, long n), (c, at, n), NULL)
WRAP_CRYPTO(EVP_PKEY *, X509_get_pubkey, (X509 *c), (c), NULL)
WRAP_CRYPTO(X509_STORE *, X509_STORE_new, (void), (), NULL)
WRAP_CRYPTO(int, X509_STORE_add_cert, (X509_STORE *s, X509 *c), (s, c), 0)
WRAP_CRYPTO(X509_STORE_CTX *, X509_STORE_CTX_new, (void), (), NULL)
WRAP_CRYPTO(int, X509_STORE_CTX_init, (X509_STORE_CTX *c, X509_STORE *s, X509 *x, STACK_OF(X509) *chain), (c, s, x, chain), 0)
WRAP_CRYPTO(int, X509_verify_cert, (X509_STORE_CTX *c), (c), -1)
WRAP_CRYPTO(OPENSSL_STACK *, OPENSSL_sk_new_null, (void), (), NULL)
WRAP_CRYPTO(int, OPENSSL_sk_push, (OPENSSL_STACK *s, const void *p), (s, p), 0)
WRAP_CRYPTO(int, EVP_PKEY_get_group_name, (const EVP_PKEY *k, char *to, size_t n, size_t *len), (k, to, n, len), 0)
WRAP_CRYPTO(int, EVP_PKEY_get_int_param, (const EVP_PKEY *k, const char *name, int *to), (k, name, to), 0)

WRAP(int, BZ2_bzDecompressInit, (bz_stream *s, int verbose, int small), (s, verbose, small), BZ_MEM_ERROR, ENOMEM)
WRAP(int, BZ2_bzDecompress, (bz_stream *s), (s), BZ_MEM_ERROR, ENOMEM)
WRAP(lzma_ret, lzma_stream_decoder, (lzma_stream *s, uint64_t most, uint32_t flags), (s, most, flags), LZMA_MEM_ERROR, ENOMEM)
WRAP(lzma_ret, lzma_alone_decoder, (lzma_stream *s, uint64_t most), (s, most), LZMA_MEM_ERROR, ENOMEM)
WRAP(lzma_ret, lzma_code, (lzma_stream *s, lzma_action what), (s, what), LZMA_MEM_ERROR, ENOMEM)
WRAP(ZSTD_DStream *, ZSTD_createDStream, (void), (), NULL, ENOMEM)
WRAP(size_t, ZSTD_decompressStream, (ZSTD_DStream *s, ZSTD_outBuffer *to, ZSTD_inBuffer *from), (s, to, from), (size_t)-ZSTD_error_memory_allocation, ENOMEM)
WRAP(int, inflateInit2_, (z_streamp z, int bits, const char *v, int size), (z, bits, v, size), Z_MEM_ERROR, ENOMEM)
WRAP(int, inflate, (z_streamp z, int flush), (z, flush), Z_MEM_ERROR, ENOMEM)
WRAP(int, yaml_parser_initialize, (yaml_parser_t *p), (p), 0, ENOMEM)
// clang-format on

void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_malloc(size_t size)
{
    return fires_inside("malloc") ? NULL : __real_malloc(size);
}

void *__real_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size);
void *__wrap_realloc(void *p, size_t size)
{
    if (fires_inside("realloc") || fires("realloc", ENOMEM))
        return NULL;
    return __real_realloc(p, size);
}

int __real_yaml_parser_parse(yaml_parser_t *p, yaml_event_t *e);
int __wrap_yaml_parser_parse(yaml_parser_t *p, yaml_event_t *e);
int __wrap_yaml_parser_parse(yaml_parser_t *p, yaml_event_t *e)
{
    if (!fires("yaml_parser_parse", ENOMEM))
        return __real_yaml_parser_parse(p, e);
    *e = (yaml_event_t){0};
    p->error = YAML_MEMORY_ERROR;
    return 0;
}

// The descriptor is closed all the same, as Linux does it.
int __real_close(int d);
int __wrap_close(int d);
int __wrap_close(int d)
{
    int result = __real_close(d);

    return fires("close", EIO) ? -1 : result;
}

ssize_t __real_read(int d, void *to, size_t n);
ssize_t __wrap_read(int d, void *to, size_t n);
ssize_t __wrap_read(int d, void *to, size_t n)
{
    if (fires("read", EIO))
        return -1;
    if (!fires_softly("read"))
        return __real_read(d, to, n);
    return fault_of_now->kind == FAULT_SHORT && n ? __real_read(d, to, 1) : -1;
}

ssize_t __real_pread(int d, void *to, size_t n, off_t at);
ssize_t __wrap_pread(int d, void *to, size_t n, off_t at);
ssize_t __wrap_pread(int d, void *to, size_t n, off_t at)
{
    if (fires("pread", EIO))
        return -1;
    if (!fires_softly("pread"))
        return __real_pread(d, to, n, at);
    return fault_of_now->kind == FAULT_SHORT && n ? __real_pread(d, to, 1, at)
                                                  : -1;
}

ssize_t __real_write(int d, const void *from, size_t n);
ssize_t __wrap_write(int d, const void *from, size_t n);
ssize_t __wrap_write(int d, const void *from, size_t n)
{
    if (fires("write", ENOSPC))
        return -1;
    if (!fires_softly("write"))
        return __real_write(d, from, n);
    return fault_of_now->kind == FAULT_SHORT && n ? __real_write(d, from, 1)
                                                  : -1;
}

// Ours come before those of libc in the search of libcrypto too, which reads
// its configuration and the seed of its random numbers with them.
SEEN FILE *fopen(const char *filename, const char *modes)
{
    union {
        void *at;
        FILE *(*call)(const char *filename, const char *modes);
    } real = {dlsym(RTLD_NEXT, "fopen")};

    return fires("fopen", EIO) ? NULL : real.call(filename, modes);
}

SEEN int getentropy(void *buffer, size_t length)
{
    union {
        void *at;
        int (*call)(void *buffer, size_t length);
    } real = {dlsym(RTLD_NEXT, "getentropy")};

    return fires("getentropy", EIO) ? -1 : real.call(buffer, length);
}
