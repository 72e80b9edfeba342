// SPDX-License-Identifier: Apache-2.0
#include "release/cost_input.h"

#include "base/option.h"
#include "base/plain.h"
#include "base/text.h"
#include "release/scalar.h"

#include <math.h>

#define MOST 1e12 // of money and counts: more is a slip of the pen

// section, key, symbol, unit, standard, low, high, step, needed, whole, money
const struct cost_row cost_rows[COST_IDS] = {
    [COST_REQUESTS] = {"demand", "requests", "R", "requests a month", 0, 0,
                       MOST, 1, true, false, false},
    [COST_INPUT_TOKENS] = {"demand", "input_tokens", "Tin", "tokens a request",
                           0, 0, 1e8, 1, true, false, false},
    [COST_OUTPUT_TOKENS] = {"demand", "output_tokens", "Tout",
                            "tokens a request", 0, 0, 1e8, 1, true, false,
                            false},
    [COST_CACHED_SHARE] = {"demand", "cached_share", "c", "share of input, 0-1",
                           0, 0, 1, 0.001, false, false, false},
    [COST_PEAK_RATIO] = {"demand", "peak_ratio", "P", "busy hour to mean", 0, 1,
                         1000, 1, true, false, false},
    [COST_GROWTH] = {"demand", "growth", "g", "share a month", 0, -0.9, 1,
                     0.0001, false, false, false},
    [COST_MONTHS] = {"demand", "months", "H", "months", 12, 1, 120, 1, false,
                     true, false},
    [COST_API_INPUT] = {"api", "input_price", "pi", "a million tokens", 0, 0,
                        1e6, 0.001, true, false, true},
    [COST_API_OUTPUT] = {"api", "output_price", "po", "a million tokens", 0, 0,
                         1e6, 0.001, true, false, true},
    // If the file is silent: the price of input.
    [COST_API_CACHED] = {"api", "cached_price", "pc", "a million tokens", 0, 0,
                         1e6, 0.001, false, false, true},
    [COST_API_FIXED] = {"api", "fixed", "fixed_api", "a month", 0, 0, MOST, 1,
                        false, false, true},
    [COST_API_RETRY] = {"api", "retry", "retry", "times paid, from 1", 1, 1,
                        100, 1, false, false, false},
    [COST_API_AVAILABILITY] = {"api", "availability", "", "share, as promised",
                               1, 0.01, 1, 1, false, false, false},
    [COST_API_FALL] = {"api", "price_fall", "dp", "share a year", 0, 0, 0.99,
                       0.001, false, false, false},
    [COST_PREFILL] = {"machine", "prefill_rate", "s_pre", "tokens a second", 0,
                      1e-3, 1e9, 1, true, false, false},
    [COST_DECODE] = {"machine", "decode_rate", "s_dec", "tokens a second", 0,
                     1e-3, 1e9, 1, true, false, false},
    [COST_ALLOWED_LOAD] = {"machine", "allowed_load", "u", "share, below 1",
                           0.6, 0.01, 0.95, 1, false, false, false},
    [COST_SPARES] = {"machine", "spares", "k", "machines", 0, 0, 1000, 1, false,
                     true, false},
    [COST_PRICE] = {"machine", "price", "cap", "a machine", 0, 0, 1e9, 1, false,
                    false, true},
    [COST_LIFE] = {"machine", "life_months", "life", "months", 36, 1, 240, 1,
                   false, false, false},
    [COST_RESIDUAL] = {"machine", "residual", "resid", "a machine at its end",
                       0, 0, 1e9, 1, false, false, true},
    [COST_RENT] = {"machine", "rent", "rent", "a machine and hour", 0, 0, 1e6,
                   0.001, false, false, true},
    [COST_IDLE_WATTS] = {"machine", "idle_watts", "Pidle", "W", 0, 0, 1e6, 1,
                         false, false, false},
    [COST_BUSY_WATTS] = {"machine", "busy_watts", "Pbusy", "W", 0, 0, 1e6, 1,
                         false, false, false},
    [COST_PUE] = {"machine", "pue", "PUE", "power drawn to power used", 1, 1,
                  10, 1, false, false, false},
    [COST_KWH] = {"machine", "electricity", "kwh", "a kWh", 0, 0, 1e4, 0.001,
                  false, false, true},
    [COST_OTHER] = {"machine", "other", "other", "a month in all", 0, 0, MOST,
                    1, false, false, true},
    [COST_AVAILABILITY] = {"machine", "availability", "a", "share, of one", 1,
                           0.01, 1, 1, false, false, false},
    [COST_LABOUR_HOURS] = {"labour", "hours", "lab", "hours a month", 0, 0, 1e6,
                           0.1, true, false, false},
    [COST_LABOUR_RATE] = {"labour", "rate", "rate", "an hour", 0, 0, 1e6, 0.1,
                          true, false, true},
    [COST_SETUP_HOURS] = {"labour", "setup_hours", "setup", "hours, once", 0, 0,
                          1e6, 0.1, false, false, false},
    [COST_OUTAGE] = {"money", "outage", "down", "an hour of outage", 0, 0, 1e9,
                     0.1, false, false, true},
    [COST_DISCOUNT] = {"money", "discount_rate", "d", "share a year", 0, 0, 1,
                       0.001, false, false, false},
    [COST_MONTH_HOURS] = {"money", "month_hours", "h", "hours a month", 730.485,
                          672, 744, 1, false, false, false},
    [COST_TUNE_HOURS] = {"tune", "machine_hours", "", "hours a tune", 0, 0, 1e7,
                         1, false, false, false},
    [COST_TUNE_HOUR_PRICE] = {"tune", "hour_price", "", "a machine and hour", 0,
                              0, 1e6, 0.01, false, false, true},
    [COST_TUNE_LABELS] = {"tune", "labelling", "", "a tune", 0, 0, 1e9, 1,
                          false, false, true},
    [COST_TUNE_EVALUATION] = {"tune", "evaluation", "", "a tune", 0, 0, 1e9, 1,
                              false, false, true},
    [COST_TUNES_YEARLY] = {"tune", "again_yearly", "", "tunes a year", 0, 0,
                           366, 0.1, false, false, false},
    [COST_FEE] = {"license", "fee", "", "a month", 0, 0, MOST, 1, false, false,
                  true},
    // Users, revenue ...: what the clause counts; it grows with demand.
    [COST_FEE_COUNTED] = {"license", "counted", "", "as the clause counts", 0,
                          0, 1e15, 1, false, false, false},
    [COST_FEE_FROM] = {"license", "threshold", "", "as the clause counts", 0, 0,
                       1e15, 1, false, false, false},
};

