// SPDX-License-Identifier: Apache-2.0
#define _GNU_SOURCE // chmod, symlink with -std=c17
#include "kept.h"

#include "base/base64.h"
#include "base/file.h"
#include "base/output.h"
#include "base/text.h"
#include "cmd/cmd.h"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

struct kept {
    struct arena arena;
    struct view folder;
};

static void must(bool done)
{
    if (!done)
        abort();
}

static struct view path_of(struct kept *k, const char *name)
{
    return arena_print(&k->arena, VIEW_FMT "%s", VIEW_ARG(k->folder), name);
}

static void put(struct kept *k, const char *name, struct view bytes)
{
    must(!output_all(&k->arena, path_of(k, name), bytes));
}

static void make_folder(struct kept *k, const char *name)
{
    must(!mkdir(path_of(k, name).at, 0700));
}

// ---- Keys and certificates

// Writes what is in `bio`, and frees it.
static void put_bio(struct kept *k, const char *name, BIO *bio)
{
    char *text = NULL;
    long len = BIO_get_mem_data(bio, &text);

    put(k, name, (struct view){text, (size_t)len});
    BIO_free(bio);
}

static EVP_PKEY *make_key(struct kept *k, const char *private,
                          const char *public)
{
    EVP_PKEY *key = EVP_EC_gen("P-256");
    BIO *to = BIO_new(BIO_s_mem());

    must(key && PEM_write_bio_PUBKEY(to, key) == 1);
    put_bio(k, public, to);
    to = BIO_new(BIO_s_mem());
    must(PEM_write_bio_PrivateKey(to, key, NULL, NULL, 0, NULL, NULL) == 1);
    put_bio(k, private, to);
    must(!chmod(path_of(k, private).at, 0600));
    return key;
}

static void extend(X509 *c, int what, const char *how)
{
    X509_EXTENSION *e = X509V3_EXT_conf_nid(NULL, NULL, what, how);

    must(e && X509_add_ext(c, e, -1) == 1);
    X509_EXTENSION_free(e);
}

// Of `name` for `key`, signed by `root` with its key: for a root, itself.
static X509 *make_certificate(const char *name, EVP_PKEY *key, X509 *root,
                              EVP_PKEY *root_key)
{
    X509 *c = X509_new();

    must(c && X509_set_version(c, X509_VERSION_3) == 1 &&
         ASN1_INTEGER_set(X509_get_serialNumber(c), 7) == 1 &&
         X509_gmtime_adj(X509_getm_notBefore(c), -3600) &&
         X509_gmtime_adj(X509_getm_notAfter(c), 86400) &&
         X509_set_pubkey(c, key) == 1);
    must(X509_NAME_add_entry_by_txt(X509_get_subject_name(c), "CN",
                                    MBSTRING_ASC, (const unsigned char *)name,
                                    -1, -1, 0) == 1);
    must(X509_set_issuer_name(c, X509_get_subject_name(root ? root : c)) == 1);
    extend(c, NID_key_usage, root ? "digitalSignature" : "keyCertSign");
    if (!root)
        extend(c, NID_basic_constraints, "critical,CA:TRUE");
    must(X509_sign(c, root_key, EVP_sha256()) > 0);
    return c;
}

static X509 *make_root(struct kept *k, const char *name, EVP_PKEY *key)
{
    X509 *c = make_certificate("root", key, NULL, key);
    BIO *to = BIO_new(BIO_s_mem());

    must(PEM_write_bio_X509(to, c) == 1);
    put_bio(k, name, to);
    return c;
}

// model.sig, with a certificate in the place of the hint of the key.
static void make_chain(struct kept *k, X509 *leaf)
{
    struct view sig, der, before, after;
    unsigned char *bytes = NULL;
    int len = i2d_X509(leaf, &bytes);

    must(len > 0 &&
         !file_front(&k->arena, path_of(k, "/model.sig"), 1 << 20, &sig));
    der = base64_of(&k->arena, (struct view){(char *)bytes, (size_t)len});
    size_t from = view_find(sig, VIEW("\"publicKey\"")),
           to = view_find(sig, VIEW("\"tlogEntries\""));
    must(from < to && to < sig.len);
    before = view_head(sig, from);
    after = view_from(sig, to);
    put(k, "/chain.sig",
        arena_print(&k->arena,
                    VIEW_FMT "\"x509CertificateChain\": {\"certificates\": "
                             "[{\"rawBytes\": \"" VIEW_FMT "\"}]}, " VIEW_FMT,
                    VIEW_ARG(before), VIEW_ARG(der), VIEW_ARG(after)));
    OPENSSL_free(bytes);
}

static void make_chains(struct kept *k, EVP_PKEY *key)
{
    EVP_PKEY *root_key = make_key(k, "/root.pem", "/root.pub"),
             *other = make_key(k, "/other.pem", "/other.pub");
    X509 *root = make_root(k, "/root.crt", root_key),
         *strange = make_root(k, "/strange.crt", other),
         *leaf = make_certificate("signer", key, root, root_key);

    make_chain(k, leaf);
    X509_free(leaf);
    X509_free(strange);
    X509_free(root);
    EVP_PKEY_free(other);
    EVP_PKEY_free(root_key);
}

// ---- What is signed

static void make_model(struct kept *k, const char *folder, const char *config)
{
    char name[64];

    make_folder(k, folder);
    snprintf(name, sizeof name, "%s/config.json", folder);
    put(k, name, view_of(config));
    snprintf(name, sizeof name, "%s/model.safetensors", folder);
    put(k, name, VIEW("\2\0\0\0\0\0\0\0{}"));
}

// A hub cache of one file, "abc"; its digest is from sha256sum.
static void make_cache(struct kept *k)
{
#define ABC    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define COMMIT "0123456789abcdef0123456789abcdef01234567"
    make_folder(k, "/models--a--b");
    make_folder(k, "/models--a--b/blobs");
    make_folder(k, "/models--a--b/refs");
    make_folder(k, "/models--a--b/snapshots");
    make_folder(k, "/models--a--b/snapshots/" COMMIT);
    put(k, "/models--a--b/blobs/" ABC, VIEW("abc"));
    put(k, "/models--a--b/refs/main", VIEW(COMMIT));
    must(!symlink("../../blobs/" ABC,
                  path_of(k, "/models--a--b/snapshots/" COMMIT "/LICENSE").at));
}

static char *word(struct kept *k, struct view v)
{
    char *text = arena_alloc(&k->arena, v.len + 1);

    memcpy(text, v.at, v.len);
    return text;
}

static void sign_model(struct kept *k)
{
    char *argv[] = {word(k, VIEW("freehold")),
                    word(k, VIEW("sign")),
                    word(k, path_of(k, "/model")),
                    word(k, VIEW("-q")),
                    word(k, VIEW("-k")),
                    word(k, path_of(k, "/key.pem")),
                    word(k, VIEW("-o")),
                    word(k, path_of(k, "/model.sig")),
                    NULL};

    must(!freehold_main(argv));
}

void kept_make(struct view folder)
{
    struct kept k = {.folder = folder};
    EVP_PKEY *key = make_key(&k, "/key.pem", "/key.pub");

    make_model(&k, "/model", "{}\n");
    make_model(&k, "/changed", "{\"a\":1}\n");
    make_cache(&k);
    put(&k, "/trust.yaml",
        VIEW("schema: freehold-trust/1\nsigners:\n- {key: other.pub}\n"
             "- {key: key.pub, owner: Acme AI, revoked: lost}\n"));
    sign_model(&k);
    make_chains(&k, key);
    EVP_PKEY_free(key);
    arena_free(&k.arena);
}
