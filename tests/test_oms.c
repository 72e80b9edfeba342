// SPDX-License-Identifier: Apache-2.0
// Signatures of models. Expected values: RFC 4648 section 10, RFC 6979 A.2.5
// and A.2.6, the DSSE protocol's example, and digests made with sha256sum.
#define _GNU_SOURCE // mkdtemp, nftw with -std=c17
#include "base/base64.h"
#include "base/file.h"
#include "base/key.h"
#include "base/output.h"
#include "check.h"
#include "report/verify.h"
#include "safety/model_files.h"
#include "safety/sign.h"
#include "safety/verify_rules.h"
#include "schema.h"

#include <fcntl.h>
#include <ftw.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

// ------------------------------------------------------------------- base64

TEST(base64_is_read_and_written)
{
    static const struct view vectors[][2] = {
        {VIEW_INIT(""), VIEW_INIT("")},
        {VIEW_INIT("f"), VIEW_INIT("Zg==")},
        {VIEW_INIT("fo"), VIEW_INIT("Zm8=")},
        {VIEW_INIT("foo"), VIEW_INIT("Zm9v")},
        {VIEW_INIT("foob"), VIEW_INIT("Zm9vYg==")},
        {VIEW_INIT("fooba"), VIEW_INIT("Zm9vYmE=")},
        {VIEW_INIT("foobar"), VIEW_INIT("Zm9vYmFy")},
    };
    struct arena a = {0};
    struct view out;

    for (size_t i = 0; i < sizeof vectors / sizeof *vectors; i++) {
        CHECK(base64_read(&a, vectors[i][1], &out));
        CHECK_VIEW(out, vectors[i][0]);
        CHECK_VIEW(base64_of(&a, vectors[i][0]), vectors[i][1]);
    }
    CHECK(base64_read(&a, VIEW("-_-_"), &out));
    CHECK_TEXT(out, "\xfb\xff\xbf");
    CHECK(base64_read(&a, VIEW("+/+/"), &out));
    CHECK_TEXT(out, "\xfb\xff\xbf");
    CHECK(base64_read(&a, VIEW("_-8"), &out)); // URL-safe, without padding
    CHECK_TEXT(out, "\xff\xef");
    arena_free(&a);
}

TEST(base64_is_refused_unless_by_the_letter)
{
    static const struct view bad[] = {
        VIEW_INIT("Zg="),      VIEW_INIT("Z"),       VIEW_INIT("Zg==="),
        VIEW_INIT("Zh=="),     VIEW_INIT("Zm9="),    VIEW_INIT("Zm 9v"),
        VIEW_INIT("Zm9v\n"),   VIEW_INIT(" Zm9v"),   VIEW_INIT("Zm9v===="),
        VIEW_INIT("Zg==Zg=="), VIEW_INIT("+-+-"),    VIEW_INIT("/_8="),
        VIEW_INIT("/+8"),      VIEW_INIT("Z\xc3=="), VIEW_INIT("="),
        VIEW_INIT("Zm8"),      VIEW_INIT("===="),    VIEW_INIT("Zm9v="),
        VIEW_INIT("Zm9\0"),
    };
    struct arena a = {0};
    struct view out;

    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (base64_read(&a, bad[i], &out))
            check_fail(__FILE__, __LINE__, "taken: %s", bad[i].at);
    arena_free(&a);
}

// --------------------------------------------------------------------- keys

// A copy that a test may damage.
static char *copy_of(struct arena *a, struct view v)
{
    char *copy = arena_alloc(a, v.len + 1);

    memcpy(copy, v.at, v.len);
    return copy;
}

static struct view bytes_of(struct arena *a, const char *hex)
{
    struct text t = {.arena = a};

    for (struct view v = view_of(hex); v.len > 1; v = view_from(v, 2))
        text_byte(&t, (char)(ascii_hex(v.at[0]) << 4 | ascii_hex(v.at[1])));
    return text_view(&t);
}

// Public keys in DER: RFC 5480, the point uncompressed.
#define P256_HEAD "3059301306072a8648ce3d020106082a8648ce3d03010703420004"
#define P384_HEAD "3076301006072a8648ce3d020106052b8104002203620004"

static const struct {
    const char *key, *signature;
} rfc6979[] = {
    {P256_HEAD
     "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
     "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299",
     "3046"
     "022100efd48b2aacb6a8fd1140dd9cd45e81d69d2c877b56aaf991c34d0ea84eaf3716"
     "022100f7cb1c942d657c41d436c7a1b6e29f65f3e900dbb9aff4064dc4ab2f843acda8"},
    {P384_HEAD
     "ec3a4e415b4e19a4568618029f427fa5da9a8bc4ae92e02e06aae5286b300c64"
     "def8f0ea9055866064a254515480bc13"
     "8015d9b72d7d57244ea8ef9ac0c621896708a59367f9dfb9f54ca84b3f1c9db1"
     "288b231c3ae0d4fe7344fd2533264720",
     "3066"
     "02310094edbb92a5ecb8aad4736e56c691916b3f88140666ce9fa73d64c4ea95ad133c"
     "81a648152e44acf96e36dd1e80fabe46"
     "02310099ef4aeb15f178cea1fe40db2603138f130e740a19624526203b6351d0a3a94f"
     "a329c145786e679e7b82c71a38628ac8"},
};

