// SPDX-License-Identifier: Apache-2.0
#include "base/reader.h"

#include "base/amount.h"

#include <inttypes.h>

void reader_fail(struct reader *r, const char *format, ...)
{
    va_list va;

    if (r->error)
        return;
    va_start(va, format);
    struct view message = arena_vprint(r->arena, format, va);
    va_end(va);
    r->error = error_new(r->arena, ERROR_INPUT,
                         (struct place){r->path, r->base + r->at, 0}, VIEW_FMT,
                         VIEW_ARG(message));
}

struct view reader_bytes(struct reader *r, uint64_t len)
{
    if (!r->error && len > reader_left(r)) {
        r->short_of_bytes = true;
        reader_fail(r,
                    "the file ends inside this field, %" PRIu64 " byte%s early",
                    len - reader_left(r), plural(len - reader_left(r)));
    }
    if (r->error)
        return (struct view){0};

    struct view v = {r->bytes.at + r->at, (size_t)len};
    r->at += len;
    return v;
}

uint64_t reader_count(struct reader *r, uint64_t least)
{
    uint64_t count = reader_u64(r);

    if (!r->error && count > reader_left(r) / least) {
        r->short_of_bytes = true;
        reader_fail(
            r, "counts %" PRIu64 " entries, more than the file has bytes for",
            count);
        return 0;
    }
    return count;
}
