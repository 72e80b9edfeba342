// SPDX-License-Identifier: Apache-2.0
// The rules are those of OpenSSF Model Signing 1.0, and DSSE's encoding of what
// is signed; where they leave a choice, the stricter reading.
#include "format/oms.h"

#include "base/base64.h"
#include "base/map.h"
#include "base/unicode.h"
#include "format/json_write.h"

#include <inttypes.h>

#define MEDIA_TYPE     "application/vnd.dev.sigstore.bundle"
#define STATEMENT_TYPE "https://in-toto.io/Statement/v1"
#define PREDICATE_TYPE "https://model_signing/signature/v1.0"

// What lies behind so many faults does not change the answer.
enum { MOST_FAULTS = 1000 };

const struct view oms_payload_type = VIEW_INIT("application/vnd.in-toto+json");

struct reading { // of one document
    struct arena *arena;
    struct view bytes;
    struct oms_faults *faults;
    bool usable;
};

static void tell(struct reading *r, struct view rule,
                 const struct json_value *at, const char *format, ...)
    PRINTF_LIKE(4, 5);
static void bad(struct reading *r, struct view rule,
                const struct json_value *at, const char *format, ...)
    PRINTF_LIKE(4, 5);

static void add_fault(struct reading *r, struct view rule, uint64_t offset,
                      struct view shows)
{
    if (r->faults->fault_count < MOST_FAULTS)
        *LIST_ADD(r->arena, r->faults->fault, r->faults->fault_count) =
            (struct oms_fault){rule, offset, shows};
}

// A fault with which the document can still be compared with files.
static void tell(struct reading *r, struct view rule,
                 const struct json_value *at, const char *format, ...)
{
    va_list va;

    va_start(va, format);
    add_fault(r, rule, at ? at->offset : 0, arena_vprint(r->arena, format, va));
    va_end(va);
}

static void bad(struct reading *r, struct view rule,
                const struct json_value *at, const char *format, ...)
{
    va_list va;

    r->usable = false;
    va_start(va, format);
    add_fault(r, rule, at ? at->offset : 0, arena_vprint(r->arena, format, va));
    va_end(va);
}

static const struct view rule_json = VIEW_INIT("oms.json");

// The document as one object without repeated keys, or NULL.
static const struct json_value *read_object(struct reading *r)
{
    struct json json;
    struct error *e = json_read(r->arena, r->bytes, (struct view){0}, &json);

    r->usable = true;
    if (e) {
        r->usable = false;
        add_fault(r, rule_json, e->at.offset,
                  arena_print(r->arena, "is no JSON document: " VIEW_FMT,
                              VIEW_ARG(error_message(r->arena, e))));
        return NULL;
    }
    if (json.duplicates)
        bad(r, rule_json, json.duplicate,
            "the member \"" VIEW_FMT "\" stands twice, and readers take "
            "different ones",
            VIEW_SHORT(json.duplicate->key));
    if (json.root->kind == JSON_OBJECT)
        return json.root;
    bad(r, rule_json, json.root, "is no JSON object");
    return NULL;
}

static const struct json_value *member_of_kind(struct reading *r,
                                               const struct json_value *object,
                                               struct view key,
                                               enum json_kind kind,
                                               const char *what)
{
    const struct json_value *v = json_get(object, key);

    if (v && v->kind == kind)
        return v;
    bad(r, rule_json, v ? v : object, "\"" VIEW_FMT "\" is not %s",
        VIEW_ARG(key), what);
    return NULL;
}

// `names`: the members that `object` may have, with blanks between.
static void only_members(struct reading *r, const struct json_value *object,
                         struct view names)
{
    if (!object)
        return;
    for (const struct json_value *m = object->child; m; m = m->next) {
        struct view rest = names, name;

        do
            name = view_cut(rest, ' ', &rest);
        while (name.len && !view_eq(name, m->key));
        if (!name.len)
            bad(r, rule_json, m,
                "the member \"" VIEW_FMT "\" is unknown here, so nobody can "
                "say what it changes",
                VIEW_SHORT(m->key));
    }
}

