// SPDX-License-Identifier: Apache-2.0
#include "safety/page_scan.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct view page = {(const char *)bytes, size};

    if (page_runs(page) && !view_has(page, VIEW("<")))
        abort(); // only a tag does
    return 0;
}
