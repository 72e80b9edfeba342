// SPDX-License-Identifier: Apache-2.0
// portfolio_file.c - reads a portfolio: a table of keys, as needs_file.c has.
#include "base/digest.h"
#include "base/map.h"
#include "base/option.h"
#include "release/scalar.h"
#include "verdict/portfolio.h"

#include <inttypes.h>

enum { MAX_FILE = 1 << 20, SHOWN = 60 };

struct reading {
    struct arena *a;
    struct view path;
    struct portfolio_file *out;
    struct workload *at; // the one that is being read
};

typedef struct error *(*key_reader)(struct reading *r,
                                    const struct yaml_value *v)MUST_USE;

struct key {
    const char *name;
    key_reader read;
};

// ---- Words ------------------------------------------------------------------

static const char *const sensitivities[] = {"", "public", "internal",
                                            "confidential"};
static const char *const tolerances[] = {"", "any", "some", "none"};

struct view sensitivity_word(enum sensitivity s)
{
    return view_of(sensitivities[s]);
}

struct view tolerance_word(enum tolerance t)
{
    return view_of(tolerances[t]);
}

// ---- Refusing ---------------------------------------------------------------

static struct error *refuse(const struct reading *r, uint32_t line,
                            const char *format, ...) PRINTF_LIKE(3, 4) MUST_USE;

static struct error *refuse(const struct reading *r, uint32_t line,
                            const char *format, ...)
{
    va_list va;

    va_start(va, format);
    struct view what = arena_vprint(r->a, format, va);
    va_end(va);
    return error_new(r->a, ERROR_INPUT, (struct place){r->path, 0, line},
                     VIEW_FMT, VIEW_ARG(what));
}

static struct error *refuse_word(const struct reading *r, uint32_t line,
                                 const char *kind, struct view said,
                                 const char *const *name, size_t count)
{
    struct error *e =
        no_such(r->a, kind, view_head(said, SHOWN), name, count, NULL);

    e->kind = ERROR_INPUT;
    e->at = (struct place){r->path, 0, line};
    return e;
}

// ---- Values -----------------------------------------------------------------

static struct error *take_text(const struct reading *r,
                               const struct yaml_value *v, struct view *out)
{
    if (scalar_type(v) != SCALAR_TEXT || !v->text.len)
        return yaml_refuse_type(r->a, r->path, v, v->key, "text");
    *out = v->text;
    return NULL;
}

// A path is taken from where the portfolio lies.
static struct error *take_path(const struct reading *r,
                               const struct yaml_value *v, struct view *out)
{
    struct view folder = view_dirname(r->path);

    TRY(take_text(r, v, out));
    if (folder.len && !view_starts(*out, VIEW("/")))
        *out = arena_print(r->a, VIEW_FMT "/" VIEW_FMT, VIEW_ARG(folder),
                           VIEW_ARG(*out));
    return NULL;
}

// Decimal digits with at most one point, and a sign.
static struct error *take_real(const struct reading *r,
                               const struct yaml_value *v, double *out)
{
    struct view rest = v->text;
    bool minus = view_starts(rest, VIEW("-")), point = false;
    double value = 0, scale = 1;
    size_t digits = 0;

    rest = view_from(rest, minus ? 1 : 0);
    for (size_t i = 0; i < rest.len; i++) {
        char c = rest.at[i];

        if (c == '.' && !point) {
            point = true;
            continue;
        }
        if (!ascii_digit(c) || ++digits > 15)
            return yaml_refuse_type(r->a, r->path, v, v->key,
                                    "a number without quotes");
        value = value * 10 + (c - '0');
        scale *= point ? 10 : 1;
    }
    if (v->kind != YAML_SCALAR || !v->plain || !digits)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a number without quotes");
    *out = (minus ? -value : value) / scale;
    return NULL;
}

// The number of the word that `v` is, from 1.
static struct error *take_word(const struct reading *r,
                               const struct yaml_value *v, const char *kind,
                               const char *const *word, size_t count,
                               size_t *out)
{
    struct view text = {0};

    TRY(take_text(r, v, &text));
    for (*out = 1; *out < count; ++*out)
        if (view_eq(view_of(word[*out]), text))
            return NULL;
    return refuse_word(r, v->line, kind, text, word + 1, count - 1);
}

// ---- Maps -------------------------------------------------------------------

static struct error *read_map(struct reading *r, const struct yaml_value *map,
                              const struct key *keys)
{
    const char **name = NULL;
    size_t count = 0;

    if (map->kind != YAML_MAP)
        return refuse(r, map->line,
                      "a map must stand here, and it is " VIEW_FMT,
                      VIEW_ARG(yaml_type_name(map)));
    for (const struct yaml_value *v = map->child; v; v = v->next) {
        const struct key *k = keys;

        while (k->name && !view_eq(view_of(k->name), v->key))
            k++;
        if (k->name) {
            TRY(k->read(r, v));
            continue;
        }
        for (k = keys; k->name; k++)
            *LIST_ADD(r->a, name, count) = k->name;
        return refuse_word(r, v->key_line, "key", v->key, name, count);
    }
    return NULL;
}

// ---- A workload -------------------------------------------------------------

static struct error *read_workload_name(struct reading *r,
                                        const struct yaml_value *v)
{
    for (size_t i = 0; i + 1 < r->out->workload_count; i++)
        if (view_eq(r->out->workload[i].name, v->text))
            return refuse(r, v->line,
                          "the workload '" VIEW_FMT
                          "' stands twice, first in line %" PRIu32,
                          VIEW_ARG(view_head(v->text, SHOWN)),
                          r->out->workload[i].line);
    return take_text(r, v, &r->at->name);
}

