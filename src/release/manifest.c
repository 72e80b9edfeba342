// SPDX-License-Identifier: Apache-2.0
// Every map of a manifest is a table of keys below: its name, how its value is
// read, where it goes. A key that is in no table is refused.
#define _GNU_SOURCE // realpath with -std=c17
#include "release/manifest.h"

#include "base/digest.h"
#include "base/text.h"
#include "format/yaml.h"
#include "knowledge/knowledge.h"
#include "release/scalar.h"
#include "release/tree.h"

#include <limits.h>

enum { MAX_MANIFEST = 1 << 20, MAX_FACTS = 1000 };

#define SCHEMA "freehold-release/1"

struct source { // a manifest that is being read
    struct arena *a;
    struct view path;
    struct view folder; // real path of the folder it lies in; empty: unknown
    struct records parts;
    struct manifest *out;
};

struct key;

// Reads the value `v` of a key into `target` as the key's row says.
typedef struct error *(*key_reader)(struct source *s, const struct key *k,
                                    const struct yaml_value *v,
                                    void *target)MUST_USE;

struct key {
    struct view name;
    key_reader read;
    size_t at;               // offset of the view or of the array of views
    size_t count_at;         // of an array: offset of its count
    const struct view *word; // the allowed ones, or NULL; ends with an empty
    bool needed;
};

#define AT(type, member) offsetof(struct type, member)

// ------------------------------------------------------------------ refusing

static struct error *refuse(const struct source *s, uint32_t line,
                            const char *format, ...) PRINTF_LIKE(3, 4) MUST_USE;

static struct error *refuse(const struct source *s, uint32_t line,
                            const char *format, ...)
{
    va_list va;

    va_start(va, format);
    struct view what = arena_vprint(s->a, format, va);
    va_end(va);
    return error_new(s->a, ERROR_INPUT, (struct place){s->path, 0, line},
                     VIEW_FMT, VIEW_ARG(what));
}

static struct view listed(struct arena *a, const struct view *word)
{
    struct text t = {.arena = a};

    for (size_t i = 0; word[i].len; i++) {
        text_add(&t, i ? VIEW(", ") : VIEW(""));
        text_add(&t, word[i]);
    }
    return text_view(&t);
}

// -------------------------------------------------------------------- values

static void *member(void *target, size_t at)
{
    return (char *)target + at;
}

static struct error *check_text(struct source *s, struct view name,
                                const struct yaml_value *v)
{
    if (scalar_type(v) != SCALAR_TEXT)
        return yaml_refuse_type(s->a, s->path, v, name, "text in quotes");
    if (!v->text.len)
        return refuse(s, v->line, "`" VIEW_FMT "` is empty", VIEW_ARG(name));
    return NULL;
}

static struct error *read_text(struct source *s, const struct key *k,
                               const struct yaml_value *v, void *target)
{
    struct view *out = member(target, k->at);

    TRY(check_text(s, k->name, v));
    for (const struct view *w = k->word; w && !view_eq(*w, v->text); w++)
        if (!w->len)
            return refuse(s, v->line,
                          "`" VIEW_FMT "` is '" VIEW_FMT
                          "'; allowed are: " VIEW_FMT,
                          VIEW_ARG(k->name), VIEW_ARG(view_head(v->text, 60)),
                          VIEW_ARG(listed(s->a, k->word)));
    *out = v->text;
    return NULL;
}

// Text or a list of texts; `check` looks at each.
static struct error *read_texts_with(
    struct source *s, const struct key *k, const struct yaml_value *v,
    void *target,
    struct error *(*check)(struct source *s, struct view name,
                           const struct yaml_value *v))
{
    const struct yaml_value *first = v->kind == YAML_LIST ? v->child : v;
    size_t *count = member(target, k->count_at);
    struct view *list = NULL;

    if (v->kind == YAML_MAP)
        return yaml_refuse_type(s->a, s->path, v, k->name,
                                "text or a list of texts");
    for (const struct yaml_value *c = first; c; c = c->next) {
        TRY(check_text(s, k->name, c));
        if (check)
            TRY(check(s, k->name, c));
        *LIST_ADD(s->a, list, *count) = c->text;
        if (c == v)
            break;
    }
    *(struct view **)member(target, k->at) = list;
    return NULL;
}

static struct error *read_texts(struct source *s, const struct key *k,
                                const struct yaml_value *v, void *target)
{
    return read_texts_with(s, k, v, target, NULL);
}

