// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // O_CLOEXEC, strerrordesc_np with -std=c17
#include "base/key.h"

#include "base/abandon.h"
#include "base/digest.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct {
    const char *group; // as the library calls it
    struct view words;
    const EVP_MD *(*hash)(void);
} curves[] = {
    {"prime256v1", VIEW_INIT("P-256 with SHA-256"), EVP_sha256},
    {"secp384r1", VIEW_INIT("P-384 with SHA-384"), EVP_sha384},
    {"secp521r1", VIEW_INIT("P-521 with SHA-512"), EVP_sha512},
};

enum { CURVES = sizeof curves / sizeof *curves };

// As in an arena: a key or a signature that could not be looked at for want of
// memory is not to look like one that is false.
static void must_have_memory(bool has)
{
    if (!has)
        abandon("freehold: out of memory, in libcrypto. Close other programs, "
                "and do it again\n");
}

// The same where a call fails for other reasons too, which are for the caller:
// a want of memory need not be the last one of them.
static void fails_by_content(bool well)
{
    unsigned long e;

    while (!well && (e = ERR_get_error()))
        must_have_memory(ERR_GET_REASON(e) != ERR_R_MALLOC_FAILURE);
}

static EVP_PKEY *pkey_of(const struct key *k)
{
    union {
        const struct key *key;
        EVP_PKEY *pkey;
    } as = {k};

    return as.pkey;
}

// The row of the key's curve, or CURVES.
static size_t curve_of(EVP_PKEY *k)
{
    char group[32] = "";
    size_t len = 0;
    int in_full = 1;

    if (EVP_PKEY_get_base_id(k) != EVP_PKEY_EC)
        return CURVES;
    bool named =
        EVP_PKEY_get_group_name(k, group, sizeof group, &len) == 1 &&
        EVP_PKEY_get_int_param(
            k, OSSL_PKEY_PARAM_EC_DECODED_FROM_EXPLICIT_PARAMS, &in_full) == 1;
    fails_by_content(named);
    if (!named || in_full)
        return CURVES;
    size_t row = 0;
    while (row < CURVES && !view_eq(view_of(group), view_of(curves[row].group)))
        row++;
    return row;
}

// The same key has one hint, in whatever form its file writes the point.
static void write_point_in_full(EVP_PKEY *k)
{
    char form[] = OSSL_PKEY_EC_POINT_CONVERSION_FORMAT_UNCOMPRESSED;

    must_have_memory(EVP_PKEY_set_utf8_string_param(
                         k, OSSL_PKEY_PARAM_EC_POINT_CONVERSION_FORMAT, form) ==
                     1);
}

// Takes `k` over; frees it if it is of no use.
static struct key *checked(EVP_PKEY *k, const char **why)
{
    *why = NULL;
    fails_by_content(k != NULL);
    if (!k)
        *why = "it does not hold a key that can be read";
    else if (curve_of(k) == CURVES)
        *why = "its key is not of the curves P-256, P-384 and P-521 by name";
    if (*why) {
        EVP_PKEY_free(k);
        k = NULL;
    } else {
        write_point_in_full(k);
    }
    ERR_clear_error();
    return (struct key *)k;
}

void key_free(struct key *k)
{
    EVP_PKEY_free((EVP_PKEY *)k);
}

// ------------------------------------------------------------------- reading

struct key *key_of_der(struct view der, const char **why)
{
    const unsigned char *at = (const unsigned char *)der.at;
    EVP_PKEY *k = der.len && der.len <= KEY_LARGEST
                      ? d2i_PUBKEY(NULL, &at, (long)der.len)
                      : NULL;

    if (k && at != (const unsigned char *)der.at + der.len) {
        EVP_PKEY_free(k);
        k = NULL;
    }
    return checked(k, why);
}

struct block { // of PEM
    char *name, *header;
    unsigned char *data;
    long len;
};