TEST(signatures_of_rfc_6979_hold_and_no_others)
{
    struct arena a = {0};
    const char *why;
    struct view message[] = {VIEW("sam"), VIEW("ple")};
    struct view other[] = {VIEW("sam"), VIEW("plE")};

    for (size_t i = 0; i < 2; i++) {
        struct key *k = key_of_der(bytes_of(&a, rfc6979[i].key), &why);
        struct view good = bytes_of(&a, rfc6979[i].signature);

        CHECK(k != NULL);
        if (!k)
            continue;
        CHECK(key_verifies(k, message, 2, good));
        CHECK(!key_verifies(k, other, 2, good));
        CHECK(!key_verifies(k, message, 2, VIEW("")));
        CHECK(!key_verifies(k, message, 2,
                            bytes_of(&a, rfc6979[1 - i].signature)));
        struct view longer =
            arena_print(&a, VIEW_FMT "%c", VIEW_ARG(good), 'x');
        CHECK(!key_verifies(k, message, 2, longer));
        key_free(k);
    }
    arena_free(&a);
}

TEST(what_is_no_key_of_the_registry_is_refused)
{
    struct arena a = {0};
    const char *why;
    struct view der = bytes_of(&a, rfc6979[0].key);
    char *damaged = copy_of(&a, der);

    for (size_t len = 0; len < der.len; len++)
        CHECK(!key_of_der(view_head(der, len), &why) && why);
    CHECK(!key_of_der(arena_print(&a, VIEW_FMT "x", VIEW_ARG(der)), &why));
    damaged[60] ^= 1; // not on the curve
    CHECK(!key_of_der((struct view){damaged, der.len}, &why));
    arena_free(&a);
}

TEST(the_hint_is_the_hash_of_the_key_as_the_library_writes_it)
{
    // openssl pkey -pubin -in k.pub | sha256sum
    static const char pem[] =
        "a line before\n-----BEGIN PUBLIC KEY-----\n"
        "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE6mIlGdF3IMhg0sLg7CRPvLoM4PcE"
        "Zh4MhwmVC9CorTnhYYUbboND\nHz+xr12umevazRMEsxniYSBvKLPBnp3qqA==\n"
        "-----END PUBLIC KEY-----";
    struct arena a = {0};
    const char *why;
    struct key *k = key_of_pem(VIEW(pem), &why);

    CHECK(k != NULL);
    if (k)
        CHECK_TEXT(
            key_hint(&a, k),
            "565769fcac356dc7ce987584dd4e706c4dd59afa4c48ee0e6b93191782790614");
    key_free(k);
    arena_free(&a);
}

TEST(what_is_signed_is_encoded_as_dsse_says)
{
    struct arena a = {0};
    struct view part[2];

    oms_signed_bytes(&a, VIEW("http://example.com/HelloWorld"),
                     VIEW("hello world"), part);
    CHECK_TEXT(part[0], "DSSEv1 29 http://example.com/HelloWorld 11 ");
    CHECK_TEXT(part[1], "hello world");
    arena_free(&a);
}

// ---------------------------------------------------------------- statements

#define CARD "f111799c30453e08811543041d130c37b076f90951a52e0f3eaf3f06a012099f"
#define CONFIG                                                                 \
    "013e93c1cc397541961e670f84ea0d42784536cab4e9d3c5d5b13589f53ab684"
#define WEIGHTS                                                                \
    "4646b8ca2345ddc7f0f853d6cf770940f0e30ed5555a219f870648591d8b4bde"
#define ROOT "ca39eac95f4f183c5f9ddcde9f1941f55c096f0bb69ff24d5b975f50697ec537"

static const char statement[] =
    "{\"_type\":\"https://in-toto.io/Statement/v1\",\"subject\":[{\"name\":"
    "\"m\",\"digest\":{\"sha256\":\"" ROOT "\"}}],\"predicateType\":"
    "\"https://model_signing/signature/v1.0\",\"predicate\":{\"resources\":["
    "{\"name\":\"README.md\",\"algorithm\":\"sha256\",\"digest\":\"" CARD
    "\"},{\"name\":\"config.json\",\"algorithm\":\"sha256\",\"digest\":"
    "\"" CONFIG
    "\"},{\"name\":\"weights/m\",\"algorithm\":\"sha256\",\"digest\":\"" WEIGHTS
    "\"}],\"serialization\":{\"method\":\"files\",\"hash_type\":\"sha256\","
    "\"allow_symlinks\":false,\"ignore_paths\":[\".git\",\"a/b\"]}}}";

// `text` with the first `from` replaced.
static struct view with(struct arena *a, struct view text, const char *from,
                        const char *to)
{
    struct view old = view_of(from);
    size_t at = view_find(text, old);

    if (at == SIZE_MAX) {
        check_fail(__FILE__, __LINE__, "nothing to replace: %s", from);
        return text;
    }
    return arena_print(a, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(view_head(text, at)),
                       to, VIEW_ARG(view_from(text, at + old.len)));
}

TEST(a_statement_is_read)
{
    struct arena a = {0};
    struct oms_statement s;

    oms_statement_read(&a, VIEW(statement), &s);
    CHECK(s.usable && !s.faults.fault_count && s.hash_known);
    CHECK_U64(s.resource_count, 3);
    CHECK_TEXT(s.resource[2].path, "weights/m");
    CHECK_TEXT(s.root, ROOT);
    CHECK_VIEW(oms_root(&a, s.resource, 3), s.root);
    CHECK_U64(s.ignore_count, 2);
    arena_free(&a);
}