static struct error *read_level(struct source *s, const struct key *k,
                                const struct yaml_value *v, void *target)
{
    uint64_t level;

    if (scalar_type(v) != SCALAR_NUMBER)
        return yaml_refuse_type(s->a, s->path, v, k->name, "0, 1, 2 or 3");
    if (!view_u64(v->text, &level) || level > 3)
        return refuse(s, v->line,
                      "`level` is " VIEW_FMT "; allowed are: 0, 1, 2, 3",
                      VIEW_ARG(view_head(v->text, 60)));
    *(int *)member(target, k->at) = (int)level;
    return NULL;
}

static struct error *read_part_id(struct source *s, const struct key *k,
                                  const struct yaml_value *v, void *target)
{
    struct view *id = NULL;
    size_t count = 0;

    TRY(check_text(s, k->name, v));
    for (size_t i = 0; i < s->parts.record_count; i++) {
        struct view part = record_get(&s->parts.record[i], VIEW("part"));

        if (view_eq(part, v->text)) {
            *(struct view *)member(target, k->at) = v->text;
            return NULL;
        }
        if (part.len)
            *LIST_ADD(s->a, id, count) = part;
    }
    *LIST_ADD(s->a, id, count) = (struct view){0};
    return refuse(s, v->line,
                  "'" VIEW_FMT "' is no part; allowed are: " VIEW_FMT,
                  VIEW_ARG(view_head(v->text, 60)), VIEW_ARG(listed(s->a, id)));
}

static struct error *read_stage(struct source *s, const struct key *k,
                                const struct yaml_value *v, void *target)
{
    const struct record *r =
        records_find(&s->parts, VIEW("stages"), VIEW("list"));
    struct key with_words = *k;
    struct view *word = NULL, stage;
    size_t count = 0, at = 0;

    while (r && record_next(r, VIEW("stage"), &at, &stage))
        *LIST_ADD(s->a, word, count) = stage;
    *LIST_ADD(s->a, word, count) = (struct view){0};
    with_words.word = word;
    return read_text(s, &with_words, v, target);
}

// --------------------------------------------------------- paths and addresses

static struct error *refuse_outside(struct source *s, struct view name,
                                    const struct yaml_value *v)
{
    return refuse(s, v->line,
                  "`" VIEW_FMT "` is '" VIEW_FMT
                  "', which leads out of the manifest's folder; allowed are "
                  "paths below it",
                  VIEW_ARG(name), VIEW_ARG(view_head(v->text, 60)));
}

// The path `v` names beside the manifest; `*file` stays empty if nothing is
// there.
static struct error *check_path(struct source *s, struct view name,
                                const struct yaml_value *v, struct view *file)
{
    char real[PATH_MAX];
    struct view path = v->text;

    *file = (struct view){0};
    while (view_starts(path, VIEW("./")))
        path = view_from(path, 2);
    if (!path_is_plain(path))
        return refuse_outside(s, name, v);
    struct view beside = path_join(s->a, view_dirname(s->path), path);
    if (!s->folder.len || !realpath(beside.at, real))
        return NULL;
    if (!path_lies_in(view_of(real), s->folder))
        return refuse_outside(s, name, v);
    *file = arena_copy(s->a, view_of(real));
    return NULL;
}

static const struct view address_kinds[] = {
    VIEW_INIT("hf:"),  VIEW_INIT("https:"), VIEW_INIT("magnet:"),
    VIEW_INIT("doi:"), {NULL, 0},
};

static bool is_scheme_byte(char c)
{
    return ascii_alnum(c) || c == '+' || c == '-' || c == '.';
}

// Whether text begins as an address does: a letter, more of them, a colon.
static bool has_address_kind(struct view v)
{
    size_t at = 0;

    while (at < v.len && is_scheme_byte(v.at[at]))
        at++;
    return at && at < v.len && v.at[at] == ':' && ascii_alpha(v.at[0]);
}

// An address, or a path beside the manifest.
static struct error *check_address(struct source *s, struct view name,
                                   const struct yaml_value *v)
{
    struct view file;

    if (!has_address_kind(v->text))
        return check_path(s, name, v, &file);
    for (const struct view *kind = address_kinds; kind->len; kind++)
        if (view_starts(v->text, *kind) && v->text.len > kind->len)
            return NULL;
    return refuse(s, v->line,
                  "`" VIEW_FMT "` is '" VIEW_FMT "'; allowed are addresses "
                  "that begin with " VIEW_FMT " or a path beside the manifest",
                  VIEW_ARG(name), VIEW_ARG(view_head(v->text, 60)),
                  VIEW_ARG(listed(s->a, address_kinds)));
}

