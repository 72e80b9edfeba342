// SPDX-License-Identifier: Apache-2.0
#include "format/inflate.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    enum { LIMIT = 1 << 16 };
    static const enum inflate_kind kinds[] = {INFLATE_RAW, INFLATE_ZLIB,
                                              INFLATE_GZIP};

    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        struct arena a = {0};
        struct inflated out;

        inflate_bytes(&a, (struct view){(const char *)at, len}, kinds[i], LIMIT,
                      &out);
        if (out.used > len || out.bytes.len > LIMIT)
            abort(); // more than there is, or than was allowed
        arena_free(&a);
    }
    return 0;
}