static bool read_base64(struct reading *r, const struct json_value *v,
                        struct view *out)
{
    struct view text;

    *out = (struct view){0};
    if (json_string(v, &text) && base64_read(r->arena, text, out))
        return true;
    bad(r, rule_json, v, "\"" VIEW_FMT "\" is not base64 by the letter",
        VIEW_SHORT(v->key));
    return false;
}

// -------------------------------------------------------------------- bundle

static void read_public_key(struct reading *r, const struct json_value *v,
                            struct oms_bundle *out)
{
    const struct json_value *raw = json_get(v, VIEW("rawBytes"));

    out->method = OMS_KEY;
    only_members(r, v, VIEW("hint rawBytes keyDetails validFor"));
    json_string(json_get(v, VIEW("hint")), &out->hint);
    if (raw)
        read_base64(r, raw, &out->key);
}

static void read_chain(struct reading *r, const struct json_value *v,
                       struct oms_bundle *out)
{
    const struct json_value *list = member_of_kind(
        r, v, VIEW("certificates"), JSON_ARRAY, "a list of certificates");

    out->method = OMS_CERTIFICATE;
    for (const struct json_value *c = list ? list->child : NULL; c;
         c = c->next) {
        const struct json_value *raw =
            member_of_kind(r, c, VIEW("rawBytes"), JSON_STRING, "a text");
        struct view der;

        if (raw && read_base64(r, raw, &der))
            *LIST_ADD(r->arena, out->certificate, out->certificate_count) = der;
    }
    if (list && !list->count)
        bad(r, VIEW("oms.method"), list,
            "the chain of certificates is empty: nobody is named as signer");
}

static void read_keyless(struct reading *r, const struct json_value *v,
                         struct oms_bundle *out)
{
    const struct json_value *raw =
        member_of_kind(r, v, VIEW("rawBytes"), JSON_STRING, "a text");
    struct view der;

    out->method = OMS_KEYLESS;
    if (raw && read_base64(r, raw, &der) && !der.len)
        bad(r, VIEW("oms.method"), raw, "the certificate is empty");
    if (!out->log_entries)
        bad(r, VIEW("oms.method"), v,
            "a short-lived certificate counts only with an entry of a public "
            "log, and there is none");
}

static const struct {
    struct view key;
    void (*read)(struct reading *r, const struct json_value *v,
                 struct oms_bundle *out);
} methods[] = {
    {VIEW_INIT("publicKey"), read_public_key},
    {VIEW_INIT("x509CertificateChain"), read_chain},
    {VIEW_INIT("certificate"), read_keyless},
};

static void read_log(struct reading *r, const struct json_value *log,
                     struct oms_bundle *out)
{
    out->log_entries = log->count;
    for (const struct json_value *e = log->child; e; e = e->next)
        if (e->kind != JSON_OBJECT)
            bad(r, rule_json, e, "an entry of the log is not an object");
}

static void read_material(struct reading *r, const struct json_value *bundle,
                          struct oms_bundle *out)
{
    const struct json_value *material = member_of_kind(
        r, bundle, VIEW("verificationMaterial"), JSON_OBJECT, "an object");
    const struct json_value *log = json_get(material, VIEW("tlogEntries"));
    size_t said = 0;

    if (!material)
        return;
    only_members(r, material,
                 VIEW("publicKey x509CertificateChain certificate tlogEntries "
                      "timestampVerificationData"));
    if (log && log->kind == JSON_ARRAY)
        read_log(r, log, out);
    else if (log && log->kind != JSON_NULL)
        bad(r, rule_json, log, "\"tlogEntries\" is not a list");
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++) {
        const struct json_value *v = json_get(material, methods[i].key);

        if (!v || v->kind == JSON_NULL)
            continue;
        if (v->kind == JSON_OBJECT)
            methods[i].read(r, v, out);
        else
            bad(r, rule_json, v, "\"" VIEW_FMT "\" is not an object",
                VIEW_ARG(methods[i].key));
        said++;
    }
    if (said == 1)
        return;
    out->method = OMS_UNKNOWN;
    bad(r, VIEW("oms.method"), material,
        said ? "names several ways to know the signer, and nobody says which "
               "one counts"
             : "names no way to know the signer");
}

