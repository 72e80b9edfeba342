// SPDX-License-Identifier: Apache-2.0
// A portfolio.
#include "verdict/portfolio.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct arena a = {0};
    struct portfolio_file f;
    struct view file = {(const char *)bytes, size};

    if (!portfolio_read(&a, file, VIEW("portfolio.yaml"), &f) &&
        !f.workload_count)
        abort();
    arena_free(&a);
    return 0;
}
