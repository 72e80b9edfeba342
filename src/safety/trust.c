// SPDX-License-Identifier: Apache-2.0
#include "safety/trust.h"

#include "base/digest.h"
#include "base/file.h"
#include "base/option.h"
#include "release/scalar.h"
#include "release/tree.h"

enum { SHOWN = 80, LARGEST = 4 << 20 };

#define SCHEMA "freehold-trust/1"

static const struct trusted unlimited = {.from = INT64_MIN, .until = INT64_MAX};

void trust_add_key(struct arena *a, struct trust *t, struct view key)
{
    struct trusted *to = LIST_ADD(a, t->signer, t->signer_count);

    *to = unlimited;
    to->key = key;
}

void trust_add_roots(struct arena *a, struct trust *t, struct view roots)
{
    struct trusted *to = LIST_ADD(a, t->signer, t->signer_count);

    *to = unlimited;
    to->roots = roots;
}

struct view trust_ended(const struct trusted *t, int64_t now)
{
    if (t->revoked.len)
        return t->revoked;
    if (now < t->from)
        return VIEW("it is not trusted yet");
    return now < t->until ? (struct view){0} : VIEW("it is trusted no longer");
}

const struct revoked_release *trust_revoked(const struct trust *t,
                                            struct view root)
{
    for (size_t i = 0; i < t->revoked_count; i++)
        if (view_eq(t->revoked[i].root, root))
            return &t->revoked[i];
    return NULL;
}

// ---- Reading ----------------------------------------------------------------

struct reading {
    struct arena *a;
    struct view path;
    struct trust *out;
    bool schema;
};

typedef struct error *(*reader)(const struct reading *r,
                                const struct yaml_value *v, void *to)MUST_USE;

struct key { // of a map
    const char *name;
    reader read;
    size_t offset; // of the member that it fills
};

static struct error *refuse(const struct reading *r, uint32_t line,
                            const char *what, struct view said)
{
    return error_new(r->a, ERROR_INPUT, (struct place){r->path, 0, line},
                     "%s: '" VIEW_FMT "'", what,
                     VIEW_ARG(view_head(said, SHOWN)));
}

enum { MOST_KEYS = 8 };

// Reads the map `v` into `to` by the table `key`.
static struct error *read_map(const struct reading *r,
                              const struct yaml_value *v, const struct key *key,
                              size_t count, void *to)
{
    const char *name[MOST_KEYS];

    assert(count <= MOST_KEYS);
    for (size_t i = 0; i < count; i++)
        name[i] = key[i].name;
    for (const struct yaml_value *m = v->child; m; m = m->next) {
        size_t i = 0;

        while (i < count && !view_eq(m->key, view_of(name[i])))
            i++;
        if (i < count) {
            TRY(key[i].read(r, m, (char *)to + key[i].offset));
            continue;
        }
        struct error *e =
            no_such(r->a, "key", view_head(m->key, SHOWN), name, count, NULL);
        e->kind = ERROR_INPUT;
        e->at = (struct place){r->path, 0, m->key_line};
        return e;
    }
    return NULL;
}

static struct error *read_text(const struct reading *r,
                               const struct yaml_value *v, void *to)
{
    if (v->kind != YAML_SCALAR || !v->text.len ||
        scalar_type(v) == SCALAR_NULL || scalar_type(v) == SCALAR_BOOL)
        return yaml_refuse_type(r->a, r->path, v, v->key, "text");
    *(struct view *)to = v->text;
    return NULL;
}

static struct error *read_path(const struct reading *r,
                               const struct yaml_value *v, void *to)
{
    struct view folder = view_dirname(r->path), *out = to;

    TRY(read_text(r, v, to));
    if (folder.len && !view_starts(*out, VIEW("/")))
        *out = arena_print(r->a, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(folder),
                           VIEW_ARG(*out));
    return NULL;
}

static struct error *read_digest(const struct reading *r,
                                 const struct yaml_value *v, void *to)
{
    struct view hex = view_from(v->text, VIEW("sha256:").len);
    bool good = v->kind == YAML_SCALAR &&
                view_starts(v->text, VIEW("sha256:")) && is_hex(hex, 64);

    *(struct view *)to = arena_lower(r->a, hex);
    return good ? NULL
                : refuse(r, v->line,
                         "a digest is sha256: and 64 hexadecimal digits",
                         v->text);
}

// Days from 1970 to a day of the Gregorian calendar: years from March on, so
// that the leap day is the last one.
static int64_t days_to(int64_t year, int64_t month, int64_t day)
{
    int64_t y = month > 2 ? year : year - 1;
    int64_t of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;

    return 365 * y + y / 4 - y / 100 + y / 400 + of_year - 719468;
}

static int64_t days_of_month(int64_t year, int64_t month)
{
    return month == 12 ? 31
                       : days_to(year, month + 1, 1) - days_to(year, month, 1);
}

// "2026-11-03" as days since 1970.
static bool read_day(struct view v, int64_t *out)
{
    uint64_t year, month, day;
    struct view rest, y = view_cut(v, '-', &rest);
    struct view m = view_cut(rest, '-', &rest);

    if (v.len != 10 || y.len != 4 || m.len != 2 || rest.len != 2 ||
        !view_u64(y, &year) || !view_u64(m, &month) || !view_u64(rest, &day) ||
        !year || month < 1 || month > 12 || day < 1 ||
        (int64_t)day > days_of_month((int64_t)year, (int64_t)month))
        return false;
    *out = days_to((int64_t)year, (int64_t)month, (int64_t)day);
    return true;
}