static const char *const sections[] = {"demand", "api",  "machine", "labour",
                                       "money",  "tune", "license", "beside"};
static const char *const tops[] = {"schema",  "currency", "demand", "api",
                                   "machine", "labour",   "money",  "tune",
                                   "license", "beside"};

#define COUNT(array) (sizeof(array) / sizeof *(array))

struct source {
    struct arena *a;
    struct view path;
    struct cost_input *out;
    uint32_t line[COST_IDS]; // of the value; 0: not said
};

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

struct view cost_name(struct arena *a, enum cost_id id)
{
    return arena_print(a, "%s.%s", cost_rows[id].section, cost_rows[id].key);
}

static struct error *no_key(const struct source *s, const struct yaml_value *v,
                            const char *where, const char *const *name,
                            size_t count)
{
    const char *near = nearest_name(v->key, name, count);
    struct text known = {.arena = s->a};

    for (size_t i = 0; i < count; i++)
        text_print(&known, "%s%s", i ? ", " : "", name[i]);
    if (near)
        return refuse(s, v->key_line,
                      "no such key%s: " VIEW_FMT ". Did you mean %s?", where,
                      VIEW_SHORT(v->key), near);
    return refuse(s, v->key_line,
                  "no such key%s: " VIEW_FMT ". Known: " VIEW_FMT, where,
                  VIEW_SHORT(v->key), VIEW_ARG(text_view(&known)));
}