static struct error *read_addresses(struct source *s, const struct key *k,
                                    const struct yaml_value *v, void *target)
{
    return read_texts_with(s, k, v, target, check_address);
}

static struct error *read_file(struct source *s, const struct key *k,
                               const struct yaml_value *v, void *target)
{
    struct view *out = member(target, k->at);

    TRY(check_text(s, k->name, v));
    TRY(check_path(s, k->name, v, out));
    if (!out->len)
        return refuse(s, v->line,
                      "`" VIEW_FMT "` is '" VIEW_FMT "', and there is no such "
                      "file beside the manifest",
                      VIEW_ARG(k->name), VIEW_ARG(view_head(v->text, 200)));
    return NULL;
}

// The terms of an endpoint may be an address or a file that is not here.
static struct error *read_terms(struct source *s, const struct key *k,
                                const struct yaml_value *v, void *target)
{
    struct manifest *m = target;

    TRY(read_text(s, k, v, target));
    if (has_address_kind(v->text))
        return check_address(s, k->name, v);
    return check_path(s, k->name, v, &m->endpoint_terms_file);
}

// ---------------------------------------------------------------------- maps

static struct view key_names(struct arena *a, const struct key *keys)
{
    struct view *name = NULL;
    size_t count = 0;

    for (; keys->name.len; keys++)
        *LIST_ADD(a, name, count) = keys->name;
    *LIST_ADD(a, name, count) = (struct view){0};
    return listed(a, name);
}

static struct error *need_keys(struct source *s, const struct yaml_value *map,
                               const struct key *keys, const char *what)
{
    for (const struct key *k = keys; k->name.len; k++)
        if (k->needed && !yaml_get(map, k->name))
            return refuse(s, map->line, "%s has no `" VIEW_FMT "`", what,
                          VIEW_ARG(k->name));
    return NULL;
}

// Reads `map`, which is called `what` in messages, by the rows `keys`.
static struct error *read_map(struct source *s, const struct yaml_value *map,
                              const struct key *keys, const char *what,
                              void *target)
{
    if (map->kind != YAML_MAP)
        return refuse(s, map->line, "%s is " VIEW_FMT " and must be a map",
                      what, VIEW_ARG(yaml_type_name(map)));
    for (const struct yaml_value *v = map->child; v; v = v->next) {
        const struct key *k = keys;

        while (k->name.len && !view_eq(k->name, v->key))
            k++;
        if (!k->name.len)
            return refuse(s, v->key_line,
                          "unknown key '" VIEW_FMT
                          "' in %s; allowed are: " VIEW_FMT,
                          VIEW_ARG(view_head(v->key, 60)), what,
                          VIEW_ARG(key_names(s->a, keys)));
        TRY(k->read(s, k, v, target));
    }
    return need_keys(s, map, keys, what);
}

static const struct view presence_words[] = {
    VIEW_INIT("absent"), VIEW_INIT("mentioned"), {NULL, 0}};
static const struct view gate_words[] = {VIEW_INIT("none"),
                                         VIEW_INIT("login"),
                                         VIEW_INIT("form"),
                                         VIEW_INIT("agreement"),
                                         {NULL, 0}};
static const struct view relation_words[] = {
    VIEW_INIT("finetune"),  VIEW_INIT("adapter"),   VIEW_INIT("merge"),
    VIEW_INIT("quantized"), VIEW_INIT("distilled"), {NULL, 0}};
static const struct view schema_words[] = {VIEW_INIT(SCHEMA), {NULL, 0}};

