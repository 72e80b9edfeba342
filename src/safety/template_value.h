// SPDX-License-Identifier: Apache-2.0
// template_value.h - plain data that a template is tried out with.
//
// There are no host objects, hence nothing that a template could escape to
// (threats.md 6). What we do not compute is VALUE_UNKNOWN and stays so in all
// that is made from it.
#ifndef SAFETY_TEMPLATE_VALUE_H
#define SAFETY_TEMPLATE_VALUE_H

#include "format/jinja.h"
#include "format/json.h"

enum value_kind {
    VALUE_UNKNOWN,
    VALUE_UNDEFINED,
    VALUE_NONE,
    VALUE_BOOL,  // number
    VALUE_INT,   // number
    VALUE_TEXT,  // text
    VALUE_LIST,  // items
    VALUE_DICT,  // items, with keys; a namespace and `loop` too
    VALUE_RANGE, // number: from, to, step in text's place: see range
    VALUE_MACRO, // macro
};

struct value;

// Shared between values, as lists are in Python: what is added is seen by all.
struct value_items {
    struct value *value;
    size_t count;
    struct view *key; // of a dict, as long
    size_t key_count; // the same as count, for LIST_ADD
};

struct value {
    enum value_kind kind;
    int64_t number;
    int64_t to, step; // of a range
    struct view text;
    struct value_items *items;
    const struct jinja_node *macro;
};

static const struct value value_unknown = {.kind = VALUE_UNKNOWN};
static const struct value value_undefined = {.kind = VALUE_UNDEFINED};
static const struct value value_none = {.kind = VALUE_NONE};

struct value value_text(struct view text);
struct value value_int(int64_t number);
struct value value_bool(bool is);
struct value value_truth_of(int is); // 1, 0; unknown for -1
struct value value_list(struct arena *a, bool dict);

void value_add(struct arena *a, struct value_items *to, struct view key,
               struct value v);

// The member `key` of a dict, or NULL.
struct value *value_member(const struct value *dict, struct view key);

// Sets the member `key` of a dict, new or not.
void value_set(struct arena *a, struct value_items *dict, struct view key,
               struct value v);

// The value that JSON text stands for. Numbers with a fraction are unknown.
struct value value_of_json(struct arena *a, const struct json_value *v);

// Elements, members or characters (bytes); -1: it has none, or nobody knows.
int64_t value_count(const struct value *v);

// Element `i` of a list or range, which has more.
struct value value_at(const struct value *v, int64_t i);

// An integer or a truth value, which Python takes for 1 or 0.
bool value_is_number(const struct value *v);

// 1: true, 0: false, -1: nobody knows. As Python takes it.
int value_truth(const struct value *v);
int value_equal(const struct value *a, const struct value *b);

// Whether `in` is part of `of`: 1, 0, or -1.
int value_in(const struct value *in, const struct value *of);

// As {{ v }} writes it: texts, numbers, truth values; else unknown.
bool value_write(struct arena *a, const struct value *v, struct view *out);

#endif
