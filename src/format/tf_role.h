// SPDX-License-Identifier: Apache-2.0
// tf_role.h - what knowledge/safety/tensorflow.txt says of operators.
#ifndef FORMAT_TF_ROLE_H
#define FORMAT_TF_ROLE_H

#include "base/error.h"
#include "base/map.h"

#include <stdint.h>

struct tf_role {
    struct view op;
    bool always, address, carries, fills, calls;
    uint32_t paths;  // inputs that are paths
    uint32_t before; // inputs in front of the arguments of what it calls
    bool told;       // its reader's
};

struct tf_roles {
    struct map index; // operator -> index
    struct tf_role *role;
    size_t role_count;
};

struct error *tf_roles_read(struct arena *a, struct tf_roles *out) MUST_USE;

// NULL: nothing is said of it.
struct tf_role *tf_role_of(const struct tf_roles *r, struct view op);

// Whether a path leaves the model's folder, on any system, or the machine.
bool tf_leads_outside(struct view path);

#endif
