// SPDX-License-Identifier: Apache-2.0
// root_kind.h - tells a hub snapshot from a repository of code by its files.
#ifndef RELEASE_ROOT_KIND_H
#define RELEASE_ROOT_KIND_H

#include "release/root.h"

// Makes a ROOT_FOLDER a ROOT_SNAPSHOT or a ROOT_CODE where its entries in `t`
// say so (knowledge/release/roots.txt).
struct error *settle_kinds(const struct tree *t, struct opened *root,
                           size_t root_count) MUST_USE;

#endif