// clang-format off
static const struct key part_keys[] = {
    {VIEW_INIT("part"), read_part_id, AT(manifest_part, part), 0, NULL, true},
    {VIEW_INIT("stage"), read_stage, AT(manifest_part, stage), 0, NULL, false},
    {VIEW_INIT("at"), read_addresses, AT(manifest_part, at),
     AT(manifest_part, at_count), NULL, false},
    {VIEW_INIT("presence"), read_text, AT(manifest_part, presence), 0,
     presence_words, false},
    {VIEW_INIT("license"), read_text, AT(manifest_part, license), 0, NULL,
     false},
    {VIEW_INIT("license_file"), read_file, AT(manifest_part, license_file), 0,
     NULL, false},
    {VIEW_INIT("on_top"), read_texts, AT(manifest_part, on_top),
     AT(manifest_part, on_top_count), NULL, false},
    {VIEW_INIT("gate"), read_text, AT(manifest_part, gate), 0, gate_words,
     false},
    {VIEW_INIT("level"), read_level, AT(manifest_part, level), 0, NULL, false},
    {VIEW_INIT("from"), read_text, AT(manifest_part, from), 0, NULL, false},
    {VIEW_INIT("note"), read_text, AT(manifest_part, note), 0, NULL, false},
    {{NULL, 0}, NULL, 0, 0, NULL, false},
};

static const struct key base_keys[] = {
    {VIEW_INIT("model"), read_text, AT(manifest_base, model), 0, NULL, true},
    {VIEW_INIT("relation"), read_text, AT(manifest_base, relation), 0,
     relation_words, false},
    {VIEW_INIT("license"), read_text, AT(manifest_base, license), 0, NULL,
     false},
    {VIEW_INIT("note"), read_text, AT(manifest_base, note), 0, NULL, false},
    {{NULL, 0}, NULL, 0, 0, NULL, false},
};

static const struct key declared_keys[] = {
    {VIEW_INIT("by"), read_text, AT(manifest, by), 0, NULL, true},
    {VIEW_INIT("on"), read_text, AT(manifest, on), 0, NULL, true},
    {VIEW_INIT("from"), read_text, AT(manifest, from), 0, NULL, true},
    {{NULL, 0}, NULL, 0, 0, NULL, false},
};

static const struct key endpoint_keys[] = {
    {VIEW_INIT("at"), read_text, AT(manifest, endpoint_at), 0, NULL, true},
    {VIEW_INIT("models"), read_texts, AT(manifest, model),
     AT(manifest, model_count), NULL, false},
    {VIEW_INIT("terms"), read_terms, AT(manifest, endpoint_terms), 0, NULL,
     false},
    {VIEW_INIT("gate"), read_text, AT(manifest, endpoint_gate), 0, gate_words,
     false},
    {VIEW_INIT("note"), read_text, AT(manifest, endpoint_note), 0, NULL, false},
    {{NULL, 0}, NULL, 0, 0, NULL, false},
};
// clang-format on

// -------------------------------------------------------- the top and its maps

// What the tables cannot say of a part fact (manifest.md 2).
static struct error *check_part(struct source *s, const struct manifest_part *p)
{
    if (p->presence.len && p->at_count)
        return refuse(s, p->line,
                      "the part has both `at` and `presence`; `presence` is "
                      "for a part without an address");
    if (p->level >= 0 && !view_eq(p->part, VIEW("data.info")))
        return refuse(s, p->line,
                      "`level` is given for " VIEW_FMT
                      "; only data.info has one",
                      VIEW_ARG(p->part));
    if (p->level >= 0 && !p->at_count && !p->from.len)
        return refuse(s, p->line, "`level` needs `at` or `from` beside it");
    return NULL;
}

static struct error *read_parts(struct source *s, const struct key *k,
                                const struct yaml_value *v, void *target)
{
    struct manifest *m = target;

    if (v->kind != YAML_LIST)
        return yaml_refuse_type(s->a, s->path, v, k->name, "a list of parts");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        struct manifest_part *p = LIST_ADD(s->a, m->part, m->part_count);

        p->level = -1;
        p->line = c->line;
        TRY(read_map(s, c, part_keys, "a part", p));
        TRY(check_part(s, p));
    }
    return NULL;
}

static struct error *read_base(struct source *s, const struct key *k,
                               const struct yaml_value *v, void *target)
{
    struct manifest *m = target;

    if (v->kind != YAML_LIST)
        return yaml_refuse_type(s->a, s->path, v, k->name, "a list of parents");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        struct manifest_base *b = LIST_ADD(s->a, m->base, m->base_count);

        b->line = c->line;
        TRY(read_map(s, c, base_keys, "a parent in `base`", b));
    }
    return NULL;
}

static struct error *read_declared(struct source *s, const struct key *k,
                                   const struct yaml_value *v, void *target)
{
    (void)k;
    return read_map(s, v, declared_keys, "`declared`", target);
}

