// SPDX-License-Identifier: Apache-2.0
#include "safety/template_value.h"

#include <inttypes.h>

struct value value_text(struct view text)
{
    return (struct value){.kind = VALUE_TEXT, .text = text};
}

struct value value_int(int64_t number)
{
    return (struct value){.kind = VALUE_INT, .number = number};
}

struct value value_bool(bool is)
{
    return (struct value){.kind = VALUE_BOOL, .number = is};
}

struct value value_truth_of(int is)
{
    return is < 0 ? value_unknown : value_bool(is);
}

struct value value_as_deep(const struct value *of)
{
    return (struct value){.number = of->kind == VALUE_UNKNOWN ? of->number : 0,
                          .to = value_bound(of),
                          .data = of->data};
}

struct value value_below(const struct value *of)
{
    struct value v = value_as_deep(of);

    v.number += of->kind == VALUE_UNKNOWN;
    v.to = 0;
    v.numbers = of->numbers;
    return v;
}

struct value value_one_of(const struct value *a, const struct value *b)
{
    bool first = a->kind == VALUE_UNKNOWN &&
                 (b->kind != VALUE_UNKNOWN || a->number < b->number);
    struct value v = value_as_deep(first ? a : b);
    int64_t one = value_bound(a), other = value_bound(b);

    v.to = one > other ? one : other;
    v.data = a->data || b->data;
    return v;
}

struct value value_list(struct arena *a, bool dict)
{
    struct value v = {.kind = dict ? VALUE_DICT : VALUE_LIST,
                      .items = ARENA_NEW(a, struct value_items, 1)};

    v.items->named = dict;
    return v;
}

struct value value_list_for(struct arena *a, uint64_t count)
{
    struct value v = value_list(a, false);

    v.items->room = count;
    return v;
}

void value_add(struct arena *a, struct value_items *to, struct view key,
               struct value v)
{
    *LIST_ADD_ROOM(a, to->value, to->count, to->room) = v;
    if (to->named)
        *LIST_ADD_ROOM(a, to->key, to->key_count, to->key_room) = key;
}

struct value *value_member(const struct value *dict, struct view key)
{
    if (dict->kind != VALUE_DICT)
        return NULL;
    for (size_t i = dict->items->count; i > 0; i--)
        if (view_eq(dict->items->key[i - 1], key))
            return &dict->items->value[i - 1];
    return NULL;
}

void value_set(struct arena *a, struct value_items *dict, struct view key,
               struct value v)
{
    const struct value is = {.kind = VALUE_DICT, .items = dict};
    struct value *old = value_member(&is, key);

    if (old)
        *old = v;
    else
        value_add(a, dict, key, v);
}

static struct value plain_of_json(struct arena *a, const struct json_value *v)
{
    struct value out = value_none;
    uint64_t n;

    switch (v->kind) {
    case JSON_NULL:
        break;
    case JSON_FALSE:
    case JSON_TRUE:
        return value_bool(v->kind == JSON_TRUE);
    case JSON_NUMBER:
        if (json_u64(v, &n) && n <= INT64_MAX)
            return value_int((int64_t)n);
        return value_unknown;
    case JSON_STRING:
        return value_text(v->text);
    case JSON_ARRAY:
    case JSON_OBJECT:
        out = value_list(a, v->kind == JSON_OBJECT);
        for (const struct json_value *c = v->child; c; c = c->next)
            value_add(a, out.items, c->key, value_of_json(a, c));
        break;
    }
    return out;
}

// Depth is bounded by the JSON reader's.
struct value value_of_json(struct arena *a, const struct json_value *v)
{
    struct value out = plain_of_json(a, v);

    out.data = true;
    return out;
}

