// SPDX-License-Identifier: Apache-2.0
#include "format/unpack.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    enum { LIMIT = 1 << 16 };
    struct view v = {(const char *)at, len};

    for (int kind = UNPACK_DEFLATE; kind <= UNPACK_ZSTD; kind++) {
        struct arena a = {0};
        struct unpacked u;

        unpack_bytes(&a, v, (enum unpack_kind)kind, LIMIT, &u);
        if (u.bytes.len > LIMIT || u.used > len)
            abort();
        (void)unpack_begins(v, (enum unpack_kind)kind);
        arena_free(&a);
    }
    return 0;
}
