// SPDX-License-Identifier: Apache-2.0
// needs_file.c - reads a needs file. Each map is a table of keys; a key that is
// in no table is refused.
#include "base/digest.h"
#include "base/map.h"
#include "base/option.h"
#include "format/yaml.h"
#include "release/scalar.h"
#include "verdict/need.h"

#include <inttypes.h>

enum { MAX_FILE = 1 << 20, MAX_NEEDS = 10000, SHOWN = 60 };

struct reading {
    struct arena *a;
    const struct need_words *words;
    struct view path;
    struct needs *out;
    struct map had; // id of a wish: its number + 1
    uint32_t facts_line;
};

typedef struct error *(*key_reader)(struct reading *r,
                                    const struct yaml_value *v)MUST_USE;

struct key {
    const char *name;
    key_reader read;
};

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

// "no such KIND: 'said'. Did you mean X?", or the names.
static struct error *refuse_word(const struct reading *r, uint32_t line,
                                 const char *kind, struct view said,
                                 const char *const *name, size_t count)
{
    struct view short_ = view_head(said, SHOWN);
    struct error *e = no_such(r->a, kind, short_, name, count, NULL);

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

static struct error *take_number(const struct reading *r,
                                 const struct yaml_value *v, uint64_t *out)
{
    if (!v->plain || !view_u64(v->text, out))
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a whole number without quotes");
    return NULL;
}

// Decimal digits with at most one point.
static struct error *take_amount(const struct reading *r,
                                 const struct yaml_value *v, double *out)
{
    double value = 0, place = 0;
    size_t digits = 0;

    for (size_t i = 0; i < v->text.len; i++) {
        char c = v->text.at[i];

        if (c == '.' && place == 0) {
            place = 1;
        } else if (ascii_digit(c)) {
            digits++;
            value = value * 10 + (c - '0');
            place *= 10;
        } else {
            digits = 0;
            break;
        }
    }
    if (v->kind != YAML_SCALAR || !v->plain || !digits || digits > 15)
        return yaml_refuse_type(
            r->a, r->path, v, v->key,
            "digits, with a point or without, and no quotes");
    *out = place > 1 ? value / place : value;
    return NULL;
}

static struct error *take_list(const struct reading *r,
                               const struct yaml_value *v,
                               struct team_list *out)
{
    if (v->kind != YAML_LIST)
        return yaml_refuse_type(r->a, r->path, v, v->key, "a list of words");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        if (scalar_type(c) != SCALAR_TEXT || !c->text.len)
            return yaml_refuse_type(r->a, r->path, c, v->key,
                                    "a list of words, in quotes "
                                    "where one is no text (\"NO\")");
        *LIST_ADD(r->a, out->item, out->count) = c->text;
    }
    return NULL;
}

static const char **names_of(const struct reading *r, const struct records *all,
                             const char *key, size_t *count)
{
    const char **name = NULL;

    *count = 0;
    for (size_t i = 0; i < all->record_count; i++) {
        struct view id = record_get(&all->record[i], view_of(key));

        if (id.len)
            *LIST_ADD(r->a, name, *count) = arena_copy(r->a, id).at;
    }
    return name;
}

// The word must be one of `key` in the knowledge.
static struct error *check_known(const struct reading *r, uint32_t line,
                                 const struct records *all, const char *key,
                                 const char *kind, struct view said)
{
    size_t count;

    if (records_find(all, view_of(key), said))
        return NULL;
    const char **name = names_of(r, all, key, &count);
    return refuse_word(r, line, kind, said, name, count);
}

// ---- Maps -------------------------------------------------------------------

static struct error *unknown_key(const struct reading *r,
                                 const struct yaml_value *v,
                                 const struct key *keys)
{
    const char **name = NULL;
    size_t count = 0;

    for (; keys->name; keys++)
        *LIST_ADD(r->a, name, count) = keys->name;
    return refuse_word(r, v->key_line, "key", v->key, name, count);
}