TEST(each_fault_of_a_statement_has_its_rule)
{
#define SUBJECT "[{\"name\":\"m\",\"digest\":{\"sha256\":\"" ROOT "\"}}]"
    static const struct {
        const char *from, *to, *rule;
        bool usable;
    } rows[] = {
        {"Statement/v1", "Statement/v0.1", "oms.predicate", false},
        {"signature/v1.0", "Digests/v0.1", "oms.predicate", false},
        {"signature/v1.0", "Signature/v1.0", "oms.predicate", false},
        {SUBJECT, "[]", "oms.subject", false},
        {"[{\"name\":\"m\"", "[{},{\"name\":\"m\"", "oms.subject", false},
        {"{\"name\":\"m\"", "{\"name\":\"\"", "oms.subject", false},
        {"{\"name\":\"m\"", "{\"name\":1", "oms.subject", false},
        {"{\"sha256\":\"c", "{\"sha256\":\"C", "oms.subject", false},
        {"{\"sha256\":\"c", "{\"sha256\":\"", "oms.subject", false},
        {"{\"sha256\":\"c", "{\"sha512\":\"c", "oms.subject", false},
        {"\"predicate\":{", "\"predicate\":{},\"x\":{", "oms.json", false},
        {"\"predicate\":{", "\"p\":{", "oms.json", false},
        {"\"name\":\"m\"", "\"name\":\"m\",\"name\":\"m\"", "oms.json", false},
        {"\"resources\":[", "\"resources\":{},\"x\":[", "oms.json", false},
        {"{\"name\":\"README", "1,{\"name\":\"README", "oms.json", false},
        {"\"algorithm\":\"sha256\"", "\"algorithm\":\"blake2b\"", "oms.hash",
         false},
        {"\"hash_type\":\"sha256\"", "\"hash_type\":\"md5\"", "oms.hash",
         false},
        {"\"f111", "\"F111", "oms.hash", true},
        {"\"f111", "\"f11", "oms.hash", true},
        {"\"f111", "\"g111", "oms.hash", true},
        {"README.md", "../README.md", "oms.path", false},
        {"README.md", "/README.md", "oms.path", false},
        {"README.md", "./README.md", "oms.path", false},
        {"README.md", "README.md/", "oms.path", false},
        {"README.md", "a//b", "oms.path", false},
        {"README.md", "a/../b", "oms.path", false},
        {"README.md", "a/..", "oms.path", false},
        {"README.md", ".", "oms.path", false},
        {"README.md", "", "oms.path", false},
        {"README.md", "a\\u0000", "oms.path", false},
        {"README.md", "config.json", "oms.path", false},
        {"README.md", "\\u0063onfig.json", "oms.path", false},
        {"README.md", "zzz", "oms.order", true},
        {"\"files\"", "\"shards\"", "oms.json", false},
        {"\"files\"", "\"files\",\"shard_size\":16", "oms.json", false},
        {"\"files\"", "\"shards\",\"shard_size\":0", "oms.json", false},
        {"\"files\"", "\"shards\",\"shard_size\":1.0", "oms.json", false},
        {"\"files\"", "\"shards\",\"shard_size\":16", "oms.path", false},
        {"\"files\"", "\"Files\"", "oms.json", false},
        {"false", "true", "oms.symlinks", true},
        {"false", "\"false\"", "oms.json", false},
        {"\".git\"", "\"*\"", "oms.ignore", true},
        {"\".git\"", "\"w?\"", "oms.ignore", true},
        {"\".git\"", "\"[w]\"", "oms.ignore", true},
        {"\".git\"", "\"/w\"", "oms.ignore", true},
        {"\".git\"", "\"../m\"", "oms.ignore", true},
        {"\".git\"", "\".\"", "oms.ignore", true},
        {"\".git\"", "\"\"", "oms.ignore", true},
        {"\".git\"", "\"w/\"", "oms.ignore", true},
        {"\".git\"", "null", "oms.json", false},
        {"[\".git\",", "[\"", "oms.json", false},
        {"[\".git\",\"a/b\"]", "{\"a\":1}", "oms.json", false},
        {"[\".git\",\"a/b\"]", "\"w\"", "oms.json", false},
        {"}}}", "}}", "oms.json", false},
        {"}}}", "}}} {}", "oms.json", false},
        {"{\"_type\"", "\xef\xbb\xbf{\"_type\"", "oms.json", false},
    };
    struct arena a = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct oms_statement s;
        bool found = false;

        oms_statement_read(
            &a, with(&a, VIEW(statement), rows[i].from, rows[i].to), &s);
        for (size_t n = 0; n < s.faults.fault_count; n++)
            found =
                found || view_eq(s.faults.fault[n].rule, view_of(rows[i].rule));
        if (!found || s.usable != rows[i].usable)
            check_fail(__FILE__, __LINE__, "%s -> %s: %s, usable %d",
                       rows[i].from, rows[i].to, found ? "found" : "not found",
                       s.usable);
    }
    arena_free(&a);
}

static bool bundle_tells(struct view bytes, const char *rule, const char *words)
{
    struct arena a = {0};
    struct oms_bundle b;
    bool told = false;

    oms_bundle_read(&a, bytes, &b);
    for (size_t i = 0; i < b.faults.fault_count; i++)
        told |= view_eq(b.faults.fault[i].rule, view_of(rule)) &&
                view_has(b.faults.fault[i].shows, view_of(words));
    arena_free(&a);
    return told;
}

