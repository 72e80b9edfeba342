// SPDX-License-Identifier: Apache-2.0
// schema.h - checks a JSON value against a JSON Schema (draft 7), for tests.
//
// The keywords our schemas use: $ref to #/definitions, type, enum, const,
// properties, required, additionalProperties, items, minItems, maxItems,
// minimum, maximum. Any other keyword is reported, so that none is skipped.
#ifndef TESTS_SCHEMA_H
#define TESTS_SCHEMA_H

#include "format/json.h"

// The first fault as "$.parts[3].presence: ...", or the empty view.
struct view schema_fault(struct arena *a, const struct json *schema,
                         const struct json_value *value);

#endif