static struct error *read_map(struct reading *r, const struct yaml_value *map,
                              struct view name, const struct key *keys)
{
    if (map->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, map, name, "a map");
    for (const struct yaml_value *v = map->child; v; v = v->next) {
        const struct key *k = keys;

        while (k->name && !view_eq(view_of(k->name), v->key))
            k++;
        if (!k->name)
            return unknown_key(r, v, keys);
        TRY(k->read(r, v));
    }
    return NULL;
}

// ---- Facts ------------------------------------------------------------------

static const char *const organisations[] = {"company", "public", "academic",
                                            "individual"};
static const char *const outlets[OUTLET_END] = {
    [OUTLET_WEIGHTS] = "weights", [OUTLET_DERIVATIVES] = "derivatives",
    [OUTLET_API] = "api",         [OUTLET_OUTPUTS] = "outputs",
    [OUTLET_DEVICE] = "device",
};

struct view outlet_word(enum outlet o)
{
    return view_of(outlets[o]);
}

struct view outlet_use(enum outlet o)
{
    static const struct view uses[OUTLET_END] = {
        [OUTLET_API] = VIEW_INIT("resale-as-api"),
        [OUTLET_DEVICE] = VIEW_INIT("device-bundle"),
    };

    return uses[o];
}

static struct error *read_organisation(struct reading *r,
                                       const struct yaml_value *v)
{
    size_t count = sizeof organisations / sizeof *organisations;

    TRY(take_text(r, v, &r->out->team.organisation));
    for (size_t i = 0; i < count; i++)
        if (view_eq(view_of(organisations[i]), v->text))
            return NULL;
    return refuse_word(r, v->line, "organisation", v->text, organisations,
                       count);
}

static struct error *read_number(struct reading *r, const struct yaml_value *v)
{
    struct team *t = &r->out->team;
    struct team_number n = {.key = v->key};

    TRY(take_number(r, v, &n.value));
    *LIST_ADD(r->a, t->number, t->number_count) = n;
    return NULL;
}

static bool is_country(struct view code)
{
    return code.len == 2 && code.at[0] >= 'A' && code.at[0] <= 'Z' &&
           code.at[1] >= 'A' && code.at[1] <= 'Z';
}

static struct error *read_territories(struct reading *r,
                                      const struct yaml_value *v)
{
    struct team_list *list = &r->out->team.territories;

    TRY(take_list(r, v, list));
    for (size_t i = 0; i < list->count; i++)
        if (!is_country(list->item[i]) &&
            !records_find(&r->words->words, VIEW("territory"), list->item[i]))
            return refuse(r, v->line,
                          "'" VIEW_FMT "' is no place: two capital letters of "
                          "ISO 3166 (DE, US), EU or EEA",
                          VIEW_ARG(view_head(list->item[i], SHOWN)));
    return NULL;
}

static struct error *read_sectors(struct reading *r, const struct yaml_value *v)
{
    return take_list(r, v, &r->out->team.sectors);
}

static struct error *read_uses(struct reading *r, const struct yaml_value *v)
{
    struct team_list *list = &r->out->team.uses;

    TRY(take_list(r, v, list));
    for (size_t i = 0; i < list->count; i++)
        TRY(check_known(r, v->line, &r->words->words, "use", "use",
                        list->item[i]));
    return NULL;
}

static struct error *read_laws(struct reading *r, const struct yaml_value *v)
{
    return take_list(r, v, &r->out->team.laws);
}

static struct error *read_support(struct reading *r, const struct yaml_value *v)
{
    return take_text(r, v, &r->out->team.support);
}

static struct error *read_outlet(struct reading *r, const struct yaml_value *v)
{
    for (size_t i = 0; i < OUTLET_END; i++) {
        if (!view_eq(view_of(outlets[i]), v->key))
            continue;
        if (scalar_type(v) != SCALAR_BOOL)
            return yaml_refuse_type(r->a, r->path, v, v->key, "true or false");
        r->out->team.distributes[i] =
            ascii_lower(v->text.at[0]) == 't' ? SAID_YES : SAID_NO;
        return NULL;
    }
    return refuse_word(r, v->key_line, "key", v->key, outlets, OUTLET_END);
}

