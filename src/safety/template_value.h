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
    VALUE_INT,   // number; INT64_MAX: that, or more
    VALUE_TEXT,  // text
    VALUE_LIST,  // items; number: 1 for a tuple
    VALUE_DICT,  // items, with keys; number: 1 for a namespace and `loop`
    VALUE_RANGE, // number: from, to, step in text's place: see range
    VALUE_MACRO, // macro
};

struct value;

// Shared between values, as lists are in Python: what is added is seen by all.
struct value_items {
    struct value *value;
    size_t count, room;
    struct view *key; // of a dict, as long; NULL for a list
    size_t key_count, key_room;
    bool named; // it is a dict
    bool lost;  // changed in a way that we do not follow
};

struct value {
    enum value_kind kind;
    bool data;    // something that the template does not say is in it
    bool numbers; // unknown, but a range of numbers, or one of them: no name
    int64_t number;
    int64_t to, step; // of a range
    struct view text;
    struct value_items *items;
    const struct jinja_node *macro;
};

// What nobody knows counts in `number` how far it lies below what the template
// was given, so that a macro is seen to go down into data, which end; and in
// `to` how many elements it has at the most, where that is known.
static const struct value value_unknown = {.kind = VALUE_UNKNOWN};
static const struct value value_undefined = {.kind = VALUE_UNDEFINED};
static const struct value value_none = {.kind = VALUE_NONE};

struct value value_text(struct view text);
struct value value_int(int64_t number);
struct value value_bool(bool is);
struct value value_truth_of(int is); // 1, 0; unknown for -1
struct value value_list(struct arena *a, bool dict);

// A list that gets `count` elements, for which there is room at once.
struct value value_list_for(struct arena *a, uint64_t count);

// Unknown: as far down as `of`, or one further; of what is known, not down.
struct value value_as_deep(const struct value *of);
struct value value_below(const struct value *of);

// One of two, and nobody knows which.
struct value value_one_of(const struct value *a, const struct value *b);

// `key` is kept by a dict.
void value_add(struct arena *a, struct value_items *to, struct view key,
               struct value v);

// The member `key` of a dict, or NULL.
struct value *value_member(const struct value *dict, struct view key);

// Sets the member `key` of a dict, new or not.
void value_set(struct arena *a, struct value_items *dict, struct view key,
               struct value v);

// The value that JSON text stands for. Numbers with a fraction are unknown.
struct value value_of_json(struct arena *a, const struct json_value *v);

// Elements, members or bytes; -1: it has none, or nobody knows.
int64_t value_count(const struct value *v);

// How many it has at the most; 0: nobody knows.
int64_t value_bound(const struct value *v);

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
