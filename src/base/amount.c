// SPDX-License-Identifier: Apache-2.0
#include "base/amount.h"

#include <inttypes.h>

struct view amount_size(struct arena *a, uint64_t bytes)
{
    static const char *const unit[] = {"kB", "MB", "GB", "TB", "PB", "EB"};
    double n = (double)bytes;
    size_t u = 0;

    if (bytes < 1000)
        return arena_print(a, "%" PRIu64 " byte%s", bytes, plural(bytes));
    for (n /= 1000; n >= 999.95 && u + 1 < sizeof unit / sizeof *unit; u++)
        n /= 1000;
    return arena_print(a, n < 99.95 ? "%.1f %s" : "%.0f %s", n, unit[u]);
}

struct view amount_count(struct arena *a, uint64_t count)
{
    struct view plain = arena_print(a, "%" PRIu64, count);
    char *at = arena_alloc(a, plain.len * 2);
    size_t len = 0;

    for (size_t i = 0; i < plain.len; i++) {
        if (i && (plain.len - i) % 3 == 0)
            at[len++] = ',';
        at[len++] = plain.at[i];
    }
    return (struct view){at, len};
}
