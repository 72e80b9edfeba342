// SPDX-License-Identifier: Apache-2.0
#include "parts/architecture.h"

#include "base/reader.h"
#include "format/json.h"
#include "knowledge/knowledge.h"

enum { CONFIG_SIZE = 1 << 20 };

static bool file_knows(struct arena *a, struct view file, struct view key,
                       struct view name)
{
    struct records all;
    struct view value;

    // The file is compiled in, and the tests read it.
    if (knowledge_read(a, file, &all))
        abort();
    for (size_t i = 0; i < all.record_count; i++) {
        size_t at = 0;
        while (record_next(&all.record[i], key, &at, &value))
            if (view_eq(value, name))
                return true;
    }
    return false;
}

static bool is_known(struct arena *a, struct view key, struct view name)
{
    struct view file;
    size_t at = 0;

    while (knowledge_next(VIEW("families/"), &at, &file))
        if (file_knows(a, file, key, name))
            return true;
    return false;
}

bool architecture_of_config(struct arena *a, struct view bytes,
                            struct view path, struct view *name, uint32_t *line)
{
    struct json config;

    *name = (struct view){0};
    *line = 0;
    if (json_read(a, bytes, path, &config))
        return false;
    const struct json_value *list =
        json_get(config.root, VIEW("architectures"));
    const struct json_value *v =
        list && list->kind == JSON_ARRAY ? list->child : NULL;
    for (; v; v = v->next)
        if (json_string(v, name) && is_known(a, VIEW("architecture"), *name))
            break;
    if (!v) {
        v = json_get(config.root, VIEW("model_type"));
        if (!json_string(v, name) || !is_known(a, VIEW("type"), *name))
            return false;
    }
    *line = json_line(bytes, v->offset);
    return true;
}

// A key of a GGUF file is its length (8 bytes) and its bytes; a text value is
// type 8, its length and its bytes. The keys that matter stand near the front.
static bool gguf_text(struct arena *a, struct view front, struct view key,
                      struct view *value)
{
    size_t at = view_find(front, key);
    struct reader r = {.arena = a, .bytes = front};

    *value = (struct view){0};
    if (at == SIZE_MAX)
        return false;
    r.at = at + key.len;
    if (reader_u32(&r) != 8)
        return false;
    *value = reader_bytes(&r, reader_count(&r, 1));
    return !r.error;
}

bool architecture_of_gguf(struct arena *a, struct view front, struct view *name,
                          bool *tokenizer)
{
    struct view ignored;

    *name = (struct view){0};
    *tokenizer = false;
    if (!view_starts(front, VIEW("GGUF")))
        return false;
    *tokenizer = gguf_text(a, front, VIEW("tokenizer.ggml.model"), &ignored);
    return gguf_text(a, front, VIEW("general.architecture"), name) &&
           is_known(a, VIEW("gguf"), *name);
}

static void know(struct arena *a, const struct entry *e, uint32_t line,
                 struct view name, struct architecture *out)
{
    if (out->known)
        return;
    out->known = true;
    out->evidence =
        (struct evidence){.path = e->path,
                          .line = line,
                          .digest = e->digest,
                          .rule = VIEW("known-architecture"),
                          .shows = arena_copy(a, view_head(name, SHOWS_SIZE))};
}

static void look_at_config(struct arena *a, const struct entry *e,
                           struct architecture *out)
{
    struct arena scratch = {0};
    struct view bytes, name;
    uint32_t line;

    if (!entry_read(&scratch, e, CONFIG_SIZE, &bytes) &&
        architecture_of_config(&scratch, bytes, e->path, &name, &line))
        know(a, e, line, name, out);
    arena_free(&scratch);
}

static void add_carried(const struct entry *e, enum part_kind part,
                        struct view shows, struct sightings *out)
{
    sighting_add(out,
                 (struct sighting){.part = part,
                                   .presence = PRESENCE_PRESENT,
                                   .content = CONTENT_BYTES,
                                   .evidence = {.path = e->path,
                                                .digest = e->digest,
                                                .rule = VIEW("gguf-metadata"),
                                                .shows = shows}});
}

static void look_at_gguf(struct arena *a, const struct entry *e,
                         struct architecture *out, struct sightings *sightings)
{
    struct arena scratch = {0};
    struct view front, name;
    bool tokenizer;

    if (!entry_read(&scratch, e, ARCHITECTURE_GGUF_FRONT, &front)) {
        if (architecture_of_gguf(&scratch, front, &name, &tokenizer))
            know(a, e, 0, name, out);
        if (name.len)
            add_carried(e, PART_CONFIG_MODEL, VIEW("general.architecture"),
                        sightings);
        if (tokenizer)
            add_carried(e, PART_CONFIG_TOKENIZER, VIEW("tokenizer.ggml.model"),
                        sightings);
    }
    arena_free(&scratch);
}

void architecture_find(struct arena *a, const struct release *r,
                       const struct signals *s, struct architecture *out,
                       struct sightings *sightings)
{
    *out = (struct architecture){0};
    for (size_t i = 0; i < s->config_count && !out->known; i++)
        look_at_config(a, s->config[i].entry, out);
    for (size_t i = 0; i < r->entry_count; i++) {
        const struct entry *e = &r->entry[i];

        if (e->kind == ENTRY_FILE && e->scope == SCOPE_MAIN &&
            view_ends(e->lower, VIEW(".gguf")))
            look_at_gguf(a, e, out, sightings);
    }
}
