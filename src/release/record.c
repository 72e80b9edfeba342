// SPDX-License-Identifier: Apache-2.0
#include "release/record.h"

#include "base/digest.h"
#include "base/option.h"
#include "format/yaml.h"
#include "knowledge/knowledge.h"
#include "release/scalar.h"

enum { MAX_RECORD = 1 << 20, MAX_COMPONENTS = 17 };

struct source { // a record that is being read
    struct arena *a;
    struct view path;
    struct model_record *out;
};

// ---------------------------------------------------------------- which kind

// Top-level keys that tell a record from any other YAML file.
static const struct {
    enum record_kind kind;
    struct view head, body;
} marks[] = {
    {RECORD_MOF, VIEW_INIT("framework"), VIEW_INIT("release")},
    {RECORD_INDEX, VIEW_INIT("system"), VIEW_INIT("weights_endmodel")},
    {RECORD_INDEX_LEGACY, VIEW_INIT("project"), VIEW_INIT("llmweights")},
};

bool record_is(struct view bytes, enum record_kind *kind)
{
    struct view value;

    *kind = RECORD_MOF;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (yaml_has_top_key(bytes, marks[i].head, &value) &&
            yaml_has_top_key(bytes, marks[i].body, &value)) {
            *kind = marks[i].kind;
            return true;
        }
    return false;
}

// -------------------------------------------------------------------- values

static struct error *refuse(const struct source *s, uint32_t line,
                            struct view what)
{
    return error_new(s->a, ERROR_INPUT, (struct place){s->path, 0, line},
                     VIEW_FMT, VIEW_ARG(what));
}

// A key of a map that goes to a view.
struct key {
    struct view name;
    size_t at; // offset of the view
};

// All scalars of a MOF record are text: an unquoted number or date is an error
// of its schema (yardsticks.md 3.2). Index records are read as they stand.
static struct error *read_text(const struct source *s,
                               const struct yaml_value *v, struct view *out)
{
    if (v->kind != YAML_SCALAR)
        return refuse(
            s, v->line,
            arena_print(s->a, "`" VIEW_FMT "` is " VIEW_FMT " and must be text",
                        VIEW_ARG(v->key), VIEW_ARG(yaml_type_name(v))));
    if (yaml_is_null(v))
        return NULL;
    if (s->out->kind == RECORD_MOF && scalar_type(v) != SCALAR_TEXT)
        return refuse(s, v->line,
                      arena_print(s->a,
                                  "`" VIEW_FMT "` is " VIEW_FMT ": '" VIEW_FMT
                                  "'; put it in quotes",
                                  VIEW_ARG(v->key), VIEW_ARG(yaml_type_name(v)),
                                  VIEW_ARG(view_head(v->text, 60))));
    *out = v->text;
    return NULL;
}

static struct error *read_keys(const struct source *s,
                               const struct yaml_value *map,
                               const struct key *key, size_t key_count,
                               void *target)
{
    for (size_t i = 0; i < key_count; i++) {
        const struct yaml_value *v = yaml_get(map, key[i].name);

        if (v)
            TRY(read_text(s, v,
                          (struct view *)(void *)((char *)target + key[i].at)));
    }
    return NULL;
}

#define READ_KEYS(s, map, keys, target)                                        \
    read_keys((s), (map), (keys), sizeof(keys) / sizeof *(keys), (target))

// The member `name` of `map`, which must be a map.
static struct error *get_map(const struct source *s,
                             const struct yaml_value *map, struct view name,
                             const struct yaml_value **out)
{
    const struct yaml_value *v = yaml_get(map, name);

    *out = v;
    if (!v)
        return refuse(
            s, map->line,
            arena_print(s->a, "there is no `" VIEW_FMT "`", VIEW_ARG(name)));
    if (v->kind != YAML_MAP)
        return refuse(s, v->line,
                      arena_print(s->a,
                                  "`" VIEW_FMT "` is " VIEW_FMT
                                  " and must be a map",
                                  VIEW_ARG(name), VIEW_ARG(yaml_type_name(v))));
    return NULL;
}

static struct error *need(const struct source *s, struct view value,
                          const char *name, uint32_t line)
{
    if (value.len)
        return NULL;
    return refuse(s, line, arena_print(s->a, "`%s` is missing or empty", name));
}

// ----------------------------------------------------------------------- MOF

#define AT(type, member) offsetof(struct type, member)

static const struct key release_keys[] = {
    {VIEW_INIT("name"), AT(model_record, name)},
    {VIEW_INIT("producer"), AT(model_record, producer)},
    {VIEW_INIT("type"), AT(model_record, type)},
    {VIEW_INIT("version"), AT(model_record, version)},
    {VIEW_INIT("date"), AT(model_record, date)},
    {VIEW_INIT("repository"), AT(model_record, repository)},
    {VIEW_INIT("huggingface"), AT(model_record, huggingface)},
    {VIEW_INIT("contact"), AT(model_record, contact)},
    {VIEW_INIT("origin"), AT(model_record, origin)},
    {VIEW_INIT("architecture"), AT(model_record, architecture)},
    {VIEW_INIT("treatment"), AT(model_record, treatment)},
};