int64_t value_count(const struct value *v)
{
    switch (v->kind) {
    case VALUE_TEXT:
        return (int64_t)v->text.len;
    case VALUE_LIST:
    case VALUE_DICT:
        return (int64_t)v->items->count;
    case VALUE_RANGE:
        if (v->step > 0)
            return v->to > v->number ? (v->to - v->number - 1) / v->step + 1
                                     : 0;
        return v->to < v->number ? (v->number - v->to - 1) / -v->step + 1 : 0;
    case VALUE_UNDEFINED:
        return 0;
    case VALUE_UNKNOWN:
    case VALUE_NONE:
    case VALUE_BOOL:
    case VALUE_INT:
    case VALUE_MACRO:
        break;
    }
    return -1;
}

int64_t value_bound(const struct value *v)
{
    int64_t count = v->kind == VALUE_UNKNOWN ? v->to : value_count(v);

    return count > 0 ? count : 0;
}

struct value value_at(const struct value *v, int64_t i)
{
    if (v->kind == VALUE_RANGE)
        return value_int(v->number + i * v->step);
    if (v->kind == VALUE_TEXT)
        return value_text((struct view){v->text.at + i, 1});
    if (v->kind == VALUE_DICT) // a walk over a dict gives its keys
        return value_text(v->items->key[i]);
    return v->items->value[i];
}

bool value_is_number(const struct value *v)
{
    return v->kind == VALUE_BOOL || v->kind == VALUE_INT;
}

int value_truth(const struct value *v)
{
    switch (v->kind) {
    case VALUE_UNKNOWN:
        return -1;
    case VALUE_UNDEFINED:
    case VALUE_NONE:
        return 0;
    case VALUE_BOOL:
    case VALUE_INT:
        return v->number != 0;
    case VALUE_TEXT:
    case VALUE_LIST:
    case VALUE_RANGE:
        return value_count(v) > 0;
    case VALUE_DICT: // a namespace is an object, which is true
        return v->items->count > 0 || v->number;
    case VALUE_MACRO:
        break;
    }
    return 1;
}

int value_equal(const struct value *a, const struct value *b)
{
    if (a->kind == VALUE_UNKNOWN || b->kind == VALUE_UNKNOWN)
        return -1;
    if (value_is_number(a) && value_is_number(b))
        return a->number != b->number ? 0 : a->number == INT64_MAX ? -1 : 1;
    if (a->kind != b->kind)
        return 0;
    if (a->kind == VALUE_TEXT)
        return view_eq(a->text, b->text);
    if (a->kind == VALUE_NONE || a->kind == VALUE_UNDEFINED)
        return 1;
    return -1; // lists are not compared
}

int value_in(const struct value *in, const struct value *of)
{
    if (in->kind == VALUE_UNKNOWN || value_count(of) < 0)
        return -1;
    if (of->kind == VALUE_TEXT)
        return in->kind == VALUE_TEXT ? view_has(of->text, in->text) : 0;
    if (of->kind == VALUE_DICT)
        return in->kind == VALUE_TEXT ? value_member(of, in->text) != NULL : -1;
    if (of->kind == VALUE_RANGE)
        return -1;
    int any = 0;
    for (int64_t i = 0; i < value_count(of) && any <= 0; i++) {
        struct value v = value_at(of, i);
        int equal = value_equal(in, &v);

        any = equal ? equal : any;
    }
    return any;
}

bool value_write(struct arena *a, const struct value *v, struct view *out)
{
    *out = VIEW("");
    switch (v->kind) {
    case VALUE_TEXT:
        *out = v->text;
        return true;
    case VALUE_UNDEFINED:
        return true;
    case VALUE_NONE:
        *out = VIEW("None");
        return true;
    case VALUE_BOOL:
        *out = v->number ? VIEW("True") : VIEW("False");
        return true;
    case VALUE_INT:
        *out = arena_print(a, "%" PRId64, v->number);
        return v->number != INT64_MAX;
    case VALUE_UNKNOWN:
    case VALUE_LIST:
    case VALUE_DICT:
    case VALUE_RANGE:
    case VALUE_MACRO:
        break;
    }
    return false;
}