enum { DAY = 24 * 60 * 60 };

static struct error *read_from(const struct reading *r,
                               const struct yaml_value *v, void *to)
{
    int64_t day = 0;

    if (v->kind != YAML_SCALAR || !read_day(v->text, &day))
        return refuse(r, v->line, "a day is written 2026-11-03", v->text);
    *(int64_t *)to = day * DAY;
    return NULL;
}

// To the end of the day.
static struct error *read_until(const struct reading *r,
                                const struct yaml_value *v, void *to)
{
    TRY(read_from(r, v, to));
    *(int64_t *)to += DAY;
    return NULL;
}

static struct error *read_signer(const struct reading *r,
                                 const struct yaml_value *v)
{
    static const struct key keys[] = {
        {"key", read_path, offsetof(struct trusted, key)},
        {"roots", read_path, offsetof(struct trusted, roots)},
        {"owner", read_text, offsetof(struct trusted, owner)},
        {"from", read_from, offsetof(struct trusted, from)},
        {"until", read_until, offsetof(struct trusted, until)},
        {"revoked", read_text, offsetof(struct trusted, revoked)},
    };
    struct trusted *to = LIST_ADD(r->a, r->out->signer, r->out->signer_count);

    *to = unlimited;
    TRY(read_map(r, v, keys, sizeof keys / sizeof *keys, to));
    if (!to->key.len == !to->roots.len)
        return refuse(r, v->line, "a signer needs one of both",
                      VIEW("key, roots"));
    return to->from < to->until ? NULL
                                : refuse(r, v->line, "it ends before it begins",
                                         VIEW("from, until"));
}

static struct error *read_release(const struct reading *r,
                                  const struct yaml_value *v)
{
    static const struct key keys[] = {
        {"root", read_digest, offsetof(struct revoked_release, root)},
        {"by", read_text, offsetof(struct revoked_release, by)},
        {"why", read_text, offsetof(struct revoked_release, why)},
    };
    struct revoked_release *to =
        LIST_ADD(r->a, r->out->revoked, r->out->revoked_count);

    TRY(read_map(r, v, keys, sizeof keys / sizeof *keys, to));
    return to->root.len && to->why.len
               ? NULL
               : refuse(r, v->line, "a revoked release needs both",
                        VIEW("root, why"));
}

static struct error *read_list(
    const struct reading *r, const struct yaml_value *v,
    struct error *(*read)(const struct reading *r, const struct yaml_value *v))
{
    if (v->kind != YAML_LIST)
        return yaml_refuse_type(r->a, r->path, v, v->key, "a list");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        if (c->kind != YAML_MAP)
            return yaml_refuse_type(r->a, r->path, v, v->key, "a list of maps");
        TRY(read(r, c));
    }
    return NULL;
}

static struct error *read_signers(const struct reading *r,
                                  const struct yaml_value *v, void *to)
{
    (void)to;
    return read_list(r, v, read_signer);
}

static struct error *read_revoked(const struct reading *r,
                                  const struct yaml_value *v, void *to)
{
    (void)to;
    return read_list(r, v, read_release);
}

static struct error *read_schema(const struct reading *r,
                                 const struct yaml_value *v, void *to)
{
    bool *schema = to;

    *schema = v->kind == YAML_SCALAR && view_eq(v->text, VIEW(SCHEMA));
    return *schema ? NULL
                   : refuse(r, v->line, "the schema is not " SCHEMA, v->text);
}

struct error *trust_read(struct arena *a, struct view bytes, struct view path,
                         struct trust *out)
{
    static const struct key keys[] = {
        {"schema", read_schema, offsetof(struct reading, schema)},
        {"signers", read_signers, 0},
        {"revoked", read_revoked, 0},
    };
    struct reading r = {.a = a, .path = path, .out = out};
    struct yaml yaml;

    TRY(yaml_read(a, bytes, path, &yaml));
    if (!yaml.root || yaml.root->kind != YAML_MAP)
        return refuse(&r, 1, "a trust file is a map with the key",
                      VIEW("schema: " SCHEMA));
    if (yaml.duplicate)
        return refuse(&r, yaml.duplicate->key_line, "the key stands twice",
                      yaml.duplicate->key);
    if (yaml.special_line)
        return refuse(&r, yaml.special_line, "not allowed in a trust file",
                      VIEW("tags, anchors and aliases"));
    TRY(read_map(&r, yaml.root, keys, sizeof keys / sizeof *keys, &r));
    return r.schema ? NULL
                    : refuse(&r, 1, "a trust file needs the key",
                             VIEW("schema: " SCHEMA));
}

struct error *trust_open(struct arena *a, struct view path, struct trust *out)
{
    struct view bytes;

    TRY(file_front(a, path, LARGEST + 1, &bytes));
    if (bytes.len > LARGEST)
        return error_new(a, ERROR_INPUT, (struct place){.path = path},
                         "is longer than a trust file can be: %d bytes",
                         LARGEST);
    return trust_read(a, bytes, path, out);
}