// A Sigstore bundle (protobuf-specs, sigstore_bundle.proto) as far as it is
// read before its signature is tried.
TEST(each_fault_of_a_bundle_has_its_rule)
{
    static const char bundle[] =
        "{\"mediaType\":\"application/vnd.dev.sigstore.bundle.v0.3+json\","
        "\"verificationMaterial\":{\"publicKey\":{\"hint\":\"aa\"},"
        "\"tlogEntries\":[]},\"dsseEnvelope\":{\"payload\":\"e30=\","
        "\"payloadType\":\"application/vnd.in-toto+json\",\"signatures\":["
        "{\"sig\":\"AAAA\",\"keyid\":\"\"}]}}";
    static const struct {
        const char *from, *to, *rule, *words;
    } rows[] = {
        {"[]}", "{}}", "oms.json", "\"tlogEntries\" is not a list"},
        {"[]}", "[1]}", "oms.json", "an entry of the log is not an object"},
        {"{\"hint\":\"aa\"}", "[]", "oms.json",
         "\"publicKey\" is not an object"},
        {"\"publicKey\"", "\"certificate\":{},\"publicKey\"", "oms.method",
         "several ways"},
        {"\"publicKey\":{\"hint\":\"aa\"},", "", "oms.method", "no way"},
        {"{\"mediaType\"", "{\"x\":1,\"mediaType\"", "oms.json",
         "the member \"x\" is unknown"},
        {"{\"publicKey\"", "{\"x\":1,\"publicKey\"", "oms.json",
         "the member \"x\" is unknown"},
        {"{\"hint\"", "{\"x\":1,\"hint\"", "oms.json",
         "the member \"x\" is unknown"},
        {"{\"payload\"", "{\"x\":1,\"payload\"", "oms.json",
         "the member \"x\" is unknown"},
        {"{\"sig\"", "{\"x\":1,\"sig\"", "oms.json",
         "the member \"x\" is unknown"},
        {"AAAA", "AA", "oms.sig", "the signature cannot be read"},
        {"\"AAAA\"", "1", "oms.json", ""},
        {"e30=", "e3=", "oms.sig", "a payload that cannot be read"},
        {"\"keyid\":\"\"", "\"keyid\":1", "oms.json", "\"keyid\""},
        {"vnd.in-toto", "vnd.other", "oms.payload-type", "is said to be"},
        {"vnd.dev.sigstore", "vnd.dev.other", "oms.media", "media type"},
        {"[{\"sig\"", "[{},{\"sig\"", "oms.sigcount", "2 signatures"},
        {"{\"sig\":\"AAAA\",\"keyid\":\"\"}", "", "oms.sigcount",
         "0 signatures"},
    };

    struct arena a = {0};
    struct oms_bundle b;
    oms_bundle_read(&a, VIEW(bundle), &b);
    CHECK_U64(b.faults.fault_count, 0);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (!bundle_tells(with(&a, VIEW(bundle), rows[i].from, rows[i].to),
                          rows[i].rule, rows[i].words))
            check_fail(__FILE__, __LINE__, "not told: %s: %s", rows[i].rule,
                       rows[i].words);
    arena_free(&a);
}

TEST(ranges_are_split_at_the_last_two_numbers)
{
    static const struct {
        const char *name, *path;
        uint64_t start, end; // 0: refused
    } rows[] = {
        {"a:b:0:16", "a:b", 0, 16}, {"a:1:2:3", "a:1", 2, 3},
        {"a::0:1", "a:", 0, 1},     {"a:0", "", 0, 0},
        {"a:0:0", "", 0, 0},        {"a:5:3", "", 0, 0},
        {"a:00:16", "", 0, 0},      {"a:0:016", "", 0, 0},
        {"a:0:x", "", 0, 0},        {":0:16", "", 0, 0},
        {"a:-1:3", "", 0, 0},       {"a:0:99999999999999999999", "", 0, 0},
        {"../a:0:16", "", 0, 0},    {".:0:16", "", 0, 0},
    };
    struct arena a = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct view text = with(&a, VIEW(statement), "\"files\"",
                                "\"shards\",\"shard_size\":16");
        struct oms_statement s;

        text = with(&a, text, "README.md", rows[i].name);
        text = with(&a, text, "config.json", "m:0:1");
        text = with(&a, text, "weights/m", "w:0:1");
        oms_statement_read(&a, text, &s);
        if (rows[i].end) {
            CHECK(s.usable);
            CHECK_VIEW(s.resource[0].path, view_of(rows[i].path));
            CHECK_U64(s.resource[0].start, rows[i].start);
            CHECK_U64(s.resource[0].end, rows[i].end);
        } else if (s.usable && i + 1 < sizeof rows / sizeof *rows) {
            check_fail(__FILE__, __LINE__, "taken: %s", rows[i].name);
        }
    }
    arena_free(&a);
}

// ----------------------------------------------------------------- round trip

enum { NOBODY = 65534 };

struct scene { // a folder for one test
    char path[32];
    struct arena a;
};

static struct view at(struct scene *p, const char *name)
{
    return arena_print(&p->a, "%s/%s", p->path, name);
}

static void put(struct scene *p, const char *name, struct view bytes)
{
    CHECK(!output_all(&p->a, at(p, name), bytes));
}

static int remove_one(const char *path, const struct stat *st, int kind,
                      struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return remove(path);
}

static void remove_all(struct scene *p)
{
    CHECK(!nftw(p->path, remove_one, 16, FTW_DEPTH | FTW_PHYS));
    arena_free(&p->a);
}

// A model m, a key and its public half.
static void begin(struct scene *p)
{
    *p = (struct scene){.path = "/tmp/oms-XXXXXX"};
    CHECK(mkdtemp(p->path) != NULL);
    CHECK(!mkdir(at(p, "m").at, 0777));
    put(p, "m/README.md", VIEW("# m\n"));
    put(p, "m/config.json", VIEW("{\"model_type\":\"llama\"}\n"));
    put(p, "m/w.safetensors", VIEW("\2\0\0\0\0\0\0\0{}"));
    EVP_PKEY *k = EVP_EC_gen("P-256");
    FILE *secret = fopen(at(p, "k.pem").at, "w"),
         *open = fopen(at(p, "k.pub").at, "w");
    CHECK(secret && PEM_write_PrivateKey(secret, k, NULL, NULL, 0, NULL, NULL));
    CHECK(open && PEM_write_PUBKEY(open, k));
    if (secret)
        (void)fclose(secret);
    if (open)
        (void)fclose(open);
    CHECK(!chmod(at(p, "k.pem").at, 0600));
    EVP_PKEY_free(k);
}

