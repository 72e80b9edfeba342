// SPDX-License-Identifier: Apache-2.0
#include "format/window.h"

static bool window_holds(const struct window *w, uint64_t offset, uint64_t len)
{
    return offset >= w->at && offset - w->at <= w->bytes.len &&
           len <= w->bytes.len - (offset - w->at);
}

struct error *window_read(struct window *w, uint64_t offset, uint64_t len,
                          struct view *out)
{
    *out = (struct view){0};
    if (offset >= w->file->size)
        return NULL;
    if (len > w->file->size - offset)
        len = w->file->size - offset;
    if (!window_holds(w, offset, len)) {
        arena_free(&w->scratch);
        w->bytes = (struct view){0};
        w->at = offset;
        struct error *e = file_read(&w->scratch, w->file, offset,
                                    len > w->step ? len : w->step, &w->bytes);
        // The message lives in the scratch arena: say it again in the other.
        if (e)
            return error_new(w->arena, e->kind, e->at, VIEW_FMT,
                             VIEW_ARG(e->message));
    }
    *out =
        view_head(view_from(w->bytes, (size_t)(offset - w->at)), (size_t)len);
    return NULL;
}

void window_close(struct window *w)
{
    arena_free(&w->scratch);
    w->bytes = (struct view){0};
}