static struct error *read_distributes(struct reading *r,
                                      const struct yaml_value *v)
{
    if (v->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "a map of true and false");
    for (const struct yaml_value *c = v->child; c; c = c->next)
        TRY(read_outlet(r, c));
    return NULL;
}

static const struct key fact_keys[] = {
    {"organisation", read_organisation},
    {"monthly_active_users", read_number},
    {"daily_active_users", read_number},
    {"monthly_unique_users", read_number},
    {"monthly_visits", read_number},
    {"users", read_number},
    {"people", read_number},
    {"devices", read_number},
    {"territories", read_territories},
    {"sectors", read_sectors},
    {"uses", read_uses},
    {"laws", read_laws},
    {"distributes", read_distributes},
    {"support", read_support},
    {"revenue_eur", read_number},
    {"revenue_usd", read_number},
    {0},
};

// "revenue_" and the three letters of a currency.
static bool is_revenue(struct view key)
{
    if (!view_starts(key, VIEW("revenue_")) || key.len != 11)
        return false;
    for (size_t i = 8; i < 11; i++)
        if (key.at[i] < 'a' || key.at[i] > 'z')
            return false;
    return true;
}

static bool list_has(const struct team_list *l, struct view word)
{
    for (size_t i = 0; i < l->count; i++)
        if (view_eq(l->item[i], word))
            return true;
    return false;
}

static const struct team_number *number_of(const struct team *t,
                                           struct view key)
{
    for (size_t i = 0; i < t->number_count; i++)
        if (view_eq(t->number[i].key, key))
            return &t->number[i];
    return NULL;
}

static struct error *check_facts(const struct reading *r)
{
    static const struct {
        struct view less, more;
    } orders[] = {
        {VIEW_INIT("daily_active_users"), VIEW_INIT("monthly_active_users")},
        {VIEW_INIT("monthly_active_users"), VIEW_INIT("monthly_visits")},
    };
    const struct team *t = &r->out->team;

    for (size_t i = 0; i < sizeof orders / sizeof *orders; i++) {
        const struct team_number *less = number_of(t, orders[i].less);
        const struct team_number *more = number_of(t, orders[i].more);

        if (less && more && less->value > more->value)
            return refuse(r, r->facts_line,
                          "the facts contradict: " VIEW_FMT " is %" PRIu64
                          " and " VIEW_FMT " is %" PRIu64
                          ", which cannot be less",
                          VIEW_ARG(less->key), less->value, VIEW_ARG(more->key),
                          more->value);
    }
    for (enum outlet o = OUTLET_WEIGHTS; o < OUTLET_END; o++)
        if (outlet_use(o).len && list_has(&t->uses, outlet_use(o)) &&
            t->distributes[o] == SAID_NO)
            return refuse(r, r->facts_line,
                          "the facts contradict: `uses` has " VIEW_FMT
                          " and `distributes` says %s: false",
                          VIEW_ARG(outlet_use(o)), outlets[o]);
    return NULL;
}

static struct error *read_facts(struct reading *r, const struct yaml_value *v)
{
    r->facts_line = v->key_line;
    if (v->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, v, v->key, "a map");
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        const struct key *k = fact_keys;

        while (k->name && !view_eq(view_of(k->name), c->key))
            k++;
        if (!k->name && !is_revenue(c->key))
            return unknown_key(r, c, fact_keys);
        TRY(k->name ? k->read(r, c) : read_number(r, c));
    }
    return check_facts(r);
}

// ---- Needs ------------------------------------------------------------------

static struct error *take_level(const struct reading *r,
                                const struct yaml_value *v,
                                enum need_level *out)
{
    static const char *const levels[] = {"must", "prefer", "optional",
                                         "forbid"};

    for (enum need_level l = LEVEL_MUST; l <= LEVEL_FORBID; l++) {
        *out = l;
        if (view_eq(need_level_word(l), v->text))
            return NULL;
    }
    if (v->kind != YAML_SCALAR)
        return yaml_refuse_type(r->a, r->path, v, v->key,
                                "must, prefer, optional or forbid");
    return refuse_word(r, v->line, "level", v->text, levels, 4);
}