// A decimal number, and nothing else: no hexadecimal, no .inf, no .nan.
static bool number_of(struct arena *a, const struct yaml_value *v, double *out)
{
    for (size_t i = 0; i < v->text.len; i++)
        if (!byte_in(v->text.at[i], VIEW("0123456789+-.eE")))
            return false;
    if (scalar_type(v) != SCALAR_NUMBER || v->text.len > 60)
        return false;
    *out = plain_number(arena_copy(a, v->text).at);
    return true;
}

static struct error *read_number(struct source *s, enum cost_id id,
                                 const struct yaml_value *v)
{
    const struct cost_row *row = &cost_rows[id];
    double n = 0;

    struct view is =
        v->kind == YAML_SCALAR && v->text.len ? v->text : yaml_type_name(v);

    if (v->kind != YAML_SCALAR || !number_of(s->a, v, &n))
        return refuse(s, v->line,
                      "`%s.%s` is " VIEW_FMT
                      " and must be a finite decimal number without quotes "
                      "(%s)",
                      row->section, row->key, VIEW_SHORT(is), row->unit);
    if (!isfinite(n) || n < row->low || n > row->high)
        return refuse(s, v->line,
                      "`%s.%s` is " VIEW_FMT " and must be from %g to %g (%s)",
                      row->section, row->key, VIEW_SHORT(v->text), row->low,
                      row->high, row->unit);
    if (row->whole && n != floor(n))
        return refuse(s, v->line, "`%s.%s` is " VIEW_FMT " and must be whole",
                      row->section, row->key, VIEW_SHORT(v->text));
    s->out->value[id] = n;
    s->out->mark[id] = COST_ASSUMED;
    s->line[id] = v->line;
    return NULL;
}

// A number, or {value: 2500, by: measured}.
static struct error *read_value(struct source *s, enum cost_id id,
                                const struct yaml_value *v)
{
    static const char *const keys[] = {"value", "by"};

    if (v->kind != YAML_MAP)
        return read_number(s, id, v);
    for (const struct yaml_value *m = v->child; m; m = m->next)
        if (!view_eq(m->key, VIEW("value")) && !view_eq(m->key, VIEW("by")))
            return no_key(s, m, " of an input", keys, COUNT(keys));
    const struct yaml_value *value = yaml_get(v, VIEW("value")),
                            *by = yaml_get(v, VIEW("by"));
    if (!value)
        return refuse(s, v->line, "`%s.%s` has no `value`",
                      cost_rows[id].section, cost_rows[id].key);
    TRY(read_number(s, id, value));
    if (!by || view_eq(by->text, VIEW("assumed")))
        return NULL;
    if (!view_eq(by->text, VIEW("measured")))
        return refuse(s, by->line, "`by` must be measured or assumed");
    s->out->mark[id] = COST_MEASURED;
    return NULL;
}

static struct error *read_text(struct source *s, const struct yaml_value *v,
                               struct view *out)
{
    if (v->kind != YAML_SCALAR || v->text.len > 400)
        return refuse(s, v->line,
                      "`" VIEW_FMT "` must be text of at most 400 bytes",
                      VIEW_SHORT(v->key));
    *out = v->text;
    return NULL;
}

static struct error *read_beside(struct source *s, const struct yaml_value *map)
{
    static const char *const keys[] = {"excludes_self", "excludes_api",
                                       "patching", "quality"};
    struct view *slot[] = {&s->out->excludes_self, &s->out->excludes_api,
                           &s->out->patching, &s->out->quality};

    for (const struct yaml_value *v = map->child; v; v = v->next) {
        size_t i = 0;

        while (i < COUNT(keys) && !view_eq(v->key, view_of(keys[i])))
            i++;
        if (i == COUNT(keys))
            return no_key(s, v, " of beside", keys, COUNT(keys));
        TRY(read_text(s, v, slot[i]));
    }
    return NULL;
}