static void block_free(struct block *b)
{
    OPENSSL_free(b->name);
    OPENSSL_free(b->header);
    OPENSSL_clear_free(b->data, (size_t)b->len); // may be a secret
    *b = (struct block){0};
}

static BIO *bytes_of(struct view v)
{
    BIO *from = BIO_new_mem_buf(v.at, (int)v.len);

    must_have_memory(from != NULL);
    return from;
}

static bool block_next(BIO *from, struct block *b)
{
    bool is = PEM_read_bio(from, &b->name, &b->header, &b->data, &b->len) == 1;

    fails_by_content(is);
    return is;
}

static const char *not_a_key(const struct block *b)
{
    if (view_has(view_of(b->name), VIEW("PRIVATE KEY")))
        return "it is a private key, which nobody should be given; ask for the "
               "public one";
    if (view_has(view_of(b->name), VIEW("CERTIFICATE")))
        return "it is a certificate, not a public key";
    return "it is no public key (a PEM block of the type PUBLIC KEY)";
}

struct key *key_of_pem(struct view pem, const char **why)
{
    struct block first = {0}, second = {0};
    struct key *k = NULL;

    *why = "it is no public key (a PEM block of the type PUBLIC KEY)";
    if (pem.len > KEY_LARGEST || !pem.len)
        return NULL;
    BIO *from = bytes_of(pem);
    if (block_next(from, &first)) {
        if (!view_eq(view_of(first.name), VIEW("PUBLIC KEY")))
            *why = not_a_key(&first);
        else if (block_next(from, &second))
            *why = "it holds more than one key; give each a file of its own";
        else
            k = key_of_der(
                (struct view){(const char *)first.data, (size_t)first.len},
                why);
    }
    block_free(&first);
    block_free(&second);
    BIO_free(from);
    ERR_clear_error();
    return k;
}

// ------------------------------------------------------------------- secrets

static struct error *refuse(struct arena *a, struct view path, const char *what)
{
    return error_new(a, ERROR_INPUT, (struct place){.path = path}, "%s", what);
}

static struct error *refuse_shared(struct arena *a, struct view path)
{
    return refuse(a, path,
                  "others may read or change this secret: chmod 600 it, and "
                  "think of it as known if they did");
}

// Reads the file `path` into `to`. `*shared`: not only its owner may read it.
static struct error *read_secret(struct arena *a, struct view path,
                                 char to[KEY_LARGEST], size_t *len,
                                 bool *shared)
{
    struct stat st;
    struct error *e = NULL;

    *len = 0;
    *shared = false;
    int fd = open(arena_copy(a, path).at,
                  O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (fd < 0)
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "cannot be opened: %s", strerrordesc_np(errno));
    if (fstat(fd, &st))
        e = refuse(a, path, strerrordesc_np(errno));
    else if (!S_ISREG(st.st_mode))
        e = refuse(a, path, "is no regular file");
    *shared = !e && (st.st_mode & (S_IRWXG | S_IRWXO));
    while (!e && *len < KEY_LARGEST) {
        ssize_t got = read(fd, to + *len, KEY_LARGEST - *len);

        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            e = error_new(a, ERROR_INPUT, (struct place){.path = path},
                          "cannot be read: %s", strerrordesc_np(errno));
        if (got <= 0)
            break;
        *len += (size_t)got;
    }
    close(fd);
    return e;
}

struct passphrase {
    bool given;
    char text[KEY_LARGEST];
    size_t len; // of the first line
};

static int tell_passphrase(char *to, int room, int writing, void *context)
{
    const struct passphrase *p = context;

    if (!p->given)
        return isatty(STDIN_FILENO) ? PEM_def_callback(to, room, writing, NULL)
                                    : -1;
    if (p->len > (size_t)room)
        return -1;
    memcpy(to, p->text, p->len);
    return (int)p->len;
}

static struct error *read_passphrase(struct arena *a, struct view path,
                                     struct passphrase *p)
{
    struct view rest;
    bool shared;

