// SPDX-License-Identifier: Apache-2.0
// The bundle and the statement in it. A signature cannot be guessed, so a
// statement is also read where the input is one by itself.
#include "format/oms.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void read_statement(struct arena *a, struct view payload)
{
    struct oms_statement s;

    oms_statement_read(a, payload, &s);
    if (!s.usable)
        return;
    if (!s.resource_count || s.root.len != 64)
        abort(); // what it covers is said
    for (size_t i = 0; i < s.resource_count; i++)
        if (!view_eq(s.resource[i].path, VIEW(".")) &&
            !oms_path_is_plain(s.resource[i].path))
            abort(); // nothing outside of the model
    (void)oms_root(a, s.resource, s.resource_count);
    s.sharded = false;
    struct view text = oms_statement_text(a, &s);
    struct view part[2];
    oms_signed_bytes(a, oms_payload_type, text, part);
    struct oms_bundle b;
    oms_bundle_read(a, oms_bundle_text(a, s.root, text, VIEW("x")), &b);
    if (b.faults.fault_count || !view_eq(b.payload, text))
        abort(); // what is written is read
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct oms_bundle b;
    struct view v = {(const char *)bytes, size};

    oms_bundle_read(&a, v, &b);
    if (!b.faults.fault_count &&
        (b.method == OMS_UNKNOWN || !view_eq(b.payload_type, oms_payload_type)))
        abort(); // the signer can be asked for
    read_statement(&a, b.payload);
    read_statement(&a, v);
    arena_free(&a);
    return 0;
}
