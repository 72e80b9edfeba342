// SPDX-License-Identifier: Apache-2.0
// oms.h - signatures of models: the bundle and the statement inside it.
//
// Source: OpenSSF Model Signing 1.0: one JSON document, a Sigstore bundle
// around a DSSE envelope around an in-toto statement that lists files with
// their digests. Reading proves nothing: whose signature it is, and whether the
// files are these, is for safety/verify.
#ifndef FORMAT_OMS_H
#define FORMAT_OMS_H

#include "base/digest.h"
#include "format/json.h"

enum { OMS_LARGEST = 256 << 20 }; // bytes of a bundle

extern const struct view oms_payload_type;

// What a document has that it must not have, by a rule of
// knowledge/safety/oms.txt.
struct oms_fault {
    struct view rule;
    uint64_t offset; // in the bundle, or in the payload
    struct view shows;
};

struct oms_faults {
    struct oms_fault *fault;
    size_t fault_count;
};

enum oms_method {    // how the signer is to be known
    OMS_UNKNOWN,     // not said, or said twice: a fault
    OMS_KEY,         // by a public key that the reader has
    OMS_CERTIFICATE, // by a chain of certificates
    OMS_KEYLESS,     // by a short-lived certificate and a public log
};

struct oms_bundle {
    enum oms_method method;
    struct view hint;         // OMS_KEY: hash of the key, or empty
    struct view key;          // OMS_KEY: older bundles hold the key itself
    struct view *certificate; // OMS_CERTIFICATE: DER, the signer's first
    size_t certificate_count;
    size_t log_entries; // OMS_KEYLESS
    struct view payload_type;
    struct view payload;   // decoded
    struct view signature; // decoded
    uint64_t signature_at; // its place in the bundle
    struct oms_faults faults;
};

// Reads `bytes`, a whole bundle, into `*out`. What is wrong is in the faults;
// what could not be read is empty. In `a`, partly views of `bytes`.
void oms_bundle_read(struct arena *a, struct view bytes,
                     struct oms_bundle *out);

// The bytes that are signed, in two parts: a head, and the payload.
void oms_signed_bytes(struct arena *a, struct view payload_type,
                      struct view payload, struct view part[2]);

struct oms_resource {   // a file, or a range of one
    struct view name;   // as listed
    struct view path;   // of the file: `name` without the range
    uint64_t start;     // of the range in bytes; files: 0
    uint64_t end;       // one past its last byte; files: UINT64_MAX
    struct view digest; // hex, lower case
    uint64_t offset;    // of the entry in the payload
};

struct oms_statement {
    struct view subject; // what the signer calls it
    struct view root;    // hex: hash over the digests in their order
    bool hash_known;     // whether this program has the hash
    enum digest_kind hash;
    struct view hash_name;
    bool sharded;        // the resources are ranges of at most shard_size bytes
    uint64_t shard_size; // 0: whole files
    bool links;          // symbolic links were followed
    struct view *ignore; // paths that were left out
    size_t ignore_count;
    struct oms_resource *resource; // in the order listed
    size_t resource_count;
    bool usable; // whole enough to be compared with files
    struct oms_faults faults;
};

// Reads `payload`. A statement with a path that leads outside is not usable.
void oms_statement_read(struct arena *a, struct view payload,
                        struct oms_statement *out);

// The hash over the digests as listed, in hex: what `root` must be.
struct view oms_root(struct arena *a, const struct oms_resource *resource,
                     size_t count);

// Whether `path` can be an ignored path or a resource: relative, without empty
// parts, "." and "..".
bool oms_path_is_plain(struct view path);

// A statement on `s` (its resources sorted by name) as JSON without blanks: the
// same files give the same bytes; and the bundle around it.
struct view oms_statement_text(struct arena *a, const struct oms_statement *s);
struct view oms_bundle_text(struct arena *a, struct view hint,
                            struct view payload, struct view signature);

#endif
