// SPDX-License-Identifier: Apache-2.0
#include "format/tensor.h"

struct view tensors_meta(const struct tensors *t, struct view key)
{
    for (size_t i = 0; i < t->meta_count; i++)
        if (view_eq(t->meta[i].key, key))
            return t->meta[i].value;
    return (struct view){0};
}

// `count` elements of `size` bytes at `from`, in `a`.
static void *copy_array(struct arena *a, const void *from, size_t count,
                        size_t size)
{
    void *to = arena_array(a, count, size);

    if (count)
        memcpy(to, from, count * size);
    return to;
}

void tensors_copy(struct arena *a, const struct tensors *from,
                  struct tensors *to)
{
    *to = *from;
    to->tensor =
        copy_array(a, from->tensor, from->tensor_count, sizeof *from->tensor);
    to->meta = copy_array(a, from->meta, from->meta_count, sizeof *from->meta);
    to->note = copy_array(a, from->note, from->note_count, sizeof *from->note);
    for (size_t i = 0; i < to->tensor_count; i++)
        to->tensor[i].name = arena_copy(a, to->tensor[i].name);
    for (size_t i = 0; i < to->meta_count; i++) {
        to->meta[i].key = arena_copy(a, to->meta[i].key);
        to->meta[i].value = arena_copy(a, to->meta[i].value);
    }
    for (size_t i = 0; i < to->note_count; i++) {
        to->note[i].member = arena_copy(a, to->note[i].member);
        to->note[i].shows = arena_copy(a, to->note[i].shows);
    }
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