static const struct key component_keys[] = {
    {VIEW_INIT("name"), AT(record_component, name)},
    {VIEW_INIT("description"), AT(record_component, description)},
    {VIEW_INIT("license"), AT(record_component, license)},
    {VIEW_INIT("license_path"), AT(record_component, license_path)},
    {VIEW_INIT("component_path"), AT(record_component, component_path)},
};

static const struct key license_keys[] = {
    {VIEW_INIT("name"), AT(record_license, name)},
    {VIEW_INIT("path"), AT(record_license, path)},
};

// The tool takes an unknown name for its first component, silently; that would
// make a release more open by a slip of the pen.
static struct error *known_component(const struct source *s,
                                     const struct records *known,
                                     const struct record_component *c)
{
    const char *name[MAX_COMPONENTS];
    const char *nearest;
    size_t count = 0;

    for (size_t n = 0; n < known->record_count; n++) {
        struct view one = record_get(&known->record[n], VIEW("component"));

        if (view_eq(one, c->name))
            return NULL;
        if (one.len && count < MAX_COMPONENTS)
            name[count++] = arena_copy(s->a, one).at;
    }
    nearest = nearest_name(c->name, name, count);
    return refuse(s, c->line,
                  arena_print(s->a,
                              "no component of the framework is called "
                              "'" VIEW_FMT "'%s%s%s",
                              VIEW_SHORT(c->name),
                              nearest ? "; did you mean '" : "",
                              nearest ? nearest : "", nearest ? "'?" : ""));
}

static struct error *read_components(const struct source *s,
                                     const struct yaml_value *release)
{
    struct records known;
    const struct yaml_value *list = yaml_get(release, VIEW("components"));

    if (!list || list->kind != YAML_LIST)
        return refuse(s, list ? list->line : release->line,
                      VIEW("`components` must be a list"));
    if (list->count > MAX_COMPONENTS)
        return refuse(s, list->line,
                      arena_print(s->a,
                                  "`components` has %u entries; the framework "
                                  "has %d",
                                  list->count, (int)MAX_COMPONENTS));
    TRY(knowledge_read(s->a, VIEW("yardsticks/mof.txt"), &known));
    for (const struct yaml_value *v = list->child; v; v = v->next) {
        struct record_component *c =
            LIST_ADD(s->a, s->out->component, s->out->component_count);
        const struct yaml_value *license;

        if (v->kind != YAML_MAP)
            return refuse(s, v->line, VIEW("a component must be a map"));
        TRY(READ_KEYS(s, v, component_keys, c));
        TRY(need(s, c->name, "name", v->line));
        license = yaml_get(v, VIEW("license"));
        c->has_license = license && !yaml_is_null(license);
        c->line = v->line;
        TRY(known_component(s, &known, c));
    }
    return NULL;
}

// `word` must be one of `known`, or empty.
static struct error *check_word(const struct source *s, uint32_t line,
                                const char *what, struct view word,
                                const char *const *known, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (view_eq(view_of(known[i]), word))
            return NULL;
    if (!word.len)
        return NULL;
    struct error *e = no_such(s->a, what, word, known, count, NULL);
    return refuse(s, line, e->message);
}

static struct error *check_type(const struct source *s,
                                const struct yaml_value *release)
{
    static const char *const types[] = {"language", "vision",     "image",
                                        "audio",    "video",      "3d",
                                        "code",     "multimodal", "other"};
    const struct yaml_value *v = yaml_get(release, VIEW("type"));

    return v ? check_word(s, v->line, "type", s->out->type, types,
                          sizeof types / sizeof *types)
             : NULL;
}

static struct error *read_licenses(const struct source *s,
                                   const struct yaml_value *release)
{
    static const char *const keys[] = {"distribution", "code", "data",
                                       "document"};
    const struct yaml_value *map;

    TRY(get_map(s, release, VIEW("license"), &map));
    for (const struct yaml_value *v = map->child; v; v = v->next) {
        struct record_license *l =
            LIST_ADD(s->a, s->out->license, s->out->license_count);

        TRY(check_word(s, v->key_line, "key of license", v->key, keys,
                       sizeof keys / sizeof *keys));
        if (v->kind != YAML_MAP)
            return refuse(s, v->line,
                          VIEW("a license must be a map of name and path"));
        l->key = v->key;
        l->line = v->key_line;
        TRY(READ_KEYS(s, v, license_keys, l));
    }
    return NULL;
}

