// SPDX-License-Identifier: Apache-2.0
#include "base/error.h"

#include "base/text.h"

#include <inttypes.h>

struct error *error_new(struct arena *a, enum error_kind kind, struct place at,
                        const char *format, ...)
{
    struct error *e = ARENA_NEW(a, struct error, 1);
    va_list va;

    va_start(va, format);
    *e = (struct error){kind, at, arena_vprint(a, format, va), NULL, 0};
    va_end(va);
    return e;
}

struct error *error_while(struct arena *a, struct error *cause,
                          const char *format, ...)
{
    va_list va;

    if (!cause)
        return NULL;
    struct error *e = ARENA_NEW(a, struct error, 1);
    va_start(va, format);
    *e = (struct error){cause->kind, cause->at, arena_vprint(a, format, va),
                        cause, cause->number};
    va_end(va);
    return e;
}

struct view error_message(struct arena *a, const struct error *e)
{
    struct text t = {.arena = a};

    for (; e; e = e->cause) {
        text_escaped(&t, e->message);
        if (e->cause)
            text_add(&t, VIEW(": "));
    }
    return text_view(&t);
}

struct error *error_again(struct arena *a, struct view path,
                          const struct error *e)
{
    return e ? error_new(a, e->kind, (struct place){.path = path}, VIEW_FMT,
                         VIEW_ARG(error_message(a, e)))
             : NULL;
}

struct view error_line(struct arena *a, const struct error *e)
{
    struct text t = {.arena = a};

    text_add(&t, VIEW("freehold: "));
    if (e->at.path.len) {
        text_escaped(&t, e->at.path);
        if (e->at.line)
            text_print(&t, ":%" PRIu32, e->at.line);
        else if (e->at.offset)
            text_print(&t, " at byte %" PRIu64, e->at.offset);
        text_add(&t, VIEW(": "));
    }
    text_add(&t, error_message(a, e));
    text_add(&t, VIEW("\n"));
    return text_view(&t);
}
