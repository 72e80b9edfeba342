// SPDX-License-Identifier: Apache-2.0
#include "format/tensor.h"

struct view tensors_meta(const struct tensors *t, struct view key)
{
    for (size_t i = 0; i < t->meta_count; i++)
        if (view_eq(t->meta[i].key, key))
            return t->meta[i].value;
    return (struct view){0};
}

void tensors_note(struct arena *a, struct tensors *t, struct view rule,
                  enum note_severity severity, uint64_t offset,
                  const char *format, ...)
{
    struct tensor_note *note = LIST_ADD(a, t->note, t->note_count);
    va_list va;

    va_start(va, format);
    note->rule = rule;
    note->severity = severity;
    note->offset = offset;
    note->shows = arena_vprint(a, format, va);
    va_end(va);
}

struct error *tensors_fail(struct arena *a, struct tensors *t, struct view path,
                           struct view rule, enum note_severity severity,
                           uint64_t offset, const char *format, ...)
{
    struct tensor_note *note = LIST_ADD(a, t->note, t->note_count);
    struct place at = {.path = path, .offset = offset};
    va_list va;

    va_start(va, format);
    note->rule = rule;
    note->severity = severity;
    note->offset = offset;
    note->shows = arena_vprint(a, format, va);
    va_end(va);
    return error_new(a, ERROR_INPUT, at, VIEW_FMT, VIEW_ARG(note->shows));
}

bool tensor_count(struct tensor *t)
{
    uint64_t all = 1; // with zeros as ones

    t->count = 1;
    for (uint32_t i = 0; i < t->dims; i++) {
        uint64_t dim = t->dim[i] ? t->dim[i] : 1;

        if (__builtin_mul_overflow(all, dim, &all) || all > INT64_MAX)
            return false;
        t->count *= t->dim[i];
    }
    return true;
}