static struct error *read_needs(struct reading *r, const struct yaml_value *v)
{
    return take_path(r, v, &r->at->needs_path);
}

static struct error *read_cost(struct reading *r, const struct yaml_value *v)
{
    return take_path(r, v, &r->at->cost_path);
}

static struct error *read_provider(struct reading *r,
                                   const struct yaml_value *v)
{
    return take_text(r, v, &r->at->provider);
}

static struct error *read_sensitivity(struct reading *r,
                                      const struct yaml_value *v)
{
    size_t at;

    TRY(take_word(r, v, "sensitivity", sensitivities,
                  sizeof sensitivities / sizeof *sensitivities, &at));
    r->at->sensitivity = (enum sensitivity)at;
    return NULL;
}

static struct error *read_lock_in(struct reading *r, const struct yaml_value *v)
{
    size_t at;

    TRY(take_word(r, v, "lock_in", tolerances,
                  sizeof tolerances / sizeof *tolerances, &at));
    r->at->lock_in = (enum tolerance)at;
    return NULL;
}

static struct error *read_critical(struct reading *r,
                                   const struct yaml_value *v)
{
    if (scalar_type(v) != SCALAR_BOOL)
        return yaml_refuse_type(r->a, r->path, v, v->key, "true or false");
    r->at->critical = ascii_lower(v->text.at[0]) == 't';
    return NULL;
}

static struct error *read_least(struct reading *r, const struct yaml_value *v)
{
    r->at->has_least = true;
    return take_real(r, v, &r->at->least);
}

static struct error *read_results(struct reading *r, const struct yaml_value *v)
{
    struct workload *w = r->at;

    if (v->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a map of names and numbers");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        struct quality_result one = {.of = c->key, .line = c->key_line};

        TRY(take_real(r, c, &one.value));
        *LIST_ADD(r->a, w->result, w->result_count) = one;
    }
    return NULL;
}

static const struct key quality_keys[] = {
    {"least", read_least},
    {"results", read_results},
    {0},
};

static struct error *read_quality(struct reading *r, const struct yaml_value *v)
{
    TRY(read_map(r, v, quality_keys));
    return r->at->has_least
               ? NULL
               : refuse(r, v->key_line, "`quality` has no `least`");
}

static const struct key workload_keys[] = {
    {"name", read_workload_name},
    {"needs", read_needs},
    {"cost", read_cost},
    {"provider", read_provider},
    {"sensitivity", read_sensitivity},
    {"lock_in", read_lock_in},
    {"quality", read_quality},
    {"critical", read_critical},
    {0},
};

static struct error *read_workloads(struct reading *r,
                                    const struct yaml_value *v)
{
    struct portfolio_file *f = r->out;

    if (v->kind != YAML_LIST)
        return yaml_refuse_type(r->a, r->path, v, v->key, "a list");
    if (v->count > PORTFOLIO_MAX_WORKLOADS)
        return refuse(r, v->line,
                      "there are %" PRIu32 " workloads; at most %d are read",
                      v->count, (int)PORTFOLIO_MAX_WORKLOADS);
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        r->at = LIST_ADD(r->a, f->workload, f->workload_count);
        r->at->line = c->line;
        TRY(read_map(r, c, workload_keys));
        if (!r->at->name.len || !r->at->needs_path.len)
            return refuse(r, c->line, "a workload has no `%s`",
                          r->at->name.len ? "needs" : "name");
    }
    return NULL;
}

// ---- The top ----------------------------------------------------------------

static struct error *read_schema(struct reading *r, const struct yaml_value *v)
{
    if (view_eq(v->text, VIEW("freehold-portfolio/1")))
        return NULL;
    return refuse(r, v->line,
                  "`schema` is '" VIEW_FMT "' and must be freehold-portfolio/1",
                  VIEW_ARG(view_head(v->text, SHOWN)));
}

static struct error *read_name(struct reading *r, const struct yaml_value *v)
{
    return take_text(r, v, &r->out->name);
}

static const struct key top_keys[] = {
    {"schema", read_schema},
    {"name", read_name},
    {"workloads", read_workloads},
    {0},
};

struct error *portfolio_read(struct arena *a, struct view bytes,
                             struct view path, struct portfolio_file *out)
{
    struct reading r = {.a = a, .path = path, .out = out};
    unsigned char digest[SHA256_SIZE];
    struct yaml y;

    *out = (struct portfolio_file){.path = path};
    if (bytes.len > MAX_FILE)
        return refuse(&r, 0, "the portfolio is larger than 1 MiB");
    TRY(yaml_read(a, bytes, path, &y));
    if (y.anchors || y.aliases || y.tags)
        return refuse(&r, y.special_line,
                      "a portfolio has no tags, anchors or aliases, and here "
                      "is one; write the value out");
    if (y.duplicate)
        return refuse(&r, y.duplicate->key_line,
                      "the key '" VIEW_FMT "' stands twice",
                      VIEW_ARG(view_head(y.duplicate->key, SHOWN)));
    if (!y.root)
        return refuse(&r, 1, "the portfolio is empty");
    sha256(bytes, digest);
    out->digest = hex_of(a, digest, sizeof digest);
    TRY(read_map(&r, y.root, top_keys));
    if (!yaml_get(y.root, VIEW("schema")))
        return refuse(&r, 1,
                      "the portfolio has no `schema`: freehold-portfolio/1");
    if (!out->workload_count)
        return refuse(&r, 1, "the portfolio has no workloads");
    return NULL;
}