    p->given = path.len > 0;
    if (!p->given)
        return NULL;
    TRY(read_secret(a, path, p->text, &p->len, &shared));
    if (shared)
        return refuse_shared(a, path);
    p->len = view_cut((struct view){p->text, p->len}, '\n', &rest).len;
    return NULL;
}

// How many keys there are in `pem`: `kind` is PRIVATE KEY or PUBLIC KEY.
static size_t count_keys(struct view pem, struct view kind)
{
    BIO *from = bytes_of(pem);
    struct block b = {0};
    size_t count = 0;

    while (block_next(from, &b)) {
        count += view_ends(view_of(b.name), kind);
        block_free(&b);
    }
    BIO_free(from);
    ERR_clear_error();
    return count;
}

// A public key need be no secret, so this is said first.
static struct error *check_private(struct arena *a, struct view path,
                                   struct view pem)
{
    size_t count = count_keys(pem, VIEW("PRIVATE KEY"));

    if (count > 1)
        return refuse(a, path,
                      "it holds more than one private key; give each a file of "
                      "its own");
    if (!count && count_keys(pem, VIEW("PUBLIC KEY")))
        return refuse(a, path,
                      "it is a public key, which verifies; to sign, name the "
                      "file of the private key that it belongs to");
    return NULL;
}

static struct error *open_private(struct arena *a, struct view path,
                                  struct passphrase *p, struct view pem,
                                  struct key **out)
{
    const char *why;

    BIO *from = bytes_of(pem);
    EVP_PKEY *k = PEM_read_bio_PrivateKey(from, NULL, tell_passphrase, p);
    BIO_free(from);
    fails_by_content(k != NULL);
    bool locked = !k && view_has(pem, VIEW("ENCRYPTED"));
    *out = checked(k, &why);
    if (locked)
        return refuse(a, path,
                      p->given ? "the passphrase does not open this key"
                               : "this key has a passphrase: say "
                                 "--passphrase FILE");
    return *out ? NULL : refuse(a, path, why);
}

struct error *key_open_private(struct arena *a, struct view path,
                               struct view passphrase, struct key **out)
{
    static const struct passphrase nothing;
    char pem[KEY_LARGEST];
    size_t len = 0;
    struct passphrase p = nothing;
    bool shared = false;

    *out = NULL;
    struct error *e = read_passphrase(a, passphrase, &p);
    if (!e)
        e = read_secret(a, path, pem, &len, &shared);
    if (!e)
        e = check_private(a, path, (struct view){pem, len});
    if (!e && shared)
        e = refuse_shared(a, path);
    if (!e)
        e = open_private(a, path, &p, (struct view){pem, len}, out);
    OPENSSL_cleanse(pem, sizeof pem);
    OPENSSL_cleanse(&p, sizeof p);
    return e;
}

// ---------------------------------------------------------------- signatures

struct view key_words(const struct key *k)
{
    size_t row = curve_of(pkey_of(k));

    assert(row < CURVES);
    return curves[row].words;
}

struct view key_hint(struct arena *a, const struct key *k)
{
    unsigned char sum[SHA256_SIZE];
    char *text = NULL;
    BIO *to = BIO_new(BIO_s_mem());

    must_have_memory(to && PEM_write_bio_PUBKEY(to, pkey_of(k)) == 1);
    long len = BIO_get_mem_data(to, &text);
    sha256((struct view){text, (size_t)len}, sum);
    BIO_free(to);
    return hex_of(a, sum, sizeof sum);
}