static void read_signature(struct reading *r, const struct json_value *envelope,
                           struct oms_bundle *out)
{
    const struct json_value *list = member_of_kind(
        r, envelope, VIEW("signatures"), JSON_ARRAY, "a list of signatures");

    if (!list)
        return;
    out->signature_at = list->offset;
    if (list->count != 1) {
        bad(r, VIEW("oms.sigcount"), list,
            "holds %" PRIu32 " signatures; exactly one is allowed",
            list->count);
        return;
    }
    const struct json_value *one = list->child;
    const struct json_value *keyid = json_get(one, VIEW("keyid"));
    const struct json_value *sig =
        member_of_kind(r, one, VIEW("sig"), JSON_STRING, "a text");
    if (one->kind == JSON_OBJECT)
        only_members(r, one, VIEW("sig keyid"));
    if (keyid && keyid->kind != JSON_STRING && keyid->kind != JSON_NULL)
        bad(r, rule_json, keyid, "\"keyid\" is not a text");
    if (!sig)
        return;
    out->signature_at = sig->offset;
    if (!read_base64(r, sig, &out->signature))
        bad(r, VIEW("oms.sig"), sig, "the signature cannot be read");
}

static void read_envelope(struct reading *r, const struct json_value *bundle,
                          struct oms_bundle *out)
{
    const struct json_value *envelope = member_of_kind(
        r, bundle, VIEW("dsseEnvelope"), JSON_OBJECT, "an object");
    const struct json_value *payload, *type;

    if (!envelope)
        return;
    only_members(r, envelope, VIEW("payload payloadType signatures"));
    read_signature(r, envelope, out);
    type = json_get(envelope, VIEW("payloadType"));
    if (!json_string(type, &out->payload_type) ||
        !view_eq(out->payload_type, oms_payload_type))
        bad(r, VIEW("oms.payload-type"), type ? type : envelope,
            "the payload is said to be \"" VIEW_FMT "\", not " VIEW_FMT,
            VIEW_SHORT(out->payload_type), VIEW_ARG(oms_payload_type));
    payload = member_of_kind(r, envelope, VIEW("payload"), JSON_STRING,
                             "a text in base64");
    if (payload && !read_base64(r, payload, &out->payload))
        bad(r, VIEW("oms.sig"), payload,
            "no signature holds over a payload that cannot be read");
}

void oms_bundle_read(struct arena *a, struct view bytes, struct oms_bundle *out)
{
    struct reading r = {.arena = a, .bytes = bytes};
    struct view media = {0};

    *out = (struct oms_bundle){0};
    r.faults = &out->faults;
    const struct json_value *bundle = read_object(&r);
    if (!bundle)
        return;
    only_members(&r, bundle,
                 VIEW("mediaType verificationMaterial dsseEnvelope"));
    const struct json_value *type = json_get(bundle, VIEW("mediaType"));
    if (!json_string(type, &media) || !view_starts(media, VIEW(MEDIA_TYPE)))
        bad(&r, VIEW("oms.media"), type ? type : bundle,
            "its media type is \"" VIEW_FMT "\", not that of a Sigstore bundle",
            VIEW_SHORT(media));
    read_material(&r, bundle, out);
    read_envelope(&r, bundle, out);
}

void oms_signed_bytes(struct arena *a, struct view payload_type,
                      struct view payload, struct view part[2])
{
    part[0] = arena_print(a, "DSSEv1 %zu " VIEW_FMT " %zu ", payload_type.len,
                          VIEW_ARG(payload_type), payload.len);
    part[1] = payload;
}

// ----------------------------------------------------------------- statement

