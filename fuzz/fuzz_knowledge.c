// SPDX-License-Identifier: Apache-2.0
// Records as a user adds them for a licence, and as knowledge/ holds them.
#include "knowledge/knowledge.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena a = {0};
    struct records all;
    struct view value;

    if (!records_read(&a, arena_copy(&a, (struct view){(const char *)at, len}),
                      VIEW("records"), &all))
        for (size_t i = 0; i < all.record_count; i++)
            for (size_t next = 0;
                 record_next(&all.record[i], VIEW("id"), &next, &value);)
                if (value.len > len)
                    abort();
    arena_free(&a);
    return 0;
}
