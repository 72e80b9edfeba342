// SPDX-License-Identifier: Apache-2.0
#include "format/lfs.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct lfs_pointer p;
    struct view v = {(const char *)bytes, size};

    if (lfs_read(v, &p) && !p.oid.len)
        abort(); // a pointer names something
    return 0;
}