static void sign_it(struct scene *p)
{
    struct sign_choice choice = {.key = at(p, "k.pem"),
                                 .output = at(p, "m.sig")};
    struct signing s;

    CHECK(!sign(&p->a, at(p, "m"), &choice, &s));
    CHECK_U64(s.files, 3);
}

static enum safety_verdict verify_it(struct scene *p, struct arena *a,
                                     size_t threads, struct verification *v)
{
    struct view key = at(p, "k.pub");
    struct verify_choice choice = {.signature = at(p, "m.sig"),
                                   .key = &key,
                                   .key_count = 1,
                                   .threads = threads};

    CHECK(!verify(a, at(p, "m"), &choice, v));
    return v->safety.verdict;
}

TEST(what_is_signed_is_verified_and_keeps_to_the_schema)
{
    struct scene p;
    struct verification v;
    struct text out = {0};
    struct json schema, json;
    struct view bytes;

    begin(&p);
    sign_it(&p);
    out.arena = &p.a;
    CHECK(!file_front(&p.a, VIEW("docs/schema/verification.schema.json"),
                      1 << 20, &bytes));
    CHECK(!json_read(&p.a, bytes, VIEW("schema"), &schema));
    for (size_t round = 0; round < 2; round++) {
        CHECK_U64(verify_it(&p, &p.a, 1, &v),
                  round ? SAFETY_DANGER : SAFETY_OK);
        CHECK_U64(v.files, round ? 2 : 3);
        out.len = 0;
        verify_json(&v, &out);
        CHECK(!json_read(&p.a, text_view(&out), VIEW("v"), &json));
        CHECK_TEXT(schema_fault(&p.a, &schema, json.root), "");
        put(&p, "m/config.json", VIEW("{\"model_type\":\"llamb\"}\n"));
        put(&p, "m/extra", VIEW("x"));
    }
    remove_all(&p);
}

TEST(the_answer_is_the_same_for_any_number_of_threads)
{
    struct scene p;
    struct text first = {0};

    begin(&p);
    first.arena = &p.a;
    sign_it(&p);
    for (size_t i = 0; i < 40; i++)
        put(&p, arena_print(&p.a, "m/x%zu", i).at, VIEW("x"));
    put(&p, "m/README.md", VIEW("# n\n"));
    for (size_t threads = 1; threads < 10; threads += 4) {
        struct text out = {.arena = &p.a};
        struct verification v;

        CHECK_U64(verify_it(&p, &p.a, threads, &v), SAFETY_DANGER);
        verify_json(&v, threads == 1 ? &first : &out);
        if (threads > 1)
            CHECK_VIEW(text_view(&out), text_view(&first));
    }
    remove_all(&p);
}

// The bits whose change is no change of what is signed or of who signed it.
static bool may_flip(struct view bundle, size_t i)
{
    size_t type = view_find(bundle, VIEW(".v0.3+json"));

    return i >= type && i < type + 10;
}

TEST(no_bit_of_a_signature_can_be_flipped)
{
    struct scene p;
    struct verification v;
    struct view bundle;

    begin(&p);
    sign_it(&p);
    CHECK(!file_front(&p.a, at(&p, "m.sig"), 1 << 20, &bundle));
    for (size_t i = 0; i < bundle.len; i++) {
        struct arena a = {0};
        char *flipped = copy_of(&a, bundle), *byte = flipped + i;
        // All bits of every seventh byte, one bit of the others.
        unsigned bits = i % 7 ? 1u << i % 8 : 0xff;

        for (unsigned bit = 1; bit < 0x100; bit <<= 1) {
            if (!(bits & bit))
                continue;
            *byte ^= (char)bit;
            put(&p, "m.sig", (struct view){flipped, bundle.len});
            // A blank may become another one, or stand for one.
            bool blank = ascii_blank(bundle.at[i]) && ascii_blank(*byte);
            if (verify_it(&p, &a, 1, &v) <= SAFETY_NOTE &&
                !may_flip(bundle, i) && !blank)
                check_fail(__FILE__, __LINE__, "byte %zu, bit %#x", i, bit);
            *byte ^= (char)bit;
        }
        arena_free(&a);
    }
    remove_all(&p);
}

TEST(no_byte_of_a_file_can_be_changed)
{
    static const struct {
        const char *name;
        struct view bytes;
    } files[] = {
        {"m/README.md", VIEW_INIT("# m\n")},
        {"m/w.safetensors", VIEW_INIT("\2\0\0\0\0\0\0\0{}")},
    };
    struct scene p;
    struct verification v;

    begin(&p);
    sign_it(&p);
    for (size_t f = 0; f < 2; f++) {
        size_t len = files[f].bytes.len;
        char *bytes = copy_of(&p.a, files[f].bytes);

        for (size_t i = 0; i < len; i++) {
            bytes[i] ^= 0x20;
            put(&p, files[f].name, (struct view){bytes, len});
            CHECK_U64(verify_it(&p, &p.a, 1, &v), SAFETY_DANGER);
            bytes[i] ^= 0x20;
        }
        put(&p, files[f].name, files[f].bytes);
        CHECK_U64(verify_it(&p, &p.a, 1, &v), SAFETY_OK);
    }
    remove_all(&p);
}

// Everything that is given to nobody, whose rights the test then has: root may
// read everything.
static int give_to_nobody(const char *path, const struct stat *st, int kind,
                          struct FTW *walk)
{
    (void)st;
    (void)kind;
    (void)walk;
    return chown(path, NOBODY, (gid_t)-1);
}