bool oms_path_is_plain(struct view path)
{
    struct view part, rest = path;

    if (!path.len || memchr(path.at, '\0', path.len) ||
        path.at[path.len - 1] == '/')
        return false;
    while (rest.len) {
        part = view_cut(rest, '/', &rest);
        if (!part.len || view_eq(part, VIEW(".")) || view_eq(part, VIEW("..")))
            return false;
    }
    return true;
}

static const struct {
    struct view name;
    size_t digits;
    bool known;
    enum digest_kind kind;
} hashes[] = {
    {VIEW_INIT("sha256"), 64, true, DIGEST_SHA256},
    {VIEW_INIT("blake2b"), 128, true, DIGEST_BLAKE2B},
    {VIEW_INIT("blake3"), 64, false, DIGEST_SHA256},
};

enum { HASHES = sizeof hashes / sizeof *hashes };

static size_t hash_row(struct view name)
{
    size_t row = 0;

    while (row < HASHES && !view_eq(hashes[row].name, name))
        row++;
    return row;
}

static bool is_lower_hex(struct view v, size_t digits)
{
    if (v.len != digits)
        return false;
    for (size_t i = 0; i < v.len; i++)
        if (!byte_in(v.at[i], VIEW("0123456789abcdef")))
            return false;
    return true;
}

static void read_subject(struct reading *r, const struct json_value *statement,
                         struct oms_statement *out)
{
    static const struct view rule = VIEW_INIT("oms.subject");
    const struct json_value *list = json_get(statement, VIEW("subject"));

    if (!list || list->kind != JSON_ARRAY || list->count != 1) {
        bad(r, rule, list ? list : statement,
            "the statement is not about exactly one thing");
        return;
    }
    const struct json_value *one = list->child;
    const struct json_value *digest = json_get(one, VIEW("digest"));
    if (!json_string(json_get(one, VIEW("name")), &out->subject) ||
        !out->subject.len)
        bad(r, rule, one, "what the statement is about has no name");
    if (!json_string(json_get(digest, VIEW("sha256")), &out->root) ||
        !is_lower_hex(out->root, 64))
        bad(r, rule, one,
            "what the statement is about has no SHA-256 of 64 lower-case "
            "hexadecimal digits");
}

// A whole number without sign, point and leading zero.
static bool plain_number(struct view v, uint64_t *out)
{
    return v.len && view_u64(v, out) && (v.len == 1 || v.at[0] != '0');
}

static void read_method(struct reading *r, const struct json_value *s,
                        struct oms_statement *out)
{
    const struct json_value *size = json_get(s, VIEW("shard_size"));
    struct view method = {0};

    json_string(json_get(s, VIEW("method")), &method);
    out->sharded = view_eq(method, VIEW("shards"));
    if (!out->sharded && !view_eq(method, VIEW("files")))
        bad(r, rule_json, s,
            "the method of listing is \"" VIEW_FMT "\", not files or shards",
            VIEW_SHORT(method));
    if (out->sharded &&
        (!size || size->kind != JSON_NUMBER ||
         !plain_number(size->text, &out->shard_size) || !out->shard_size))
        bad(r, rule_json, size ? size : s,
            "shards need a size, a whole number above 0");
    if (!out->sharded && size && size->kind != JSON_NULL)
        bad(r, rule_json, size,
            "whole files are listed, yet with a shard size");
}

static void read_ignore(struct reading *r, const struct json_value *s,
                        struct oms_statement *out)
{
    static const struct view rule = VIEW_INIT("oms.ignore");
    const struct json_value *list = json_get(s, VIEW("ignore_paths"));