static struct error *read_section(struct source *s,
                                  const struct yaml_value *map)
{
    const char *keys[COST_IDS + 1];
    enum cost_id id[COST_IDS + 1];
    size_t count = 0;

    if (map->kind != YAML_MAP)
        return refuse(s, map->line, "`" VIEW_FMT "` must be a map",
                      VIEW_SHORT(map->key));
    if (view_eq(map->key, VIEW("beside")))
        return read_beside(s, map);
    for (enum cost_id i = 0; i < COST_IDS; i++)
        if (view_eq(map->key, view_of(cost_rows[i].section))) {
            keys[count] = cost_rows[i].key;
            id[count++] = i;
        }
    if (view_eq(map->key, VIEW("license")))
        keys[count++] = "clause";
    for (const struct yaml_value *v = map->child; v; v = v->next) {
        size_t i = 0;

        while (i < count && !view_eq(v->key, view_of(keys[i])))
            i++;
        if (i == count)
            return no_key(
                s, v, arena_print(s->a, " of " VIEW_FMT, VIEW_ARG(map->key)).at,
                keys, count);
        if (view_eq(v->key, VIEW("clause")))
            TRY(read_text(s, v, &s->out->clause));
        else
            TRY(read_value(s, id[i], v));
    }
    return NULL;
}

static struct error *read_top(struct source *s, const struct yaml_value *v)
{
    if (view_eq(v->key, VIEW("currency")))
        return read_text(s, v, &s->out->currency);
    if (view_eq(v->key, VIEW("schema"))) {
        if (view_eq(v->text, VIEW(COST_INPUT_SCHEMA)))
            return NULL;
        return refuse(s, v->line, "`schema` must be " COST_INPUT_SCHEMA);
    }
    for (size_t i = 0; i < COUNT(sections); i++)
        if (view_eq(v->key, view_of(sections[i])))
            return read_section(s, v);
    return no_key(s, v, "", tops, COUNT(tops));
}

// What no single value shows.
static struct error *check_together(struct source *s)
{
    struct cost_input *in = s->out;
    const double *v = in->value;

    for (enum cost_id i = 0; i < COST_IDS; i++)
        if (cost_rows[i].needed && !s->line[i])
            return refuse(s, 1, "`%s.%s` is missing (%s)%s",
                          cost_rows[i].section, cost_rows[i].key,
                          cost_rows[i].unit,
                          i == COST_LABOUR_HOURS
                              ? "; say 0 if nobody looks after the machines"
                              : "");
    if (!s->line[COST_API_CACHED])
        in->value[COST_API_CACHED] = v[COST_API_INPUT];
    if (v[COST_PRICE] <= 0 && v[COST_RENT] <= 0)
        return refuse(s, 1,
                      "a machine has neither `machine.price` nor "
                      "`machine.rent`: one of them is needed");
    if (v[COST_RESIDUAL] > v[COST_PRICE])
        return refuse(s, s->line[COST_RESIDUAL],
                      "`machine.residual` is more than `machine.price`");
    if (v[COST_IDLE_WATTS] > v[COST_BUSY_WATTS])
        return refuse(s, s->line[COST_IDLE_WATTS],
                      "`machine.idle_watts` is more than `machine.busy_watts`");
    return NULL;
}

struct error *cost_input_read(struct arena *a, struct view bytes,
                              struct view path, struct cost_input *out)
{
    struct source s = {.a = a, .path = path, .out = out};
    struct yaml y;

    *out = (struct cost_input){.currency = VIEW("")};
    for (enum cost_id i = 0; i < COST_IDS; i++)
        out->value[i] = cost_rows[i].standard;
    TRY(yaml_read(a, bytes, path, &y));
    if (!y.root || y.root->kind != YAML_MAP)
        return refuse(&s, 1,
                      "a cost file is a map: see freehold help cost-file");
    if (y.aliases || y.anchors || y.tags)
        return refuse(&s, y.special_line,
                      "aliases, anchors and tags are not taken here");
    if (y.duplicate)
        return refuse(&s, y.duplicate->key_line, "`" VIEW_FMT "` stands twice",
                      VIEW_SHORT(y.duplicate->key));
    if (!yaml_get(y.root, VIEW("schema")))
        return refuse(&s, 1, "`schema: " COST_INPUT_SCHEMA "` is missing");
    for (const struct yaml_value *v = y.root->child; v; v = v->next)
        TRY(read_top(&s, v));
    return check_together(&s);
}
