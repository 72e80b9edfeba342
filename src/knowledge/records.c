// SPDX-License-Identifier: Apache-2.0
#include "knowledge/records.h"

// Takes one line of a record: a field, or the continuation of the last one.
static struct error *take_line(struct arena *a, struct view line,
                               struct place at, struct field **field,
                               size_t *count)
{
    struct view value;

    if (line.at[0] == ' ' || line.at[0] == '\t') {
        if (!*field || !*count)
            return error_new(a, ERROR_INPUT, at,
                             "the line continues a value, and none is open");
        struct field *last = &(*field)[*count - 1];
        struct view more = view_trim(line);
        last->value =
            arena_print(a, VIEW_FMT "%s" VIEW_FMT, VIEW_ARG(last->value),
                        last->value.len ? " " : "", VIEW_ARG(more));
        return NULL;
    }
    struct view key = view_cut(line, ':', &value);
    if (key.len == line.len || !key.len)
        return error_new(a, ERROR_INPUT, at, "no `key: value`: '" VIEW_FMT "'",
                         VIEW_ARG(view_head(line, 60)));
    *LIST_ADD(a, *field, *count) =
        (struct field){key, view_unquote(view_trim(value)), at.line};
    return NULL;
}

struct error *records_read(struct arena *a, struct view bytes, struct view path,
                           struct records *out)
{
    struct record *record = NULL;
    struct field *field = NULL; // of the last record
    bool open = false;
    uint32_t number = 0;

    *out = (struct records){.path = path};
    while (bytes.len) {
        struct view line = view_cut(bytes, '\n', &bytes);

        number++;
        if (line.len && line.at[0] == '#')
            continue;
        if (!view_trim(line).len) {
            open = false;
            continue;
        }
        if (!open) {
            LIST_ADD(a, record, out->record_count);
            field = NULL;
        }
        open = true;
        out->record = record;
        struct record *last = &record[out->record_count - 1];
        TRY(take_line(a, line, (struct place){path, 0, number}, &field,
                      &last->field_count));
        last->field = field;
    }
    return NULL;
}

struct view record_get(const struct record *r, struct view key)
{
    size_t at = 0;
    struct view value = {0};

    return record_next(r, key, &at, &value) ? value : (struct view){0};
}

bool record_next(const struct record *r, struct view key, size_t *at,
                 struct view *value)
{
    while (*at < r->field_count) {
        const struct field *f = &r->field[(*at)++];

        if (view_eq(f->key, key)) {
            *value = f->value;
            return true;
        }
    }
    return false;
}

const struct record *records_find(const struct records *all, struct view key,
                                  struct view value)
{
    for (size_t i = 0; i < all->record_count; i++)
        if (view_eq(record_get(&all->record[i], key), value))
            return &all->record[i];
    return NULL;
}