    if (!list || list->kind == JSON_NULL)
        return;
    if (list->kind != JSON_ARRAY) {
        bad(r, rule_json, list, "\"ignore_paths\" is not a list");
        return;
    }
    for (const struct json_value *v = list->child; v; v = v->next) {
        struct view path;

        if (!json_string(v, &path)) {
            bad(r, rule_json, v, "an ignored path is not a text");
            continue;
        }
        bool pattern = false;
        for (size_t i = 0; i < path.len; i++)
            pattern = pattern || byte_in(path.at[i], VIEW("*?["));
        if (pattern)
            tell(r, rule, v,
                 "the ignored path \"" VIEW_FMT
                 "\" is a pattern, which can leave out anything",
                 VIEW_SHORT(path));
        else if (!oms_path_is_plain(path))
            tell(r, rule, v,
                 "the ignored path \"" VIEW_FMT
                 "\" is not a plain path inside the model",
                 VIEW_SHORT(path));
        else
            *LIST_ADD(r->arena, out->ignore, out->ignore_count) = path;
    }
}

static void read_serialization(struct reading *r,
                               const struct json_value *predicate,
                               struct oms_statement *out)
{
    const struct json_value *s = member_of_kind(
        r, predicate, VIEW("serialization"), JSON_OBJECT, "an object");
    const struct json_value *links = json_get(s, VIEW("allow_symlinks"));

    if (!s)
        return;
    read_method(r, s, out);
    json_string(json_get(s, VIEW("hash_type")), &out->hash_name);
    size_t row = hash_row(out->hash_name);
    if (row == HASHES) {
        bad(r, VIEW("oms.hash"), s,
            "the hash \"" VIEW_FMT "\" is not sha256, blake2b or blake3",
            VIEW_SHORT(out->hash_name));
    } else {
        out->hash_known = hashes[row].known;
        out->hash = hashes[row].kind;
    }
    if (!json_bool(links, &out->links))
        bad(r, rule_json, links ? links : s,
            "\"allow_symlinks\" is not true or false");
    if (out->links)
        tell(r, VIEW("oms.symlinks"), links,
             "symbolic links were followed when the files were listed");
    read_ignore(r, s, out);
}

// "weights/a:0:16": the range behind the last two colons.
static bool read_range(struct oms_resource *one)
{
    struct view number[2], path = one->name;

    for (size_t i = 2; i > 0; i--) {
        size_t at = path.len;

        while (at > 0 && ascii_digit(path.at[at - 1]))
            at--;
        if (at == path.len || at < 2 || path.at[at - 1] != ':')
            return false;
        number[i - 1] = view_from(path, at);
        path.len = at - 1;
    }
    one->path = path;
    return plain_number(number[0], &one->start) &&
           plain_number(number[1], &one->end) && one->start < one->end &&
           one->end < UINT64_MAX; // which stands for the end of the file
}

static void read_resource(struct reading *r, const struct json_value *v,
                          size_t digits, struct oms_statement *out)
{
    struct oms_resource *one =
        LIST_ADD(r->arena, out->resource, out->resource_count);
    struct view hash = {0};

    one->offset = v->offset;
    one->end = UINT64_MAX;
    if (!json_string(json_get(v, VIEW("name")), &one->name) ||
        !json_string(json_get(v, VIEW("digest")), &one->digest) ||
        !json_string(json_get(v, VIEW("algorithm")), &hash)) {
        bad(r, rule_json, v,
            "an entry of the list lacks a name, a digest or an algorithm");
        return;
    }
    one->path = one->name;
    if (!view_eq(hash, out->hash_name))
        bad(r, VIEW("oms.hash"), v,
            "its hash is \"" VIEW_FMT "\", that of the list \"" VIEW_FMT "\"",
            VIEW_SHORT(hash), VIEW_SHORT(out->hash_name));
    else if (digits && !is_lower_hex(one->digest, digits))
        tell(r, VIEW("oms.hash"), v,
             "its digest is not %zu lower-case hexadecimal digits", digits);
    if (out->sharded && !read_range(one))
        bad(r, VIEW("oms.path"), v,
            "\"" VIEW_FMT "\" does not end with a range of bytes",
            VIEW_SHORT(one->name));
    if ((!oms_path_is_plain(one->path) && !view_eq(one->path, VIEW("."))) ||
        utf8_fault(one->path) != SIZE_MAX)
        bad(r, VIEW("oms.path"), v,
            "\"" VIEW_FMT "\" is not a plain path inside the model",
            VIEW_SHORT(one->name));
}