static struct error *read_mof(const struct source *s,
                              const struct yaml_value *root)
{
    static const struct key framework_keys[] = {
        {VIEW_INIT("version"), AT(model_record, framework_version)},
    };
    const struct yaml_value *framework, *release;

    TRY(get_map(s, root, VIEW("framework"), &framework));
    TRY(READ_KEYS(s, framework, framework_keys, s->out));
    TRY(get_map(s, root, VIEW("release"), &release));
    TRY(READ_KEYS(s, release, release_keys, s->out));
    TRY(need(s, s->out->name, "name", release->line));
    if (!yaml_get(release, VIEW("producer"))) // empty it may be
        TRY(need(s, s->out->producer, "producer", release->line));
    TRY(check_type(s, release));
    TRY(read_licenses(s, release));
    return read_components(s, release);
}

// ------------------------------------------------------------ European index

static const struct key system_keys[] = {
    {VIEW_INIT("name"), AT(model_record, name)},
    {VIEW_INIT("type"), AT(model_record, type)},
    {VIEW_INIT("releasedate"), AT(model_record, date)},
    {VIEW_INIT("link"), AT(model_record, repository)},
    {VIEW_INIT("basemodelname"), AT(model_record, base)},
    {VIEW_INIT("llmbase"), AT(model_record, base)},
};

static const struct key org_keys[] = {
    {VIEW_INIT("name"), AT(model_record, producer)},
};

// The license the record names for the model itself.
static const struct view model_license_keys[] = {
    VIEW_INIT("endmodellicense"),
    VIEW_INIT("license"),
};

static void read_model_license(const struct source *s,
                               const struct yaml_value *head)
{
    for (size_t i = 0;
         i < sizeof model_license_keys / sizeof *model_license_keys; i++) {
        const struct yaml_value *v = yaml_get(head, model_license_keys[i]);

        if (v && v->kind == YAML_SCALAR && !yaml_is_null(v))
            *LIST_ADD(s->a, s->out->license, s->out->license_count) =
                (struct record_license){
                    .key = v->key, .name = v->text, .line = v->line};
    }
}

static void read_links(const struct source *s, const struct yaml_value *v,
                       struct record_parameter *p)
{
    if (!v || yaml_is_null(v) || v->kind == YAML_MAP)
        return;
    if (v->kind == YAML_SCALAR) {
        *LIST_ADD(s->a, p->link, p->link_count) = v->text;
        return;
    }
    for (const struct yaml_value *c = v->child; c; c = c->next)
        if (c->kind == YAML_SCALAR && c->text.len)
            *LIST_ADD(s->a, p->link, p->link_count) = c->text;
}

// Each map at the top that has a class is a parameter.
static struct error *read_parameters(const struct source *s,
                                     const struct yaml_value *root)
{
    static const struct key keys[] = {
        {VIEW_INIT("class"), AT(record_parameter, value)},
        {VIEW_INIT("notes"), AT(record_parameter, notes)},
    };

    for (const struct yaml_value *v = root->child; v; v = v->next) {
        if (v->kind != YAML_MAP || !yaml_get(v, VIEW("class")))
            continue;
        struct record_parameter *p =
            LIST_ADD(s->a, s->out->parameter, s->out->parameter_count);
        p->name = v->key;
        p->line = v->key_line;
        TRY(READ_KEYS(s, v, keys, p));
        read_links(s, yaml_get(v, VIEW("link")), p);
    }
    return NULL;
}

static struct error *read_index(const struct source *s,
                                const struct yaml_value *root,
                                struct view head_name)
{
    const struct yaml_value *head;
    const struct yaml_value *org = yaml_get(root, VIEW("org"));

    TRY(get_map(s, root, head_name, &head));
    TRY(READ_KEYS(s, head, system_keys, s->out));
    TRY(need(s, s->out->name, "name", head->line));
    if (org && org->kind == YAML_MAP)
        TRY(READ_KEYS(s, org, org_keys, s->out));
    read_model_license(s, head);
    return read_parameters(s, root);
}

struct error *record_read(struct arena *a, struct view bytes, struct view path,
                          struct model_record *out)
{
    struct source s = {a, path, out};
    unsigned char digest[SHA256_SIZE];
    struct yaml yaml;

    *out = (struct model_record){.path = path};
    if (bytes.len > MAX_RECORD)
        return refuse(&s, 0, VIEW("the record is larger than 1 MiB"));
    if (!record_is(bytes, &out->kind))
        return refuse(&s, 0,
                      VIEW("is no record: neither `framework` and `release`, "
                           "nor `system` or `project` with its parameters, "
                           "stand at the start of a line"));
    TRY(yaml_read(a, bytes, path, &yaml));
    if (!yaml.root || yaml.root->kind != YAML_MAP)
        return refuse(&s, 1, VIEW("the record must be a map"));
    sha256(bytes, digest);
    out->digest = hex_of(a, digest, sizeof digest);
    switch (out->kind) {
    case RECORD_MOF:
        return read_mof(&s, yaml.root);
    case RECORD_INDEX:
        return read_index(&s, yaml.root, VIEW("system"));
    case RECORD_INDEX_LEGACY:
        break;
    }
    return read_index(&s, yaml.root, VIEW("project"));
}
