// SPDX-License-Identifier: Apache-2.0
// family.h - families of models, and what config.json says of their tensors.
//
// The families are knowledge/families/ (architectures.md 2 and 4). A
// config.json with another model's numbers loads wrong or not at all; a header
// shows it without reading a weight.
#ifndef PARTS_FAMILY_H
#define PARTS_FAMILY_H

#include "base/map.h"
#include "format/json.h"
#include "format/tensor.h"
#include "knowledge/knowledge.h"

struct families; // the lists

struct error *families_open(struct arena *a, struct families **out) MUST_USE;

struct family_shape {
    struct view shape; // the formula, for messages
    uint32_t dims;
    uint64_t dim[TENSOR_MAX_DIMS];
};

// What one config.json says of the tensors.
struct model_shape {
    const struct record *family; // NULL: not known, nothing is checked
    uint64_t layers;             // 0: not said
    struct map names;            // pattern -> index in `shape`
    struct family_shape *shape;
};

void model_shape_take(struct arena *a, const struct families *f,
                      const struct json_value *config, struct model_shape *out);

// What config.json says of the tensor called `name`, or NULL; `*layer` gets its
// layer, or UINT64_MAX. Only reads: threads may ask at the same time.
const struct family_shape *model_shape_of(const struct model_shape *m,
                                          struct view name, uint64_t *layer);

#endif
