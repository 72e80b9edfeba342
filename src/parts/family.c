// SPDX-License-Identifier: Apache-2.0
#include "parts/family.h"

enum { MAX_NAME = 256 }; // bytes of a tensor's name that could be in the lists

struct families {
    struct records *file;
    size_t file_count;
};

struct error *families_open(struct arena *a, struct families **out)
{
    struct families *f = *out = ARENA_NEW(a, struct families, 1);
    struct view name;
    size_t at = 0;

    while (knowledge_next(VIEW("families/"), &at, &name))
        TRY(knowledge_read(a, name, LIST_ADD(a, f->file, f->file_count)));
    return NULL;
}

// The first family that has `value` under `key`.
static const struct record *find(const struct families *f, struct view key,
                                 struct view value)
{
    for (size_t i = 0; i < f->file_count; i++)
        for (size_t j = 0; j < f->file[i].record_count; j++) {
            const struct record *r = &f->file[i].record[j];
            struct view v;
            size_t at = 0;

            while (record_next(r, key, &at, &v))
                if (view_eq(v, value))
                    return r;
        }
    return NULL;
}

// The family that a config.json is of, by its architectures, else by its
// model_type; NULL: none that we know.
static const struct record *family_of(const struct families *f,
                                      const struct json_value *config)
{
    const struct json_value *list = json_get(config, VIEW("architectures"));
    const struct record *found = NULL;
    struct view word;

    if (list && list->kind == JSON_ARRAY)
        for (const struct json_value *v = list->child; v && !found; v = v->next)
            if (json_string(v, &word))
                found = find(f, VIEW("architecture"), word);
    // An architecture we do not know may share a type with one we do.
    if (!found && (!list || !list->count) &&
        json_string(json_get(config, VIEW("model_type")), &word))
        found = find(f, VIEW("type"), word);
    return found;
}

// A formula is worked out with the numbers of one config.json and of `let`.
struct letter {
    struct view name;
    uint64_t value;
};

struct sums {
    const struct json_value *config, *section;
    struct letter *letter;
    size_t letter_count;
};

static bool number_of(const struct sums *s, struct view word, uint64_t *out)
{
    if (word.len && ascii_digit(word.at[0]))
        return view_u64(word, out);
    for (size_t i = 0; i < s->letter_count; i++)
        if (view_eq(s->letter[i].name, word)) {
            *out = s->letter[i].value;
            return true;
        }
    return json_u64(json_get(s->section, word), out) ||
           json_u64(json_get(s->config, word), out);
}

// a * b / c, from left to right; a division must come out even.
static bool product(const struct sums *s, struct view text, uint64_t *out)
{
    uint64_t n;
    char op = '*';

    *out = 1;
    while (text.len) {
        size_t len = 0;

        while (len < text.len && text.at[len] != '*' && text.at[len] != '/')
            len++;
        if (!number_of(s, view_trim(view_head(text, len)), &n))
            return false;
        if (op == '*' ? __builtin_mul_overflow(*out, n, out)
                      : n == 0 || *out % n)
            return false;
        if (op == '/')
            *out /= n;
        op = len < text.len ? text.at[len] : '*';
        text = view_from(text, len + 1);
    }
    return true;
}

// Sums of products. Zero is no answer: no dimension is.
static bool sum(const struct sums *s, struct view text, uint64_t *out)
{
    uint64_t n;

    *out = 0;
    while (text.len)
        if (!product(s, view_cut(text, '+', &text), &n) ||
            __builtin_add_overflow(*out, n, out))
            return false;
    return *out > 0;
}

// The first of "a | b | c" that has an answer.
static bool first_sum(const struct sums *s, struct view text, uint64_t *out)
{
    while (text.len)
        if (sum(s, view_cut(text, '|', &text), out))
            return true;
    *out = 0;
    return false;
}

static void take_let(struct arena *a, struct sums *s, struct view let)
{
    struct view formula, name = view_trim(view_cut(let, '=', &formula));
    uint64_t value;

    if (first_sum(s, formula, &value))
        *LIST_ADD(a, s->letter, s->letter_count) = (struct letter){name, value};
}

static bool take_shape(const struct sums *s, struct view formula,
                       struct family_shape *out)
{
    out->shape = formula;
    for (out->dims = 0; formula.len && out->dims < TENSOR_MAX_DIMS; out->dims++)
        if (!sum(s, view_cut(formula, ',', &formula), &out->dim[out->dims]))
            return false;
    return true;
}

static size_t count_of(const struct record *r, struct view key)
{
    size_t at = 0, count = 0;
    struct view v;

    while (record_next(r, key, &at, &v))
        count++;
    return count;
}

void model_shape_take(struct arena *a, const struct families *f,
                      const struct json_value *config, struct model_shape *out)
{
    const struct record *r = family_of(f, config);
    size_t at = 0, count = 0;
    struct view v, formula;

    *out = (struct model_shape){.family = r, .names = {.arena = a}};
    if (!r)
        return;
    struct sums s = {config, json_get(config, record_get(r, VIEW("section"))),
                     NULL, 0};
    while (record_next(r, VIEW("let"), &at, &v))
        take_let(a, &s, v);
    first_sum(&s, record_get(r, VIEW("layers")), &out->layers);
    out->shape = ARENA_NEW(a, struct family_shape, count_of(r, VIEW("tensor")));
    at = 0;
    while (record_next(r, VIEW("tensor"), &at, &v)) {
        struct view pattern = view_trim(view_cut(v, '=', &formula));
        bool is_new;

        // A shape that could not be worked out keeps dims = 0.
        if (!take_shape(&s, view_trim(formula), &out->shape[count]))
            out->shape[count].dims = 0;
        *map_at(&out->names, pattern, &is_new) = count++;
    }
}

// `name` with "*" for its numbers, in `room`; the first of them is the layer.
static struct view pattern_of(struct view name, char room[MAX_NAME],
                              uint64_t *layer)
{
    size_t len = 0;

    while (name.len) {
        struct view component = view_cut(name, '.', &name);
        uint64_t number;

        if (view_u64(component, &number)) {
            if (*layer == UINT64_MAX)
                *layer = number;
            component = VIEW("*");
        }
        if (len)
            room[len++] = '.';
        memcpy(room + len, component.at, component.len);
        len += component.len;
    }
    return (struct view){room, len};
}

const struct family_shape *model_shape_of(const struct model_shape *m,
                                          struct view name, uint64_t *layer)
{
    char room[MAX_NAME];
    struct view prefix;
    size_t at = 0;

    *layer = UINT64_MAX;
    if (!m->family || name.len >= MAX_NAME)
        return NULL;
    while (record_next(m->family, VIEW("prefix"), &at, &prefix))
        if (view_starts(name, prefix)) {
            name = view_from(name, prefix.len);
            break;
        }
    const size_t *found = map_find(&m->names, pattern_of(name, room, layer));
    if (!found)
        return NULL;
    return &m->shape[*found];
}