static void read_resources(struct reading *r,
                           const struct json_value *predicate,
                           struct oms_statement *out)
{
    const struct json_value *list = member_of_kind(
        r, predicate, VIEW("resources"), JSON_ARRAY, "a list of files");
    size_t row = hash_row(out->hash_name);
    size_t digits = row < HASHES ? hashes[row].digits : 0;
    struct map names = {.arena = r->arena};

    if (!list)
        return;
    if (!list->count)
        bad(r, VIEW("oms.empty"), list, "the signature covers no file");
    for (const struct json_value *v = list->child; v; v = v->next) {
        bool is_new = false;

        read_resource(r, v, digits, out);
        const struct oms_resource *one =
            &out->resource[out->resource_count - 1];
        if (!one->name.len)
            continue;
        map_at(&names, one->name, &is_new);
        if (!is_new)
            bad(r, VIEW("oms.path"), v, "\"" VIEW_FMT "\" is listed twice",
                VIEW_SHORT(one->name));
    }
    // The model as one file, in bundles of older writers.
    for (size_t i = 0; i < out->resource_count && out->resource_count > 1; i++)
        if (view_eq(out->resource[i].path, VIEW(".")) && !out->sharded)
            bad(r, VIEW("oms.path"), list, "\".\" is listed beside others");
}

static bool is_ordered(const struct oms_resource *a,
                       const struct oms_resource *b)
{
    int by_path = view_compare(a->path, b->path);

    // Ranges stand by their name as text or by their number.
    return view_compare(a->name, b->name) <= 0 || by_path < 0 ||
           (by_path == 0 && a->start <= b->start);
}

static void check_order(struct reading *r, const struct oms_statement *s)
{
    for (size_t i = 1; i < s->resource_count; i++) {
        if (is_ordered(&s->resource[i - 1], &s->resource[i]))
            continue;
        add_fault(r, VIEW("oms.order"), s->resource[i].offset,
                  arena_print(r->arena,
                              "\"" VIEW_FMT
                              "\" does not stand in the order of names",
                              VIEW_SHORT(s->resource[i].name)));
        return;
    }
}

void oms_statement_read(struct arena *a, struct view payload,
                        struct oms_statement *out)
{
    struct reading r = {.arena = a, .bytes = payload};
    struct view type = {0}, predicate_type = {0};

    *out = (struct oms_statement){0};
    r.faults = &out->faults;
    const struct json_value *s = read_object(&r);
    if (!s)
        return;
    json_string(json_get(s, VIEW("_type")), &type);
    json_string(json_get(s, VIEW("predicateType")), &predicate_type);
    if (!view_eq(type, VIEW(STATEMENT_TYPE)) ||
        !view_eq(predicate_type, VIEW(PREDICATE_TYPE))) {
        bad(&r, VIEW("oms.predicate"), s,
            "the statement is a \"" VIEW_FMT "\" of the kind \"" VIEW_FMT
            "\", not a list of a model's files (" PREDICATE_TYPE ")",
            VIEW_SHORT(type), VIEW_SHORT(predicate_type));
        return;
    }
    read_subject(&r, s, out);
    const struct json_value *predicate =
        member_of_kind(&r, s, VIEW("predicate"), JSON_OBJECT, "an object");
    if (!predicate)
        return;
    read_serialization(&r, predicate, out);
    read_resources(&r, predicate, out);
    if (r.usable)
        check_order(&r, out);
    out->usable = r.usable;
}

// --------------------------------------------------------------------- root

struct view oms_root(struct arena *a, const struct oms_resource *resource,
                     size_t count)
{
    unsigned char sum[SHA256_SIZE], raw[DIGEST_MAX];
    struct digest *d = digest_new();

    if (!d)
        return (struct view){0};
    for (size_t i = 0; i < count; i++) {
        struct view hex = resource[i].digest; // may be no digest at all
        size_t size = hex.len / 2 < DIGEST_MAX ? hex.len / 2 : DIGEST_MAX;

        for (size_t n = 0; n < size; n++)
            raw[n] = (unsigned char)((unsigned)ascii_hex(hex.at[2 * n]) << 4 |
                                     (unsigned)ascii_hex(hex.at[2 * n + 1]));
        digest_add(d, (struct view){(const char *)raw, size});
    }
    digest_end(d, sum);
    return hex_of(a, sum, sizeof sum);
}