static struct error *take_id(const struct reading *r,
                             const struct yaml_value *v, struct wish *w)
{
    size_t count;

    TRY(take_text(r, v, &w->id));
    w->rule = need_record(r->words, w->id);
    if (w->rule)
        return NULL;
    const char **name = names_of(r, &r->words->needs, "need", &count);
    return refuse_word(r, v->line, "need", w->id, name, count);
}

static struct error *take_wish(struct reading *r, const struct yaml_value *map,
                               struct wish *w)
{
    bool has_level = false;

    if (map->kind != YAML_MAP)
        return yaml_refuse_type(r->a, r->path, map, VIEW("needs"),
                                "a list of maps: {id: N-WEIGHTS, level: must}");
    w->line = map->line;
    for (const struct yaml_value *v = map->child; v; v = v->next) {
        static const char *const keys[] = {"id", "level", "why"};

        if (view_eq(v->key, VIEW("id"))) {
            TRY(take_id(r, v, w));
        } else if (view_eq(v->key, VIEW("level"))) {
            has_level = true;
            TRY(take_level(r, v, &w->level));
        } else if (view_eq(v->key, VIEW("why"))) {
            TRY(take_text(r, v, &w->why));
        } else {
            return refuse_word(r, v->key_line, "key", v->key, keys, 3);
        }
    }
    if (!w->id.len || !has_level)
        return refuse(r, map->line, "a need has no `%s`",
                      w->id.len ? "level" : "id");
    return NULL;
}

static struct error *read_needs(struct reading *r, const struct yaml_value *v)
{
    struct needs *n = r->out;

    if (v->kind != YAML_LIST)
        return yaml_refuse_type(r->a, r->path, v, v->key, "a list");
    if (v->count > MAX_NEEDS)
        return refuse(r, v->line,
                      "there are %" PRIu32 " needs; at most %d are read",
                      v->count, (int)MAX_NEEDS);
    for (const struct yaml_value *c = v->child; c; c = c->next) {
        struct wish w = {0};
        bool is_new;

        TRY(take_wish(r, c, &w));
        size_t *at = map_at(&r->had, w.id, &is_new);
        if (!is_new)
            return refuse(r, c->line,
                          VIEW_FMT " stands twice, first in line %" PRIu32,
                          VIEW_ARG(view_head(w.id, SHOWN)), n->wish[*at].line);
        *at = n->wish_count;
        *LIST_ADD(r->a, n->wish, n->wish_count) = w;
    }
    return NULL;
}

// What the file does not say itself.
static void add_profile(struct reading *r)
{
    struct needs *n = r->out;
    const struct record *profile =
        records_find(&r->words->profiles, VIEW("profile"), n->profile);

    for (enum need_level l = LEVEL_MUST; profile && l <= LEVEL_OPTIONAL; l++) {
        struct view rest = record_get(profile, need_level_word(l));

        while (rest.len) {
            struct view id = view_cut(rest, ' ', &rest);
            bool is_new;

            map_at(&r->had, id, &is_new);
            if (is_new)
                *LIST_ADD(r->a, n->wish, n->wish_count) = (struct wish){
                    .id = id, .level = l, .rule = need_record(r->words, id)};
        }
    }
}

static const struct wish *wish_of(const struct needs *n, struct view id)
{
    for (size_t i = 0; i < n->wish_count; i++)
        if (view_eq(n->wish[i].id, id))
            return &n->wish[i];
    return NULL;
}

// A must that stands for several needs, of which one is forbidden, is met by
// nothing.
static struct error *check_needs(const struct reading *r)
{
    const struct needs *n = r->out;

    for (size_t i = 0; i < n->wish_count; i++) {
        const struct wish *must = &n->wish[i];
        struct view id;

        for (size_t at = 0; must->level == LEVEL_MUST &&
                            record_next(must->rule, VIEW("all"), &at, &id);) {
            const struct wish *part = wish_of(n, id);

            if (part && part->level == LEVEL_FORBID)
                return refuse(r, part->line,
                              "the needs contradict: " VIEW_FMT
                              " is a must and takes in " VIEW_FMT
                              ", which is forbidden",
                              VIEW_ARG(must->id), VIEW_ARG(id));
        }
    }
    return NULL;
}

