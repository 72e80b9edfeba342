// SPDX-License-Identifier: Apache-2.0
// keras_scan.h - what a Keras model's configuration makes its loader import.
//
// By knowledge/safety/keras.txt. Source: threats.md 8; Keras 3 writes each
// object as {"module", "class_name", "config", "registered_name"}, Keras 2 as
// {"class_name", "config"}.
#ifndef SAFETY_KERAS_SCAN_H
#define SAFETY_KERAS_SCAN_H

#include "format/json.h"
#include "format/note.h"
#include "knowledge/knowledge.h"

struct keras_rules {
    struct record names; // the only record of keras.txt
};

struct error *keras_rules_open(struct arena *a,
                               struct keras_rules *out) MUST_USE;

// Whether `root` is the configuration of a Keras model, by its shape. Inside a
// .keras archive config.json is one whatever its shape.
bool keras_is(const struct json_value *root);

// Whether a member `key` says what an object of it is.
bool keras_wants(struct view key);

// Judges `root` and all below it: keras.lambda, keras.module, keras.api. `root`
// may lack what keras_wants does not want and no such member holds. Notes
// get the member of `n` and the offsets of `root`.
void keras_scan(struct notes *n, const struct keras_rules *rules,
                const struct json_value *root);

#endif
