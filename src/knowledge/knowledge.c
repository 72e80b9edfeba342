// SPDX-License-Identifier: Apache-2.0
#include "knowledge/knowledge.h"

// Made by tools/embed.c from the files of knowledge/, which writes these
// structs as words of 8 bytes.
struct embedded {
    struct view name;
    struct view bytes;
    struct records records; // none of a file that does not end with .txt
};
static_assert(sizeof(struct field) == 5 * sizeof(uint64_t),
              "two views, a line");
static_assert(sizeof(struct record) == 2 * sizeof(uint64_t), "a list");
static_assert(sizeof(struct embedded) == 8 * sizeof(uint64_t), "four pairs");

extern const struct embedded knowledge_table[];
extern const uint64_t knowledge_table_count;

static const struct embedded *find(struct view name)
{
    for (uint64_t i = 0; i < knowledge_table_count; i++)
        if (view_eq(knowledge_table[i].name, name))
            return &knowledge_table[i];
    return NULL;
}

bool knowledge_bytes(struct view name, struct view *out)
{
    const struct embedded *e = find(name);

    *out = e ? e->bytes : (struct view){0};
    return e != NULL;
}

bool knowledge_next(struct view folder, size_t *at, struct view *name)
{
    while (*at < knowledge_table_count) {
        *name = knowledge_table[(*at)++].name;
        if (view_starts(*name, folder))
            return true;
    }
    return false;
}

struct error *knowledge_read(struct arena *a, struct view name,
                             struct records *out)
{
    const struct embedded *e = find(name);

    *out = e ? e->records : (struct records){0};
    if (e)
        return NULL;
    return error_new(
        a, ERROR_INPUT,
        (struct place){
            .path = arena_print(a, "knowledge/" VIEW_FMT, VIEW_ARG(name))},
        "is not part of this build");
}

struct records knowledge_records(struct view name)
{
    const struct embedded *e = find(name);

    assert(e); // a test asks for each file
    return e ? e->records : (struct records){0};
}