// ------------------------------------------------------------------- writing

static void write_resource(struct json_writer *w, const struct oms_statement *s,
                           size_t i)
{
    json_begin(w, '{');
    json_member(w, VIEW("algorithm"), s->hash_name);
    json_member(w, VIEW("digest"), s->resource[i].digest);
    json_member(w, VIEW("name"), s->resource[i].name);
    json_end(w, '}');
}

static void write_predicate(struct json_writer *w,
                            const struct oms_statement *s)
{
    json_key(w, VIEW("predicate"));
    json_begin(w, '{');
    json_key(w, VIEW("resources"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->resource_count; i++)
        write_resource(w, s, i);
    json_end(w, ']');
    json_key(w, VIEW("serialization"));
    json_begin(w, '{');
    json_key(w, VIEW("allow_symlinks"));
    json_truth(w, s->links);
    json_member(w, VIEW("hash_type"), s->hash_name);
    json_key(w, VIEW("ignore_paths"));
    json_begin(w, '[');
    for (size_t i = 0; i < s->ignore_count; i++)
        json_text(w, s->ignore[i]);
    json_end(w, ']');
    json_member(w, VIEW("method"), VIEW("files"));
    json_end(w, '}');
    json_end(w, '}');
}

struct view oms_statement_text(struct arena *a, const struct oms_statement *s)
{
    struct text t = {.arena = a};
    struct json_writer w = {.out = &t, .compact = true, .dense = true};

    json_begin(&w, '{');
    json_member(&w, VIEW("_type"), VIEW(STATEMENT_TYPE));
    write_predicate(&w, s);
    json_member(&w, VIEW("predicateType"), VIEW(PREDICATE_TYPE));
    json_key(&w, VIEW("subject"));
    json_begin(&w, '[');
    json_begin(&w, '{');
    json_key(&w, VIEW("digest"));
    json_begin(&w, '{');
    json_member(&w, VIEW("sha256"), s->root);
    json_end(&w, '}');
    json_member(&w, VIEW("name"), s->subject);
    json_end(&w, '}');
    json_end(&w, ']');
    json_end(&w, '}');
    return text_view(&t);
}

struct view oms_bundle_text(struct arena *a, struct view hint,
                            struct view payload, struct view signature)
{
    struct text t = {.arena = a};
    struct json_writer w = {.out = &t, .compact = true, .dense = true};

    json_begin(&w, '{');
    json_member(&w, VIEW("mediaType"), VIEW(MEDIA_TYPE ".v0.3+json"));
    json_key(&w, VIEW("verificationMaterial"));
    json_begin(&w, '{');
    json_key(&w, VIEW("publicKey"));
    json_begin(&w, '{');
    json_member(&w, VIEW("hint"), hint);
    json_end(&w, '}');
    json_key(&w, VIEW("tlogEntries"));
    json_begin(&w, '[');
    json_end(&w, ']');
    json_end(&w, '}');
    json_key(&w, VIEW("dsseEnvelope"));
    json_begin(&w, '{');
    json_member(&w, VIEW("payload"), base64_of(a, payload));
    json_member(&w, VIEW("payloadType"), oms_payload_type);
    json_key(&w, VIEW("signatures"));
    json_begin(&w, '[');
    json_begin(&w, '{');
    json_member(&w, VIEW("sig"), base64_of(a, signature));
    json_member(&w, VIEW("keyid"), VIEW(""));
    json_end(&w, '}');
    json_end(&w, ']');
    json_end(&w, '}');
    json_end(&w, '}');
    text_byte(&t, '\n');
    return text_view(&t);
}
