// SPDX-License-Identifier: Apache-2.0
#include "release/cost_input.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

// What is taken lies inside the bounds of its row.
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct view text = {(const char *)bytes, size};
    struct cost_input in;
    struct error *e = cost_input_read(&a, text, VIEW("seed.yaml"), &in);

    for (enum cost_id i = 0; !e && i < COST_IDS; i++)
        if (!(in.value[i] >= 0 || i == COST_GROWTH) ||
            in.value[i] > cost_rows[i].high)
            abort();
    arena_free(&a);
    return 0;
}
