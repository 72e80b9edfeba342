// SPDX-License-Identifier: Apache-2.0
// The record of a decision. A seal cannot be guessed, so what is not sealed is
// sealed here, and read once more.
#include "verdict/decision.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view file = {(const char *)bytes, size};
    struct decision d;

    if (decision_read(&a, file, VIEW("r.json"), &d)) {
        struct view seal = decision_seal(&a, file);
        struct view sealed =
            arena_print(&a, VIEW_FMT VIEW_FMT, VIEW_ARG(file), VIEW_ARG(seal));
        struct error *e = decision_read(&a, sealed, VIEW("r.json"), &d);

        if (!e && !d.candidate_count)
            abort();
    }
    arena_free(&a);
    return 0;
}