// ---- The top ----------------------------------------------------------------

static struct error *read_schema(struct reading *r, const struct yaml_value *v)
{
    if (!view_eq(v->text, VIEW("freehold-needs/1")))
        return refuse(r, v->line,
                      "`schema` is '" VIEW_FMT "' and must be freehold-needs/1",
                      VIEW_ARG(view_head(v->text, SHOWN)));
    return NULL;
}

static struct error *read_name(struct reading *r, const struct yaml_value *v)
{
    return take_text(r, v, &r->out->name);
}

static struct error *read_profile(struct reading *r, const struct yaml_value *v)
{
    TRY(take_text(r, v, &r->out->profile));
    return check_known(r, v->line, &r->words->profiles, "profile", "profile",
                       v->text);
}

static struct error *read_memory(struct reading *r, const struct yaml_value *v)
{
    r->out->has_memory = true;
    return take_amount(r, v, &r->out->max_memory_gib);
}

static struct error *read_first(struct reading *r, const struct yaml_value *v)
{
    return take_amount(r, v, &r->out->max_first_token_s);
}

static struct error *read_speed(struct reading *r, const struct yaml_value *v)
{
    return take_amount(r, v, &r->out->min_tokens_per_s);
}

static const struct key budget_keys[] = {
    {"max_memory_gib", read_memory},
    {"max_first_token_s", read_first},
    {"min_tokens_per_s", read_speed},
    {0},
};

static struct error *read_budget(struct reading *r, const struct yaml_value *v)
{
    return read_map(r, v, v->key, budget_keys);
}

static const struct key top_keys[] = {
    {"schema", read_schema},
    {"name", read_name},
    {"profile", read_profile},
    {"facts", read_facts},
    {"needs", read_needs},
    {"budget", read_budget},
    {0},
};

static struct error *check_yaml(const struct reading *r, const struct yaml *y)
{
    if (y->anchors || y->aliases || y->tags)
        return refuse(r, y->special_line,
                      "a needs file has no tags, anchors or aliases, and here "
                      "is one; write the value out");
    if (y->duplicate)
        return refuse(r, y->duplicate->key_line,
                      "the key '" VIEW_FMT "' stands twice",
                      VIEW_ARG(view_head(y->duplicate->key, SHOWN)));
    if (!y->root)
        return refuse(r, 1, "the needs file is empty");
    return NULL;
}

// forbid decides as must does, and stands before it.
static int level_rank(enum need_level l)
{
    return l == LEVEL_FORBID ? -1 : (int)l;
}

static int by_level_and_id(const void *one, const void *other)
{
    const struct wish *a = one, *b = other;
    int apart = level_rank(a->level) - level_rank(b->level);

    return apart ? apart : view_compare(a->id, b->id);
}

struct error *needs_read(struct arena *a, const struct need_words *w,
                         struct view bytes, struct view path, struct needs *out)
{
    struct reading r = {.a = a, .words = w, .path = path, .out = out};
    unsigned char digest[SHA256_SIZE];
    struct yaml yaml;

    *out = (struct needs){.path = path};
    r.had.arena = a;
    if (bytes.len > MAX_FILE)
        return refuse(&r, 0, "the needs file is larger than 1 MiB");
    TRY(yaml_read(a, bytes, path, &yaml));
    TRY(check_yaml(&r, &yaml));
    sha256(bytes, digest);
    out->digest = hex_of(a, digest, sizeof digest);
    TRY(read_map(&r, yaml.root, VIEW("the needs file"), top_keys));
    if (!yaml_get(yaml.root, VIEW("schema")))
        return refuse(&r, 1,
                      "the needs file has no `schema`: "
                      "freehold-needs/1");
    add_profile(&r);
    if (!out->wish_count)
        return refuse(&r, 1,
                      "the needs file asks for nothing: give `needs` "
                      "or a `profile`");
    TRY(check_needs(&r));
    qsort(out->wish, out->wish_count, sizeof *out->wish, by_level_and_id);
    return NULL;
}