bool key_verifies(const struct key *k, const struct view *part, size_t parts,
                  struct view signature)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    EVP_PKEY *pkey = pkey_of(k);
    size_t row = curve_of(pkey);

    assert(row < CURVES);
    must_have_memory(c && EVP_DigestVerifyInit(c, NULL, curves[row].hash(),
                                               NULL, pkey) == 1);
    for (size_t i = 0; i < parts; i++)
        must_have_memory(EVP_DigestVerifyUpdate(c, part[i].at, part[i].len) ==
                         1);
    // Less than 0 is a failure too.
    bool good = signature.len &&
                EVP_DigestVerifyFinal(c, (const unsigned char *)signature.at,
                                      signature.len) == 1;
    fails_by_content(good);
    EVP_MD_CTX_free(c);
    ERR_clear_error();
    return good;
}

struct error *key_sign(struct arena *a, const struct key *k,
                       const struct view *part, size_t parts,
                       struct view *signature)
{
    EVP_MD_CTX *c = EVP_MD_CTX_new();
    EVP_PKEY *pkey = pkey_of(k);
    size_t row = curve_of(pkey);
    unsigned char bytes[256]; // P-521 needs 139
    size_t len = sizeof bytes;
    bool good =
        c && row < CURVES &&
        EVP_DigestSignInit(c, NULL, curves[row].hash(), NULL, pkey) == 1;

    must_have_memory(c != NULL);
    for (size_t i = 0; good && i < parts; i++)
        good = EVP_DigestSignUpdate(c, part[i].at, part[i].len) == 1;
    good = good && EVP_DigestSignFinal(c, bytes, &len) == 1;
    const char *why = good ? NULL : ERR_reason_error_string(ERR_peek_error());
    fails_by_content(good);
    EVP_MD_CTX_free(c);
    ERR_clear_error();
    if (!good)
        return error_new(a, ERROR_SYSTEM, (struct place){0},
                         "libcrypto does not sign with this key: %s",
                         why ? why : "it does not say why");
    *signature = arena_copy(a, (struct view){(const char *)bytes, len});
    return NULL;
}

// -------------------------------------------------------------- certificates

static const struct {
    int code;
    const char *why;
} chain_faults[] = {
    {X509_V_ERR_CERT_HAS_EXPIRED, "a certificate of its chain has expired"},
    {X509_V_ERR_CERT_NOT_YET_VALID,
     "a certificate of its chain is not valid yet"},
    {X509_V_ERR_CERT_SIGNATURE_FAILURE,
     "a certificate of its chain was not signed by the next one"},
    {X509_V_ERR_INVALID_CA,
     "a certificate of its chain may not sign certificates"},
    {X509_V_ERR_CA_KEY_TOO_SMALL, "a key of its chain is too weak"},
    {X509_V_ERR_EE_KEY_TOO_SMALL, "its key is too weak"},
    {X509_V_ERR_CA_MD_TOO_WEAK,
     "a certificate of its chain is signed with a weak hash"},
    {X509_V_ERR_UNHANDLED_CRITICAL_EXTENSION,
     "a certificate of its chain has a critical extension that nobody here "
     "knows"},
};

static const char *chain_fault(int code)
{
    for (size_t i = 0; i < sizeof chain_faults / sizeof *chain_faults; i++)
        if (chain_faults[i].code == code)
            return chain_faults[i].why;
    return "its certificates do not lead to a root that you trust";
}

static X509 *certificate_of(struct view der)
{
    const unsigned char *at = (const unsigned char *)der.at;
    X509 *c = der.len && der.len <= KEY_LARGEST
                  ? d2i_X509(NULL, &at, (long)der.len)
                  : NULL;

    fails_by_content(c != NULL);
    if (c && at != (const unsigned char *)der.at + der.len) {
        X509_free(c);
        c = NULL;
    }
    return c;
}

// Whether the certificate says that its key is for signing: a key usage, or
// the extended one for code.
static bool may_sign(X509 *c)
{
    uint32_t flags = X509_get_extension_flags(c);

    if (flags & EXFLAG_INVALID)
        return false;
    if ((flags & EXFLAG_KUSAGE) &&
        !(X509_get_key_usage(c) & X509v3_KU_DIGITAL_SIGNATURE))
        return false;
    return (flags & EXFLAG_KUSAGE) ||
           ((flags & EXFLAG_XKUSAGE) &&
            (X509_get_extended_key_usage(c) & XKU_CODE_SIGN));
}