static void become_nobody(struct scene *p)
{
    if (geteuid() == 0)
        CHECK(!nftw(p->path, give_to_nobody, 16, FTW_PHYS) &&
              !setresuid(NOBODY, NOBODY, 0));
}

static void become_self(void)
{
    uid_t real, effective, saved;

    CHECK(!getresuid(&real, &effective, &saved));
    CHECK(!setresuid(saved, saved, saved));
}

static const struct safety_finding *found(const struct verification *v,
                                          const char *rule)
{
    for (size_t i = 0; i < v->safety.finding_count; i++)
        if (view_eq(v->safety.finding[i].rule, view_of(rule)))
            return &v->safety.finding[i];
    return NULL;
}

static struct error *verify_model(struct scene *p, struct view model,
                                  struct verification *v)
{
    struct view key = at(p, "k.pub");
    struct verify_choice choice = {
        .signature = at(p, "m.sig"), .key = &key, .key_count = 1};

    return verify(&p->a, model, &choice, v);
}

static struct error *sign_model(struct scene *p, struct view model)
{
    struct sign_choice choice = {.key = at(p, "k.pem"),
                                 .output = at(p, "m.sig")};
    struct signing s;

    return sign(&p->a, model, &choice, &s);
}

// An error on input at `where`.
static bool refused(struct scene *p, const struct error *e, const char *where,
                    const char *says)
{
    return e && e->kind == ERROR_INPUT &&
           view_ends(e->at.path, view_of(where)) &&
           view_has(error_message(&p->a, e), view_of(says));
}

TEST(what_cannot_be_read_is_named)
{
    static const char closed[] = "Permission denied";
    static const struct {
        const char *model, *shut;
        mode_t mode;
        const char *unread; // by a finding of `verify`; NULL: it cannot go on
        const char *where;  // of the error
    } rows[] = {
        {"m", "m/w.safetensors", 0, "w.safetensors", "w.safetensors"},
        {"m", "m/sub", 0, "sub", "sub"},
        {"m", "m/sub", 0444, "sub/x", "sub/x"}, // listed, and no more
        {"m", "m", 0, NULL, "/m"},
        {"m", "m", 0111, NULL, "/m"},
        {"m", "m.sig", 0, NULL, "m.sig"},
        {"m/w.safetensors", "m/w.safetensors", 0, NULL, "w.safetensors"},
        {"m/w.safetensors", "m", 0111, NULL, "w.safetensors"},
        {"m/w.safetensors", "m", 0, NULL, "w.safetensors"},
    };

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene p;
        struct verification v;

        begin(&p);
        CHECK(!mkdir(at(&p, "m/sub").at, 0777));
        put(&p, "m/sub/x", VIEW("x"));
        become_nobody(&p);
        struct view model = at(&p, rows[i].model);
        CHECK(!sign_model(&p, model));
        CHECK(!verify_model(&p, model, &v) && v.safety.verdict == SAFETY_OK);
        CHECK(!chmod(at(&p, rows[i].shut).at, rows[i].mode));
        struct error *e = verify_model(&p, model, &v);
        const struct safety_finding *f = e ? NULL : found(&v, "oms.unread");
        if (rows[i].unread) {
            CHECK(f && f->severity >= SAFETY_MALFORMED);
            CHECK_VIEW(f ? f->path : VIEW("no finding"),
                       view_of(rows[i].unread));
            CHECK(f && view_has(f->shows, view_of(closed)));
        } else {
            CHECK(refused(&p, e, rows[i].where, closed));
        }
        CHECK(refused(&p, sign_model(&p, model), rows[i].where, closed));
        CHECK(!chmod(at(&p, rows[i].shut).at, 0700));
        become_self();
        remove_all(&p);
    }
}

// Folders in folders, deeper than is looked; the path at which that is told.
TEST(what_lies_too_deep_is_named)
{
    struct scene p;
    struct verification v;
    struct view path = VIEW("m");

    begin(&p);
    sign_it(&p);
    for (size_t i = 0; i <= MODEL_DEEPEST; i++) {
        path = arena_print(&p.a, VIEW_FMT "/d", VIEW_ARG(path));
        CHECK(!mkdir(at(&p, path.at).at, 0777));
    }
    path = view_from(path, 2); // below m
    CHECK(!verify_model(&p, at(&p, "m"), &v));
    const struct safety_finding *f = found(&v, "oms.unread");
    CHECK_VIEW(f ? f->path : VIEW("no finding"), path);
    CHECK(f && view_has(f->shows, VIEW("File name too long")));
    CHECK(refused(&p, sign_model(&p, at(&p, "m")), path.at,
                  "File name too long"));
    CHECK(!nftw(at(&p, "m/d").at, remove_one, 16, FTW_DEPTH | FTW_PHYS));
    remove_all(&p);
}

// The note of a hub's client: commit and digest, here of "x" as git makes it
// (git hash-object).
static const struct view client_note =
    VIEW_INIT("0123456789abcdef0123456789abcdef01234567\n"
              "c1b0730e0133447badcfd47fd144e254807b06e1\n1700000000.0\n");

#define NOTES "m/.cache/huggingface/download/"

static void make_download(struct scene *p)
{
    static const char *const folders[] = {"m",
                                          "m/sub",
                                          "m/.cache",
                                          "m/.cache/huggingface",
                                          "m/.cache/huggingface/download",
                                          "m/.cache/huggingface/download/sub"};

    *p = (struct scene){.path = "/tmp/oms-XXXXXX"};
    CHECK(mkdtemp(p->path) != NULL);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        CHECK(!mkdir(at(p, folders[i]).at, 0700));
    put(p, "m/x", VIEW("x"));
    put(p, "m/sub/x", VIEW("x"));
    put(p, NOTES "x.metadata", client_note);
    put(p, NOTES "sub/x.metadata", client_note);
}

