// SPDX-License-Identifier: Apache-2.0
// scalar.h - what type a value in a written YAML file has.
//
// Source: YAML 1.2.2, 10.3 core schema; dates as in YAML 1.1, since most
// readers make one of them what was meant as text.
#ifndef RELEASE_SCALAR_H
#define RELEASE_SCALAR_H

#include "format/yaml.h"

enum scalar_type {
    SCALAR_TEXT,
    SCALAR_NULL,
    SCALAR_BOOL,
    SCALAR_NUMBER,
    SCALAR_DATE,
    SCALAR_NONE, // a list or a map
};

enum scalar_type scalar_type(const struct yaml_value *v);

// "a number", "a list": what a value is, for messages.
struct view yaml_type_name(const struct yaml_value *v);

// `name`, whose value is `v` of the file `path`, is of another type and must be
// `wanted` ("text", "a list").
struct error *yaml_refuse_type(struct arena *a, struct view path,
                               const struct yaml_value *v, struct view name,
                               const char *wanted) MUST_USE NEVER_NULL;

// Whether a line of `bytes` begins with `key:` at its first column. For telling
// what a file was meant to be when it cannot be read.
bool yaml_has_top_key(struct view bytes, struct view key, struct view *value);

#endif