// Whether no certificate of `chain` is for other purposes only: an extended key
// usage says what its key and those below it are for (RFC 5280, 4.2.1.12), and
// the nearest one that there is for files is that for code.
static bool is_for_files(STACK_OF(X509) * chain)
{
    for (int i = 0; i < sk_X509_num(chain); i++) {
        X509 *c = sk_X509_value(chain, i);

        if ((X509_get_extension_flags(c) & EXFLAG_XKUSAGE) &&
            !(X509_get_extended_key_usage(c) & (XKU_CODE_SIGN | XKU_ANYEKU)))
            return false;
    }
    return true;
}

// Adds the roots in `pem` to `store`; how many.
static size_t add_roots(X509_STORE *store, struct view pem)
{
    BIO *from = bytes_of(pem);
    struct block b = {0};
    size_t count = 0;

    while (block_next(from, &b)) {
        X509 *c = view_eq(view_of(b.name), VIEW("CERTIFICATE"))
                      ? certificate_of(
                            (struct view){(const char *)b.data, (size_t)b.len})
                      : NULL;

        bool added = c && X509_STORE_add_cert(store, c) == 1;
        fails_by_content(!c || added);
        count += added;
        X509_free(c);
        block_free(&b);
    }
    BIO_free(from);
    return count;
}

static const char *check_chain(X509_STORE *store, STACK_OF(X509) * chain,
                               int64_t now)
{
    X509_STORE_CTX *c = X509_STORE_CTX_new();
    X509 *leaf = sk_X509_value(chain, 0);

    must_have_memory(c && X509_STORE_CTX_init(c, store, leaf, chain) == 1);
    X509_VERIFY_PARAM *p = X509_STORE_CTX_get0_param(c);
    X509_VERIFY_PARAM_set_time(p, (time_t)now);
    X509_VERIFY_PARAM_set_depth(p, 10);
    X509_VERIFY_PARAM_set_auth_level(p, 2); // 112 bits
    bool holds = X509_verify_cert(c) == 1;
    int fault = X509_STORE_CTX_get_error(c);
    must_have_memory(holds || fault != X509_V_ERR_OUT_OF_MEM);
    fails_by_content(holds);
    const char *why = holds ? NULL : chain_fault(fault);
    if (!why && !may_sign(leaf))
        why = "its certificate does not allow its key to sign";
    if (!why && !is_for_files(X509_STORE_CTX_get0_chain(c)))
        why = "a certificate of its chain is for other purposes only, such as "
              "servers or mail, by its extended key usage";
    X509_STORE_CTX_free(c);
    return why;
}

static struct key *key_of_stack(STACK_OF(X509) * chain, struct view roots,
                                int64_t now, const char **why)
{
    X509_STORE *store = X509_STORE_new();

    *why = "the file of roots holds no certificate";
    must_have_memory(store != NULL);
    if (add_roots(store, roots))
        *why = check_chain(store, chain, now);
    X509_STORE_free(store);
    return *why ? NULL : checked(X509_get_pubkey(sk_X509_value(chain, 0)), why);
}

struct key *key_of_chain(const struct view *der, size_t count,
                         struct view roots, int64_t now, const char **why)
{
    STACK_OF(X509) *chain = sk_X509_new_null();
    struct key *k = NULL;
    bool whole = count > 0;

    must_have_memory(chain != NULL);
    *why = "a certificate of its chain cannot be read";
    for (size_t i = 0; whole && i < count; i++) {
        X509 *c = certificate_of(der[i]);

        whole = c != NULL;
        must_have_memory(!whole || sk_X509_push(chain, c) > 0);
    }
    if (whole)
        k = key_of_stack(chain, roots, now, why);
    sk_X509_pop_free(chain, X509_free);
    ERR_clear_error();
    return k;
}