TEST(what_a_cache_cannot_read_is_named)
{
    static const struct {
        const char *shut;
        mode_t mode;
        const char *rule, *where;
    } rows[] = {
        {"m/x", 0, "oms.unread", "x"},
        {"m/sub", 0, "oms.unread", "sub"},
        {"m/sub", 0444, "oms.unread", "sub/x"},
        {NOTES "x.metadata", 0, "cache.unnamed", "x"}, // not whose it is
    };
    const struct verify_choice choice = {0};

    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct scene p;
        struct verification v;

        make_download(&p);
        become_nobody(&p);
        CHECK(!verify(&p.a, at(&p, "m"), &choice, &v));
        CHECK_U64(v.safety.verdict, SAFETY_OK);
        CHECK_U64(v.files, 2);
        CHECK(!chmod(at(&p, rows[i].shut).at, rows[i].mode));
        CHECK(!verify(&p.a, at(&p, "m"), &choice, &v));
        const struct safety_finding *f = found(&v, rows[i].rule);
        CHECK(f && f->severity >= SAFETY_REVIEW);
        CHECK_VIEW(f ? f->path : VIEW("no finding"), view_of(rows[i].where));
        CHECK(!chmod(at(&p, rows[i].shut).at, 0700));
        become_self();
        remove_all(&p);
    }
}

TEST(blobs_that_cannot_be_opened_are_named)
{
#define COMMIT "0123456789abcdef0123456789abcdef01234567"
    static const char hub[] = "models--o--m", blobs[] = "models--o--m/blobs",
                      snapshot[] = "models--o--m/snapshots/" COMMIT;
    static const char *const folders[] = {hub, blobs, "models--o--m/refs",
                                          "models--o--m/snapshots", snapshot};
    const struct verify_choice choice = {0};
    struct scene p = {.path = "/tmp/oms-XXXXXX"};
    struct verification v;

    CHECK(mkdtemp(p.path) != NULL);
    for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
        CHECK(!mkdir(at(&p, folders[i]).at, 0700));
    put(&p, "models--o--m/refs/main", VIEW(COMMIT));
    become_nobody(&p);
    CHECK(!chmod(at(&p, blobs).at, 0));
    CHECK(refused(&p, verify(&p.a, at(&p, hub), &choice, &v), snapshot,
                  "its blobs cannot be opened: Permission denied"));
    CHECK(!chmod(at(&p, blobs).at, 0700));
    become_self();
    remove_all(&p);
}

// Gives a file another time, again and again, until it is told to stop.
struct toucher {
    const char *path;
    atomic_bool stop;
};

static void *touch(void *argument)
{
    struct toucher *t = argument;

    for (long i = 0; !atomic_load(&t->stop); i++) {
        const struct timespec times[2] = {{.tv_nsec = UTIME_OMIT},
                                          {.tv_sec = i}};

        CHECK(!utimensat(AT_FDCWD, t->path, times, 0));
    }
    return NULL;
}

// A reader that is fast enough sees no change, so each is asked again.
TEST(what_changes_while_it_is_read_is_told)
{
    enum { TRIES = 1000, SIZE = 1 << 20 };
    struct scene p;
    struct verification v;
    struct toucher t = {0};
    const struct error *e = NULL;
    const struct safety_finding *f = NULL;
    const struct verify_choice cached = {0};
    pthread_t thread;

    begin(&p);
    CHECK(!truncate(at(&p, "m/w.safetensors").at, SIZE));
    sign_it(&p);
    t.path = at(&p, "m/w.safetensors").at;
    CHECK(!pthread_create(&thread, NULL, touch, &t));
    for (size_t i = 0; i < TRIES && !f; i++) {
        CHECK(!verify_model(&p, at(&p, "m"), &v));
        f = found(&v, "oms.unread");
    }
    CHECK(f && view_has(f->shows, VIEW("changed")));
    CHECK_TEXT(f ? f->path : VIEW("no finding"), "w.safetensors");
    for (size_t i = 0; i < TRIES && !e; i++)
        e = sign_model(&p, at(&p, "m"));
    CHECK(refused(&p, e, "w.safetensors", "changed while it was read"));
    atomic_store(&t.stop, true);
    pthread_join(thread, NULL);
    remove_all(&p);

    make_download(&p);
    t = (struct toucher){.path = at(&p, "m/x").at};
    f = NULL;
    CHECK(!pthread_create(&thread, NULL, touch, &t));
    for (size_t i = 0; i < TRIES && !f; i++) {
        CHECK(!verify(&p.a, at(&p, "m"), &cached, &v));
        f = found(&v, "oms.unread");
    }
    CHECK_TEXT(f ? f->path : VIEW("no finding"), "x");
    atomic_store(&t.stop, true);
    pthread_join(thread, NULL);
    remove_all(&p);
}

// Files of holes, longer than is read of each kind.
TEST(what_is_too_long_to_be_read_is_refused)
{
    struct scene p;
    struct verification v;
    struct view key;

    begin(&p);
    sign_it(&p);
    put(&p, "t.yaml", VIEW(""));
    CHECK(!truncate(at(&p, "t.yaml").at, (4 << 20) + 1));
    struct verify_choice choice = {.signature = at(&p, "m.sig"),
                                   .trust = at(&p, "t.yaml")};
    CHECK(refused(&p, verify(&p.a, at(&p, "m"), &choice, &v), "t.yaml",
                  "is longer than a trust file can be: 4194304 bytes"));
    key = at(&p, "k.pub");
    choice = (struct verify_choice){
        .signature = at(&p, "m.sig"), .key = &key, .key_count = 1};
    CHECK(!truncate(at(&p, "m.sig").at, OMS_LARGEST + (off_t)1));
    CHECK(!verify(&p.a, at(&p, "m"), &choice, &v));
    const struct safety_finding *f = found(&v, "oms.json");
    CHECK(f && view_has(f->shows, VIEW("more than 256 MiB")));
    CHECK(!v.holds && v.safety.verdict >= SAFETY_MALFORMED);
    remove_all(&p);
}