static struct error *read_endpoint(struct source *s, const struct key *k,
                                   const struct yaml_value *v, void *target)
{
    struct manifest *m = target;

    (void)k;
    m->has_endpoint = true;
    m->endpoint_line = v->key_line;
    return read_map(s, v, endpoint_keys, "`endpoint`", target);
}

static struct error *read_schema(struct source *s, const struct key *k,
                                 const struct yaml_value *v, void *target)
{
    struct view schema;
    struct key inner = *k;

    (void)target;
    inner.at = 0;
    return read_text(s, &inner, v, &schema);
}

// clang-format off
static const struct key top_keys[] = {
    {VIEW_INIT("schema"), read_schema, 0, 0, schema_words, true},
    {VIEW_INIT("name"), read_text, AT(manifest, name), 0, NULL, true},
    {VIEW_INIT("maker"), read_text, AT(manifest, maker), 0, NULL, false},
    {VIEW_INIT("version"), read_text, AT(manifest, version), 0, NULL, false},
    {VIEW_INIT("declared"), read_declared, 0, 0, NULL, true},
    {VIEW_INIT("parts"), read_parts, 0, 0, NULL, false},
    {VIEW_INIT("base"), read_base, 0, 0, NULL, false},
    {VIEW_INIT("endpoint"), read_endpoint, 0, 0, NULL, false},
    {VIEW_INIT("notes"), read_texts, AT(manifest, note),
     AT(manifest, note_count), NULL, false},
    {{NULL, 0}, NULL, 0, 0, NULL, false},
};
// clang-format on

// ------------------------------------------------------------ the whole of it

bool manifest_is(struct view bytes)
{
    struct arena scratch = {0};
    struct view schema = {0};
    struct yaml yaml;

    // As JSON it may stand on one line; a file that cannot be read still shows
    // by its first words what it was meant to be.
    if (yaml_read(&scratch, bytes, VIEW(""), &yaml)) {
        yaml_has_top_key(bytes, VIEW("schema"), &schema);
        if (schema.len && (schema.at[0] == '"' || schema.at[0] == '\''))
            schema = view_from(schema, 1);
    } else if (yaml.root && yaml.root->kind == YAML_MAP) {
        yaml_string(yaml_get(yaml.root, VIEW("schema")), &schema);
    }
    bool is = view_starts(schema, VIEW("freehold-release/"));
    arena_free(&scratch);
    return is;
}

static struct error *check_yaml(struct source *s, const struct yaml *y)
{
    if (y->anchors || y->aliases || y->tags)
        return refuse(s, y->special_line,
                      "a manifest has no tags, anchors or aliases, and here is "
                      "one; write the value out");
    if (y->duplicate)
        return refuse(s, y->duplicate->key_line,
                      "the key '" VIEW_FMT "' stands twice",
                      VIEW_ARG(view_head(y->duplicate->key, 60)));
    if (!y->root)
        return refuse(s, 1, "the manifest is empty");
    return NULL;
}

static void find_folder(struct source *s)
{
    char real[PATH_MAX];
    struct view folder = view_dirname(s->path);

    if (!folder.len)
        folder = view_starts(s->path, VIEW("/")) ? VIEW("/") : VIEW(".");
    if (realpath(arena_copy(s->a, folder).at, real))
        s->folder = arena_copy(s->a, view_of(real));
}

struct error *manifest_read(struct arena *a, struct view bytes,
                            struct view path, struct manifest *out)
{
    struct source s = {.a = a, .path = path, .out = out};
    unsigned char digest[SHA256_SIZE];
    struct yaml yaml;

    *out = (struct manifest){.path = path};
    if (bytes.len > MAX_MANIFEST)
        return refuse(&s, 0, "the manifest is larger than 1 MiB");
    TRY(knowledge_read(a, VIEW("parts/parts.txt"), &s.parts));
    TRY(yaml_read(a, bytes, path, &yaml));
    TRY(check_yaml(&s, &yaml));
    find_folder(&s);
    sha256(bytes, digest);
    out->digest = hex_of(a, digest, sizeof digest);
    TRY(read_map(&s, yaml.root, top_keys, "the manifest", out));
    size_t facts = out->part_count + out->base_count + out->note_count;
    if (facts > MAX_FACTS)
        return refuse(&s, 0, "the manifest has %zu facts; at most %d are read",
                      facts, (int)MAX_FACTS);
    return NULL;
}
