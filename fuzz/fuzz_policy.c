// SPDX-License-Identifier: Apache-2.0
// A policy; and that none of them lets danger pass.
#include "safety/policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const struct safety_finding danger = {.severity = SAFETY_DANGER,
                                          .rule = VIEW("zip.dup")};
    struct arena a = {0};
    struct view file = {(const char *)bytes, size};
    struct safety_rules rules;
    struct policy p;

    if (safety_rules_open(&a, &rules))
        abort();
    if (!policy_read(&a, file, VIEW("policy.yaml"), &rules, &p)) {
        if (policy_effect(&p, &danger) != EFFECT_REFUSE)
            abort();
        for (size_t i = 0; i < p.approval_count; i++)
            if (p.approval[i].digest.len != 64 || !p.approval[i].by.len)
                abort();
    }
    arena_free(&a);
    return 0;
}