// The thousand first of a rule, and how many there are more.
TEST(what_is_found_too_often_is_counted)
{
    enum { EXTRA = 1003 };
    struct scene p;
    struct verification v;
    const struct safety_finding *last = NULL;

    begin(&p);
    sign_it(&p);
    for (size_t i = 0; i < EXTRA; i++)
        put(&p, arena_print(&p.a, "m/x%zu", i).at, VIEW(""));
    CHECK_U64(verify_it(&p, &p.a, 1, &v), SAFETY_DANGER);
    CHECK_U64(v.safety.finding_count, 1001);
    for (size_t i = 0; i < v.safety.finding_count; i++)
        if (!v.safety.finding[i].path.len)
            last = &v.safety.finding[i];
    CHECK(last && view_eq(last->rule, VIEW("oms.extra")));
    CHECK_TEXT(last ? last->shows : VIEW(""), "3 more files have this finding");
    CHECK(last && last->severity == SAFETY_DANGER);
    remove_all(&p);
}

// What is only noted, since no loader reads it, is listed as not covered.
TEST(what_is_allowed_beside_a_signature_is_listed)
{
    struct scene p;
    struct verification v;

    begin(&p);
    sign_it(&p);
    put(&p, "m/notes.txt", VIEW("words\n"));
    struct view key = at(&p, "k.pub");
    struct verify_choice choice = {.signature = at(&p, "m.sig"),
                                   .key = &key,
                                   .key_count = 1,
                                   .allow_extra = true};
    CHECK(!verify(&p.a, at(&p, "m"), &choice, &v));
    CHECK_U64(v.safety.verdict, SAFETY_NOTE);
    CHECK_U64(v.left_count, 1);
    CHECK_TEXT(v.left_count ? v.left->path : VIEW(""), "notes.txt");
    CHECK_U64(v.left_count ? v.left->files : 0, 1);
    remove_all(&p);
}

// --------------------------------------------------------------------- rules

// Every rule that the sources name, and no other, has a row; what a row must
// have is checked as it is read.
TEST(every_rule_has_a_row)
{
    static const char *const sources[] = {
        "src/format/oms.c",          "src/safety/verify.c",
        "src/safety/signer.c",       "src/safety/compare_files.c",
        "src/safety/verify_cache.c",
    };
    struct arena a = {0};
    struct safety_rules rules;
    struct text all = {.arena = &a};
    struct records own;
    struct view bytes;

    CHECK(!safety_rules_open(&a, &rules));
    CHECK(!knowledge_read(&a, VIEW("safety/oms.txt"), &own));
    for (size_t i = 0; i < sizeof sources / sizeof *sources; i++) {
        CHECK(!file_front(&a, view_of(sources[i]), 1 << 20, &bytes));
        text_add(&all, bytes);
    }
    for (size_t i = 0; i < own.record_count; i++) {
        struct view rule = record_get(&own.record[i], VIEW("rule"));

        if (!view_has(text_view(&all),
                      arena_print(&a, "\"" VIEW_FMT "\"", VIEW_ARG(rule))))
            check_fail(__FILE__, __LINE__, "nothing finds %.*s",
                       VIEW_ARG(rule));
    }
    for (struct view rest = text_view(&all), word;;) {
        size_t from = view_find(rest, VIEW("\"oms."));

        if (from == SIZE_MAX)
            break;
        word = view_cut(view_from(rest, from + 1), '"', &rest);
        if (!safety_rules_find(&rules, word))
            check_fail(__FILE__, __LINE__, "no row for %.*s", VIEW_ARG(word));
    }
    arena_free(&a);
}

CHECK_MAIN(CHECK_CASE(base64_is_read_and_written),
           CHECK_CASE(base64_is_refused_unless_by_the_letter),
           CHECK_CASE(signatures_of_rfc_6979_hold_and_no_others),
           CHECK_CASE(what_is_no_key_of_the_registry_is_refused),
           CHECK_CASE(the_hint_is_the_hash_of_the_key_as_the_library_writes_it),
           CHECK_CASE(what_is_signed_is_encoded_as_dsse_says),
           CHECK_CASE(a_statement_is_read),
           CHECK_CASE(each_fault_of_a_statement_has_its_rule),
           CHECK_CASE(each_fault_of_a_bundle_has_its_rule),
           CHECK_CASE(ranges_are_split_at_the_last_two_numbers),
           CHECK_CASE(what_is_signed_is_verified_and_keeps_to_the_schema),
           CHECK_CASE(the_answer_is_the_same_for_any_number_of_threads),
           CHECK_CASE(no_bit_of_a_signature_can_be_flipped),
           CHECK_CASE(no_byte_of_a_file_can_be_changed),
           CHECK_CASE(what_cannot_be_read_is_named),
           CHECK_CASE(what_lies_too_deep_is_named),
           CHECK_CASE(what_a_cache_cannot_read_is_named),
           CHECK_CASE(blobs_that_cannot_be_opened_are_named),
           CHECK_CASE(what_changes_while_it_is_read_is_told),
           CHECK_CASE(what_is_too_long_to_be_read_is_refused),
           CHECK_CASE(what_is_found_too_often_is_counted),
           CHECK_CASE(what_is_allowed_beside_a_signature_is_listed),
           CHECK_CASE(every_rule_has_a_row))
