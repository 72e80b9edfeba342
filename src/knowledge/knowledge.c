// SPDX-License-Identifier: Apache-2.0
#include "knowledge/knowledge.h"

#include <inttypes.h>

// Made by tools/embed.sh from the files of knowledge/.
struct embedded {
    const char *name;
    const char *bytes;
    uint64_t size;
};
extern const struct embedded knowledge_table[];
extern const uint64_t knowledge_table_count;

bool knowledge_bytes(struct view name, struct view *out)
{
    *out = (struct view){0};
    for (uint64_t i = 0; i < knowledge_table_count; i++) {
        const struct embedded *e = &knowledge_table[i];

        if (view_eq(view_of(e->name), name)) {
            *out = (struct view){e->bytes, (size_t)e->size};
            return true;
        }
    }
    return false;
}

bool knowledge_next(struct view folder, size_t *at, struct view *name)
{
    while (*at < knowledge_table_count) {
        *name = view_of(knowledge_table[(*at)++].name);
        if (view_starts(*name, folder))
            return true;
    }
    return false;
}

// Takes one line into `r`: a field, or the continuation of the last one.
static struct error *take_line(struct arena *a, struct view line,
                               struct place at, struct record *r)
{
    struct view value;

    if (line.at[0] == ' ' || line.at[0] == '\t') {
        if (!r->field_count)
            return error_new(a, ERROR_INPUT, at,
                             "the line continues a value, and none is open");
        struct field *last = &r->field[r->field_count - 1];
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
    *LIST_ADD(a, r->field, r->field_count) =
        (struct field){key, view_unquote(view_trim(value)), at.line};
    return NULL;
}

struct error *records_read(struct arena *a, struct view bytes, struct view path,
                           struct records *out)
{
    struct record *open = NULL;
    uint32_t number = 0;

    *out = (struct records){.path = path};
    while (bytes.len) {
        struct view line = view_cut(bytes, '\n', &bytes);

        number++;
        if (line.len && line.at[0] == '#')
            continue;
        if (!view_trim(line).len) {
            open = NULL;
            continue;
        }
        if (!open)
            open = LIST_ADD(a, out->record, out->record_count);
        TRY(take_line(a, line, (struct place){path, 0, number}, open));
    }
    return NULL;
}

struct error *knowledge_read(struct arena *a, struct view name,
                             struct records *out)
{
    struct view bytes;

    *out = (struct records){0};
    struct view path = arena_print(a, "knowledge/" VIEW_FMT, VIEW_ARG(name));
    if (!knowledge_bytes(name, &bytes))
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "is not part of this build");
    return records_read(a, bytes, path, out);
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
