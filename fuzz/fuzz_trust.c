// SPDX-License-Identifier: Apache-2.0
// A trust file; and that each signer in it has one key or roots and some days.
#include "safety/trust.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view file = {(const char *)bytes, size};
    struct trust t = {0};

    if (!trust_read(&a, file, VIEW("trust.yaml"), &t)) {
        for (size_t i = 0; i < t.signer_count; i++) {
            const struct trusted *one = &t.signer[i];

            if (!one->key.len == !one->roots.len || one->from >= one->until ||
                (one->revoked.len && !trust_ended(one, one->from).len))
                abort();
        }
        for (size_t i = 0; i < t.revoked_count; i++)
            if (t.revoked[i].root.len != 64 ||
                !trust_revoked(&t, t.revoked[i].root))
                abort();
    }
    arena_free(&a);
    return 0;
}
